using System;
using System.Collections.Generic;

namespace Reactive.Signals.Loop;

/// <summary>
/// Puts the arrivals of live drivers into one order, by stamp, and delivers them: who holds the run back and until when,
/// what is late, stalled, offline, and when clocks are anchored anew. It is passive: the device's clock is an argument.
/// Its decisions are arrivals, so a replay takes none of them again.
/// </summary>
public sealed class LiveOrder
{
    /// <summary>Blocks in a row that must come within the stall time of their last sample before a source holds again.</summary>
    public const int BlocksToHoldAgain = 10;

    /// <summary>The run starts after this long even where a source has not spoken.</summary>
    public static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(2);

    private readonly Engine _engine;
    private readonly LiveSource[] _sources;
    private readonly PriorityQueue<Arrival, PendingKey> _pending = new();
    private long _sequence;
    private bool _ending;
    private SignalTime _now;

    /// <summary>An order over the sources of <paramref name="engine"/>, which must all have been added.</summary>
    public LiveOrder(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _engine = engine;
        _sources = new LiveSource[engine.Sources.Count];
        for (int i = 0; i < _sources.Length; i++)
            _sources[i] = new LiveSource(engine.Sources[i]);
    }

    /// <summary>Called when a block has been opened and its memory is free again.</summary>
    public Action<int, SampleBlock>? Opened { get; set; }

    /// <summary>
    /// Hands over a block of a dense source. The first sample's index must not lie before the end of the block before it;
    /// samples that do are left out, and their block is counted as missed. A block without a new sample is no sign of life.
    /// The memory must stay valid until <see cref="Opened"/>.
    /// </summary>
    /// <param name="source">The source's index.</param>
    /// <param name="block">The samples; its own clock is not used.</param>
    /// <param name="missed">How many blocks were lost before it.</param>
    /// <param name="now">The device clock at hand-over.</param>
    /// <param name="taken">When the last sample was taken, where the driver knows it better than by the hand-over: what the stream's clock is compared with.</param>
    public void Ingest(int source, in SampleBlock block, int missed, SignalTime now, SignalTime? taken = null)
    {
        LiveSource live = _sources[source];
        live.Refused += missed;
        // An index that runs backwards cannot be put in order; what repeats was opened before.
        long known = Math.Max(live.QueuedEnd - block.FirstIndex, 0);
        if (known > 0 || block.Count == 0)
            live.Refused++;
        if (known >= block.Count)
        {
            Opened?.Invoke(source, block);
            return;
        }

        live.Heard(now);
        live.QueuedEnd = block.EndIndex;
        SampleBlock fresh = known == 0 ? block : block.Slice((int)known, block.Count - (int)known);
        live.Queue.Enqueue(new QueuedBlock(fresh, block, live.Refused, now, SignalTime.Min(taken ?? now, now)));
        live.Refused = 0;
        // By arrival, a block takes its place when the run has reached the instant at which it came.
        if (!live.IsByStamp)
            Add(new Arrival { Kind = ArrivalKind.Block, Source = source, Stamp = now });
    }

    /// <summary>Hands over a value of a sparse source.</summary>
    /// <param name="source">The source's index.</param>
    /// <param name="value">The value with its stamp, which is clamped to lie between 0 s and <paramref name="now"/>.</param>
    /// <param name="missed">How many values were lost before it.</param>
    /// <param name="now">The device clock.</param>
    /// <param name="injected">Whether it was made up by hand.</param>
    public void Ingest(int source, in Stamped<Value> value, int missed, SignalTime now, bool injected = false)
    {
        LiveSource live = _sources[source];
        live.Heard(now);
        SignalTime stamp = live.IsByStamp ? SignalTime.Max(SignalTime.Min(value.Stamp, now), SignalTime.Zero) : now;
        Add(new Arrival
        {
            Kind = ArrivalKind.Value,
            Source = source,
            Stamp = stamp,
            Since = SignalTime.Min(value.Since, stamp),
            Value = value.Value,
            Missed = missed,
            Marks = injected || live.Source.Spec.IsInjected ? ArrivalMarks.Injected : ArrivalMarks.None,
        });
    }

    /// <summary>Hands over the outcome of a command.</summary>
    public void Answer(long command, Value outcome, Value readback, SignalTime now) =>
        Add(new Arrival { Kind = ArrivalKind.Feedback, Source = -1, Stamp = now, Since = now, Answers = command, Value = outcome, Readback = readback });

    /// <summary>Gives wall-clock time, at the start and at every step or correction over 10 ms.</summary>
    public void Anchor(long wallNanoseconds, SignalTime now) =>
        Add(new Arrival { Kind = ArrivalKind.Anchor, Source = -1, Stamp = now, Since = now, WallNanoseconds = wallNanoseconds });

    /// <summary>A source whose driver died: it is offline at once.</summary>
    public void Lose(int source, SignalTime now)
    {
        LiveSource live = _sources[source];
        // What it handed over before it died comes before its end.
        while (live.IsByStamp && live.Queue.Count > 0)
            Open(live);
        live.Holds = false;
        if (!live.Offline)
            GoOffline(live, now);
    }

    /// <summary>Delivers everything that may run when the device's clock shows <paramref name="now"/>.</summary>
    public void Advance(SignalTime now)
    {
        // A source whose last block has just been opened may be overdue with its next.
        do
            Run(now);
        while (Watch(now) | StartIfReady(now));
    }

    /// <summary>Ends the run: everything up to <paramref name="now"/> runs, held back or not.</summary>
    public void End(SignalTime now)
    {
        _ending = true;
        foreach (LiveSource live in _sources)
        {
            live.Holds = false;
            while (live.IsByStamp && live.Queue.Count > 0)
                Open(live);
            live.Holds = false;
        }

        Advance(now);
        Deliver(new Arrival { Kind = ArrivalKind.Clock, Source = -1, Stamp = now, Since = now });
        _engine.RunThrough(now);
    }

    /// <summary>When <see cref="Advance"/> has something to do although nothing comes: a timer, a stall, an offline, the start. <see cref="SignalTime.Never"/> for nothing.</summary>
    public SignalTime NextWake()
    {
        SignalTime wake = _engine.Started ? SignalTime.Never : SignalTime.Zero + LongestStart;
        SignalTime due = _engine.NextDue;
        SignalTime reached = SignalTime.Never;
        TimeSpan lateness = TimeSpan.Zero;
        foreach (LiveSource live in _sources)
        {
            if (live.Holds)
                reached = SignalTime.Min(reached, live.Reached);
            if (live.Holds && live.Queue.Count == 0)
                wake = SignalTime.Min(wake, live.StallsAt);
            if (live.NextOffline is { } offline && live.Queue.Count == 0)
                wake = SignalTime.Min(wake, offline);
            if (live.IsSparseByStamp && Lateness(live) is var allowed && allowed > lateness)
                lateness = allowed;
        }

        // What lies beyond the holding sources comes with their blocks; what does not waits for late sparse values at most.
        if (_pending.Count > 0)
            due = SignalTime.Min(due, _pending.Peek().Stamp);
        return due == SignalTime.Never || due > reached ? wake : SignalTime.Min(wake, due + lateness);
    }

    private void Run(SignalTime now)
    {
        _now = now;
        do
            RunTo(Watermark(now));
        while (OpenNext());
    }

    // Whether somebody fell silent: then the run may go on without them.
    private bool Watch(SignalTime now)
    {
        bool changed = false;
        foreach (LiveSource live in _sources)
        {
            if (live.Holds && live.Queue.Count == 0 && now >= live.StallsAt)
            {
                live.Holds = false;
                live.InTime = 0;
                changed = true;
                Add(new Arrival { Kind = ArrivalKind.Stalled, Source = live.Index, Stamp = now, Since = live.LastHeard });
            }

            if (live.NextOffline is { } offline && now >= offline && live.Queue.Count == 0)
            {
                live.Holds = false;
                changed = true;
                GoOffline(live, now);
            }
        }

        return changed;
    }

    private void GoOffline(LiveSource live, SignalTime now)
    {
        live.Offline = true;
        live.Continues = false;
        live.InTime = 0;
        Add(new Arrival { Kind = ArrivalKind.Offline, Source = live.Index, Stamp = now, Since = live.LastHeard });
    }

    // The run starts where it has come to: behind the first values of its sources.
    private bool StartIfReady(SignalTime now)
    {
        if (_engine.Started)
            return false;
        bool ready = true;
        foreach (LiveSource live in _sources)
            ready &= live.IsReady;
        if (!ready && now < SignalTime.Zero + LongestStart)
            return false;
        SignalTime start = SignalTime.Max(Watermark(now), SignalTime.Zero);
        Deliver(new Arrival { Kind = ArrivalKind.Start, Source = -1, Stamp = start, Since = start });
        _engine.RunThrough(start);
        return true;
    }

    // The least instant that all who hold have reached, and that late sparse values can no longer precede.
    private SignalTime Watermark(SignalTime now)
    {
        SignalTime mark = now;
        if (_ending)
            return mark;
        foreach (LiveSource live in _sources)
        {
            if (live.Holds)
                mark = SignalTime.Min(mark, live.Reached);
            if (live.IsSparseByStamp)
                mark = SignalTime.Min(mark, now.AddNanoseconds(-(Lateness(live).Ticks * 100)));
        }

        return mark;
    }

    private TimeSpan Lateness(LiveSource live) =>
        live.Source.Spec.Lateness ?? (AnyHolds ? TimeSpan.FromMilliseconds(2) : TimeSpan.Zero);

    private void RunTo(SignalTime mark)
    {
        while (_pending.Count > 0 && _pending.Peek().Stamp <= mark)
        {
            Arrival next = _pending.Dequeue();
            if (next.Kind == ArrivalKind.Block)
                Open(_sources[next.Source]);
            else
                Deliver(next);
            // What comes late runs at once: it is due at the frontier. Others of the same instant belong beside it.
            if (_pending.Count == 0 || _pending.Peek().Stamp > next.Stamp)
                _engine.RunThrough(SignalTime.Max(next.Stamp, _engine.Frontier));
        }

        RunDue(mark);
        if (AnyHolds)
            _engine.RunThrough(SignalTime.Max(mark, _engine.Frontier));
    }

    // Where nothing holds, the frontier moves only with what happens, and a clock arrival tells the replay that it did.
    private void RunDue(SignalTime mark)
    {
        while (!AnyHolds && _engine.NextDue is var due && due <= mark && due != SignalTime.Never)
        {
            Deliver(new Arrival { Kind = ArrivalKind.Clock, Source = -1, Stamp = due, Since = due });
            _engine.RunThrough(due);
        }
    }

    private bool AnyHolds
    {
        get
        {
            foreach (LiveSource live in _sources)
            {
                if (live.Holds)
                    return true;
            }

            return false;
        }
    }

    // The holding source that has reached least goes first; one that does not hold is opened as it comes.
    private bool OpenNext()
    {
        LiveSource? next = null;
        foreach (LiveSource live in _sources)
        {
            if (!live.IsByStamp)
                continue;
            if (live.Queue.Count > 0 && !live.Holds)
            {
                Open(live);
                return true;
            }

            if (live.Holds && (next is null || live.Reached < next.Reached))
                next = live;
        }

        if (next is null || next.Queue.Count == 0)
            return false;
        Open(next);
        return true;
    }

    private void Open(LiveSource live)
    {
        QueuedBlock queued = live.Queue.Dequeue();
        SampleBlock block = queued.Block;
        if (live.Correction(block, queued.Taken) is { } anchor)
            Place(live, queued, new Arrival { Kind = ArrivalKind.Reanchor, Source = live.Index, Stamp = anchor, Since = anchor, Index = block.FirstIndex });
        SampleClock clock = live.Source.Clock!;
        SignalTime first = clock.TimeOf(block.FirstIndex);
        SignalTime stamp = clock.TimeOf(block.EndIndex - 1);
        SignalTime offline = live.Reached + live.Source.Spec.OfflineAfter;
        if (live.Continues && first >= offline)
            Place(live, queued, new Arrival { Kind = ArrivalKind.Offline, Source = live.Index, Stamp = offline, Since = live.Reached });
        live.Continues = true;
        live.Known = true;
        bool late = live.IsByStamp && stamp <= _engine.Frontier;
        Place(live, queued, new Arrival
        {
            Kind = ArrivalKind.Block,
            Source = live.Index,
            Stamp = stamp,
            Since = first,
            Block = block,
            Missed = queued.Missed,
            Marks = late ? ArrivalMarks.Late : ArrivalMarks.None,
        });
        live.Reached = SignalTime.Max(live.Reached, stamp);
        live.InTime = queued.Handed - stamp <= live.StallNanoseconds ? live.InTime + 1 : 0;
        if (live.IsByStamp && !live.Holds && !_ending && live.InTime >= BlocksToHoldAgain && _now < live.StallsAt)
            live.Holds = true;
        Opened?.Invoke(live.Index, queued.Handover);
    }

    // Opening is no turn, so a block may be opened before its instant; by arrival, that is when it came.
    private void Place(LiveSource live, in QueuedBlock queued, in Arrival arrival) => _engine.Deliver(
        live.IsByStamp || queued.Handed <= _engine.Frontier ? AtFrontier(arrival) : arrival with { Turn = queued.Handed });

    private void Add(in Arrival arrival) => _pending.Enqueue(arrival, new PendingKey(
        arrival.Stamp, arrival.Kind == ArrivalKind.Feedback ? -2 : arrival.Source, ++_sequence));

    private void Deliver(in Arrival arrival)
    {
        if (arrival.Kind == ArrivalKind.Value)
            _sources[arrival.Source].Known = true;
        if (arrival.Stamp > _engine.Frontier)
        {
            _engine.Deliver(arrival with { Turn = arrival.Stamp });
            return;
        }

        bool late = arrival.Kind == ArrivalKind.Value && _sources[arrival.Source].IsByStamp;
        _engine.Deliver(AtFrontier(late ? arrival with { Marks = arrival.Marks | ArrivalMarks.Late } : arrival));
    }

    // The frontier has been run wholly: what takes its place there comes after all else.
    private Arrival AtFrontier(in Arrival arrival) => _engine.Frontier < SignalTime.Zero
        ? arrival with { Turn = SignalTime.Zero }
        : arrival with { Turn = _engine.Frontier, Marks = arrival.Marks | ArrivalMarks.After };

    private readonly record struct PendingKey(SignalTime Stamp, int Source, long Sequence) : IComparable<PendingKey>
    {
        public int CompareTo(PendingKey other)
        {
            int order = Stamp.CompareTo(other.Stamp);
            if (order == 0)
                order = Source.CompareTo(other.Source);
            return order != 0 ? order : Sequence.CompareTo(other.Sequence);
        }
    }
}
