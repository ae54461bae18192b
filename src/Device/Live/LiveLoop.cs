using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;
using Reactive.Device.Time;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Device.Live;

/// <summary>
/// The thread that owns a graph: takes what drivers hand over, lets the order of the run decide, and sleeps until the next
/// hand-over or due time. It never waits for anything else, and its heartbeat proves it.
/// </summary>
public sealed class LiveLoop
{
    // Awake at least this often, so that a heartbeat tells a hung loop from an idle one.
    private const long LongestSleep = 100_000_000;

    private readonly Engine _engine;
    private readonly LiveOrder _order;
    private readonly DeviceClock _clock;
    private readonly Doorbell _bell;
    private readonly DriverLine[] _lines;
    private readonly DriverLine?[] _lineOfSource;
    private long _heartbeat;
    private bool _more;

    /// <summary>A loop over <paramref name="lines"/>, at most one a source.</summary>
    public LiveLoop(Engine engine, DeviceClock clock, Doorbell bell, IReadOnlyList<DriverLine> lines)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(lines);
        _engine = engine;
        _clock = clock;
        _bell = bell;
        _lines = [.. lines];
        _lineOfSource = new DriverLine?[engine.Sources.Count];
        foreach (DriverLine line in lines)
        {
            if (line.Source >= 0)
                _lineOfSource[line.Source] = line;
        }

        _order = new LiveOrder(engine) { Opened = Free };
    }

    /// <summary>When the loop was last awake, on the device clock.</summary>
    public SignalTime Heartbeat => new(Volatile.Read(ref _heartbeat));

    /// <summary>Called whenever the loop has done what there was to do, with the device clock; must not wait.</summary>
    public Action<SignalTime>? Housekeeping { get; set; }

    /// <summary>Gives wall-clock time; call before <see cref="Run"/> or on the loop's thread.</summary>
    public void Anchor(long wallNanoseconds) => _order.Anchor(wallNanoseconds, _clock.Now);

    /// <summary>Runs until <paramref name="stop"/>, or until the device clock passes <paramref name="end"/>, then ends the run there and returns that instant.</summary>
    public SignalTime Run(SignalTime end, CancellationToken stop)
    {
        using CancellationTokenRegistration ring = stop.Register(_bell.Ring);
        SignalTime now = _clock.Now;
        while (!stop.IsCancellationRequested && now < end)
        {
            Turn(now);
            SignalTime wake = SignalTime.Min(SignalTime.Min(_order.NextWake(), end), now.AddNanoseconds(LongestSleep));
            _bell.Wait(_more ? 0 : wake - _clock.Now);
            now = _clock.Now;
        }

        now = SignalTime.Min(now, end);
        Turn(now);
        _order.End(now);
        return now;
    }

    /// <summary>Takes what has been handed over, as much from each line as fits it, and runs what may run at <paramref name="now"/>.</summary>
    public void Turn(SignalTime now)
    {
        Volatile.Write(ref _heartbeat, now.Nanoseconds);
        _more = false;
        foreach (DriverLine line in _lines)
            _more |= Drain(line);

        _order.Advance(now);
        Housekeeping?.Invoke(now);
    }

    // A driver that hands over faster than the loop takes cannot keep it from running: whether there may be more.
    private bool Drain(DriverLine line)
    {
        for (int i = 0; i < line.Capacity; i++)
        {
            if (!line.TryTake(out Handover item))
                return false;
            Take(item);
        }

        return true;
    }

    private void Take(in Handover item)
    {
        switch (item.Kind)
        {
            case HandoverKind.Block:
                _order.Ingest(item.Source, item.Block, item.Missed, item.Handed, item.Taken);
                break;
            case HandoverKind.Value:
                _order.Ingest(item.Source, item.Value, item.Missed, item.Handed);
                break;
            case HandoverKind.Feedback:
                _order.Answer(item.Command, item.Value.Value, item.Readback, item.Handed);
                break;
            default:
                _order.Lose(item.Source, item.Handed);
                break;
        }
    }

    private void Free(int source, SampleBlock block)
    {
        if (MemoryMarshal.TryGetArray(block.Bytes, out ArraySegment<byte> segment))
            _lineOfSource[source]?.Return(segment.Array!);
    }
}
