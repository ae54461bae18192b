namespace Reactive.Signals;

/// <summary>What a timer wakes.</summary>
public interface ISignalTimerTarget
{
    /// <summary>The timer has come due. <paramref name="now"/> is the instant of the turn: the due time, or the frontier where that has passed.</summary>
    void Due(SignalTime now);
}

/// <summary>
/// One deadline of a kernel or rule node. Made once when the graph is built and re-armed by moving a field, so timers cost
/// nothing on the heap. Timers of one instant run in the order in which they were armed.
/// </summary>
public sealed class SignalTimer
{
    private readonly SignalScheduler _scheduler;

    internal SignalTimer(SignalScheduler scheduler, ISignalTimerTarget target)
    {
        _scheduler = scheduler;
        Target = target;
    }

    /// <summary>When it is due; <see cref="SignalTime.Never"/> while it is not armed.</summary>
    public SignalTime DueTime { get; internal set; } = SignalTime.Never;

    /// <summary>The turn in which it was armed, for explanation.</summary>
    public long ArmedInTurn { get; internal set; }

    internal ISignalTimerTarget Target { get; }

    internal long Sequence { get; set; }

    internal int HeapIndex { get; set; } = -1;

    /// <summary>Moves the deadline; <see cref="SignalTime.Never"/> disarms. The same due time again changes nothing, its place among equals included.</summary>
    public void Arm(SignalTime due)
    {
        if (due != DueTime)
            _scheduler.Move(this, due);
    }
}
