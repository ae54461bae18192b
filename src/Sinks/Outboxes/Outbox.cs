using System;
using System.Collections.Generic;
using System.Threading;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Sinks;

/// <summary>
/// Letters on their way to one target: bounded, in their order, each ending in exactly one of done, failed and expired. Those of quality 1 and 2
/// are in the store, if there is one, before they are sent, and out of it once they have been delivered: what the end of the process leaves there the next run
/// delivers. Each turn of its thread keeps all that has come meanwhile at once. A letter that comes back undelivered goes out again before all that came later; nothing goes out
/// after it has expired.
/// </summary>
public sealed class Outbox : IDisposable
{
    /// <summary>How long <see cref="Dispose"/> waits for the thread.</summary>
    public static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(1);

    // what comes sooner after another one than this is a stream: a message takes the caller some 20 µs, and so no more than a twentieth of his time
    private const long StreamNanoseconds = 500_000;

    // timers take no more than some weeks
    private const long MostWaitNanoseconds = 3_600_000_000_000;

    private readonly object _gate = new();
    private readonly OutboxOptions _options;
    private readonly OutboxListener _listener;
    private readonly OutboxClock _clock;
    private readonly OutboxTally _tally = new();
    private readonly Thread _thread;
    private readonly ITimer _alarm;
    private readonly ManualResetEventSlim _isDone = new();
    private readonly bool _isDurable;

    // the thread's, and of whoever holds the gate while it rests
    private readonly OutboxCourse _course;

    // guarded by the gate
    private List<Letter> _posted = [];
    private List<(long Id, Value Outcome)> _settled = [];
    private long _lastPost = long.MinValue / 2;
    private bool _ready;
    private bool _rings;
    private bool _waits;
    private bool _isEnding;
    private bool _stops;

    // the thread's own
    private List<Letter> _taken = [];
    private List<(long Id, Value Outcome)> _ended = [];
    private TimeSpan _alarmIn = Timeout.InfiniteTimeSpan;

    /// <summary>An outbox whose thread runs at once: what the store has is sent first.</summary>
    /// <param name="options">Its limits.</param>
    /// <param name="transport">What carries letters.</param>
    /// <param name="store">What keeps them, and is closed with it; or null: then all are lost with the process.</param>
    /// <param name="listener">Who is told.</param>
    /// <param name="time">By what is measured; null for the clock of the machine.</param>
    public Outbox(OutboxOptions options, IOutboxTransport transport, IOutboxStore? store, OutboxListener listener, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _listener = listener;
        _isDurable = store is not null;
        time ??= TimeProvider.System;
        _clock = new OutboxClock(time);
        _course = new OutboxCourse(options, transport, store, listener, _tally, _clock);
        _alarm = time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _thread = new Thread(Run, maxStackSize: 512 * 1024) { Name = "outbox " + options.Name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>What was not delivered so far; those that are kept are known once it has stopped.</summary>
    public OutboxCounts Counts => _tally.Counts;

    /// <summary>
    /// Takes the message of a command. Never waits; where there is no room, and no older one makes it, the command fails at once. One of quality 0 that comes on its own goes out on the
    /// calling thread where the transport can do that at once, so that no other thread has to be woken for it; in a stream of them the caller has better to do.
    /// </summary>
    public void Post(long command, Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        long now = _clock.Now;
        var letter = new Letter(0, command, message, message.ExpiresNanoseconds > 0 ? now + message.ExpiresNanoseconds : long.MaxValue, _isDurable && message.Qos > 0);
        SendResult sent;
        Letter? failed = null;
        lock (_gate)
        {
            bool isAlone = now - _lastPost >= StreamNanoseconds;
            _lastPost = now;
            sent = isAlone && message.Qos == 0 && Rests && !_stops ? _course.SendAtOnce(letter, now) : SendResult.NotNow;
            if (sent == SendResult.NotNow)
                failed = Queue(letter);
            else if (sent == SendResult.Refused)
                failed = letter;
        }

        if (sent == SendResult.Gone)
            _listener.Outcome(command, Outcome.Done, ReadBack);
        if (failed is null)
            return;
        _tally.Count(Outcome.Failed);
        _listener.Outcome(failed.Command, Outcome.Failed, ReadBack);
    }

    /// <summary>The transport is done with a letter: <see cref="Outcome.Done"/> where it was delivered, <see cref="Outcome.Failed"/> where it was refused for good, unknown where it came back and is to go out again. From any thread.</summary>
    public void Settle(long id, Value outcome)
    {
        lock (_gate)
        {
            _settled.Add((id, outcome));
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>The transport takes letters again. From any thread.</summary>
    public void Ready()
    {
        lock (_gate)
        {
            _ready = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Lets what is on its way arrive, for <see cref="LongestStop"/> at most; at once where nothing gets on. From here on a letter that comes back has not failed: the run has ended.</summary>
    public void Drain()
    {
        lock (_gate)
            _isEnding = true;
        Ring();
        _isDone.Wait(LongestStop);
    }

    /// <summary>Stops: what waits in memory alone fails; what is in the store stays there for the next run.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stops = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join(LongestStop);
        _alarm.Dispose();
        _isDone.Dispose();
    }

    /// <summary>Whether its thread has nothing to do, for tests.</summary>
    internal bool IsIdle
    {
        get
        {
            lock (_gate)
                return Rests;
        }
    }

    // With the gate held: its thread waits and has no reason to go on, so what is its own is the holder's.
    private bool Rests => _waits && !HasCome;

    private bool HasCome => _posted.Count > 0 || _settled.Count > 0 || _ready || _rings;

    private Value ReadBack => Value.Of(_options.Name);

    // With the gate held. The thread makes room for what it sees; a flood that it has not seen makes room for itself. Gives the letter that fails for it.
    private Letter? Queue(Letter letter)
    {
        if (_stops || (_tally.Depth >= _options.Most && _options.OnFull == FullPolicy.Refuse))
            return letter;
        Letter? dropped = null;
        if (_posted.Count == _options.Most)
        {
            dropped = _posted[0];
            _posted.RemoveAt(0);
        }
        else
        {
            _tally.Add();
        }

        _posted.Add(letter);
        Monitor.Pulse(_gate);
        return dropped;
    }

    private void Ring()
    {
        lock (_gate)
        {
            _rings = true;
            Monitor.Pulse(_gate);
        }
    }

    private void Run()
    {
        // the one thread that uses the store
        using OutboxCourse course = _course;
        course.TakeUp();
        while (Await(out bool ready, out bool isEnding))
        {
            if (isEnding)
                course.BeginEnd();
            course.Turn(_ended, _taken, ready);
            if (isEnding && course.IsStill)
                _isDone.Set();
        }

        course.BeginEnd();
        course.Close(_ended, _taken);
    }

    // Waits for anything to do, and takes what has come. False when it is time to stop.
    private bool Await(out bool ready, out bool isEnding)
    {
        lock (_gate)
        {
            _taken.Clear();
            _ended.Clear();
            while (!_stops && !HasCome)
            {
                TimeSpan wait = UntilDue();
                if (wait == TimeSpan.Zero)
                    break;
                // a timer that rings for nothing costs less than one that is set with each letter
                if (wait != _alarmIn || wait != Timeout.InfiniteTimeSpan)
                    _alarm.Change(wait, Timeout.InfiniteTimeSpan);
                _alarmIn = wait;
                _waits = true;
                Monitor.Wait(_gate);
                _waits = false;
            }

            (_taken, _posted) = (_posted, _taken);
            (_ended, _settled) = (_settled, _ended);
            ready = _ready;
            _ready = _rings = false;
            isEnding = _isEnding;
            return !_stops;
        }
    }

    private TimeSpan UntilDue()
    {
        long due = _course.Due;
        if (due == long.MaxValue)
            return Timeout.InfiniteTimeSpan;
        long left = due - _clock.Now;
        return left <= 0 ? TimeSpan.Zero : TimeSpan.FromTicks((Math.Min(left, MostWaitNanoseconds) + 99) / 100);
    }
}
