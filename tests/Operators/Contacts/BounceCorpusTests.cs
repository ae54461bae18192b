using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Reactive.Testing;
using Xunit;

namespace Reactive.Operators.Tests.Contacts;

/// <summary>A real switch, bouncing: each press or release is one transition and no more.</summary>
public sealed class BounceCorpusTests
{
    // long enough for the start level to settle before the first edge, and the end level after the last
    private const long QuietNanoseconds = 100_000_000;

    [Fact]
    public void EachPressOrRelease_IsOneTransition_Sparse()
    {
        List<Press> presses = Read();
        foreach (Press press in presses)
        {
            var kernel = Probe.Kernel<Stamped<Value>, Stamped<Value>>(DebounceOperator.Spec, "debounce: 20 ms", new Flow(FlowKind.State, SymbolType.Contact));
            var transcript = new Transcript();
            Probe.Feed(kernel, new Stamped<Value>(Value.Contact(press.Start == 1), SignalTime.Zero), transcript);
            foreach ((long nanoseconds, int level) in press.Edges)
                Probe.Feed(kernel, new Stamped<Value>(Value.Contact(level == 1), new SignalTime(QuietNanoseconds + nanoseconds)), transcript);
            Probe.RunOut(kernel, transcript);
            AssertOneTransition(press, transcript);
        }
    }

    [Fact]
    public void EachPressOrRelease_IsOneTransition_SampledAt10Kilohertz()
    {
        var clock = new SampleClock(new SampleRate(10_000));
        foreach (Press press in Read())
        {
            long end = (2 * QuietNanoseconds) + press.Edges[^1].Nanoseconds;
            byte[] codes = new byte[clock.FirstIndexAtOrAfter(new SignalTime(end))];
            int next = 0, level = press.Start;
            for (int i = 0; i < codes.Length; i++)
            {
                while (next < press.Edges.Count && QuietNanoseconds + press.Edges[next].Nanoseconds <= clock.TimeOf(i).Nanoseconds)
                    level = press.Edges[next++].Level;
                codes[i] = (byte)level;
            }

            var kernel = Probe.Kernel<StateBlock, Stamped<Value>>(DebounceOperator.Spec, "debounce: 20 ms", new Flow(FlowKind.States, SymbolType.Contact));
            var transcript = new Transcript();
            kernel.Step(Probe.States(SymbolType.Contact, codes, 0, clock), transcript);
            AssertOneTransition(press, transcript);
        }
    }

    private static void AssertOneTransition(Press press, Transcript transcript)
    {
        Assert.Equal([Value.Contact(press.Start == 1), Value.Contact(press.End == 1)], transcript.Values.Select(v => v.Value));
        Assert.Equal(20_000_000, transcript.Values[0].Stamp.Nanoseconds);
        Assert.InRange(transcript.Values[1].Since.Nanoseconds, QuietNanoseconds, transcript.Values[1].Stamp.Nanoseconds - 20_000_000);
    }

    private static List<Press> Read()
    {
        string tests = Corpus.Require("bounce/tests.csv"), events = Corpus.Require("bounce/events.csv");
        ILookup<string, (long, int)> edges = File.ReadLines(events).Skip(1).Select(l => l.Split(','))
            .ToLookup(f => f[0] + "," + f[1], f => (long.Parse(f[3], CultureInfo.InvariantCulture), int.Parse(f[4], CultureInfo.InvariantCulture)));
        var presses = new List<Press>();
        foreach (string[] f in File.ReadLines(tests).Skip(1).Select(l => l.Split(',')))
        {
            List<(long Nanoseconds, int Level)> own = [.. edges[f[0] + "," + f[1]]];
            if (own.Count > 0 && !string.IsNullOrEmpty(f[5]) && !f[5].Contains("nvalid", System.StringComparison.Ordinal))
                presses.Add(new Press(f[0] + " " + f[1], int.Parse(f[3], CultureInfo.InvariantCulture), int.Parse(f[4], CultureInfo.InvariantCulture), own));
        }

        Assert.InRange(presses.Count, 50, 200);
        return presses;
    }

    private sealed record Press(string Name, int Start, int End, List<(long Nanoseconds, int Level)> Edges);
}
