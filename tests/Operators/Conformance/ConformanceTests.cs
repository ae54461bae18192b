using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Conformance;

/// <summary>What every operator must keep, whatever it does.</summary>
public sealed class ConformanceTests
{
    // what an entry list says is an object of its own
    private const long BytesOfAnEntry = 104;

    // each seed is a signal of its own
    private static readonly int Seeds = IsLong ? 20 : 6;

    private static bool IsLong => Environment.GetEnvironmentVariable("REACTIVE_LONG") == "1";

    public static TheoryData<string, int, int, int> All() => Cases.All();

    public static TheoryData<string, int, int, int> Banks() => Cases.Banks();

    public static TheoryData<string> Names() => [.. OperatorCatalog.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(All))]
    public void AnyChunking_SameOutput(string name, int form, int example, int input)
    {
        Case subject = Cases.Of(name, form, example, input);
        for (int seed = 0; seed < Seeds; seed++)
        {
            List<string> whole = subject.Run(seed, null);
            Assert.NotEmpty(whole);
            for (int cut = 0; cut < 3; cut++)
                Assert.Equal(whole, subject.Run(seed, new Random(cut)));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Reset_EqualsFresh(string name, int form, int example, int input)
    {
        Case subject = Cases.Of(name, form, example, input);
        IKernel used = subject.Create();
        subject.Run(1, new Random(1), used);
        used.Reset();
        Assert.Equal(Saved(subject.Create()), Saved(used));
        Assert.Equal(subject.Run(2, null), subject.Run(2, null, used));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void SaveLoadGoOn_EqualsGoOn(string name, int form, int example, int input)
    {
        Case subject = Cases.Of(name, form, example, input);
        for (int seed = 10; seed < 10 + Seeds; seed++)
            Assert.Equal(subject.Run(seed, null), subject.Run(seed, new Random(seed), swap: true));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void AppliedToAnObservable_SameOutput(string name, int form, int example, int input)
    {
        Case subject = Cases.Of(name, form, example, input);
        Assert.Equal(subject.Run(30, null), subject.RunThroughRx(30));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void TwoInstances_ShareNothing(string name, int form, int example, int input)
    {
        Case subject = Cases.Of(name, form, example, input);
        (List<string> first, List<string> second) = subject.RunByTurns(20, 21, new Random(3));
        Assert.Equal(subject.Run(20, null), first);
        Assert.Equal(subject.Run(21, null), second);
    }

    [Theory]
    [MemberData(nameof(Banks))]
    public void Bank_EqualsItsChannelsAlone(string name, int form, int example, int input)
    {
        Flow flow = Cases.Inputs[input];
        OperatorSpec spec = OperatorCatalog.All.Single(s => s.Name == name);
        ParameterValues values = ExampleReader.Read(spec, spec.Examples[example].Yaml);
        List<List<string>> bank = Cases.Of(name, form, example, input).RunByChannel(40);
        Flow one = flow with { Channels = 1 };
        for (int channel = 0; channel < flow.Channels; channel++)
            Assert.Equal(Cases.Of(spec.FormFor(one)!, one, values).RunByChannel(40 + channel)[0], bank[channel]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void SteadyState_AllocatesNothing(string name, int form, int example, int input)
    {
        Case subject = Cases.Of(name, form, example, input);
        if (name == "entry-list")
            Assert.InRange(subject.AllocatedInSteadyState(BytesOfAnEntry), long.MinValue, 0);
        else
            Assert.Equal(0, subject.AllocatedInSteadyState());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void DamagedState_IsRefusedOrRuns(string name, int form, int example, int input)
    {
        Case subject = Cases.Of(name, form, example, input);
        IKernel used = subject.Create();
        subject.Run(1, new Random(1), used);
        byte[] saved = Saved(used);
        if (saved.Length == 0)
            return;
        var random = new Random(5);
        for (int i = 0; i < 300; i++)
        {
            byte[] bytes = i % 2 == 0 ? new byte[random.Next(80)] : [.. saved];
            if (i % 2 == 0)
                random.NextBytes(bytes);
            else
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            IKernel kernel = subject.Create();
            try
            {
                kernel.Load(new StateReader(bytes));
            }
            catch (StateException)
            {
                continue;
            }

            // every one is read, some are run: that takes longest
            if (i % (IsLong ? 10 : 50) == 1)
                subject.Run(2, new Random(i), kernel);
        }

        Assert.Throws<StateException>(() => subject.Create().Load(new StateReader(saved.AsMemory(0, saved.Length - 1))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryFormAndExample_IsDriven(string name)
    {
        OperatorSpec spec = OperatorCatalog.All.Single(s => s.Name == name);
        (string Name, int Form, int Example)[] driven = [.. Cases.All().Select(row => row.Data).Where(d => d.Item1 == name).Select(d => (d.Item1, d.Item2, d.Item3))];
        Assert.Equal(Enumerable.Range(0, spec.Forms.Length), driven.Select(d => d.Form).Distinct().Order());
        Assert.Equal(Enumerable.Range(0, spec.Examples.Length), driven.Select(d => d.Example).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Spec_IsComplete(string name)
    {
        OperatorSpec spec = OperatorCatalog.All.Single(s => s.Name == name);
        Assert.Matches("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", spec.Name);
        Assert.EndsWith(".", spec.Summary, StringComparison.Ordinal);
        Assert.NotEmpty(spec.Examples);
        Assert.True(spec.Shorthand is null || spec.Parameters.Any(p => p.Name == spec.Shorthand));
        Assert.Equal(spec.Parameters.Length, spec.Parameters.Select(p => p.Name).Distinct().Count());
        Assert.All(spec.Parameters, p => Assert.EndsWith(".", p.Summary, StringComparison.Ordinal));
        Assert.All(spec.Parameters.SelectMany(p => new[] { p.Least, p.Most }).OfType<string>(), limit => Quantity.Parse(limit));
        Assert.NotNull(new ParameterValues(spec.Parameters));
    }

    [Fact]
    public void Names_AreUniqueAndOrdered() =>
        Assert.Equal(OperatorCatalog.All.Select(s => s.Name).Distinct().Order(StringComparer.Ordinal), OperatorCatalog.All.Select(s => s.Name));

    private static byte[] Saved(IKernel kernel)
    {
        var writer = new StateWriter();
        kernel.Save(writer);
        return writer.Written.ToArray();
    }
}
