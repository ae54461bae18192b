using System;
using System.Collections.Generic;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>A pulse that is over, in samples: indexes with fractions.</summary>
/// <param name="From">Where it began.</param>
/// <param name="To">Where it ended.</param>
/// <param name="LevelDb">How loud it was at most.</param>
/// <param name="Hertz">Its frequency where that may be any; else 0.</param>
internal readonly record struct CadencePulse(double From, double To, double LevelDb, double Hertz);

/// <summary>
/// Tells the pulses of some tones in one channel, by how much of the spectrum they have. A pulse begins and ends where half of its own highest
/// amplitude is passed, in the middle of the window: so what a room adds, and how loud it is, changes little. Gaps shorter than the bridge are none, nor are pulses so short.
/// </summary>
internal sealed class CadenceBand
{
    /// <summary>Pulses that are remembered: a power of two.</summary>
    public const int Remembered = 32;

    // of all power, to begin and to go on
    private const float ShareToBegin = 0.6f;
    private const float ShareToGoOn = 0.3f;

    // a tone of several has at least this share of all of them
    private const float LeastOfSeveral = 0.04f;

    // Half of the amplitude, with which a pulse begins, and 8 dB below the highest, with which it ends: in a room what it sounds like at
    // first may be twice as loud as what it comes to.
    private const float Edge = 0.25f;
    private const float Fallen = 0.158f;

    // the highest power is forgotten by 3 dB in a second, so that a level that is turned down ends no pulse
    private const float Forgetting = 0.99312f;

    // In a room echoes follow a pulse: what is 8 dB below it where it ends, and 0.3 dB lower with every hop, is no other one. So
    // sound dies away that takes 2 s to lose 60 dB.
    private const float Echo = 0.158f;
    private const float EchoForgetting = 0.933f;

    // A window is full after 5 hops, and the edge lies in the first of them; a frequency is settled then.
    private const int RisingHops = 12;
    private const int SettledHops = 6;
    private const double LobeHertz = 42;
    private const double LowestHertz = 300;
    private const double HighestHertz = 4000;

    private readonly CadenceTones _tones;
    private readonly double _binHertz;
    private readonly int _bins;
    private readonly (int From, int To)[] _parts;
    private readonly (int From, int To)[] _cores;
    private readonly int _bridgeHops;
    private readonly float _least;
    private readonly int _hop;
    private readonly int _window;
    private readonly CadencePulse[] _pulses = new CadencePulse[Remembered];
    private readonly float[] _rising = new float[RisingHops + 1];

    private float _last;
    private bool _isOn;
    private int _hops;
    private float _peak;
    private float _highest;
    private float _echo;
    private double _from;
    private double _to;
    private int _below;
    private int _bin;
    private double _hertz;

    /// <summary>A band of some tones.</summary>
    /// <param name="tones">The tones.</param>
    /// <param name="bridge">Gaps and pulses shorter than this, in seconds, are none.</param>
    /// <param name="tolerance">How far a frequency may be off, as a part of it.</param>
    /// <param name="level">The least level of a pulse in dB.</param>
    /// <param name="spectrum">What is given to it.</param>
    /// <param name="window">Samples in a window.</param>
    /// <param name="hop">Samples from one window to the next.</param>
    /// <param name="hopSeconds">What a hop lasts.</param>
    public CadenceBand(CadenceTones tones, double bridge, double tolerance, double level, PowerSpectrum spectrum, int window, int hop, double hopSeconds)
    {
        _tones = tones;
        _binHertz = spectrum.BinHertz;
        _bins = spectrum.Bins;
        (_window, _hop) = (window, hop);
        _least = (float)(ExactMath.PowerRatio(level) * SoundInput.SinePower);
        var parts = new List<(int From, int To)>();
        var cores = new List<(int From, int To)>();
        for (int i = 0; i < tones.Hertz.Length; i++)
        {
            double hertz = tones.Hertz[i], beside = (LobeHertz * 0.75) + tones.Modulation;
            (int from, int to) = (BinAt((hertz * (1 - tolerance)) - beside), BinAt((hertz * (1 + tolerance)) + beside));
            cores.Add((BinAt(hertz * (1 - tolerance)), BinAt(hertz * (1 + tolerance))));
            if (i > 0 && from <= parts[^1].To)
                parts[^1] = (parts[^1].From, to);
            else
                parts.Add((from, to));
        }

        _parts = [.. parts];
        _cores = [.. cores];
        _bridgeHops = (int)Math.Ceiling((bridge / hopSeconds) - 1e-6);
    }

    /// <summary>Whether a pulse sounds.</summary>
    public bool IsOn => _isOn;

    /// <summary>Where the pulse began that sounds.</summary>
    public double From => _from;

    /// <summary>How many pulses there were, up to what is remembered.</summary>
    public int Count { get; private set; }

    /// <summary>The pulse so many before the last; the last one is 0.</summary>
    public ref readonly CadencePulse Before(int ago) => ref _pulses[(_newest - ago) & (Remembered - 1)];

    private int _newest;

    /// <summary>Takes the spectrum of the window that ends before a sample, and its whole power.</summary>
    public void Take(ReadOnlySpan<float> spectrum, float all, long end)
    {
        float power = _tones.IsAny ? Steady(spectrum) : Power(spectrum);
        // the middle of the window is what it tells of
        double now = end - (_window / 2.0);
        _echo *= EchoForgetting;
        bool isThere = power >= (_isOn ? ShareToGoOn : ShareToBegin) * all && AreAllThere(spectrum, power);
        if (_isOn)
            GoOn(power, isThere, now);
        else if (isThere && power >= _least && power >= _echo)
            Begin(power, now);
        _last = power;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _pulses.AsSpan().Clear();
        _rising.AsSpan().Clear();
        _isOn = false;
        _last = _peak = _highest = _echo = 0;
        _hops = _below = _bin = _newest = Count = 0;
        _from = _to = _hertz = 0;
    }

    /// <summary>Writes what it knows.</summary>
    public void Save(StateWriter writer)
    {
        writer.Int64(Count);
        for (int ago = Count - 1; ago >= 0; ago--)
        {
            CadencePulse pulse = Before(ago);
            writer.Double(pulse.From);
            writer.Double(pulse.To);
            writer.Double(pulse.LevelDb);
            writer.Double(pulse.Hertz);
        }

        writer.Single(_last);
        writer.Bool(_isOn);
        writer.Int64(_hops);
        foreach (float one in (ReadOnlySpan<float>)[_peak, _highest, _echo])
            writer.Single(one);
        foreach (double one in (ReadOnlySpan<double>)[_from, _to, _hertz])
            writer.Double(one);
        writer.Int64(_below);
        writer.Int64(_bin);
        foreach (float one in _rising)
            writer.Single(one);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(StateReader reader)
    {
        Clear();
        Count = reader.Count(Remembered);
        _newest = (Count - 1) & (Remembered - 1);
        for (int i = 0; i < Count; i++)
            _pulses[i] = new CadencePulse(reader.Double(), reader.Double(), reader.Double(), reader.Double());
        if (Count == 0)
            _newest = 0;
        (_last, _isOn, _hops) = (reader.Single(), reader.Bool(), reader.Count(RisingHops));
        (_peak, _highest, _echo) = (reader.Single(), reader.Single(), reader.Single());
        (_from, _to, _hertz) = (reader.Double(), reader.Double(), reader.Double());
        (_below, _bin) = (reader.Count(_bridgeHops), reader.Count(_bins - 1));
        foreach (ref float one in _rising.AsSpan())
            one = reader.Single();
    }

    private void Begin(float power, double now)
    {
        (_isOn, _hops, _below) = (true, 1, 0);
        (_rising[0], _rising[1]) = (_last, power);
        (_peak, _highest) = (power, power);
        FindRise(now);
    }

    private void GoOn(float power, bool isThere, double now)
    {
        _peak *= Forgetting;
        if (_hops < RisingHops)
            _rising[++_hops] = power;
        if (power > _peak)
        {
            _peak = power;
            _highest = Math.Max(_highest, power);
            if (_hops < RisingHops)
                FindRise(now);
        }

        if (isThere && power >= Fallen * _peak)
        {
            _below = 0;
            return;
        }

        if (_below++ == 0)
            _to = now - (_hop * Part(power, _last, Fallen * _peak));
        if (_below < _bridgeHops)
            return;
        _isOn = false;
        if (_to - _from < _bridgeHops * _hop)
            return;
        _newest = Count == 0 ? 0 : (_newest + 1) & (Remembered - 1);
        Count = Math.Min(Count + 1, Remembered);
        _echo = Math.Max(_echo, Echo * _highest);
        _pulses[_newest] = new CadencePulse(_from, _to, ExactMath.Decibels(_highest), _tones.IsAny ? _hertz : 0);
    }

    // where half the amplitude was passed upwards, of what came since the last hop before the pulse
    private void FindRise(double now)
    {
        int hop = 1;
        while (hop < _hops && _rising[hop] < Edge * _peak)
            hop++;
        _from = now - (_hop * (_hops - hop + Part(_rising[hop], _rising[hop - 1], Edge * _peak)));
    }

    // how long before the newer one of two hops a power was passed, as a part of a hop
    private static double Part(float newer, float older, float passed)
    {
        double half = Math.Sqrt(passed), a = Math.Sqrt(Math.Max(newer, 0)), b = Math.Sqrt(Math.Max(older, 0));
        return a == b ? 0 : Math.Clamp((a - half) / (a - b), 0, 1);
    }

    private int BinAt(double hertz) => Math.Clamp((int)Math.Round(hertz / _binHertz), 1, _bins - 1);

    private float Power(ReadOnlySpan<float> spectrum)
    {
        float power = 0;
        foreach ((int from, int to) in _parts)
            power += Sum(spectrum, from, to);
        return power;
    }

    private bool AreAllThere(ReadOnlySpan<float> spectrum, float power)
    {
        foreach ((int from, int to) in _cores)
        {
            if (Sum(spectrum, from, to) < LeastOfSeveral * power)
                return false;
        }

        return true;
    }

    // what is around the strongest frequency, or around the one that sounds
    private float Steady(ReadOnlySpan<float> spectrum)
    {
        int lobe = (int)Math.Ceiling(LobeHertz / _binHertz);
        int from = BinAt(LowestHertz), to = BinAt(HighestHertz);
        if (_isOn && _hops >= SettledHops)
            return Sum(spectrum, Math.Max(1, _bin - lobe), Math.Min(_bins - 1, _bin + lobe));
        if (_isOn)
            (from, to) = (Math.Max(1, _bin - lobe), Math.Min(_bins - 1, _bin + lobe));
        int best = from;
        for (int bin = from; bin <= to; bin++)
            best = spectrum[bin] > spectrum[best] ? bin : best;
        _bin = best;
        // the top of the parabola through the logarithms is near enough
        double left = Level(spectrum, best - 1), middle = Level(spectrum, best), right = Level(spectrum, best + 1), bend = left - (2 * middle) + right;
        _hertz = (best + (bend < 0 ? Math.Clamp(0.5 * (left - right) / bend, -0.5, 0.5) : 0)) * _binHertz;
        return Sum(spectrum, Math.Max(1, best - lobe), Math.Min(_bins - 1, best + lobe));
    }

    private double Level(ReadOnlySpan<float> spectrum, int bin) => ExactMath.Decibels(Math.Max(1e-30, spectrum[Math.Clamp(bin, 0, _bins - 1)]));

    private static float Sum(ReadOnlySpan<float> spectrum, int from, int to)
    {
        float sum = 0;
        for (int bin = from; bin <= to; bin++)
            sum += spectrum[bin];
        return sum;
    }
}
