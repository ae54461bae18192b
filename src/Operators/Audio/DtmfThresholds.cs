using System;
using Reactive.Operators.Vectors;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>What a digit is, in the numbers that a receiver compares: ratios of power, samples, windows.</summary>
internal sealed class DtmfThresholds
{
    // What goes on may be mixed with as much of something else, and a little more: a window that is half full has half.
    private const float CarriedShare = 0.45f;

    private const double MostSnrDb = 100;

    // of a sine
    private const double FullScalePower = (double)Shorts.FullScale * Shorts.FullScale / 2;

    private readonly DtmfOptions _options;

    /// <summary>The thresholds of options at a rate.</summary>
    /// <param name="options">The options.</param>
    /// <param name="tables">The tables of the rate.</param>
    public DtmfThresholds(DtmfOptions options, DtmfTables tables)
    {
        _options = options;
        LeastPower = ExactMath.PowerRatio(options.LevelDbfs) * FullScalePower;
        NormalTwist = ExactMath.PowerRatio(options.NormalTwistDb);
        ReverseTwist = ExactMath.PowerRatio(options.ReverseTwistDb);
        Deviation = options.DeviationPercent / 100;
        double ratio = ExactMath.PowerRatio(options.SnrDb);
        Share = (float)(ratio / (1 + ratio));
        MostLoss = (float)(tables.LossOf(Deviation * DtmfTables.Frequencies[^1]) * tables.TonePower);
        LeastSquare = (float)(LeastPower / MostLoss);
        // a window that a tone fills in part, from one end on, has the tone with a share as large as that part of its magnitude
        double window = tables.HopSeconds * DtmfTables.HopsInWindow;
        double unseenTone = ((2 * DtmfTables.FilledBy(Share)) - 1) * window, unseenPause = (1 - (2 * DtmfTables.FilledBy(Carries))) * window;
        Windows = Math.Clamp((int)((options.Tone.TotalSeconds - unseenTone) / tables.HopSeconds), 3, DtmfWindow.Remembered - 1);
        MissedWindows = Math.Max(1, (int)((options.Pause.TotalSeconds - unseenPause) / tables.HopSeconds));
    }

    /// <summary>The least power of a tone.</summary>
    public double LeastPower { get; }

    /// <summary>The least square of a tone's magnitude, however far off it may be.</summary>
    public float LeastSquare { get; }

    /// <summary>How many times stronger the low tone may be.</summary>
    public double NormalTwist { get; }

    /// <summary>How many times stronger the high tone may be.</summary>
    public double ReverseTwist { get; }

    /// <summary>How far off a tone may be, as a part of its frequency.</summary>
    public double Deviation { get; }

    /// <summary>The least share of both tones in all power.</summary>
    public float Share { get; }

    /// <summary>The least share of both tones in all power for a digit to go on.</summary>
    public float Carries { get; } = CarriedShare;

    /// <summary>What the square of a magnitude is multiplied by to be the most power that its tone may have.</summary>
    public float MostLoss { get; }

    /// <summary>How many windows in a row a digit needs.</summary>
    public int Windows { get; }

    /// <summary>How many windows in a row without it end a digit.</summary>
    public int MissedWindows { get; }

    /// <summary>What was measured of a digit that was accepted, and its margins.</summary>
    public DtmfMeasure Measure(double low, double high, double all, double lowOff, double highOff)
    {
        double tones = low + high, twist = ExactMath.Decibels(high / low), rest = Math.Max(all - tones, 0) / tones;
        // each margin is the part of its limit that is left
        double frequency = 1 - (Math.Max(Math.Abs(lowOff), Math.Abs(highOff)) / Deviation);
        double balance = twist < 0 ? 1 + (twist / _options.NormalTwistDb) : 1 - (twist / _options.ReverseTwistDb);
        double level = 1 - (LeastPower / Math.Min(low, high)), snr = 1 - (rest * Share / (1 - Share));
        (double margin, DtmfLimit nearest) = (frequency, DtmfLimit.Deviation);
        if (balance < margin)
            (margin, nearest) = (balance, DtmfLimit.Twist);
        if (level < margin)
            (margin, nearest) = (level, DtmfLimit.Level);
        if (snr < margin)
            (margin, nearest) = (snr, DtmfLimit.Snr);
        return new DtmfMeasure(ExactMath.Decibels(tones / FullScalePower), twist, lowOff * 100, highOff * 100, Math.Min(-ExactMath.Decibels(rest), MostSnrDb), margin * 100, nearest);
    }
}
