using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Testing;

/// <summary>What cut and shorted wires and noise make of the samples of one port.</summary>
internal sealed class PortDamage
{
    private readonly PortSpec _port;
    private readonly double _cut;
    private readonly double _short;
    private readonly List<WireFault> _wires = [];
    private readonly List<(NoiseFault Fault, Xorshift Noise)> _noises = [];

    private PortDamage(PortSpec port)
    {
        _port = port;
        _cut = HeldFeed.SampleOf(port, Value.Of(double.PositiveInfinity, Unit.Ohm));
        _short = HeldFeed.SampleOf(port, Value.Of(0, Unit.Ohm));
    }

    /// <summary>The damage that <paramref name="faults"/> do to <paramref name="port"/>; null for none.</summary>
    public static SampleChange? To(PortSpec port, ImmutableArray<FaultDefinition> faults)
    {
        PortDamage damage = new(port);
        foreach (FaultDefinition fault in faults)
        {
            if (fault is WireFault wire && wire.Port == port.Name)
                damage._wires.Add(wire);
            else if (fault is NoiseFault noise && noise.Port == port.Name)
                damage._noises.Add((noise, new Xorshift(noise.Seed)));
        }

        return damage._wires.Count + damage._noises.Count > 0 ? damage.Sample : null;
    }

    // Of several damages to a wire the last one counts, and noise no longer reaches the port.
    private double Sample(SignalTime at, int channel, double sample)
    {
        foreach ((NoiseFault fault, Xorshift noise) in _noises)
        {
            if (at >= fault.At && at < fault.Until && (fault.Channel ?? channel) == channel)
                sample = Noisy(sample, fault.Amplitude.Unit!, fault.Amplitude.Number * noise.Next());
        }

        foreach (WireFault wire in _wires)
        {
            if (at >= wire.At && at < wire.Until && (wire.Channel ?? channel) == channel)
                sample = wire.IsShort ? _short : _cut;
        }

        return sample;
    }

    private double Noisy(double sample, Unit unit, double noise)
    {
        FrontEnd? front = _port.Flow.Samples?.FrontEnd;
        bool counts = (_port.Flow.Unit?.Dimension ?? Dimension.Count) == Dimension.Count;
        // at its end the converter sees no more than that
        if (front is not null && counts && unit.Dimension != Dimension.Count && sample >= front.FullScale)
            return sample;
        double level = LevelOf(sample, unit.Dimension, front) + noise;
        if (unit.Dimension == Dimension.Resistance)
            level = Math.Max(0, level);
        double noisy = HeldFeed.SampleOf(_port, Value.Of(level, unit));
        return front is not null && counts ? Math.Clamp(Math.Round(noisy), 0, front.FullScale) : noisy;
    }

    // A sample as volts or ohms, where the noise is given in those.
    private double LevelOf(double sample, Dimension wanted, FrontEnd? front)
    {
        Dimension own = _port.Flow.Unit?.Dimension ?? Dimension.Count;
        if (own == wanted || front is null)
            return sample;
        double volts = own switch
        {
            Dimension.Count => front.VoltsOfCount(sample),
            Dimension.Resistance => front.VoltsOf(sample),
            _ => sample,
        };
        return wanted == Dimension.Resistance ? front.OhmsOf(volts) : volts;
    }
}
