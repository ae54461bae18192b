using System;
using System.Collections.Immutable;
using Reactive.Device.Output;
using Reactive.Device.Traces.Logic;
using Reactive.Signals;

namespace Reactive.Device.Traces;

/// <summary>
/// A file of recorded signals, opened and understood, its values not yet read. Memory does not depend on the length of the
/// file. What is wrong with it is a <see cref="CommandException"/> that names the file and its line or offset.
/// </summary>
internal abstract class Trace : IDisposable
{
    /// <summary>A trace in the file <paramref name="path"/>.</summary>
    protected Trace(string path) => Path = path;

    /// <summary>The file as it was named.</summary>
    public string Path { get; }

    /// <summary>What kind of file it is, for people: <c>CSV</c>, <c>sigrok</c>, <c>WAV (16-bit PCM)</c>.</summary>
    public abstract string Format { get; }

    /// <summary>Its channels, in the order of the file.</summary>
    public abstract ImmutableArray<TraceChannel> Channels { get; }

    /// <summary>The wall-clock time of 0 s in nanoseconds since 1970, or null where the file does not tell.</summary>
    public virtual long? WallNanoseconds => null;

    /// <summary>What was wrong with the file but could be read around (a truncated end, a damaged chunk), a sentence each; complete once everything was read.</summary>
    public virtual ImmutableArray<string> Warnings => [];

    /// <summary>Whether an even channel's samples may have been taken at <paramref name="rate"/>: times that are rounded fit several.</summary>
    public virtual bool Fits(TraceChannel channel, SampleRate rate) => channel.Samples?.Clock.Rate.Hertz == rate.Hertz;

    /// <summary>
    /// Reads even channels together, from the start: frames hold their samples beside each other, in the order given. All
    /// must share one clock and format.
    /// </summary>
    public abstract SampleReader ReadSamples(ImmutableArray<TraceChannel> channels);

    /// <summary>Reads packed channels together as levels, from the start: only their changes are looked at.</summary>
    public virtual LevelReader ReadLevels(ImmutableArray<TraceChannel> channels) => throw new NotSupportedException($"{Format} packs no levels.");

    /// <summary>
    /// Reads a channel as values, from the start, in order of time. An even channel gives a value a sample; one at uneven
    /// times gives what the file says.
    /// </summary>
    public abstract ValueReader ReadValues(TraceChannel channel);

    /// <summary>The channels that <paramref name="selection"/> names: names or numbers from 1, ranges of numbers, commas between; empty for all.</summary>
    /// <exception cref="CommandException">There is none of that name.</exception>
    public ImmutableArray<TraceChannel> Choose(string selection) => ChannelSelection.Choose(this, selection);

    /// <summary>Chooses as many channels as are needed: those that <paramref name="selection"/> names, or all of a file that has no more.</summary>
    /// <exception cref="CommandException">There is none of that name, or their number is another.</exception>
    public ImmutableArray<TraceChannel> Choose(string selection, int count) => ChannelSelection.Choose(this, selection, count);

    /// <summary>Chooses channels where none were named: the only one of a file; of those that are read together the first ones.</summary>
    /// <exception cref="CommandException">The file has too few, or one is needed and it has several.</exception>
    public ImmutableArray<TraceChannel> ChooseFirst(int count) => ChannelSelection.Choose(this, count > 1 && Channels.Length > count ? $"1-{count}" : "", count);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}

/// <summary>Pulls the samples of even channels.</summary>
internal abstract class SampleReader : IDisposable
{
    /// <summary>What gives samples their time.</summary>
    public abstract SampleClock Clock { get; }

    /// <summary>
    /// The next block, valid until the next call; false at the end. Indexes go up; one left out is a gap. Never empty. It has
    /// the clock that was in force when it was taken: after a re-anchor times may jump, forward or back. Who needs them in
    /// order takes <see cref="ForwardTime"/>.
    /// </summary>
    public abstract bool TryRead(out SampleBlock block);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}

/// <summary>Pulls the values of a channel.</summary>
internal abstract class ValueReader : IDisposable
{
    /// <summary>The next value; false at the end. Stamps never go back.</summary>
    public abstract bool TryRead(out Stamped<Value> value);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
