using System;

namespace Reactive.Signals;

/// <summary>A state that begins at a sample: it lasts until the next run of the same channel, across blocks.</summary>
/// <param name="Start">The offset of its first frame in the block.</param>
/// <param name="Channel">The channel, from 0.</param>
/// <param name="Code">The state: a code of the block's <see cref="SymbolType"/>, or a fault from <see cref="SymbolType.FirstFault"/> on.</param>
/// <param name="Zone">Where the sample lay, as <see cref="StateBlock.Scale"/> understands it.</param>
/// <param name="Sample">The first sample of the run, as it was stored.</param>
public readonly record struct StateRun(int Start, ushort Channel, byte Code, byte Zone, float Sample);

/// <summary>What the sample that decided a state measured. Bounces change states often and few of them are believed: so this is computed only for those.</summary>
public abstract class StateScale
{
    /// <summary>The measurement of a run in the unit of its type, and how far it lies inside the band that decided; NaN for none.</summary>
    public abstract (float Measurement, float Margin) Measure(byte zone, float sample);
}

/// <summary>
/// What changes about the states of a block of samples, of one or many channels: a run for each sample whose state differs
/// from the one before it in its channel, and one for the first sample of all. So a calm block has no runs at all, and no
/// way of cutting samples into blocks adds any. Runs are in order of time, at one frame in order of channels. It is a view
/// of memory that its operator reuses: valid until the call that handed it over returns.
/// </summary>
public readonly struct StateBlock
{
    /// <summary>The changes in <paramref name="count"/> frames from <paramref name="firstIndex"/> on.</summary>
    public StateBlock(ReadOnlyMemory<StateRun> runs, int count, long firstIndex, SampleClock clock, SymbolType type, StateScale? scale = null, int channels = 1)
    {
        Runs = runs;
        Count = count;
        FirstIndex = firstIndex;
        Clock = clock;
        Type = type;
        Scale = scale;
        Channels = channels;
    }

    /// <summary>The changes, in order.</summary>
    public ReadOnlyMemory<StateRun> Runs { get; }

    /// <summary>What gives the frames their time.</summary>
    public SampleClock Clock { get; }

    /// <summary>What the codes mean.</summary>
    public SymbolType Type { get; }

    /// <summary>What the samples measured, or null where they measure nothing.</summary>
    public StateScale? Scale { get; }

    /// <summary>The index of the first frame.</summary>
    public long FirstIndex { get; }

    /// <summary>How many frames the block covers.</summary>
    public int Count { get; }

    /// <summary>How many channels the frames have.</summary>
    public int Channels { get; }

    /// <summary>The time of the frame at <paramref name="offset"/>.</summary>
    public SignalTime TimeOf(int offset) => Clock.TimeOf(FirstIndex + offset);

    /// <summary>The state of a run as a value, with what its sample measured.</summary>
    public Value ValueOf(in StateRun run) => ValueOf(run.Code, run.Zone, run.Sample);

    /// <summary>A state of this type as a value, with what its sample measured.</summary>
    public Value ValueOf(byte code, byte zone, float sample)
    {
        if (Scale is null)
            return Type.ToValue(code);
        (float measurement, float margin) = Scale.Measure(zone, sample);
        return Type.ToValue(code, measurement, margin);
    }
}
