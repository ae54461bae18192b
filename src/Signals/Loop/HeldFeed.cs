using System;
using System.Collections.Generic;
using Reactive.Signals.Specs;

namespace Reactive.Signals.Loop;

/// <summary>A level that stands on a dense port from an instant on.</summary>
/// <param name="At">From when on.</param>
/// <param name="Sample">The level, as the port stores it.</param>
/// <param name="Channel">The channel of a bank, or null for all of them.</param>
public readonly record struct HeldStep(SignalTime At, double Sample, int? Channel = null);

/// <summary>A stretch of time in which a source gives nothing: offline at its start, back at its end.</summary>
/// <param name="From">The first instant without it.</param>
/// <param name="Until">The first instant with it again; <see cref="SignalTime.Never"/> where it stays away.</param>
public readonly record struct Outage(SignalTime From, SignalTime Until);

/// <summary>What stands between a level and the sample that is taken of it.</summary>
/// <param name="at">The time of the sample.</param>
/// <param name="channel">The channel of a bank, from 0.</param>
/// <param name="sample">The level, as the port stores it.</param>
/// <returns>The sample. Called once for each, in their order.</returns>
public delegate double SampleChange(SignalTime at, int channel, double sample);

/// <summary>
/// Sparse values on a dense port: each is sampled at the port's rate and held until the next. Starts with the first sample
/// at or after the first value; a channel of a bank that has none of its own yet takes that one too (tests must feed the whole bank first).
/// </summary>
public sealed class HeldFeed : BlockFeed
{
    private readonly IReadOnlyList<HeldStep> _steps;
    private readonly IReadOnlyList<Outage> _outages;
    private readonly SampleChange? _change;
    private readonly SignalTime _start;
    private readonly SignalTime _last;
    private readonly double[] _held;
    private readonly SampleFormat _format;
    private readonly long _end;
    private readonly int _blockSamples;
    private readonly byte[] _bytes;
    private SignalTime? _gone;
    private long _index;
    private int _step;
    private int _outage;

    /// <summary>A feed of <paramref name="steps"/> up to and including <paramref name="end"/>.</summary>
    /// <param name="source">The index of the source.</param>
    /// <param name="port">Its port.</param>
    /// <param name="steps">The levels, in order of time, at least one.</param>
    /// <param name="end">The last instant that is sampled.</param>
    /// <param name="start">The first instant that is sampled: what stands then is the last level before it.</param>
    /// <param name="outages">When the port is offline, in order of time, none beginning before another has ended.</param>
    /// <param name="change">What becomes of each level; null where it is sampled as it is.</param>
    public HeldFeed(int source, PortSpec port, IReadOnlyList<HeldStep> steps, SignalTime end, SignalTime start = default, IReadOnlyList<Outage>? outages = null, SampleChange? change = null)
        : base(source)
    {
        ArgumentNullException.ThrowIfNull(port);
        ArgumentNullException.ThrowIfNull(steps);
        SampleFlow samples = port.Flow.Samples ?? throw new ArgumentException($"'{port.Name}' has no samples.", nameof(port));
        _steps = steps;
        _outages = outages ?? [];
        _change = change;
        _start = start;
        _last = end;
        _format = samples.Format;
        Clock = new SampleClock(samples.Rate);
        _index = Clock.FirstIndexAtOrAfter(SignalTime.Max(steps[0].At, start));
        _end = Clock.FirstIndexAtOrAfter(end.AddNanoseconds(1));
        _blockSamples = (int)Math.Clamp(samples.Rate.PeriodsIn(port.Block.Ticks * 100), 1, 1 << 16);
        _held = new double[port.Flow.Channels];
        Array.Fill(_held, steps[0].Sample);
        _bytes = new byte[_blockSamples * _held.Length * SampleBlock.SizeOf(_format)];
    }

    /// <inheritdoc/>
    public override SampleClock Clock { get; }

    /// <inheritdoc/>
    public override SignalTime? OfflineAt => _gone;

    /// <inheritdoc/>
    public override bool TryRead(out SampleBlock block)
    {
        _gone = null;
        long end = _end;
        while (_outage < _outages.Count)
        {
            Outage next = _outages[_outage];
            long first = Clock.FirstIndexAtOrAfter(next.From);
            if (first > _index || next.From > _last)
            {
                end = Math.Min(first, _end);
                break;
            }

            _outage++;
            if (next.Until <= _start)
                continue;
            _gone ??= SignalTime.Max(next.From, _start);
            _index = next.Until == SignalTime.Never ? _end : Math.Max(_index, Clock.FirstIndexAtOrAfter(next.Until));
        }

        int count = (int)Math.Min(_blockSamples, end - _index);
        if (count <= 0)
        {
            block = default;
            return false;
        }

        for (int i = 0; i < count; i++)
            Sample(i, Clock.TimeOf(_index + i));
        block = new SampleBlock(_bytes.AsMemory(0, count * _held.Length * SampleBlock.SizeOf(_format)), _format, _index, Clock, _held.Length);
        _index += count;
        return true;
    }

    private void Sample(int frame, SignalTime at)
    {
        for (; _step < _steps.Count && _steps[_step].At <= at; _step++)
        {
            if (_steps[_step].Channel is { } channel)
                _held[channel] = _steps[_step].Sample;
            else
                Array.Fill(_held, _steps[_step].Sample);
        }

        for (int channel = 0; channel < _held.Length; channel++)
            SampleWriter.Put(_bytes, _format, (frame * _held.Length) + channel, _change?.Invoke(at, channel, _held[channel]) ?? _held[channel]);
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
        return port.Flow.Unit.Dimension switch
        {
            _ when double.IsNaN(volts) => volts,
            Dimension.Count => Math.Clamp(Math.Round(front.CountOf(volts)), 0, front.FullScale),
            Dimension.Resistance => front.OhmsOf(volts),
            _ => volts,
        };
    }
}
