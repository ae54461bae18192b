using System;
using System.Runtime.InteropServices;
using Reactive.Operators.Vectors;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>What a window has decided.</summary>
internal enum ToneDecision
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The tone is sure.</summary>
    Begun,

    /// <summary>It is over.</summary>
    Ended,
}

/// <summary>
/// Decides the tones of one channel. Where they carry enough of the power of enough windows in a row, they are judged as a whole by
/// frequency, level and what else is there. They end when enough windows lack them.
/// </summary>
internal sealed class ToneReceiver(ToneShape shape, ToneThresholds thresholds)
{
    /// <summary>Windows that are remembered, the newest among them: a power of two.</summary>
    public const int Remembered = 16;

    private const double TangentOfEighthTurn = 1;

    private readonly int _tones = shape.Hertz.Length;

    // of the last windows in a ring: real and imaginary part of each tone, and the power of everything
    private readonly float[] _windows = new float[Remembered * 2 * shape.Hertz.Length];
    private readonly float[] _alls = new float[Remembered];
    private int _place;

    // what may become a tone: in how many windows it was, the end of the first, and the tones' power there
    private int _held;
    private long _pendingEnd;
    private float _pendingPower;

    // the tone that is on: in how many windows it was missed, the end of the last one that had it, and the tones' power there
    private bool _isOn;
    private int _missed;
    private long _lastEnd;
    private float _lastPower;

    // of the tone that is on: how much too weak it is found, and how strong it was as found
    private float _loss = 1;
    private float _found;

    /// <summary>The first sample of the tone that was begun last, as far as can be told.</summary>
    public long Since { get; private set; }

    /// <summary>The index after the last sample of the tone that has ended last, as far as can be told.</summary>
    public long Until { get; private set; }

    /// <summary>What was measured of the tone that was begun last.</summary>
    public ToneMeasure Measure { get; private set; }

    /// <summary>Takes the next window, which ends before a sample.</summary>
    public ToneDecision Take(Span<float> window, long end)
    {
        _place = (_place + 1) & (Remembered - 1);
        ref float samples = ref MemoryMarshal.GetReference(window);
        float power = 0, least = float.MaxValue, most = 0;
        for (int tone = 0; tone < _tones; tone++)
        {
            (float real, float imaginary) = Correlation.Both(ref samples, ref shape.Cosines[tone][0], ref shape.Sines[tone][0], shape.Length);
            int at = ((_place * _tones) + tone) * 2;
            (_windows[at], _windows[at + 1]) = (real, imaginary);
            float one = ((real * real) + (imaginary * imaginary)) * ToneShape.TonePower;
            power += one;
            least = Math.Min(least, one);
            most = Math.Max(most, one);
        }

        // a window without the tones is not looked at any further
        bool isThere = least >= thresholds.LeastFound && least * thresholds.MostApart >= most;
        float all = isThere || _isOn ? Correlation.Variance(ref samples, ref shape.Weights[0], shape.Length) : 0;
        _alls[_place] = all;
        if (_isOn)
            return GoesOn(power, all, end);
        if (!isThere || !(power * thresholds.MostLoss >= thresholds.Share * all))
            _held = 0;
        else if (_held++ == 0)
            (_pendingEnd, _pendingPower) = (end, power);
        return _held >= thresholds.Windows && Judge() ? Begin(end, power) : ToneDecision.None;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _windows.AsSpan().Clear();
        _alls.AsSpan().Clear();
        _place = _held = _missed = 0;
        _isOn = false;
        _pendingEnd = _lastEnd = Since = Until = 0;
        _pendingPower = _lastPower = _found = 0;
        _loss = 1;
        Measure = default;
    }

    /// <summary>Writes what it knows.</summary>
    public void Save(StateWriter writer)
    {
        for (int i = 1; i <= Remembered; i++)
        {
            int place = (_place + i) & (Remembered - 1);
            foreach (float part in _windows.AsSpan(place * _tones * 2, _tones * 2))
                writer.Single(part);
            writer.Single(_alls[place]);
        }

        writer.Int64(_held);
        writer.Int64(_pendingEnd);
        writer.Single(_pendingPower);
        writer.Bool(_isOn);
        writer.Int64(_missed);
        writer.Int64(_lastEnd);
        writer.Single(_lastPower);
        writer.Single(_loss);
        writer.Single(_found);
        writer.Int64(Since);
        writer.Double(Measure.Hertz);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(StateReader reader)
    {
        _place = Remembered - 1;
        for (int place = 0; place < Remembered; place++)
        {
            foreach (ref float part in _windows.AsSpan(place * _tones * 2, _tones * 2))
                part = reader.Single();
            _alls[place] = reader.Single();
        }

        (_held, _pendingEnd, _pendingPower) = (reader.Count(int.MaxValue - 1), reader.Int64(), reader.Single());
        (_isOn, _missed, _lastEnd, _lastPower) = (reader.Bool(), reader.Count(thresholds.MissedWindows), reader.Int64(), reader.Single());
        (_loss, _found, Since) = (reader.Single(), reader.Single(), reader.Int64());
        Measure = new ToneMeasure(reader.Double(), 0, 0);
    }

    private ToneDecision GoesOn(float power, float all, long end)
    {
        if (power * _loss >= ToneThresholds.Carries * all && power * _loss >= thresholds.LeastPower * ToneThresholds.Carries)
        {
            (_missed, _lastEnd, _lastPower) = (0, end, power);
            return ToneDecision.None;
        }

        if (++_missed < thresholds.MissedWindows)
            return ToneDecision.None;
        _isOn = false;
        _held = _missed = 0;
        Until = Math.Max(Since, _lastEnd - shape.WindowSamples + Filled(_lastPower / _found));
        return ToneDecision.Ended;
    }

    private ToneDecision Begin(long end, float power)
    {
        (_isOn, _missed, _lastEnd, _lastPower, _held) = (true, 0, end, power, 0);
        Since = _pendingEnd - Filled(_pendingPower / _found);
        return ToneDecision.Begun;
    }

    private bool Judge()
    {
        // the first window is as a rule only part full, and seems to lie later than it does
        int windows = Math.Min(thresholds.Windows, Remembered) - 1, hops = windows - 1;
        double first = 0, losses = 0, found = 0, power = 0, alls = 0;
        for (int tone = 0; tone < _tones; tone++)
        {
            double off = Ahead(tone, hops) / (hops * shape.HopSeconds);
            if (!(Math.Abs(off) <= shape.Tolerance * shape.Hertz[tone]))
                return false;
            if (tone == 0)
                first = shape.Hertz[0] + off;
            double loss = shape.LossOf(off), mean = 0;
            for (int ago = 0; ago < windows; ago++)
                mean += Power(tone, ago) / windows;
            if (!(mean * loss >= thresholds.LeastPower))
                return false;
            found += mean;
            power += mean * loss;
            losses += loss * mean;
        }

        float together = (float)(losses / found);
        for (int ago = 0; ago <= windows; ago++)
        {
            double one = 0, all = _alls[(_place - ago) & (Remembered - 1)];
            for (int tone = 0; tone < _tones; tone++)
                one += Power(tone, ago);
            if (!(one * together >= thresholds.Share * all))
                return false;
            alls += ago < windows ? all / windows : 0;
        }

        (_loss, _found) = (together, (float)found);
        double rest = Math.Max(alls - power, 0) / power;
        Measure = new ToneMeasure(first, ExactMath.Decibels(power / SoundInput.SinePower), Math.Min(-ExactMath.Decibels(rest), ToneThresholds.MostSnrDb));
        return true;
    }

    // By how many turns a tone runs ahead of its frequency over the last hops; NaN where one of them turned otherwise than all
    // together by more than an eighth of a turn.
    private double Ahead(int tone, int hops)
    {
        Span<double> steps = stackalloc double[2 * Remembered];
        double real = 0, imaginary = 0;
        (double a, double b) = At(tone, 0);
        (double newestReal, double newestImaginary) = (a, b);
        for (int ago = 1; ago <= hops; ago++)
        {
            (double c, double d) = At(tone, ago);
            // the product of the later one with the conjugate of the earlier
            double x = (a * c) + (b * d), y = (b * c) - (a * d);
            (steps[2 * ago], steps[(2 * ago) + 1]) = (x, y);
            real += x;
            imaginary += y;
            (a, b) = (c, d);
        }

        for (int ago = 1; ago <= hops; ago++)
        {
            double x = steps[2 * ago], y = steps[(2 * ago) + 1], along = (x * real) + (y * imaginary), beside = (y * real) - (x * imaginary);
            if (!(Math.Abs(beside) <= TangentOfEighthTurn * along))
                return double.NaN;
        }

        double mean = ExactMath.Turns(real, imaginary) - shape.TurnsIn(tone, 1);
        mean -= Math.Round(mean);
        // first and last together are more exact, but do not say how many whole turns there were
        double all = ExactMath.Turns((a * newestReal) + (b * newestImaginary), (a * newestImaginary) - (b * newestReal)) - shape.TurnsIn(tone, hops);
        return all + Math.Round((mean * hops) - all);
    }

    private (float Real, float Imaginary) At(int tone, int ago)
    {
        int at = ((((_place - ago) & (Remembered - 1)) * _tones) + tone) * 2;
        return (_windows[at], _windows[at + 1]);
    }

    private double Power(int tone, int ago)
    {
        (float real, float imaginary) = At(tone, ago);
        return ((real * real) + (imaginary * imaginary)) * ToneShape.TonePower;
    }

    // how many samples of a window, from one of its ends on, a tone fills that was found with that part of its power
    private int Filled(double power) => power > 0 ? (int)Math.Round(DtmfTables.FilledBy(Math.Sqrt(Math.Min(1, power))) * shape.WindowSamples) : 0;
}

/// <summary>What tones are, in the numbers that a receiver compares: ratios of power, windows.</summary>
internal sealed class ToneThresholds
{
    /// <summary>The share of all power that tones must keep to go on: a window that is half full has half.</summary>
    public const float Carries = 0.45f;

    /// <summary>What stands for this and more.</summary>
    public const double MostSnrDb = 100;

    private const double MostApartDb = 12;

    /// <summary>The thresholds of a shape.</summary>
    public ToneThresholds(ToneShape shape, double levelDbfs, double snrDb, double duration, double pause)
    {
        LeastPower = (float)(ExactMath.PowerRatio(levelDbfs) * SoundInput.SinePower);
        double ratio = ExactMath.PowerRatio(snrDb), mostLoss = 1;
        Share = (float)(ratio / (1 + ratio));
        foreach (double hertz in shape.Hertz)
            mostLoss = Math.Max(mostLoss, shape.LossOf(shape.Tolerance * hertz));
        MostLoss = (float)mostLoss;
        LeastFound = LeastPower / MostLoss;
        MostApart = (float)(ExactMath.PowerRatio(MostApartDb) * mostLoss);
        // a window that a tone fills in part, from one end on, has the tone with a share as large as that part of its magnitude
        double window = shape.HopSeconds * ToneShape.HopsInWindow;
        double unseenTone = ((2 * DtmfTables.FilledBy(Share)) - 1) * window, unseenPause = (1 - (2 * DtmfTables.FilledBy(Carries))) * window;
        Windows = (int)Math.Max((duration - unseenTone) / shape.HopSeconds, 3);
        MissedWindows = (int)Math.Max((pause - unseenPause) / shape.HopSeconds, 1);
    }

    /// <summary>The least power of a tone.</summary>
    public float LeastPower { get; }

    /// <summary>The least power of a tone as it may be found, however far off.</summary>
    public float LeastFound { get; }

    /// <summary>How many times stronger one of several tones may be found than another.</summary>
    public float MostApart { get; }

    /// <summary>The least share of all tones in all power.</summary>
    public float Share { get; }

    /// <summary>How many times too weak a tone may be found.</summary>
    public float MostLoss { get; }

    /// <summary>How many windows in a row a tone needs.</summary>
    public int Windows { get; }

    /// <summary>How many windows in a row without it end a tone.</summary>
    public int MissedWindows { get; }
}
