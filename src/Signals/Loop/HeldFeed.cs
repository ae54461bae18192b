using System;
using System.Collections.Generic;
using Reactive.Signals.Specs;

namespace Reactive.Signals.Loop;

/// <summary>
/// Sparse values on a dense port: each is sampled at the port's rate and held until the next. Starts with the first sample
/// at or after the first value.
/// </summary>
public sealed class HeldFeed : BlockFeed
{
    private readonly IReadOnlyList<(SignalTime At, double Sample)> _steps;
    private readonly SampleFormat _format;
    private readonly long _end;
    private readonly int _blockSamples;
    private readonly byte[] _bytes;
    private long _index;
    private int _step;

    /// <summary>A feed of <paramref name="steps"/> (in order of time, at least one) up to and including <paramref name="end"/>.</summary>
    public HeldFeed(int source, PortSpec port, IReadOnlyList<(SignalTime At, double Sample)> steps, SignalTime end)
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
        _bytes = new byte[_blockSamples * SampleBlock.SizeOf(_format)];
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
            while (_step + 1 < _steps.Count && _steps[_step + 1].At <= Clock.TimeOf(_index + i))
                _step++;
            SampleWriter.Put(_bytes, _format, i, _steps[_step].Sample);
        }

        block = new SampleBlock(_bytes.AsMemory(0, count * SampleBlock.SizeOf(_format)), _format, _index, Clock);
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
        double volts = value.Unit.Dimension == Dimension.Resistance ? front.VoltsOf(number) : number;
        return port.Flow.Unit.Dimension == Dimension.Count ? Math.Clamp(Math.Round(front.CountOf(volts)), 0, front.FullScale) : volts;
    }
}
