using System;

namespace Reactive.Signals;

/// <summary>What was measured of a tone. A value keeps the frequency to hundredths of a hertz, the others rounded to tenths.</summary>
/// <param name="Hertz">The frequency: of several tones that sound together, of the first. 0 to 167 kHz.</param>
/// <param name="LevelDbfs">The power of all tones that sound together, in dB relative to a full-scale sine; -100 to 102.</param>
/// <param name="SnrDb">The tones over everything else that was there, in dB; 0 to 100, which stands for more as well.</param>
public readonly record struct ToneMeasure(double Hertz, double LevelDbfs, double SnrDb)
{
    private const int HertzBits = 24;
    private const int LevelBits = 11;
    private const int SnrBits = 10;
    private const double LeastLevel = -100;

    // what stands above the frequency of a tone of which nothing else was measured is 0
    private const long Measured = 1L << (HertzBits + LevelBits + SnrBits);

    /// <summary>The measure in 46 bits. What does not fit is moved to the nearest that does; what is no number becomes the least.</summary>
    internal long Pack() => PackHertz(Hertz) | (Steps((LevelDbfs - LeastLevel) * 10, LevelBits) << HertzBits) | (Steps(SnrDb * 10, SnrBits) << (HertzBits + LevelBits)) | Measured;

    /// <summary>The measure that <see cref="Pack"/> made these bits of; null where only a frequency was packed.</summary>
    internal static ToneMeasure? Unpack(long packed) => (packed & Measured) == 0 ? null : new ToneMeasure(
        HertzOf(packed),
        Math.Round((((packed >> HertzBits) & ((1L << LevelBits) - 1)) / 10.0) + LeastLevel, 1),
        ((packed >> (HertzBits + LevelBits)) & ((1L << SnrBits) - 1)) / 10.0);

    /// <summary>A frequency alone.</summary>
    internal static long PackHertz(double hertz) => Steps(hertz * 100, HertzBits);

    /// <summary>A frequency, and how long it lasted: kept to microseconds, up to 6 days.</summary>
    internal static long PackOver(double hertz, long nanoseconds) => PackHertz(hertz) | (Steps(nanoseconds / 1000.0, 63 - HertzBits) << HertzBits);

    /// <summary>The frequency that was packed.</summary>
    internal static double HertzOf(long packed) => (packed & ((1L << HertzBits) - 1)) / 100.0;

    /// <summary>The nanoseconds that <see cref="PackOver"/> packed.</summary>
    internal static long NanosecondsOf(long packed) => (packed >> HertzBits) * 1000;

    private static long Steps(double steps, int bits) => steps > 0 ? (long)Math.Min(Math.Round(steps), (1L << bits) - 1) : 0;
}
