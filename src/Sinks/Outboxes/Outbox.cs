using System;
using System.Collections.Generic;
using System.Linq;
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

    // how long nothing goes out behind a letter that has come back: doubled each time until one is delivered or the transport says that it is ready
    private const long FirstPauseNanoseconds = 100_000_000;
    private const long LongestPauseNanoseconds = 30_000_000_000;
    private const long MostWaitNanoseconds = 3_600_000_000_000;

    private readonly object _gate = new();
    private readonly OutboxOptions _options;
    private readonly IOutboxTransport _transport;
    private readonly OutboxKept _kept;
    private readonly OutboxListener _listener;
    private readonly TimeProvider _time;
    private readonly Thread _thread;
    private readonly ITimer _alarm;
    private readonly ManualResetEventSlim _isDone = new();

    // guarded by the gate
    private List<Letter> _posted = [];
    private List<(long Id, Value Outcome)> _settled = [];
    private bool _ready;
    private bool _rings;
    private bool _rests;
    private bool _isEnding;
    private bool _stops;
    private int _depth;
    private OutboxCounts _counts;

    // the thread's own
    private readonly OutboxQueue _waiting = new();
    private readonly Dictionary<long, Letter> _underWay = [];
    private List<Letter> _taken = [];
    private List<(long Id, Value Outcome)> _ended = [];
    private long _pausedUntil = long.MinValue;
    private int _returns;
    private long _told = long.MinValue;
    private int _toldDepth;
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
        _transport = transport;
        _kept = new OutboxKept(store, listener.Trouble);
        _listener = listener;
        _time = time ?? TimeProvider.System;
        _alarm = _time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _thread = new Thread(Run, maxStackSize: 512 * 1024) { Name = "outbox " + options.Name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>What was not delivered so far; those that are kept are known once it has stopped.</summary>
    public OutboxCounts Counts
    {
        get
        {
            lock (_gate)
                return _counts;
        }
    }

    // letters that wait or are under way
    private int Depth
    {
        get
        {
            lock (_gate)
                return _depth;
        }
    }

    /// <summary>Takes the message of a command. Never waits; where there is no room, and no older one makes it, the command fails at once.</summary>
    public void Post(long command, Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        long deadline = message.ExpiresNanoseconds > 0 ? Now + message.ExpiresNanoseconds : long.MaxValue;
        bool taken;
        long dropped = 0;
        lock (_gate)
        {
            // the thread makes room for what it sees; a flood that it has not seen makes room for itself
            taken = !_stops && (_depth < _options.Most || _options.OnFull == FullPolicy.DropOldest);
            if (taken && _posted.Count == _options.Most)
            {
                dropped = _posted[0].Command;
                _posted.RemoveAt(0);
                _depth--;
            }

            if (taken)
            {
                _posted.Add(new Letter(0, command, message, deadline, _kept.Keeps && message.Qos > 0));
                _depth++;
                Monitor.Pulse(_gate);
            }

            if (!taken || dropped > 0)
                _counts += new OutboxCounts(1, 0, 0);
        }

        if (!taken || dropped > 0)
            _listener.Outcome(taken ? dropped : command, Outcome.Failed, ReadBack);
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
        {
            _isEnding = true;
            _rings = true;
            Monitor.Pulse(_gate);
        }

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
                return _rests && _posted.Count == 0 && _settled.Count == 0 && !_ready && !_rings;
        }
    }

    private void Ring()
    {
        lock (_gate)
        {
            _rings = true;
            Monitor.Pulse(_gate);
        }
    }

    private long Now => (long)((Int128)_time.GetTimestamp() * 1_000_000_000 / _time.TimestampFrequency);

    private long WallNow => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    private Value ReadBack => Value.Of(_options.Name);

    private void Run()
    {
        try
        {
            TakeUp();
            bool mayTake = true;
            while (Await(out bool ready, out bool isEnding))
            {
                mayTake |= ready;
                if (ready)
                    (_pausedUntil, _returns) = (long.MinValue, 0);
                foreach ((long id, Value outcome) in _ended)
                    End(id, outcome);
                bool kept = Keep();
                foreach (Letter letter in _taken)
                    Accept(letter, kept);
                MakeRoom();
                SweepExpired();
                mayTake = mayTake && Send();
                TellDepth();
                if (isEnding && _underWay.Count == 0 && (_waiting.Count == 0 || !mayTake))
                    _isDone.Set();
            }

            Close();
        }
        finally
        {
            // the one thread that uses it
            _kept.Dispose();
        }
    }

    // What an earlier run has left goes first.
    private void TakeUp()
    {
        foreach (Letter letter in _kept.TakeUp(Now, WallNow))
        {
            lock (_gate)
                _depth++;
            _waiting.Add(letter);
        }
    }

    // Waits for anything to do, and takes what has come. False when it is time to stop.
    private bool Await(out bool ready, out bool isEnding)
    {
        lock (_gate)
        {
            _taken.Clear();
            _ended.Clear();
            // what has ended must not be in the store for longer than it takes: the next run would send it. A store that refuses is tried with the next change.
            while (!_stops && _posted.Count == 0 && _settled.Count == 0 && !_ready && !_rings && !_kept.IsToForget)
            {
                TimeSpan wait = UntilDue();
                if (wait == TimeSpan.Zero)
                    break;
                // a timer that rings for nothing costs less than one that is set with each letter
                if (wait != _alarmIn || wait != Timeout.InfiniteTimeSpan)
                    _alarm.Change(wait, Timeout.InfiniteTimeSpan);
                _alarmIn = wait;
                _rests = true;
                Monitor.Wait(_gate);
                _rests = false;
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
        long due = _waiting.NextSweep;
        if (_waiting.Count > 0 && _pausedUntil != long.MinValue)
            due = Math.Min(due, Math.Max(_pausedUntil, Now));
        if (_toldDepth != _waiting.Count)
            due = Math.Min(due, _told + (_options.DepthEvery.Ticks * 100));
        if (due == long.MaxValue)
            return Timeout.InfiniteTimeSpan;
        long left = due - Now;
        // timers take no more than some weeks
        return left <= 0 ? TimeSpan.Zero : TimeSpan.FromTicks((Math.Min(left, MostWaitNanoseconds) + 99) / 100);
    }

    // One turn, one change of the store: new letters are kept, and those that were delivered are forgotten.
    private bool Keep()
    {
        if (_kept.MissesWhatIsLeft(_taken))
            TakeUp();
        return _kept.Change(_taken, Now, WallNow);
    }

    private void Accept(Letter letter, bool kept)
    {
        if (letter.IsDurable && !kept)
            Over(letter with { IsDurable = false }, Outcome.Failed);
        else
            _waiting.Add(letter);
    }

    private void MakeRoom()
    {
        while (_options.OnFull == FullPolicy.DropOldest && Depth > _options.Most && _waiting.Next() is { } oldest)
            Over(oldest, Outcome.Failed);
    }

    // What comes back goes out again before all that came later.
    private void End(long id, Value outcome)
    {
        if (!_underWay.Remove(id, out Letter? letter))
            return;
        bool isOver = outcome.IsKnown;
        // quality 0 is sent once, or not at all
        if (!isOver && (letter.Message.Qos == 0 || (_options.MostAttempts > 0 && letter.Attempts >= _options.MostAttempts && !IsEnding)))
            (isOver, outcome) = (true, Outcome.Failed);
        if (isOver)
        {
            _returns = 0;
            Over(letter, outcome);
            return;
        }

        _waiting.AddAgain(letter);
        // what comes back again and again is not sent again and again at once
        long pause = Math.Min(LongestPauseNanoseconds, FirstPauseNanoseconds << Math.Min(_returns++, 20));
        _pausedUntil = Now + pause;
    }

    private bool IsEnding
    {
        get
        {
            lock (_gate)
                return _isEnding || _stops;
        }
    }

    // True as long as the transport takes more.
    private bool Send()
    {
        if (Now < _pausedUntil)
            return true;
        while (_waiting.Peek() is { } letter)
        {
            long now = Now;
            if (letter.Deadline <= now)
            {
                Over(_waiting.Next()!, Outcome.Expired);
                continue;
            }

            // before it is handed over: the answer may be there at once
            _underWay[letter.Id] = letter;
            switch (_transport.TrySend(letter, letter.Deadline == long.MaxValue ? long.MaxValue : letter.Deadline - now))
            {
                case SendResult.Taken:
                    letter.Attempts++;
                    _waiting.Next();
                    break;
                case SendResult.Gone:
                    _underWay.Remove(letter.Id);
                    _returns = 0;
                    Over(_waiting.Next()!, Outcome.Done);
                    break;
                case SendResult.Refused:
                    _underWay.Remove(letter.Id);
                    Over(_waiting.Next()!, Outcome.Failed);
                    break;
                default:
                    _underWay.Remove(letter.Id);
                    return false;
            }
        }

        return true;
    }

    private void Over(Letter letter, Value outcome)
    {
        if (letter.IsDurable)
            _kept.Forget(letter.Id);
        lock (_gate)
        {
            _depth--;
            _counts += new OutboxCounts(outcome == Outcome.Failed ? 1 : 0, outcome == Outcome.Expired ? 1 : 0, 0);
        }

        if (letter.Command > 0)
            _listener.Outcome(letter.Command, outcome, ReadBack);
        else
            _listener.Earlier(letter, outcome);
    }

    private void SweepExpired()
    {
        if (_waiting.NextSweep > Now)
            return;
        foreach (Letter expired in _waiting.Sweep(Now))
            Over(expired, Outcome.Expired);
    }

    private void TellDepth()
    {
        int depth = _waiting.Count;
        long now = Now;
        if (depth == _toldDepth || (_told != long.MinValue && now - _told < _options.DepthEvery.Ticks * 100))
            return;
        (_told, _toldDepth) = (now, depth);
        _listener.Depth(depth);
    }

    // The last turn: what was delivered is forgotten, what came is kept, what is in memory alone has failed.
    private void Close()
    {
        foreach ((long id, Value outcome) in _ended)
            End(id, outcome);
        bool isKept = Keep();
        foreach (Letter letter in _taken)
            Accept(letter, isKept);
        long kept = 0;
        foreach (Letter letter in _underWay.Values.OrderBy(l => l.Id).Concat(_waiting.All.OrderBy(l => l.Id)).ToArray())
        {
            if (!letter.IsDurable)
                Over(letter, letter.Deadline <= Now ? Outcome.Expired : Outcome.Failed);
            else
                kept++;
        }

        lock (_gate)
            _counts += new OutboxCounts(0, 0, kept);
    }
}
