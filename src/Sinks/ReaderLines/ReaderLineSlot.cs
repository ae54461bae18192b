using System;
using System.Collections.Generic;
using System.Threading;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Sinks;

/// <summary>One reader line: the frames that wait, and the thread that sends them. Each command leaves the queue once, and whoever takes it out answers it.</summary>
internal sealed class ReaderLineSlot
{
    private readonly object _gate = new();
    private readonly Queue<Frame> _waiting = new();
    private readonly ReaderLineSpec _spec;
    private readonly IReaderLine _line;
    private readonly OutcomeHandler _report;
    private readonly Action<string, Exception?>? _trouble;
    private readonly TimeProvider _time;
    private readonly ITimer _expiry;
    private readonly ITimer _rest;
    private bool _rests;
    private bool _stops;

    // the thread's own: whether the hardware refuses
    private bool _troubled;

    public ReaderLineSlot(ReaderLineSpec spec, IReaderLine line, OutcomeHandler report, Action<string, Exception?>? trouble, TimeProvider time)
    {
        _spec = spec;
        _line = line;
        _report = report;
        _trouble = trouble;
        _time = time;
        _expiry = time.CreateTimer(_ => Expire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _rest = time.CreateTimer(_ => Rested(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Thread = new Thread(Run, maxStackSize: 256 * 1024) { Name = "line " + spec.Name, IsBackground = true };
    }

    public string Name => _spec.Name;

    public Thread Thread { get; }

    public void Take(in Command command)
    {
        bool taken = ReaderBits.TryParse(command.Text, out ReaderBits bits, out _);
        lock (_gate)
        {
            taken &= !_stops && _waiting.Count < ReaderLineDriver.MostWaiting;
            if (taken)
            {
                _waiting.Enqueue(new Frame(command.Number, bits, _time.GetTimestamp()));
                if (_waiting.Count == 1)
                    _expiry.Change(ReaderLineDriver.LongestWait, Timeout.InfiniteTimeSpan);
                Monitor.Pulse(_gate);
            }
        }

        if (!taken)
            Answer(command.Number, Outcome.Failed);
    }

    /// <summary>Takes no more, and lets what waits fail.</summary>
    public void Stop()
    {
        Frame[] left;
        lock (_gate)
        {
            _stops = true;
            left = [.. _waiting];
            _waiting.Clear();
            Monitor.Pulse(_gate);
        }

        _expiry.Dispose();
        _rest.Dispose();
        foreach (Frame frame in left)
            Answer(frame.Command, Outcome.Failed);
    }

    private void Run()
    {
        while (Next() is { } frame)
        {
            Exception? failure = Send(frame.Bits);
            if (failure is null == _troubled)
                _trouble?.Invoke(Name, failure);
            _troubled = failure is not null;
            // resting begins before anybody is told that the frame has been sent
            Rest();
            Answer(frame.Command, failure is null ? Outcome.Done : Outcome.Failed);
        }
    }

    // Waits for a frame that is still to be sent, and until the line has rested. Null when it is time to stop.
    private Frame? Next()
    {
        lock (_gate)
        {
            while (!_stops && (_rests || _waiting.Count == 0))
                Monitor.Wait(_gate);
            if (_stops)
                return null;
            Frame next = _waiting.Dequeue();
            WatchFirst();
            return next;
        }
    }

    // A line whose hardware hangs sends nothing any more: so it is not its thread that lets frames expire.
    private void Expire()
    {
        List<Frame> expired = [];
        lock (_gate)
        {
            while (_waiting.TryPeek(out Frame first) && Left(first) <= TimeSpan.Zero)
                expired.Add(_waiting.Dequeue());
            WatchFirst();
        }

        foreach (Frame frame in expired)
            Answer(frame.Command, Outcome.Expired);
    }

    private void WatchFirst()
    {
        if (!_stops)
            _expiry.Change(_waiting.TryPeek(out Frame first) && Left(first) is var left ? left > TimeSpan.Zero ? left : TimeSpan.Zero : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Left(in Frame frame) => ReaderLineDriver.LongestWait - _time.GetElapsedTime(frame.Since);

    private void Rest()
    {
        lock (_gate)
        {
            if (_stops)
                return;
            _rests = true;
            _rest.Change(ReaderLineDriver.RestAfter(_spec.Spacing), Timeout.InfiniteTimeSpan);
        }
    }

    private void Rested()
    {
        lock (_gate)
        {
            _rests = false;
            Monitor.Pulse(_gate);
        }
    }

    private Exception? Send(in ReaderBits bits)
    {
        try
        {
            _line.Send(bits, _spec.Width, _spec.Spacing);
            return null;
        }
#pragma warning disable CA1031 // whatever the hardware throws: the frame counts as not sent, and is told as such
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return failure;
        }
    }

    private void Answer(long command, Value outcome) => _report(command, outcome, Value.Unknown(UnknownReason.Stale));

    /// <summary>A frame that waits: for which command, its bits, and since when.</summary>
    private readonly record struct Frame(long Command, ReaderBits Bits, long Since);
}
