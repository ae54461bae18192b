using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Testing;

/// <summary>
/// What a test feeds to one life of the device. The world does not restart with it: what was fed last before is there at its
/// start. Events are not: they happened while nobody listened.
/// </summary>
internal sealed class LifeFeeds(TestDefinition test, SignalTime start, SignalTime end)
{
    private readonly ImmutableArray<FeedDefinition> _feeds = Bounces.In(test.Feeds, test.Faults);

    /// <summary>The samples of dense ports.</summary>
    /// <param name="graph">What they are fed to.</param>
    /// <param name="failures">Takes what cannot be fed.</param>
    public List<BlockFeed> Blocks(PipelineGraph graph, ICollection<TestFailure> failures)
    {
        var blocks = new List<BlockFeed>();
        foreach (IGrouping<string, FeedDefinition> port in _feeds.Where(f => f.Port is not null).GroupBy(f => f.Port!))
        {
            if (graph.Source(port.Key) is not { IsDense: true } source)
                continue;
            HeldStep[] steps = [.. port.Select(f => new HeldStep(f.At, HeldFeed.SampleOf(source.Spec, f.Value), f.Channel))];
            if (steps.Any(s => double.IsNaN(s.Sample) && source.Spec.Flow.Samples!.Format != SampleFormat.Float32))
                failures.Add(new TestFailure(port.First().Position, $"'{port.Key}' takes {source.Spec.Flow}; what is fed cannot be turned into that"));
            else
                blocks.Add(new HeldFeed(source.Index, source.Spec, steps, end, start, Outages(new FedSource(null, port.Key)), HeardSounds.At(source.Spec, port, PortDamage.To(source.Spec, test.Faults))));
        }

        return blocks;
    }

    /// <summary>The values of sparse ports and of the signals whose chains are replaced.</summary>
    public IEnumerable<ValueFeed> Values(PipelineGraph graph)
    {
        foreach (IGrouping<FedSource, FeedDefinition> fed in _feeds.GroupBy(f => f.Source with { Channel = null }))
        {
            if (graph.Source(fed.Key.Signal is null ? fed.Key.Port! : PipelineGraph.SignalSource(fed.Key.Signal)) is not { IsDense: false } source)
                continue;
            List<Stamped<Value>> values = [.. fed.Select(f => new Stamped<Value>(f.Value, f.At))];
            bool isState = source.Spec.Flow.Kind == FlowKind.State;
            foreach (Outage outage in Outages(fed.Key))
                values = Without(values, outage, isState);
            yield return new ListFeed(source.Index, From(values, start, isState));
        }

        foreach (ConnectionDefinition connection in graph.Definition.Connections)
        {
            if (graph.Source(connection.State) is { } state && !_feeds.Any(f => f.Signal == connection.State))
                yield return new ListFeed(state.Index, From([.. TestedTargets.States(test, connection.State)], start, true));
        }
    }

    // A state that was fed before stands; whatever is fed at the very instant comes in its place.
    private static List<Stamped<Value>> From(List<Stamped<Value>> values, SignalTime start, bool isState)
    {
        int first = values.FindIndex(v => v.Stamp >= start);
        if (first < 0)
            first = values.Count;
        bool stands = isState && first > 0 && (first == values.Count || values[first].Stamp > start);
        List<Stamped<Value>> later = values[first..];
        if (stands)
            later.Insert(0, new Stamped<Value>(values[first - 1].Value, start));
        return later;
    }

    // What comes while the source is offline is lost, and so is an event; a state is back as it is by then.
    private static List<Stamped<Value>> Without(List<Stamped<Value>> values, Outage outage, bool isState)
    {
        List<Stamped<Value>> seen = [.. values.Where(v => v.Stamp < outage.From), new Stamped<Value>(Value.Unknown(UnknownReason.Offline), outage.From)];
        if (outage.Until != SignalTime.Never)
            seen.AddRange(From(values, outage.Until, isState));
        return seen;
    }

    // Those that touch or overlap are one.
    private List<Outage> Outages(FedSource source)
    {
        List<Outage> outages = [];
        foreach (OfflineFault fault in test.Faults.OfType<OfflineFault>().Where(f => f.Source == source))
        {
            if (outages.Count > 0 && fault.At <= outages[^1].Until)
                outages[^1] = outages[^1] with { Until = SignalTime.Max(outages[^1].Until, fault.Until) };
            else
                outages.Add(new Outage(fault.At, fault.Until));
        }

        return outages;
    }
}
