using System;

namespace Reactive.Signals;

/// <summary>A stretch of samples that were all decided to be the same state.</summary>
/// <param name="Start">The offset of its first sample in the block.</param>
/// <param name="Code">The state: a code of the block's <see cref="SymbolType"/>, or a fault from <see cref="SymbolType.FirstFault"/> on.</param>
/// <param name="Measurement">What the first sample of the stretch measured, in the type's unit; NaN for none.</param>
/// <param name="Margin">How far that lies inside the band that decided; NaN for none.</param>
public readonly record struct StateRun(int Start, byte Code, float Measurement, float Margin);

/// <summary>
/// The states of a block of samples, run-length coded: run <c>k</c> lasts until run <c>k + 1</c> starts, the last one until
/// the end. The first run always starts at 0; neighbouring runs may bear the same code only across blocks. It is a view
/// of memory that its operator reuses: valid until the call that handed it over returns.
/// </summary>
public readonly struct StateBlock
{
    /// <summary>States of <paramref name="count"/> samples from <paramref name="firstIndex"/> on.</summary>
    public StateBlock(ReadOnlyMemory<StateRun> runs, int count, long firstIndex, SampleClock clock, SymbolType type)
    {
        Runs = runs;
        Count = count;
        FirstIndex = firstIndex;
        Clock = clock;
        Type = type;
    }

    /// <summary>The runs, in order; none only where the block is empty.</summary>
    public ReadOnlyMemory<StateRun> Runs { get; }

    /// <summary>What gives the samples their time.</summary>
    public SampleClock Clock { get; }

    /// <summary>What the codes mean.</summary>
    public SymbolType Type { get; }

    /// <summary>The index of the first sample.</summary>
    public long FirstIndex { get; }

    /// <summary>How many samples the block holds.</summary>
    public int Count { get; }
}
