using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;

namespace Reactive.Sinks;

/// <summary>
/// The course of the letters of an outbox, from when they are taken until each has ended: kept before they go out, sent in their order, sent again before all that came later when they come
/// back, expired, forgotten. For one thread at a time.
/// </summary>
internal sealed class OutboxCourse(OutboxOptions options, IOutboxTransport transport, IOutboxStore? store, OutboxListener listener, OutboxTally tally, OutboxClock clock) : IDisposable
{
    private readonly OutboxKept _kept = new(store, listener.Trouble);
    private readonly OutboxQueue _waiting = new();
    private readonly Dictionary<long, Letter> _underWay = [];
    private readonly OutboxPause _pause = new();
    private readonly OutboxDepth _told = new(options.DepthEvery);

    // the transport has not said that it takes none
    private bool _mayTake = true;

    // a letter that comes back after this has not failed: it is the run that ends
    private bool _isEnding;

    /// <summary>Whether nothing gets on any more: nothing is under way, and nothing waits that could go out.</summary>
    public bool IsStill => _underWay.Count == 0 && (_waiting.Count == 0 || !_mayTake);

    /// <summary>When there is something to do although nothing comes; 0 for at once, <see cref="long.MaxValue"/> for never.</summary>
    public long Due
    {
        get
        {
            // what has ended must not be in the store for longer than it takes: the next run would send it. A store that refuses is tried with the next change.
            if (_kept.IsToForget)
                return 0;
            long due = Math.Min(_waiting.NextSweep, _told.Due(_waiting.Count));
            return _mayTake && _waiting.Count > 0 ? Math.Min(due, _pause.Due(clock.Now)) : due;
        }
    }

    /// <summary>Takes what an earlier run has left: it goes first.</summary>
    public void TakeUp()
    {
        foreach (Letter letter in _kept.TakeUp(clock.Now, clock.Wall))
        {
            tally.Add();
            _waiting.Add(letter);
        }
    }

    /// <summary>From here on what comes back has not failed.</summary>
    public void BeginEnd() => _isEnding = true;

    /// <summary>One turn: ends what has been settled, keeps and sends what has been posted.</summary>
    /// <param name="settled">Letters with what the transport says of them.</param>
    /// <param name="posted">New letters.</param>
    /// <param name="isReady">Whether the transport has said that it takes letters.</param>
    public void Turn(List<(long Id, Value Outcome)> settled, List<Letter> posted, bool isReady)
    {
        if (isReady)
        {
            _mayTake = true;
            _pause.End();
        }

        Take(settled, posted);
        MakeRoom();
        SweepExpired();
        _mayTake = _mayTake && Send();
        if (_told.Changes(_waiting.Count, clock.Now))
            listener.Depth(_waiting.Count);
    }

    /// <summary>Hands over a new letter of quality 0 past the queue, where nothing waits in it. <see cref="SendResult.NotNow"/> where it is to be posted.</summary>
    public SendResult SendAtOnce(Letter letter, long now)
    {
        if (!_mayTake || _waiting.Count > 0 || _pause.Holds(now) || tally.Depth >= options.Most)
            return SendResult.NotNow;
        letter.Id = _kept.NextId();
        SendResult sent = transport.TrySendAtOnce(letter, Left(letter, now));
        if (sent == SendResult.Gone)
        {
            _pause.Delivered();
        }
        else if (sent == SendResult.Taken)
        {
            letter.Attempts++;
            _underWay[letter.Id] = letter;
            tally.Add();
        }

        return sent;
    }

    /// <summary>The last turn: what was delivered is forgotten, what came is kept, what is in memory alone has failed.</summary>
    public void Close(List<(long Id, Value Outcome)> settled, List<Letter> posted)
    {
        Take(settled, posted);
        long kept = 0;
        foreach (Letter letter in _underWay.Values.OrderBy(l => l.Id).Concat(_waiting.All.OrderBy(l => l.Id)).ToArray())
        {
            if (letter.IsDurable)
                kept++;
            else
                Over(letter, letter.Deadline <= clock.Now ? Outcome.Expired : Outcome.Failed);
        }

        tally.Keep(kept);
    }

    /// <summary>Closes the store.</summary>
    public void Dispose() => _kept.Dispose();

    // One change of the store: new letters are kept, and those that were delivered are forgotten.
    private void Take(List<(long Id, Value Outcome)> settled, List<Letter> posted)
    {
        foreach ((long id, Value outcome) in settled)
            End(id, outcome);
        if (_kept.MissesWhatIsLeft(posted))
            TakeUp();
        bool isKept = _kept.Change(posted, clock.Now, clock.Wall);
        foreach (Letter letter in posted)
        {
            if (letter.IsDurable && !isKept)
                Over(letter with { IsDurable = false }, Outcome.Failed);
            else
                _waiting.Add(letter);
        }
    }

    private void MakeRoom()
    {
        while (options.OnFull == FullPolicy.DropOldest && tally.Depth > options.Most && _waiting.Next() is { } oldest)
            Over(oldest, Outcome.Failed);
    }

    // What comes back goes out again before all that came later.
    private void End(long id, Value outcome)
    {
        if (!_underWay.Remove(id, out Letter? letter))
            return;
        bool isOver = outcome.IsKnown;
        // quality 0 is sent once, or not at all
        if (!isOver && (letter.Message.Qos == 0 || (options.MostAttempts > 0 && letter.Attempts >= options.MostAttempts && !_isEnding)))
            (isOver, outcome) = (true, Outcome.Failed);
        if (isOver)
        {
            _pause.Delivered();
            Over(letter, outcome);
            return;
        }

        _waiting.AddAgain(letter);
        _pause.Begin(clock.Now);
    }

    // True as long as the transport takes more.
    private bool Send()
    {
        if (_pause.Holds(clock.Now))
            return true;
        while (_waiting.Peek() is { } letter)
        {
            long now = clock.Now;
            if (letter.Deadline <= now)
            {
                Over(_waiting.Next()!, Outcome.Expired);
                continue;
            }

            // before it is handed over: the answer may be there at once
            _underWay[letter.Id] = letter;
            switch (transport.TrySend(letter, Left(letter, now)))
            {
                case SendResult.Taken:
                    letter.Attempts++;
                    _waiting.Next();
                    break;
                case SendResult.Gone:
                    _underWay.Remove(letter.Id);
                    _pause.Delivered();
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
        tally.End(outcome);
        if (letter.Command > 0)
            listener.Outcome(letter.Command, outcome, Value.Of(options.Name));
        else
            listener.Earlier(letter, outcome);
    }

    private void SweepExpired()
    {
        if (_waiting.NextSweep > clock.Now)
            return;
        foreach (Letter expired in _waiting.Sweep(clock.Now))
            Over(expired, Outcome.Expired);
    }

    private static long Left(Letter letter, long now) => letter.Deadline == long.MaxValue ? long.MaxValue : letter.Deadline - now;
}
