using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using Reactive.Device.Profiles;
using Reactive.Rules;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Device.Bench;

/// <summary>
/// What rules cost: an event among a hundred and a hundred thousand of them, the way of an event through a row of derived signals, and the
/// check of a large definition.
/// </summary>
internal static class RuleScale
{
    private const string Name = "rules";
    private const int RulesOfEvent = 10;
    private const int Few = 100;
    private const int Many = 100_000;
    private const int RulesOfFile = 10_000;
    private const int Stages = 10; // a leaf and a condition each
    private const int Events = 20_000;
    private const int Rounds = 9;
    private const int WarmUp = 60;

    public static IEnumerable<BenchResult> Measure()
    {
        Run few = new(Site(Few)), many = new(Site(Many));
        for (int warm = 0; warm < WarmUp; warm++)
        {
            few.Push(Events / 10, 1);
            many.Push(Events / 10, 1);
            Thread.Sleep(10);
        }

        (double rate, double usual, _) = CoreTime.Beside(() => many.Push(Events, 1), Events, () => few.Push(Events, 1), Events, Rounds);
        yield return new BenchResult(Name, $"an event on 10 of {Many:N0} rules", 1e6 / rate, "µs", $"the same among {Few}", 1e6 / usual, usual / rate);
        (rate, usual, _) = CoreTime.Beside(() => many.Push(Events, Many / RulesOfEvent), Events, () => few.Push(Events, Few / RulesOfEvent), Events, Rounds);
        yield return new BenchResult(Name, "the same, another input each time", 1e6 / rate, "µs", $"the same among {Few}", 1e6 / usual, usual / rate);

        Run row = new(Read(Row()));
        for (int warm = 0; warm < WarmUp; warm++)
        {
            row.Push(Events / 10, 1);
            Thread.Sleep(10);
        }

        double seconds = Benchmark.Median(Enumerable.Range(0, Rounds).Select(_ => CoreTime.Of(() => row.Push(Events, 1))));
        yield return new BenchResult(Name, $"an event through {2 * Stages} nodes", seconds / Events * 1e6, "µs", "budget", 2, seconds / Events * 1e6 / 2);

        string text = Text(RulesOfFile, 0);
        seconds = Benchmark.Median(Enumerable.Range(0, 5).Select(_ => CoreTime.Of(() => Read(text))));
        yield return new BenchResult(Name, $"check of {RulesOfFile:N0} rules", seconds, "s", "budget", 2, seconds / 2);
    }

    // Ten rules read one input; the first of them drives a relay, the others wait for something that never comes.
    private static string Text(int rules, int first)
    {
        var text = new StringBuilder("pipeline: site\ndevice: a9210\ninputs:\n");
        for (int i = 0; i < rules / RulesOfEvent; i++)
            text.Append(CultureInfo.InvariantCulture, $"  i{first + i}: contact\n");
        text.Append("rules:\n");
        for (int i = 0; i < rules; i++)
        {
            int input = first + (i / RulesOfEvent);
            string more = i % RulesOfEvent == 0 ? "" : " and tamper is active";
            text.Append(CultureInfo.InvariantCulture, $"  r{(first * RulesOfEvent) + i}:\n    when: i{input} is active{more}\n    while: {{ activate: relays-{(input % 64) + 1} }}\n");
        }

        return text.ToString();
    }

    private static string Row()
    {
        var text = new StringBuilder("pipeline: row\ndevice: a9210\ninputs: { i0: contact }\nsignals:\n  s0: { is: i0 is active }\n");
        for (int i = 1; i < Stages; i++)
            text.Append(CultureInfo.InvariantCulture, $"  s{i}: {{ is: s{i - 1} is active }}\n");
        return text.Append(CultureInfo.InvariantCulture, $"rules:\n  r: {{ when: s{Stages - 1} is active, while: {{ activate: relay }} }}\n").ToString();
    }

    // A file holds no more than a few ten thousand rules: so many come from several.
    private static PipelineDefinition Site(int rules)
    {
        var parts = new List<PipelineDefinition>();
        for (int done = 0; done < rules; done += RulesOfFile)
            parts.Add(Read(Text(Math.Min(RulesOfFile, rules - done), done / RulesOfEvent)));
        ImmutableArray<PortSpec> ports = [.. parts.SelectMany(p => p.Device.Ports).DistinctBy(p => p.Name)];
        return parts[0] with
        {
            Device = parts[0].Device with { Ports = ports },
            Signals = [.. parts.SelectMany(p => p.Signals).DistinctBy(s => s.Name)],
            Rules = [.. parts.SelectMany(p => p.Rules)],
        };
    }

    private static PipelineDefinition Read(string text) => PipelineReader.Read("site.yaml", text, ProfileLibrary.Catalog) is ({ } pipeline, _)
        ? pipeline
        : throw new InvalidOperationException("The benchmark's pipeline has errors.");

    private sealed class Run
    {
        private readonly BenchPipeline.CommandWatch _watch = new();
        private readonly PipelineGraph _graph;
        private readonly int[] _inputs;
        private long _time;

        public Run(PipelineDefinition pipeline)
        {
            _graph = PipelineGraph.Build(pipeline, _watch);
            _graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Start, Source = -1 });
            _inputs = [.. _graph.Engine.Sources.Where(s => s.Spec.IsVirtual).Select(s => s.Index)];
        }

        /// <summary>Makes inputs active and inactive, one after the other of the first few; each change gives a command.</summary>
        public void Push(int events, int inputs)
        {
            long before = _watch.Count;
            for (int i = 0; i < events; i++)
            {
                var at = new SignalTime(++_time * 1_000_000L);
                _graph.Engine.Deliver(new Arrival { Kind = ArrivalKind.Value, Source = _inputs[i / 2 % inputs], Turn = at, Stamp = at, Since = at, Value = Value.Contact(i % 2 == 0) });
                _graph.Engine.RunThrough(at);
            }

            if (_watch.Count - before != events)
                throw new InvalidOperationException($"{events} events gave {_watch.Count - before} commands.");
        }
    }
}
