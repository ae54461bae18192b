using System;

namespace Reactive.Signals;

/// <summary>The limits of a DTMF receiver.</summary>
public enum DtmfLimit : byte
{
    /// <summary>How far a frequency is off.</summary>
    Deviation,
    /// <summary>How much stronger one tone is than the other.</summary>
    Twist,
    /// <summary>How weak the weaker tone is.</summary>
    Level,
    /// <summary>How much else is there.</summary>
    Snr,
}

/// <summary>What was measured of a DTMF digit when it was decided. A value keeps it rounded to tenths (deviations to hundredths, the margin to whole percent).</summary>
/// <param name="LevelDbfs">The power of both tones, in dB relative to a full-scale sine; -100 to 102.</param>
/// <param name="TwistDb">High tone over low tone, in dB; -25 to 25.</param>
/// <param name="LowPercent">How far the low tone is off, in percent; -10 to 10.</param>
/// <param name="HighPercent">How far the high tone is off, in percent; -10 to 10.</param>
/// <param name="SnrDb">Both tones over everything else, in dB; 0 to 100, which stands for more as well.</param>
/// <param name="MarginPercent">How much of the nearest limit is left, in percent: 0 is on the limit, 100 as far from it as can be.</param>
/// <param name="Nearest">The limit that was nearest.</param>
public readonly record struct DtmfMeasure(double LevelDbfs, double TwistDb, double LowPercent, double HighPercent, double SnrDb, double MarginPercent, DtmfLimit Nearest)
{
    // from the lowest bit on, with the margin above them: 11 + 9 + 11 + 11 + 10 + 2 + 7 bits
    private static readonly (int Bits, double Least, double Step)[] Fields = [(11, -100, 0.1), (9, -25, 0.1), (11, -10, 0.01), (11, -10, 0.01), (10, 0, 0.1), (2, 0, 1), (7, 0, 1)];

    /// <summary>The measure in 61 bits. What does not fit is moved to the nearest that does; what is no number becomes the least.</summary>
    internal long Pack()
    {
        ReadOnlySpan<double> parts = [LevelDbfs, TwistDb, LowPercent, HighPercent, SnrDb, (double)Nearest, MarginPercent];
        long packed = 0;
        for (int i = 0, at = 0; i < parts.Length; at += Fields[i].Bits, i++)
        {
            (int bits, double least, double step) = Fields[i];
            double steps = Math.Round((parts[i] - least) / step);
            packed |= (steps > 0 ? (long)Math.Min(steps, (1L << bits) - 1) : 0) << at;
        }

        return packed;
    }

    /// <summary>The measure that <see cref="Pack"/> made these bits of.</summary>
    internal static DtmfMeasure Unpack(long packed)
    {
        Span<double> parts = stackalloc double[Fields.Length];
        for (int i = 0, at = 0; i < parts.Length; at += Fields[i].Bits, i++)
        {
            (int bits, double least, double step) = Fields[i];
            // rounded, so that it prints as few digits as it has
            parts[i] = Math.Round(((packed >> at) & ((1L << bits) - 1)) * step + least, 2);
        }

        return new DtmfMeasure(parts[0], parts[1], parts[2], parts[3], parts[4], parts[6], (DtmfLimit)parts[5]);
    }
}
