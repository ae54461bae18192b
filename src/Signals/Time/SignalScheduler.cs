using System;
using System.Collections.Generic;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Reactive.Signals;

/// <summary>
/// Signal time for operators: a heap of deadlines ordered by (due, order of arming), and an Rx <see cref="IScheduler"/>
/// over it for composed stock operators. It is passive: whoever owns the graph moves <see cref="Now"/> and runs what is due.
/// </summary>
public sealed class SignalScheduler : IScheduler
{
    // Rx counts in DateTimeOffset; the epoch only has to be the same on every machine.
    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<SignalTimer> _all = [];
    private SignalTimer[] _heap = new SignalTimer[16];
    private int _count;
    private long _sequence;

    /// <summary>The instant of the turn that runs, or of the last one.</summary>
    public SignalTime Now { get; set; } = SignalTime.BeforeStart;

    /// <summary>The number of the turn that runs, for explanation.</summary>
    public long Turn { get; set; }

    /// <summary>When the next timer is due.</summary>
    public SignalTime NextDue => _count == 0 ? SignalTime.Never : _heap[0].DueTime;

    /// <summary>The timer that is due next, or null.</summary>
    public SignalTimer? Next => _count == 0 ? null : _heap[0];

    DateTimeOffset IScheduler.Now => Epoch.AddTicks(Math.Max(Now.Nanoseconds, 0) / 100);

    /// <summary>A timer for <paramref name="target"/>, not armed. Timers live as long as the scheduler; they are saved in the order of their making.</summary>
    public SignalTimer CreateTimer(ISignalTimerTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        var timer = new SignalTimer(this, target);
        _all.Add(timer);
        return timer;
    }

    /// <summary>Takes the next timer off and runs it. Something must be due; <see cref="Now"/> is the caller's to set.</summary>
    public void RunNext()
    {
        SignalTimer timer = _heap[0];
        Move(timer, SignalTime.Never);
        timer.Target.Due(Now);
    }

    /// <summary>Writes due times and the order of arming of all timers made with <see cref="CreateTimer"/>.</summary>
    public void Save(StateWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Int64(_sequence);
        writer.Int64(_all.Count);
        foreach (SignalTimer timer in _all)
        {
            writer.Time(timer.DueTime);
            writer.Int64(timer.Sequence);
            writer.Int64(timer.ArmedInTurn);
        }
    }

    /// <summary>Arms all timers as <see cref="Save"/> of an equal graph found them.</summary>
    public void Load(StateReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        long sequence = reader.Int64();
        if (reader.Int64() != _all.Count)
            throw new StateException("The state has another number of timers than the graph.");
        foreach (SignalTimer timer in _all)
        {
            SignalTime due = reader.Time();
            long armed = reader.Int64();
            _sequence = armed - 1;
            Move(timer, SignalTime.Never);
            Move(timer, due);
            timer.Sequence = armed;
            timer.ArmedInTurn = reader.Int64();
        }

        _sequence = sequence;
    }

    /// <inheritdoc/>
    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
        ScheduleAt(SignalTime.Max(Now, SignalTime.Zero), state, action);

    /// <inheritdoc/>
    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action) =>
        ScheduleAt(SignalTime.Max(Now, SignalTime.Zero) + (dueTime > TimeSpan.Zero ? dueTime : TimeSpan.Zero), state, action);

    /// <inheritdoc/>
    public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
        ScheduleAt(SignalTime.Max(SignalTime.Max(Now, SignalTime.Zero), SignalTime.Zero + (dueTime - Epoch)), state, action);

    internal void Move(SignalTimer timer, SignalTime due)
    {
        if (timer.HeapIndex >= 0)
            Remove(timer);
        timer.DueTime = due;
        if (due == SignalTime.Never)
            return;
        timer.Sequence = ++_sequence;
        timer.ArmedInTurn = Turn;
        if (_count == _heap.Length)
            Array.Resize(ref _heap, _count * 2);
        SiftUp(timer, _count++);
    }

    private DisposableAction ScheduleAt<TState>(SignalTime due, TState state, Func<IScheduler, TState, IDisposable> action)
    {
        var scheduled = new DisposableAction(inner => inner.Disposable = action(this, state));
        scheduled.Timer = new SignalTimer(this, scheduled);
        Move(scheduled.Timer, due);
        return scheduled;
    }

    private static bool Before(SignalTimer a, SignalTimer b) =>
        a.DueTime < b.DueTime || (a.DueTime == b.DueTime && a.Sequence < b.Sequence);

    private void Remove(SignalTimer timer)
    {
        int hole = timer.HeapIndex;
        timer.HeapIndex = -1;
        SignalTimer last = _heap[--_count];
        _heap[_count] = null!;
        if (hole == _count)
            return;
        SiftUp(last, hole);
        SiftDown(last, last.HeapIndex);
    }

    private void SiftUp(SignalTimer timer, int at)
    {
        while (at > 0 && Before(timer, _heap[(at - 1) / 2]))
        {
            Place(_heap[(at - 1) / 2], at);
            at = (at - 1) / 2;
        }

        Place(timer, at);
    }

    private void SiftDown(SignalTimer timer, int at)
    {
        for (int child = (2 * at) + 1; child < _count; child = (2 * at) + 1)
        {
            if (child + 1 < _count && Before(_heap[child + 1], _heap[child]))
                child++;
            if (!Before(_heap[child], timer))
                break;
            Place(_heap[child], at);
            at = child;
        }

        Place(timer, at);
    }

    private void Place(SignalTimer timer, int at)
    {
        _heap[at] = timer;
        timer.HeapIndex = at;
    }

    private sealed class DisposableAction(Action<SingleAssignmentDisposable> action) : ISignalTimerTarget, IDisposable
    {
        private readonly SingleAssignmentDisposable _inner = new();

        public SignalTimer Timer { get; set; } = null!;

        public void Due(SignalTime now) => action(_inner);

        public void Dispose()
        {
            Timer.Arm(SignalTime.Never);
            _inner.Dispose();
        }
    }
}
