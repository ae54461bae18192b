using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Reactive.Operators.Vectors;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// Decides the digits of one channel. A pair of tones that carries enough of the power of enough windows in a row is judged
/// as a whole: frequencies, level, twist and what else is there. It ends when enough windows lack it, or when another is sure.
/// </summary>
internal sealed class DtmfReceiver(DtmfTables tables, DtmfThresholds thresholds)
{
    private const int None = -1;

    // by so much the power of two tones may be found to exceed all power
    private const float MostShare = 1.1f;

    // A frequency beyond this part of what is allowed is believed only of a window that is full: one with this part of the power.
    private const double NearLimit = 0.8;
    private const double FullPower = 0.97;

    private readonly DtmfWindow _window = new(tables);

    // of the last windows in a ring, not corrected for the frequency: the power of either tone and of everything
    private readonly float[] _lows = new float[DtmfWindow.Remembered];
    private readonly float[] _highs = new float[DtmfWindow.Remembered];
    private readonly float[] _alls = new float[DtmfWindow.Remembered];
    private int _place;

    // what may become a digit: in how many windows it was, the end of the first, and the tones' power there
    private int _pending = None;
    private int _held;
    private long _pendingEnd;
    private float _pendingTones;

    // the digit that is on: since when, in how many windows it was missed, the end of the last one that had it, and the tones' power there
    private int _current = None;
    private long _since;
    private int _missed;
    private long _lastEnd;
    private float _lastTones;

    // of the digit that is on: by how much its tones are found too weak, and how strong both were, corrected and as found
    private float _lowLoss;
    private float _highLoss;
    private float _tones;
    private float _found;

    /// <summary>Takes the last 20 ms of samples, of which the last hop is new.</summary>
    /// <param name="window">The samples, and <see cref="DtmfTables.PowerStep"/> more that count for nothing.</param>
    /// <param name="end">The index of the sample after the last one.</param>
    /// <param name="output">Takes what is decided.</param>
    /// <typeparam name="TOutput">A structure, so that nothing is called through a table.</typeparam>
    public void Take<TOutput>(ReadOnlySpan<short> window, long end, TOutput output)
        where TOutput : struct, IDtmfOutput
    {
        _window.Take(ref Unsafe.Add(ref MemoryMarshal.GetReference(window), tables.WindowSamples - tables.HopSamples));
        _place = (_place + 1) & (DtmfWindow.Remembered - 1);
        Vector256<float> squares = _window.Squares;
        // the most of each group in every lane of it
        Vector256<float> most = Vector256.Max(squares, Vector256.Shuffle(squares, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6)));
        most = Vector256.Max(most, Vector256.Shuffle(most, Vector256.Create(2, 3, 0, 1, 6, 7, 4, 5)));
        float low = most.GetLower().ToScalar(), high = most.GetUpper().ToScalar();
        int found = None;
        if (low >= thresholds.LeastSquare && high >= thresholds.LeastSquare)
        {
            float all = Power(window);
            uint bits = Vector256.Equals(squares, most).ExtractMostSignificantBits();
            found = (BitOperations.TrailingZeroCount(bits) * DtmfTables.Group) + BitOperations.TrailingZeroCount(bits >> DtmfTables.Group);
            if (found == _current)
                found = GoesOn(low, high, all, end) ? found : None;
            else if (MayBe(found, low, high, all, end) && _held >= thresholds.Windows && Judge(out DtmfMeasure measure))
                Begin(measure, end, output);
            else if (_pending == None)
                found = None;
        }

        if (found == None || found == _current)
            _pending = None;
        if (_current != None && found != _current && ++_missed >= thresholds.MissedWindows)
            End(end, output);
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _window.Reset();
        _pending = _current = None;
        foreach (float[] ring in (ReadOnlySpan<float[]>)[_lows, _highs, _alls])
            ring.AsSpan().Clear();
    }

    private bool GoesOn(float low, float high, float all, long end)
    {
        float tones = (low * _lowLoss) + (high * _highLoss);
        if (!(tones >= thresholds.Carries * all))
            return false;
        (_missed, _lastEnd, _lastTones) = (0, end, tones);
        return true;
    }

    private bool MayBe(int found, float low, float high, float all, long end)
    {
        // how far off its tones are is not known yet: at most as far as is allowed
        if (!((low + high) * thresholds.MostLoss >= thresholds.Share * all))
        {
            _pending = None;
            return false;
        }

        if (_pending != found)
            (_pending, _held, _pendingEnd, _pendingTones) = (found, 0, end, low + high);
        _held++;
        (_lows[_place], _highs[_place], _alls[_place]) = (low, high, all);
        return true;
    }

    private bool Judge(out DtmfMeasure measure)
    {
        measure = default;
        if (!FirstMayDo())
            return false;
        // the first window is as a rule only part full, and seems to lie later than it does
        int windows = thresholds.Windows - 1, hops = windows - 1;
        int lowTone = _pending / DtmfTables.Group, highTone = DtmfTables.Group + (_pending % DtmfTables.Group);
        double lowHertz = _window.Ahead(lowTone, hops) / (hops * tables.HopSeconds), highHertz = _window.Ahead(highTone, hops) / (hops * tables.HopSeconds);
        double lowOff = lowHertz / DtmfTables.Frequencies[lowTone], highOff = highHertz / DtmfTables.Frequencies[highTone];
        if (!(Math.Abs(lowOff) <= thresholds.Deviation && Math.Abs(highOff) <= thresholds.Deviation))
            return false;
        double lowLoss = tables.LossOf(lowHertz) * tables.TonePower, highLoss = tables.LossOf(highHertz) * tables.TonePower;
        double lows = 0, highs = 0, alls = 0, newest = 0;
        for (int ago = 0; ago <= windows; ago++)
        {
            int place = (_place - ago) & (DtmfWindow.Remembered - 1);
            double low = _lows[place] * lowLoss, high = _highs[place] * highLoss, all = _alls[place];
            if (!(low + high >= thresholds.Share * all))
                return false;
            if (ago == windows)
                continue;
            if (ago == 0)
                newest = low + high;
            lows += low / windows;
            highs += high / windows;
            alls += all / windows;
        }

        if (!(lows >= thresholds.LeastPower && highs >= thresholds.LeastPower && lows <= highs * thresholds.NormalTwist && highs <= lows * thresholds.ReverseTwist))
            return false;
        // where the tone is over already, the newest window seems to lie earlier than it does, and what is too far off seems nearer
        if (Math.Max(Math.Abs(lowOff), Math.Abs(highOff)) > NearLimit * thresholds.Deviation && newest < FullPower * (lows + highs))
            return false;
        (_lowLoss, _highLoss) = ((float)lowLoss, (float)highLoss);
        (_tones, _found) = ((float)(lows + highs), (float)((lows / lowLoss) + (highs / highLoss)));
        measure = thresholds.Measure(lows, highs, alls, lowOff, highOff);
        return true;
    }

    // Cheaper than to judge: its tones cannot be so weakly found that corrected they would be much more than everything.
    private bool FirstMayDo()
    {
        int first = (_place - thresholds.Windows + 1) & (DtmfWindow.Remembered - 1);
        float mostLoss = Math.Min(thresholds.MostLoss, MostShare * _alls[_place] / (_lows[_place] + _highs[_place]));
        return (_lows[first] + _highs[first]) * mostLoss >= thresholds.Share * _alls[first];
    }

    private void Begin<TOutput>(in DtmfMeasure measure, long end, TOutput output)
        where TOutput : struct, IDtmfOutput
    {
        if (_current != None)
            End(end, output);
        _since = _pendingEnd - Filled(_pendingTones / _found);
        (_current, _pending, _missed, _lastEnd, _lastTones) = (_pending, None, 0, end, _tones);
        output.Begun(_current, measure, end, _since);
    }

    private void End<TOutput>(long end, TOutput output)
        where TOutput : struct, IDtmfOutput
    {
        long ended = _lastEnd - tables.WindowSamples + Filled(_lastTones / _tones);
        output.Ended(_current, end, Math.Max(_since, ended), _since);
        _current = None;
    }

    // how many samples of a window, from one of its ends on, a tone fills that was found with that part of its power
    private int Filled(double power) => (int)Math.Round(DtmfTables.FilledBy(Math.Sqrt(Math.Min(1, power))) * tables.WindowSamples);

    /// <summary>The weighted power of all samples of a window but what does not change in it.</summary>
    private float Power(ReadOnlySpan<short> window)
    {
        ref short samples = ref MemoryMarshal.GetReference(window);
        ref float weights = ref MemoryMarshal.GetArrayDataReference(tables.PowerWeights);
        Vector512<float> squares = Vector512<float>.Zero, sums = Vector512<float>.Zero;
        for (nuint at = 0; at < (nuint)tables.PowerWeights.Length; at += (nuint)Vector512<float>.Count)
        {
            Vector512<short> pairs = Vector512.LoadUnsafe(ref samples, 2 * at);
            Vector512<float> weight = Vector512.LoadUnsafe(ref weights, at);
            // two squares of the lowest sample of all only fit without a sign
            squares += Vector512.ConvertToSingle(Shorts.PairProducts(pairs, pairs).AsUInt32()) * weight;
            sums += Vector512.ConvertToSingle(Shorts.PairProducts(pairs, Vector512<short>.One)) * weight;
        }

        float mean = Sum(sums);
        return Sum(squares) - (mean * mean);
    }

    private static float Sum(Vector512<float> lanes)
    {
        Vector256<float> eight = lanes.GetLower() + lanes.GetUpper();
        Vector128<float> four = eight.GetLower() + eight.GetUpper();
        four += Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1));
        return four.ToScalar() + Vector128.Shuffle(four, Vector128.Create(1, 0, 3, 2)).ToScalar();
    }

    /// <summary>Writes what it knows.</summary>
    public void Save(StateWriter writer)
    {
        _window.Save(writer);
        for (int ago = DtmfWindow.Remembered - 1; ago >= 0; ago--)
        {
            int place = (_place - ago) & (DtmfWindow.Remembered - 1);
            writer.Single(_lows[place]);
            writer.Single(_highs[place]);
            writer.Single(_alls[place]);
        }

        writer.Int64(_pending);
        if (_pending != None)
        {
            writer.Int64(_held);
            writer.Int64(_pendingEnd);
            writer.Single(_pendingTones);
        }

        writer.Int64(_current);
        if (_current == None)
            return;
        writer.Int64(_since);
        writer.Int64(_missed);
        writer.Int64(_lastEnd);
        writer.Single(_lastTones);
        writer.Single(_lowLoss);
        writer.Single(_highLoss);
        writer.Single(_tones);
    }

    /// <summary>Reads what <see cref="Save"/> wrote for the same rate and thresholds.</summary>
    public void Load(StateReader reader)
    {
        _window.Load(reader);
        _place = DtmfWindow.Remembered - 1;
        for (int place = 0; place < DtmfWindow.Remembered; place++)
            (_lows[place], _highs[place], _alls[place]) = (reader.Single(), reader.Single(), reader.Single());
        _pending = Pair(reader);
        if (_pending != None)
            (_held, _pendingEnd, _pendingTones) = (reader.Count(int.MaxValue - 1), reader.Int64(), reader.Single());
        _current = Pair(reader);
        if (_current != None)
        {
            (_since, _missed, _lastEnd, _lastTones) = (reader.Int64(), reader.Count(thresholds.MissedWindows), reader.Int64(), reader.Single());
            (_lowLoss, _highLoss, _tones) = (reader.Single(), reader.Single(), reader.Single());
        }
    }

    private static int Pair(StateReader reader)
    {
        long pair = reader.Int64();
        return pair is >= None and < DtmfTables.Group * DtmfTables.Group ? (int)pair : throw new StateException($"There is no pair of tones {pair}.");
    }
}

/// <summary>Takes what is decided of one channel. Indexes are of samples.</summary>
internal interface IDtmfOutput
{
    /// <summary>A digit is sure.</summary>
    /// <param name="pair">Its tones: four times the low one's place and the high one's.</param>
    /// <param name="measure">What was measured.</param>
    /// <param name="end">The index after the sample that decided.</param>
    /// <param name="since">The first sample of the tone, as far as can be told.</param>
    void Begun(int pair, in DtmfMeasure measure, long end, long since);

    /// <summary>A digit is over.</summary>
    /// <param name="pair">Its tones.</param>
    /// <param name="end">The index after the sample that decided.</param>
    /// <param name="ended">The index after the last sample of the tone, as far as can be told.</param>
    /// <param name="since">The first sample of the tone.</param>
    void Ended(int pair, long end, long ended, long since);
}
