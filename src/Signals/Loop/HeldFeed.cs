using System;
using System.Collections.Generic;
using Reactive.Signals.Specs;

namespace Reactive.Signals.Loop;

/// <summary>A level that stands on a dense port from an instant on.</summary>
/// <param name="At">From when on.</param>
/// <param name="Sample">The level, as the port stores it.</param>
/// <param name="Channel">The channel of a bank, or null for all of them.</param>
public readonly record struct HeldStep(SignalTime At, double Sample, int? Channel = null);

/// <summary>
/// Sparse values on a dense port: each is sampled at the port's rate and held until the next. Starts with the first sample
/// at or after the first value; a channel of a bank that has none of its own yet takes that one too (tests must feed the whole bank first).
/// </summary>
public sealed class HeldFeed : BlockFeed
{
    private readonly IReadOnlyList<HeldStep> _steps;
    private readonly double[] _held;
    private readonly SampleFormat _format;
    private readonly long _end;
    private readonly int _blockSamples;
    private readonly byte[] _bytes;
    private long _index;
    private int _step;

    /// <summary>A feed of <paramref name="steps"/> (in order of time, at least one) up to and including <paramref name="end"/>.</summary>
    public HeldFeed(int source, PortSpec port, IReadOnlyList<HeldStep> steps, SignalTime end)
        : base(source)
    {
        ArgumentNullException.ThrowIfNull(port);
        ArgumentNullException.ThrowIfNull(steps);
        SampleFlow samples = port.Flow.Samples ?? throw new ArgumentException($"'{port.Name}' has no samples.", nameof(port));
        _steps = steps;
        _format = samples.Format;
        Clock = new SampleClock(samples.Rate);
        _index = Clock.FirstIndexAtOrAfter(steps[0].At);
        _end = Clock.FirstIndexAtOrAfter(end.AddNanoseconds(1));
        _blockSamples = (int)Math.Clamp(samples.Rate.PeriodsIn(port.Block.Ticks * 100), 1, 1 << 16);
        _held = new double[port.Flow.Channels];
        Array.Fill(_held, steps[0].Sample);
        _bytes = new byte[_blockSamples * _held.Length * SampleBlock.SizeOf(_format)];
    }

    /// <inheritdoc/>
    public override SampleClock Clock { get; }

    /// <inheritdoc/>
    public override bool TryRead(out SampleBlock block)
    {
        int count = (int)Math.Min(_blockSamples, _end - _index);
        if (count <= 0)
        {
            block = default;
            return false;
        }

        for (int i = 0; i < count; i++)
        {
            for (; _step < _steps.Count && _steps[_step].At <= Clock.TimeOf(_index + i); _step++)
            {
                if (_steps[_step].Channel is { } channel)
                    _held[channel] = _steps[_step].Sample;
                else
                    Array.Fill(_held, _steps[_step].Sample);
            }

            for (int channel = 0; channel < _held.Length; channel++)
                SampleWriter.Put(_bytes, _format, (i * _held.Length) + channel, _held[channel]);
        }

        block = new SampleBlock(_bytes.AsMemory(0, count * _held.Length * SampleBlock.SizeOf(_format)), _format, _index, Clock, _held.Length);
        _index += count;
        return true;
    }

    /// <summary>The sample that <paramref name="value"/> gives at <paramref name="port"/>: ohms and volts go through its front end. NaN where it gives none.</summary>
    public static double SampleOf(PortSpec port, Value value)
    {
        ArgumentNullException.ThrowIfNull(port);
        FrontEnd? front = port.Flow.Samples?.FrontEnd;
        double number = value.Number;
        if (value.Unit is null || port.Flow.Unit is null || value.Unit.Dimension == port.Flow.Unit.Dimension)
            return number;
        if (front is null)
            return double.NaN;
        double volts = value.Unit.Dimension switch
        {
            Dimension.Resistance => front.VoltsOf(number),
            Dimension.Voltage => number,
            _ => double.NaN,
        };
        return port.Flow.Unit.Dimension == Dimension.Count && !double.IsNaN(volts) ? Math.Clamp(Math.Round(front.CountOf(volts)), 0, front.FullScale) : volts;
    }
}
