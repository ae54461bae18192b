using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>Looks at the spectrum of every channel, window by window, and tells the pattern that is heard.</summary>
internal sealed class CadenceKernel : SoundWindowKernel
{
    private const double HopSeconds = 0.01;
    private const int HopsInWindow = 5;

    // hum and what does not change are no sound
    private const double LowestHertz = 100;

    private readonly PowerSpectrum _spectrum;
    private readonly int _lowest;
    private readonly int _hop;
    private readonly CadenceBand[][] _bands;
    private readonly CadenceDecider[] _deciders;
    private readonly bool[] _wasTold;
    private readonly Value[] _words;

    /// <summary>A kernel for an input.</summary>
    public CadenceKernel(Flow input, CadencePlan plan, ImmutableArray<CadencePattern> bands, double tolerance, double level, SymbolType words)
        : this(input, plan, bands, tolerance, level, words, DtmfKernel.PartOf(input.Samples!.Rate), HopOf(input))
    {
    }

    private CadenceKernel(Flow input, CadencePlan plan, ImmutableArray<CadencePattern> bands, double tolerance, double level, SymbolType words, int down, int hop)
        : base(input.Samples!.Format, input.Channels, hop * HopsInWindow, hop, down)
    {
        double rate = input.Samples.Rate.Hertz / down;
        _hop = hop;
        _spectrum = new PowerSpectrum(hop * HopsInWindow, rate);
        _lowest = (int)Math.Ceiling(LowestHertz / _spectrum.BinHertz);
        _bands = [.. Enumerable.Range(0, input.Channels).Select(_ => bands.Select(b => new CadenceBand(b.Tones, b.Bridge, tolerance, level, _spectrum, hop * HopsInWindow, hop, hop / rate)).ToArray())];
        _deciders = [.. _bands.Select(b => new CadenceDecider(plan, b, rate))];
        _wasTold = new bool[input.Channels];
        _words = [Value.Symbol(words, 0), .. plan.Patterns.Select(p => Value.Symbol(words, p.Name))];
    }

    protected override void Look(int channel, Span<float> window, long end, SampleClock clock, IEmit<Stamped<Value>> output)
    {
        ReadOnlySpan<float> spectrum = _spectrum.Of(window[..(_hop * HopsInWindow)]);
        float all = 0;
        foreach (float power in spectrum[_lowest..])
            all += power;
        foreach (CadenceBand band in _bands[channel])
            band.Take(spectrum, all, end);
        CadenceDecider decider = _deciders[channel];
        bool isNew = decider.Look(end - (_hop * HopsInWindow / 2.0));
        if (!isNew && _wasTold[channel])
            return;
        _wasTold[channel] = true;
        SignalTime stamp = clock.TimeOf(end - 1), since = isNew ? TimeOf(clock, (long)Math.Clamp(decider.Since, -1e15, 1e15), end) : stamp;
        output.Emit(new Stamped<Value>(_words[decider.Heard + 1], stamp, SignalTime.Min(since, stamp), channel));
    }

    protected override void Clear()
    {
        Array.Clear(_wasTold);
        foreach (CadenceBand band in _bands.SelectMany(b => b))
            band.Clear();
        foreach (CadenceDecider decider in _deciders)
            decider.Clear();
    }

    protected override void SaveRest(StateWriter writer)
    {
        for (int channel = 0; channel < _bands.Length; channel++)
        {
            writer.Bool(_wasTold[channel]);
            _deciders[channel].Save(writer);
            foreach (CadenceBand band in _bands[channel])
                band.Save(writer);
        }
    }

    protected override void LoadRest(StateReader reader)
    {
        for (int channel = 0; channel < _bands.Length; channel++)
        {
            _wasTold[channel] = reader.Bool();
            _deciders[channel].Load(reader);
            foreach (CadenceBand band in _bands[channel])
                band.Load(reader);
        }
    }

    private static int HopOf(Flow input) => Math.Max(1, (int)Math.Round(input.Samples!.Rate.Hertz / DtmfKernel.PartOf(input.Samples.Rate) * HopSeconds));
}
