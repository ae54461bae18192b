using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators.Tests.Audio;

/// <summary>Sound made of stretches of sines, as parts of full scale, and what kernels make of it.</summary>
internal sealed class Tones(double rate = 8000)
{
    private readonly List<double> _samples = [];

    /// <summary>Samples a second.</summary>
    public double Rate => rate;

    /// <summary>What was added, in single precision.</summary>
    public float[] Singles => [.. _samples.Select(s => (float)s)];

    /// <summary>What was added, in 16 bits.</summary>
    public short[] Shorts => [.. _samples.Select(s => (short)Math.Clamp(Math.Round(s * 32768), short.MinValue, short.MaxValue))];

    /// <summary>The flow of sound at a rate.</summary>
    public static Flow Flow(double rate, SampleFormat format, int channels = 1) => new(FlowKind.Samples, null, Unit.Count, new SampleFlow(new SampleRate((long)rate), format), channels);

    /// <summary>Adds so many milliseconds of sines that sound together, each with the level in dB of a sine.</summary>
    public Tones Add(double milliseconds, double levelDb, params ReadOnlySpan<double> hertz)
    {
        int count = (int)Math.Round(milliseconds * rate / 1000), from = _samples.Count;
        double amplitude = Math.Pow(10, levelDb / 20);
        for (int i = from; i < from + count; i++)
        {
            double sample = 0;
            foreach (double one in hertz)
                sample += amplitude * Math.Sin(2 * Math.PI * one * i / rate);
            _samples.Add(sample);
        }

        return this;
    }

    /// <summary>The same, with a level that swings so many times a second; 0 for one that does not.</summary>
    public Tones Swinging(double milliseconds, double levelDb, double swings, params ReadOnlySpan<double> hertz)
    {
        int from = _samples.Count;
        Add(milliseconds, levelDb, hertz);
        for (int i = from; swings > 0 && i < _samples.Count; i++)
            _samples[i] *= 0.55 + (0.45 * Math.Sin(2 * Math.PI * swings * i / rate));
        return this;
    }

    /// <summary>Adds so many milliseconds of a sine and its odd harmonics up to one, as a square wave has them.</summary>
    public Tones Odd(double milliseconds, double levelDb, double hertz, int most)
    {
        int from = _samples.Count;
        Add(milliseconds, levelDb, hertz);
        for (int i = from; i < _samples.Count; i++)
        {
            for (int harmonic = 3; harmonic <= most; harmonic += 2)
                _samples[i] += Math.Pow(10, levelDb / 20) * Math.Sin(2 * Math.PI * hertz * harmonic * i / rate) / harmonic;
        }

        return this;
    }

    /// <summary>Adds the sound of a room in which sound dies away by 60 dB in so many seconds: many echoes of all there is, as strong together as it.</summary>
    public Tones Reverberate(double seconds, int seed = 5)
    {
        var random = new Random(seed);
        const int Echoes = 200;
        double[] dry = [.. _samples];
        (int Delay, double Gain)[] echoes = [.. Enumerable.Range(0, Echoes).Select(_ => random.NextDouble() * seconds).Select(at => ((int)(at * rate), (random.Next(2) * 2 - 1) * Math.Pow(10, -3 * at / seconds)))];
        double all = Math.Sqrt(echoes.Sum(e => e.Gain * e.Gain));
        foreach ((int delay, double gain) in echoes)
        {
            for (int i = delay; i < dry.Length; i++)
                _samples[i] += dry[i - delay] * gain / all;
        }

        return this;
    }

    /// <summary>Adds so many milliseconds of silence.</summary>
    public Tones Rest(double milliseconds) => Add(milliseconds, 0);

    /// <summary>Adds white noise to all there is, with the level in dB of a sine of the same power.</summary>
    public Tones Noise(double levelDb, int seed = 1)
    {
        var random = new Random(seed);
        // a uniform distribution up to a has the power a²/3
        double most = Math.Pow(10, levelDb / 20) * Math.Sqrt(1.5);
        for (int i = 0; i < _samples.Count; i++)
            _samples[i] += most * ((2 * random.NextDouble()) - 1);
        return this;
    }

    /// <summary>What a spec's kernel says of it.</summary>
    public List<Stamped<Value>> Through(OperatorSpec spec, string yaml)
    {
        var kernel = Probe.Kernel<SampleBlock, Stamped<Value>>(spec, yaml, Flow(rate, SampleFormat.Int16));
        var transcript = new Transcript();
        var clock = new SampleClock(new SampleRate((long)rate));
        kernel.Step(SampleBlock.Of(Shorts, 0, clock), transcript);
        return transcript.Values;
    }

    /// <summary>The same in words: <c>125: -20 dB since 0</c>, times in milliseconds.</summary>
    public string[] Told(OperatorSpec spec, string yaml) =>
        [.. Through(spec, yaml).Select(v => FormattableString.Invariant($"{v.Stamp.Nanoseconds / 1e6:0}: {v.Value} since {v.Since.Nanoseconds / 1e6:0}"))];
}
