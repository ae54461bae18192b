using Reactive.Device.Output;
using Reactive.Signals;

namespace Reactive.Device.Traces;

/// <summary>One signal of a trace file, as far as it is known without reading its values.</summary>
internal sealed record TraceChannel
{
    /// <summary>Its place among the channels of the file, from 0. People count from 1.</summary>
    public required int Index { get; init; }

    /// <summary>The name by which it is chosen: a column, a wire, a track, a topic with its field.</summary>
    public required string Name { get; init; }

    /// <summary>Its name in full, where the file says more than <see cref="Name"/>: a header with its unit, the path of a wire. It is chosen by that as well.</summary>
    public string Label { get => field ?? Name; init; }

    /// <summary>The unit of its numbers, always a base unit; <see cref="Unit.Count"/> for ADC counts, logic levels and PCM. Ignored where it holds words.</summary>
    public Unit Unit { get; init; } = Unit.Count;

    /// <summary>The states that it names, or null where it holds numbers.</summary>
    public SymbolType? Words { get; init; }

    /// <summary>The type of values with parts that it holds, DTMF digits for one; null where it holds numbers or words.</summary>
    public RecordType? Record { get; init; }

    /// <summary>What the loudest sample is, where it holds sound (32768 for 16-bit samples, 1 for floating point): a port gets it scaled to its own format. Null where numbers are what was measured.</summary>
    public double? FullScale { get; init; }

    /// <summary>Who speaks or presses keys there, where the file tells: channels of one party may bring the same key press. Null where nobody does, or nobody knows.</summary>
    public string? Party { get; init; }

    /// <summary>Whether it only ever holds 0 and 1 (and unknown).</summary>
    public bool IsLogic { get; init; }

    /// <summary>Whether its samples are bits of bytes that hold other channels too, so that <see cref="Trace.ReadLevels"/> can read them together.</summary>
    public bool IsPacked { get; init; }

    /// <summary>How its samples lie, where they are even in time; null where values come at times of their own.</summary>
    public TraceSamples? Samples { get; init; }

    /// <summary>Why it fits nothing that takes whole numbers, with the place of its first NaN; null where it has none, or only reading tells.</summary>
    public CommandException? NotANumber { get; init; }

    /// <summary>The shortest step between two values at uneven times, in nanoseconds; 0 where it is not known.</summary>
    public long LeastStepNanoseconds { get; init; }

    /// <summary>Whether it comes from a sensitive port and says what somebody typed or holds: it may be looked at, and is written into no other file.</summary>
    public bool IsSecretive { get; init; }

    /// <summary>Why its values cannot be read (messages in an encoding that is not known here), a clause for people; null where they can.</summary>
    public string? Refusal { get; init; }
}

/// <summary>Samples that are even in time.</summary>
/// <param name="Clock">What gives them their time; sample 0 lies at the time of the first one in the file.</param>
/// <param name="Format">How they are handed out.</param>
/// <param name="Count">How many there are in each channel; null where only reading tells.</param>
internal sealed record TraceSamples(SampleClock Clock, SampleFormat Format, long? Count)
{
    /// <summary>One past the last index: <see cref="Count"/>, but where the count of the samples jumps; null where only reading tells.</summary>
    public long? EndIndex { get; init; } = Count;
}
