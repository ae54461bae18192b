using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Contacts;

public sealed class DebounceTests
{
    private static readonly Flow DenseContact = new(FlowKind.States, SymbolType.Contact);
    private static readonly Flow DenseLoop = new(FlowKind.States, SymbolType.LoopState);
    private static readonly Flow SparseContact = new(FlowKind.State, SymbolType.Contact);
    private static readonly Flow SparseLoop = new(FlowKind.State, SymbolType.LoopState);

    [Fact]
    public void CleanChange_LeavesTheTimeAfterIt()
    {
        string[] expected = ["5: 0 since 0", "25: 1 since 20"];
        Assert.Equal(expected, Dense("debounce: 5 ms", DenseContact, "0*20 1*20"));
        Assert.Equal(expected, Sparse("debounce: 5 ms", SparseContact, "0*20 1*20"));
    }

    [Fact]
    public void BackBeforeTheWindow_NothingLeaves()
    {
        Assert.Equal(["5: 0 since 0"], Dense("debounce: 5 ms", DenseContact, "0*20 1*4 0*20"));
        Assert.Equal(["5: 0 since 0"], Sparse("debounce: 5 ms", SparseContact, "0*20 1*4 0*20"));
    }

    [Fact]
    public void BackExactlyAtTheWindow_SettlesFirst()
    {
        string[] expected = ["5: 0 since 0", "25: 1 since 20", "30: 0 since 25"];
        Assert.Equal(expected, Dense("debounce: 5 ms", DenseContact, "0*20 1*5 0*20"));
        Assert.Equal(expected, Sparse("debounce: 5 ms", SparseContact, "0*20 1*5 0*20"));
    }

    [Fact]
    public void Bounce_IsSubtracted()
    {
        // up 3, down 1, up: 2 + 3 more; the climb began at 20
        string[] expected = ["5: 0 since 0", "27: 1 since 20"];
        Assert.Equal(expected, Dense("debounce: 5 ms", DenseContact, "0*20 1*3 0*1 1*20"));
        Assert.Equal(expected, Sparse("debounce: 5 ms", SparseContact, "0*20 1*3 0*1 1*20"));
    }

    [Fact]
    public void BounceBackToNothing_BeginsAnew()
    {
        string[] expected = ["5: 0 since 0", "31: 1 since 26"];
        Assert.Equal(expected, Dense("debounce: 5 ms", DenseContact, "0*20 1*3 0*3 1*20"));
        Assert.Equal(expected, Sparse("debounce: 5 ms", SparseContact, "0*20 1*3 0*3 1*20"));
    }

    [Fact]
    public void AnotherState_LowersTheLevelAndThenRises()
    {
        // closed rises 3 from 20, short lowers it until 26 and rises from there
        string[] expected = ["5: 0 since 0", "31: 2 since 26"];
        Assert.Equal(expected, Dense("debounce: 5 ms", DenseLoop, "0*20 1*3 2*20"));
        Assert.Equal(expected, Sparse("debounce: 5 ms", SparseLoop, "0*20 1*3 2*20"));
    }

    [Fact]
    public void TimeZero_PassesEveryChangeAtOnce()
    {
        string[] expected = ["0: 0 since 0", "3: 1 since 3", "4: 0 since 4"];
        Assert.Equal(expected, Dense("debounce: 0 s", DenseContact, "0*3 1*1 0*3"));
        Assert.Equal(expected, Sparse("debounce: 0 s", SparseContact, "0*3 1*1 0*3"));
    }

    [Fact]
    public void OnAndOff_EachHasItsTime()
    {
        string[] expected = ["7: 0 since 0", "22: 1 since 20", "47: 0 since 40"];
        Assert.Equal(expected, Dense("debounce: { on: 2 ms, off: 7 ms }", DenseContact, "0*20 1*20 0*20"));
        Assert.Equal(expected, Sparse("debounce: { on: 2 ms, off: 7 ms }", SparseContact, "0*20 1*20 0*20"));
    }

    [Fact]
    public void TimeBetweenTwoSamples_RoundsUpToTheLater() =>
        Assert.Equal(["5: 0 since 0", "15: 1 since 10"], Dense("debounce: 4200 us", DenseContact, "0*10 1*10"));

    [Fact]
    public void DenseFault_SettlesLikeAState() =>
        Assert.Equal(["5: 0 since 0", "25: 128 since 20"], Dense("debounce: 5 ms", DenseLoop, "0*20 128*20"));

    [Fact]
    public void SparseUnknownAndFault_PassAtOnceAndReset() =>
        Assert.Equal(["5: 0 since 0", "23: 129 since 23", "35: 0 since 30"], Sparse("debounce: 5 ms", SparseLoop, "0*20 1*3 129*7 0*20"));

    [Fact]
    public void SparseSettled_CarriesWhatBeganTheClimb()
    {
        var kernel = Probe.Kernel<Stamped<Value>, Stamped<Value>>(DebounceOperator.Spec, "debounce: 5 ms", SparseLoop);
        var transcript = new Transcript();
        foreach ((int at, float ohms) in new[] { (10, 1000f), (12, 1010f) })
            Probe.Feed(kernel, new Stamped<Value>(Value.Symbol(SymbolType.LoopState, 1, ohms, 5), SignalTime.FromMilliseconds(at), SignalTime.FromMilliseconds(at - 1)), transcript);
        Assert.Equal(SignalTime.FromMilliseconds(15), kernel.Deadline);
        Probe.RunOut(kernel, transcript);
        Assert.Equal(["0.015: closed since 0.009 1000 5"], transcript.Lines);
    }

    [Fact]
    public void MissingSamples_CountAsNone()
    {
        var kernel = Probe.Kernel<StateBlock, Stamped<Value>>(DebounceOperator.Spec, "debounce: 5 ms", DenseContact);
        var transcript = new Transcript();
        kernel.Step(Probe.States(SymbolType.Contact, [0, 0, 0], 0, Probe.Kilohertz), transcript);
        kernel.Step(Probe.States(SymbolType.Contact, [0, 0, 0], 100, Probe.Kilohertz), transcript);
        Assert.Equal(["0.102: inactive since 0 0 1"], transcript.Lines);
    }

    [Fact]
    public void DenseAndSparse_AgreeOnAnyStates()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            string script = string.Join(' ', Enumerable.Range(0, 60).Select(_ => $"{random.Next(4)}*{random.Next(1, 15)}"));
            Assert.Equal(Sparse("debounce: 10 ms", SparseLoop, script), Dense("debounce: 10 ms", DenseLoop, script));
        }
    }

    [Fact]
    public void Dense_EqualsTheDefinitionSampleBySample()
    {
        const int Periods = 10;
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            string script = string.Join(' ', Enumerable.Range(0, 80).Select(_ => $"{random.Next(4)}*{random.Next(1, 15)}"));
            byte[] samples = Samples(script);
            var expected = new List<string>();
            int output = -1, candidate = -1, level = 0, since = 0;
            for (int i = 0; i < samples.Length; i++)
            {
                // what the sample before led to by now
                if (i > 0 && candidate >= 0)
                    level += samples[i - 1] == candidate ? 1 : -1;
                if (candidate >= 0 && level >= Periods)
                {
                    expected.Add($"{i}: {candidate} since {since}");
                    (output, candidate, level) = (candidate, -1, 0);
                }

                if (level == 0)
                    (candidate, since) = samples[i] == output ? (-1, since) : (samples[i], i);
            }

            Assert.Equal(expected, Dense("debounce: 10 ms", DenseLoop, script));
        }
    }

    [Theory]
    [InlineData("debounce: {}", "'time' is missing")]
    [InlineData("debounce: { time: 5 ms, on: 1 ms }", "the time is given twice: expected either 'time', or 'on' and 'off'")]
    public void WrongTimes_AreProblems(string yaml, string expected) => Assert.Equal([expected], Problems(yaml, DenseContact));

    [Fact]
    public void OnOfALoop_IsAProblem() =>
        Assert.Equal(["'on' and 'off' are for contacts, but the input is dense loop state (open, closed, short, cut)"], Problems("debounce: { on: 5 ms }", DenseLoop));

    private static string[] Problems(string yaml, Flow input) => [.. DebounceOperator.Spec.Check(ExampleReader.Read(DebounceOperator.Spec, yaml), input).Select(p => p.Message)];

    /// <summary>Codes and for how many milliseconds: <c>0*20 1*3</c>.</summary>
    private static byte[] Samples(string script) =>
        [.. script.Split(' ').Select(p => p.Split('*')).SelectMany(p => Enumerable.Repeat(byte.Parse(p[0], null), int.Parse(p[1], null)))];

    private static string[] Dense(string yaml, Flow input, string script)
    {
        var kernel = Probe.Kernel<StateBlock, Stamped<Value>>(DebounceOperator.Spec, yaml, input);
        var transcript = new Transcript();
        kernel.Step(Probe.States(input.Symbols!, Samples(script), 0, Probe.Kilohertz), transcript);
        return Lines(transcript);
    }

    private static string[] Sparse(string yaml, Flow input, string script)
    {
        var kernel = Probe.Kernel<Stamped<Value>, Stamped<Value>>(DebounceOperator.Spec, yaml, input);
        var transcript = new Transcript();
        byte[] samples = Samples(script);
        for (int i = 0; i < samples.Length; i++)
        {
            if (i == 0 || samples[i] != samples[i - 1])
                Probe.Feed(kernel, new Stamped<Value>(input.Symbols!.ToValue(samples[i]), SignalTime.FromMilliseconds(i)), transcript);
        }

        // to the last sample and no further, as far as the samples go
        if (kernel.Deadline <= SignalTime.FromMilliseconds(samples.Length - 1))
            kernel.Expire(kernel.Deadline, transcript);
        return Lines(transcript);
    }

    private static string[] Lines(Transcript transcript) =>
        [.. transcript.Values.Select(v => $"{v.Stamp.Nanoseconds / 1_000_000}: {Code(v.Value)} since {v.Since.Nanoseconds / 1_000_000}")];

    private static int Code(Value value) => value.Kind == ValueKind.Fault ? SymbolType.FirstFault + SymbolType.LoopState.Faults.IndexOf(value.Text!) : value.Code;
}
