using System;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>A stretch of the input's domain that means one thing.</summary>
/// <param name="Code">A state or fault, <see cref="Bands.Gap"/> or <see cref="Bands.None"/>.</param>
/// <param name="High">Its exclusive upper end in the input's domain.</param>
/// <param name="Stay">What does not leave it: its ends, widened by the hysteresis.</param>
internal readonly record struct Region(byte Code, double High, StayInterval Stay)
{
    /// <summary>What enters it from anywhere: all between its ends. Set by the bands it belongs to.</summary>
    public StayInterval Enter { get; init; } = StayInterval.Nothing;
}

/// <summary>
/// The regions of an input's own domain (counts, volts, ohms...) that cover all of it, and what its samples measure. What a
/// classifier decides is read from here, whatever it classifies.
/// </summary>
internal abstract class Bands : StateScale
{
    /// <summary>A region that belongs to no state: the last one holds there until that has lasted too long.</summary>
    public const byte Gap = 0xFE;

    /// <summary>No state yet.</summary>
    public const byte None = 0xFF;

    private readonly Region[] _regions;
    private readonly double[] _ends;

    /// <summary>Bands of <paramref name="regions"/>, in ascending order without a break; the last one ends nowhere.</summary>
    /// <param name="type">What the codes mean.</param>
    /// <param name="regions">At most 250.</param>
    /// <param name="undefined">The fault of a gap that has lasted too long; any code where there are no gaps.</param>
    /// <param name="notANumber">The fault that NaN is.</param>
    protected Bands(SymbolType type, ReadOnlySpan<Region> regions, byte undefined, byte notANumber)
    {
        Type = type;
        Undefined = undefined;
        _regions = new Region[regions.Length + 2];
        _regions[^2] = new Region(notANumber, double.NaN, StayInterval.Nothing);
        _regions[^1] = new Region(None, double.NaN, StayInterval.Nothing);
        for (int i = 0; i < regions.Length; i++)
            _regions[i] = regions[i] with { Enter = new StayInterval(i == 0 ? double.NegativeInfinity : regions[i - 1].High, regions[i].High) };
        _ends = new double[regions.Length - 1];
        for (int i = 0; i < _ends.Length; i++)
            _ends[i] = regions[i].High;
    }

    /// <summary>What the codes mean.</summary>
    public SymbolType Type { get; }

    /// <summary>The fault of a gap that has lasted too long.</summary>
    public byte Undefined { get; }

    /// <summary>The regions in ascending order, then the one of NaN, then the one before the first sample.</summary>
    public ReadOnlySpan<Region> Regions => _regions;

    /// <summary>The region before the first sample.</summary>
    public int Start => _regions.Length - 1;

    /// <summary>The region that <paramref name="value"/> lies in, hysteresis apart.</summary>
    public int RegionOf(double value)
    {
        if (double.IsNaN(value))
            return Start - 1;
        // one by one: noise goes to and fro between the same regions, which processors foresee
        double[] ends = _ends;
        int region = 0;
        while (region < ends.Length && value >= ends[region])
            region++;
        return region;
    }
}
