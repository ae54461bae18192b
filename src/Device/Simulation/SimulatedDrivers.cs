using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Reactive.Device.Live;
using Reactive.Device.Time;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;
using Reactive.Sinks;

namespace Reactive.Device.Simulation;

/// <summary>A simulated ADC that scans several channels: hands over a block of each whenever the device clock has passed their last sample.</summary>
public sealed class SimulatedAdc : IDriver
{
    private readonly (SimulatedSamples Samples, DriverLine Line)[] _channels;
    private readonly SampleClock _scan;
    private readonly DeviceClock _clock;
    private readonly Pacer _pacer;
    private readonly int _count;
    private long _index;

    /// <summary>An ADC for <paramref name="channels"/>, at least one, all of one rate and block.</summary>
    public SimulatedAdc(IReadOnlyList<InputChannel> channels, DeviceClock clock)
    {
        ArgumentNullException.ThrowIfNull(channels);
        Name = string.Join(", ", channels.Select(c => c.Source.Name));
        _channels = [.. channels.Select(c => (new SimulatedSamples(c.Source.Spec), c.Line))];
        _scan = _channels[0].Samples.Clock;
        _clock = clock;
        _pacer = new Pacer(clock);
        _count = BlockSamples(channels[0].Source);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Samples in a block of <paramref name="source"/>.</summary>
    public static int BlockSamples(Source source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return (int)Math.Max(1, source.Clock!.Rate.PeriodsIn(source.Spec.Block.Ticks * 100));
    }

    /// <inheritdoc/>
    public void Run(CancellationToken stop)
    {
        // After a restart the samples go on where time is now, at a block's edge.
        long now = _scan.FirstIndexAtOrAfter(_clock.Now);
        _index = Math.Max(_index, now / _count * _count);
        while (_pacer.WaitUntil(_scan.TimeOf(_index + _count - 1), stop))
        {
            foreach ((SimulatedSamples samples, DriverLine line) in _channels)
                Post(samples, line);
            _index += _count;
        }
    }

    /// <inheritdoc/>
    public void ReportLost()
    {
        foreach ((_, DriverLine line) in _channels)
            line.PostLost();
    }

    private void Post(SimulatedSamples samples, DriverLine line)
    {
        byte[]? buffer = line.Rent();
        if (buffer is null)
            line.Miss();
        else
            line.Post(buffer, samples.Fill(buffer, _index, _count), _scan.TimeOf(_index + _count - 1));
    }
}

/// <summary>A simulated contact or reader: says its state at the start, and what the story says of it.</summary>
public sealed class SimulatedContact : IDriver
{
    private readonly Source _source;
    private readonly DriverLine _line;
    private readonly DeviceClock _clock;

    /// <summary>A contact for <paramref name="source"/>.</summary>
    public SimulatedContact(Source source, DriverLine line, DeviceClock clock)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
        _line = line;
        _clock = clock;
    }

    /// <inheritdoc/>
    public string Name => _source.Name;

    /// <inheritdoc/>
    public void Run(CancellationToken stop)
    {
        Stamped<Value>[] story = [.. Scenario.Values(_source.Spec)];
        SignalTime began = _clock.Now;
        // a state stands from the start; of events there is none before the first
        int first = _source.Spec.Flow.Kind == FlowKind.State ? 1 : 0;
        if (first == 1)
            _line.Post(story[0] with { Stamp = began, Since = began });
        var pacer = new Pacer(_clock);
        for (long shift = 0; story.Length > first; shift += Scenario.Cycle.Ticks * 100)
        {
            foreach (Stamped<Value> said in story.AsSpan(first))
            {
                SignalTime at = said.Stamp.AddNanoseconds(shift);
                if (at < began)
                    continue;
                if (!pacer.WaitUntil(at, stop))
                    return;
                _line.Post(said with { Stamp = at, Since = said.Since.AddNanoseconds(shift) });
            }
        }

        stop.WaitHandle.WaitOne();
    }

    /// <inheritdoc/>
    public void ReportLost() => _line.PostLost();
}

/// <summary>A simulated relay or output: does what it is told and reads back the same.</summary>
public sealed class SimulatedOutput : IOutputPort
{
    private bool _driven;

    /// <summary>Whether it is driven now.</summary>
    public bool Driven => Volatile.Read(ref _driven);

    /// <inheritdoc/>
    public void Drive(bool driven) => Volatile.Write(ref _driven, driven);

    /// <inheritdoc/>
    public bool? ReadBack() => Driven;
}
