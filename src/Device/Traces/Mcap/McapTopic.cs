using System.Collections.Immutable;
using Reactive.Device.Output;

namespace Reactive.Device.Traces.Mcap;

/// <summary>A signal of a topic.</summary>
/// <param name="Channel">The signal; its index among those of the file is not known yet.</param>
/// <param name="Order">Where it belongs among the signals of the file, where the file says so; else the largest number.</param>
internal readonly record struct McapSignal(TraceChannel Channel, int Order = int.MaxValue);

/// <summary>A topic of an MCAP file, and the signals in its messages.</summary>
internal abstract class McapTopic
{
    /// <summary>Its signals.</summary>
    public abstract ImmutableArray<McapSignal> Signals { get; }

    /// <summary>Reads signal <paramref name="place"/> of <see cref="Signals"/>, which cannot be refused, from the start.</summary>
    public abstract ValueReader ReadValues(int place);

    /// <summary>Reads even signals beside each other, from the start.</summary>
    /// <exception cref="CommandException">They are not even.</exception>
    public virtual SampleReader ReadSamples(ImmutableArray<int> places) =>
        throw CommandException.Usage($"{Signals[places[0]].Channel.Name} has no even samples: its values come at times of their own.");
}
