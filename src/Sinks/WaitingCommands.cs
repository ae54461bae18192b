using System;
using System.Collections.Generic;
using System.Threading;
using Reactive.Signals;

namespace Reactive.Sinks;

/// <summary>A command that waits to be carried out.</summary>
/// <param name="Command">Its number.</param>
/// <param name="Content">What is to be done.</param>
/// <param name="Since">Since when it waits, as the clock counts.</param>
internal readonly record struct WaitingCommand<T>(long Command, T Content, long Since);

/// <summary>
/// The commands that wait for one thing that does them one after the other, and the thread that takes them out. Each leaves the queue once, and whoever takes it out answers
/// it: done or failed by the thread, expired by a timer, for the thread may hang, or be busy for long.
/// </summary>
internal sealed class WaitingCommands<T>
{
    private readonly object _gate = new();
    private readonly Queue<WaitingCommand<T>> _waiting = new();
    private readonly int _most;
    private readonly TimeSpan _longestWait;
    private readonly OutcomeHandler _report;
    private readonly TimeProvider _time;
    private readonly ITimer _expiry;
    private readonly ITimer _rest;
    private bool _rests;
    private bool _stops;

    /// <summary>An empty queue.</summary>
    /// <param name="most">How many may wait.</param>
    /// <param name="longestWait">How long each may.</param>
    /// <param name="report">Takes the outcomes.</param>
    /// <param name="time">By what waiting is measured.</param>
    public WaitingCommands(int most, TimeSpan longestWait, OutcomeHandler report, TimeProvider time)
    {
        _most = most;
        _longestWait = longestWait;
        _report = report;
        _time = time;
        _expiry = time.CreateTimer(_ => Expire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _rest = time.CreateTimer(_ => Rested(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Lets a command wait. One for which there is no room, or that is <paramref name="isWrong"/>, fails at once.</summary>
    public void Add(long command, T content, bool isWrong)
    {
        bool taken;
        lock (_gate)
        {
            taken = !isWrong && !_stops && _waiting.Count < _most;
            if (taken)
            {
                _waiting.Enqueue(new WaitingCommand<T>(command, content, _time.GetTimestamp()));
                if (_waiting.Count == 1)
                    _expiry.Change(_longestWait, Timeout.InfiniteTimeSpan);
                Monitor.Pulse(_gate);
            }
        }

        if (!taken)
            Answer(command, Outcome.Failed);
    }

    /// <summary>Waits for a command that is still to be done, and until the rest before it is over. Null when it is time to stop.</summary>
    public WaitingCommand<T>? Next()
    {
        lock (_gate)
        {
            while (!_stops && (_rests || _waiting.Count == 0))
                Monitor.Wait(_gate);
            if (_stops)
                return null;
            WaitingCommand<T> next = _waiting.Dequeue();
            WatchFirst();
            return next;
        }
    }

    /// <summary>Lets nothing out for so long.</summary>
    public void Rest(TimeSpan duration)
    {
        lock (_gate)
        {
            if (_stops)
                return;
            _rests = true;
            _rest.Change(duration, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Says what became of a command.</summary>
    public void Answer(long command, Value outcome) => _report(command, outcome, Value.Unknown(UnknownReason.Stale));

    /// <summary>Takes no more, and lets what waits fail.</summary>
    public void Stop()
    {
        WaitingCommand<T>[] left;
        lock (_gate)
        {
            _stops = true;
            left = [.. _waiting];
            _waiting.Clear();
            Monitor.Pulse(_gate);
        }

        _expiry.Dispose();
        _rest.Dispose();
        foreach (WaitingCommand<T> waiting in left)
            Answer(waiting.Command, Outcome.Failed);
    }

    private void Rested()
    {
        lock (_gate)
        {
            _rests = false;
            Monitor.Pulse(_gate);
        }
    }

    private void Expire()
    {
        List<WaitingCommand<T>> expired = [];
        lock (_gate)
        {
            while (_waiting.TryPeek(out WaitingCommand<T> first) && Left(first) <= TimeSpan.Zero)
                expired.Add(_waiting.Dequeue());
            WatchFirst();
        }

        foreach (WaitingCommand<T> waiting in expired)
            Answer(waiting.Command, Outcome.Expired);
    }

    private void WatchFirst()
    {
        if (!_stops)
            _expiry.Change(_waiting.TryPeek(out WaitingCommand<T> first) && Left(first) is var left ? left > TimeSpan.Zero ? left : TimeSpan.Zero : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Left(in WaitingCommand<T> waiting) => _longestWait - _time.GetElapsedTime(waiting.Since);
}
