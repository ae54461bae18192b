using System;
using System.Numerics;
using Reactive.Operators;
using Reactive.Signals;

namespace Reactive.Device.Plotting;

/// <summary>How the frequencies of a channel change over the picture: the mean power of each band in each column. Memory depends on the size of the picture alone.</summary>
internal sealed class Spectrogram
{
    /// <summary>How many bands there are, from 0 Hz up.</summary>
    public const int Bands = 96;

    /// <summary>The highest frequency that is shown of sound, in hertz; half the rate where that is less.</summary>
    public const double MostHertz = 4000;

    private const int Columns = 600;

    // as long as the ear and a digit's tone: frequencies 50 Hz apart are told apart
    private const double WindowSeconds = 0.025;
    private const int LeastWindow = 64;
    private const int MostWindow = 8192;

    // the square of a sample that is greater may be no number any more
    private const double Loudest = 1e15;

    // what is so far below the strongest band is as dark as nothing
    private const double RangeDb = 66;

    // from white to a deep blue, over teal and green as printed maps have it
    private static readonly (double At, int Red, int Green, int Blue)[] Map = [(0, 250, 251, 252), (0.25, 205, 226, 238), (0.5, 122, 178, 212), (0.75, 42, 108, 176), (1, 16, 32, 78)];

    private readonly PlotSpan _span;
    private readonly PowerSpectrum _spectrum;
    private readonly float[] _window;
    private readonly double[,] _power = new double[Columns, Bands];
    private readonly int[] _windows = new int[Columns];
    private readonly double _rateHertz;
    private int _filled;
    private long _next = long.MinValue;

    /// <summary>A spectrogram of samples of a rate.</summary>
    public Spectrogram(PlotSpan span, SampleRate rate)
    {
        _span = span;
        _rateHertz = rate.Hertz;
        int size = Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(_rateHertz * WindowSeconds, 1, MostWindow)), LeastWindow, MostWindow);
        _spectrum = new PowerSpectrum(size, _rateHertz);
        _window = new float[size];
        TopHertz = Math.Min(MostHertz, _rateHertz / 2);
    }

    /// <summary>The frequency at the top, in hertz.</summary>
    public double TopHertz { get; }

    /// <summary>Takes one channel of a block. A gap starts anew.</summary>
    public void Take(in SampleBlock block, int channel)
    {
        if (block.FirstIndex != _next)
            _filled = 0;
        _next = block.EndIndex;
        for (int i = 0; i < block.Count; i++)
        {
            // what is no number is silence here
            double sample = block.At(i, channel);
            _window[_filled++] = double.IsFinite(sample) ? (float)Math.Clamp(sample, -Loudest, Loudest) : 0;
            if (_filled < _window.Length)
                continue;
            AddWindow(block.Clock.TimeOf(block.FirstIndex + i - (_window.Length / 2)));
            // windows lie over each other by three quarters
            int hop = _window.Length / 4;
            _window.AsSpan(hop).CopyTo(_window);
            _filled -= hop;
        }
    }

    /// <summary>The picture; null where no whole window was there.</summary>
    public byte[]? Png()
    {
        double most = 0;
        for (int column = 0; column < Columns; column++)
        {
            for (int band = 0; band < Bands; band++)
                most = Math.Max(most, _windows[column] == 0 ? 0 : _power[column, band] / _windows[column]);
        }

        if (most <= 0)
            return null;
        byte[] pixels = new byte[Columns * Bands];
        int last = -1;
        for (int column = 0; column < Columns; column++)
        {
            // short pieces have fewer windows than columns
            int from = _windows[column] > 0 ? column : last >= 0 && column - last <= Reach() ? last : -1;
            last = _windows[column] > 0 ? column : last;
            for (int band = 0; band < Bands && from >= 0; band++)
            {
                double decibels = 10 * Math.Log10(Math.Max(_power[from, band] / _windows[from] / most, 1e-30));
                pixels[((Bands - 1 - band) * Columns) + column] = (byte)Math.Clamp(Math.Round((1 + (decibels / RangeDb)) * (PngImage.Colours - 1)), 0, PngImage.Colours - 1);
            }
        }

        return PngImage.Of(pixels, Columns, Colours());
    }

    // how many columns lie between two windows
    private double Reach() => (_window.Length / 4 / _rateHertz / _span.Seconds * Columns) + 1;

    private void AddWindow(SignalTime middle)
    {
        int column = (int)Math.Floor(_span.XOf(middle) / _span.Columns * Columns);
        if (column < 0 || column >= Columns)
            return;
        ReadOnlySpan<float> bins = _spectrum.Of(_window);
        double binHertz = _spectrum.BinHertz, bandHertz = TopHertz / Bands;
        for (int band = 0; band < Bands; band++)
        {
            // a band takes the strongest of what lies in it, or the nearest: so lines stay lines
            int first = (int)Math.Round((band + 0.5) * bandHertz / binHertz), end = Math.Max(first + 1, (int)Math.Ceiling((band + 1) * bandHertz / binHertz));
            float power = 0;
            for (int bin = Math.Min(first, bins.Length - 1); bin < Math.Min(end, bins.Length); bin++)
                power = Math.Max(power, bins[bin]);
            _power[column, band] += power;
        }

        _windows[column]++;
    }

    private static byte[] Colours()
    {
        byte[] palette = new byte[3 * PngImage.Colours];
        for (int i = 0; i < PngImage.Colours; i++)
        {
            double at = (double)i / (PngImage.Colours - 1);
            int above = Math.Max(1, Array.FindIndex(Map, m => m.At >= at));
            (double At, int Red, int Green, int Blue) low = Map[above - 1], high = Map[above];
            double part = (at - low.At) / (high.At - low.At);
            palette[3 * i] = (byte)Math.Round(low.Red + (part * (high.Red - low.Red)));
            palette[(3 * i) + 1] = (byte)Math.Round(low.Green + (part * (high.Green - low.Green)));
            palette[(3 * i) + 2] = (byte)Math.Round(low.Blue + (part * (high.Blue - low.Blue)));
        }

        return palette;
    }
}
