using System;
using System.Collections.Generic;
using System.Linq;

namespace Reactive.Signals.Loop;

/// <summary>
/// Puts feeds into one order, by stamp, and delivers them. Every feed holds until its end, after which its last values
/// stay; a source that is not fed is unknown and holds nothing. Nothing is ever late, and no clock is read.
/// </summary>
public sealed class FeedOrder
{
    /// <summary>2000-01-01T00:00:00Z, in nanoseconds since 1970: where a run without a wall clock starts unless it is told otherwise.</summary>
    public const long DefaultWallNanoseconds = 946_684_800L * SignalTime.NanosecondsPerSecond;

    private Engine _engine;
    private readonly List<Dense> _dense = [];
    private readonly List<Sparse> _sparse = [];
    private readonly PriorityQueue<Arrival, (SignalTime At, long Command, long Sequence)> _answers = new();
    private long _sequence;
    private SignalTime _start = SignalTime.Zero;

    /// <summary>An order of feeds into <paramref name="engine"/>.</summary>
    /// <exception cref="ArgumentException">A feed has another sample rate than its source, or its clock is anchored before 0 s.</exception>
    public FeedOrder(Engine engine, IEnumerable<BlockFeed> blocks, IEnumerable<ValueFeed> values)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _engine = engine;
        foreach (BlockFeed feed in blocks.OrderBy(f => f.Source))
        {
            if (feed.Clock.Rate.Hertz != engine.Sources[feed.Source].Clock!.Rate.Hertz)
                throw new ArgumentException($"The feed of '{engine.Sources[feed.Source].Name}' has {feed.Clock.Rate}, but the port {engine.Sources[feed.Source].Clock!.Rate}.", nameof(blocks));
            if (feed.Clock.AnchorTime < SignalTime.Zero)
                throw new ArgumentException($"The feed of '{engine.Sources[feed.Source].Name}' is anchored at {feed.Clock.AnchorTime} s; recordings know no time before 0 s.", nameof(blocks));
            _dense.Add(new Dense(feed));
        }

        foreach (ValueFeed feed in values.OrderBy(f => f.Source))
            _sparse.Add(new Sparse(feed));
    }

    /// <summary>The instant of the next thing that <see cref="Step"/> does; <see cref="SignalTime.Never"/> at the end.</summary>
    public SignalTime Next
    {
        get
        {
            SignalTime mark = Mark;
            Dense? dense = Least();
            SignalTime next = dense?.Stamp ?? SignalTime.Never;
            if (NextSparse() is { } sparse && sparse.Value.Stamp <= mark)
                next = SignalTime.Min(next, sparse.Value.Stamp);
            if (NextAnswer <= mark)
                next = SignalTime.Min(next, NextAnswer);
            return dense is null && next != SignalTime.Never ? SignalTime.Min(next, _engine.NextDue) : next;
        }
    }

    /// <summary>What stands for the other ends of connections, and speaks through this order; null for none.</summary>
    public ConnectionModels? Models
    {
        get;
        init
        {
            field = value;
            if (value is not null)
                value.Order = this;
        }
    }

    /// <summary>The stamp of the last arrival of any feed so far.</summary>
    public SignalTime LastStamp { get; private set; } = SignalTime.Zero;

    /// <summary>Starts the run: before anything that is fed at its first instant.</summary>
    /// <param name="wallNanoseconds">Wall-clock time at <paramref name="start"/>.</param>
    /// <param name="start">When it starts: 0 s, unless it is a later life of a device in a run of several. Nothing may be fed before.</param>
    public void Start(long wallNanoseconds, SignalTime start = default)
    {
        _start = start;
        _engine.Deliver(new Arrival { Kind = ArrivalKind.Anchor, Source = -1, Turn = start, Stamp = start, Since = start, WallNanoseconds = wallNanoseconds });
        foreach (Dense dense in _dense)
        {
            SampleClock clock = dense.Feed.Clock;
            if (clock.AnchorIndex != 0 || clock.AnchorTime != SignalTime.Zero)
                _engine.Deliver(new Arrival { Kind = ArrivalKind.Reanchor, Source = dense.Feed.Source, Turn = start, Stamp = clock.AnchorTime, Since = clock.AnchorTime, Index = clock.AnchorIndex });
        }

        bool before = false;
        foreach (Sparse sparse in _sparse)
        {
            sparse.Read();
            before |= TakeFirst(sparse, start);
        }

        if (before)
            _engine.RunThrough(start);
        _engine.Deliver(new Arrival { Kind = ArrivalKind.Start, Source = -1, Turn = start, Stamp = start, Since = start, Marks = before ? ArrivalMarks.After : ArrivalMarks.None });
        foreach (Dense dense in _dense)
            dense.Read();
    }

    // What is fed at the start stands in place of the value that was declared for it: it is there before the run starts.
    private bool TakeFirst(Sparse sparse, SignalTime start)
    {
        if (sparse.Ended || sparse.Value.Stamp > start || _engine.Sources[sparse.Feed.Source].Spec is { Initially: null, ComesFirst: false })
            return false;
        Stamped<Value> first = sparse.Value;
        _engine.Deliver(new Arrival { Kind = ArrivalKind.Value, Source = sparse.Feed.Source, Turn = start, Stamp = first.Stamp, Since = first.Since, Value = first.Value });
        sparse.Read();
        return true;
    }

    /// <summary>Lets a command be answered later: before anything else at that instant.</summary>
    /// <param name="at">When.</param>
    /// <param name="command">Its number.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="readback">What is read back then.</param>
    public void AnswerLater(SignalTime at, long command, Value outcome, Value readback) =>
        _answers.Enqueue(new Arrival { Kind = ArrivalKind.Feedback, Source = -1, Turn = at, Stamp = at, Since = at, Answers = command, Value = outcome, Readback = readback }, (at, command, _sequence++));

    /// <summary>Lets a source say something later: before anything else at that instant.</summary>
    internal void SayLater(SignalTime at, int source, Value value) =>
        _answers.Enqueue(new Arrival { Kind = ArrivalKind.Value, Source = source, Turn = at, Stamp = at, Since = at, Value = value }, (at, 0, _sequence++));

    private SignalTime NextAnswer => SignalTime.Min(Models?.NextDue ?? SignalTime.Never, _answers.TryPeek(out _, out (SignalTime At, long Command, long Sequence) first) ? first.At : SignalTime.Never);

    // An answer takes its place when all that comes before it has come.
    private bool TakeAnswer(SignalTime mark, SignalTime limit)
    {
        SignalTime at = NextAnswer;
        if (at == SignalTime.Never || at > mark || at > limit || (NextSparse() is { } sparse && sparse.Value.Stamp < at))
            return false;
        if (_engine.NextDue < at)
        {
            _engine.RunThrough(_engine.NextDue);
            return true;
        }

        if (Models is not null && Models.NextDue == at)
        {
            Models.RunTo(at);
            return true;
        }

        Arrival answer = _answers.Dequeue();
        bool after = at <= _engine.Frontier;
        _engine.Deliver(answer with { Turn = after ? _engine.Frontier : at, Marks = after ? ArrivalMarks.After : ArrivalMarks.None });
        return true;
    }

    /// <summary>Takes the next arrival and runs what it allows, nothing after <paramref name="limit"/>; false once there is nothing left up to there.</summary>
    public bool Step(SignalTime limit)
    {
        SignalTime mark = Mark;
        if (TakeAnswer(mark, limit))
            return true;
        Sparse? sparse = NextSparse();
        if (sparse is not null && sparse.Value.Stamp <= mark && sparse.Value.Stamp <= limit)
        {
            Stamped<Value> value = sparse.Value;
            SignalTime due = _engine.NextDue;
            if (mark == SignalTime.Never && due < value.Stamp)
            {
                _engine.RunThrough(due);
                return true;
            }

            sparse.Read();
            LastStamp = SignalTime.Max(LastStamp, value.Stamp);
            // what is fed at the start is not late, though other things had to be there before the run started
            bool after = value.Stamp <= _engine.Frontier;
            bool late = after && value.Stamp != _start;
            _engine.Deliver(new Arrival
            {
                Kind = ArrivalKind.Value,
                Source = sparse.Feed.Source,
                Stamp = value.Stamp,
                Since = value.Since,
                Value = value.Value,
                Turn = after ? _engine.Frontier : value.Stamp,
                Marks = (after ? ArrivalMarks.After : ArrivalMarks.None) | (late ? ArrivalMarks.Late : ArrivalMarks.None) | (_engine.Sources[sparse.Feed.Source].Spec.IsInjected ? ArrivalMarks.Injected : ArrivalMarks.None),
            });
            RunBeside(mark == SignalTime.Never ? value.Stamp : SignalTime.Min(mark, limit));
            return true;
        }

        if (Least() is not { } dense)
            return RunDue(limit);
        if (dense.Reached >= limit)
            return false;
        Open(dense);
        LastStamp = SignalTime.Max(LastStamp, SignalTime.Min(dense.Reached, limit));
        RunBeside(SignalTime.Min(Mark, limit));
        return true;
    }

    /// <summary>Goes on into <paramref name="engine"/>, which was loaded with the state that the engine so far was in.</summary>
    public void Continue(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _engine = engine;
    }

    /// <summary>Ends the run at <paramref name="end"/>: all that is due up to and at it runs.</summary>
    public void End(SignalTime end)
    {
        SignalTime turn = SignalTime.Max(end, SignalTime.Max(_engine.Frontier, SignalTime.Zero));
        _engine.Deliver(new Arrival { Kind = ArrivalKind.Clock, Source = -1, Stamp = end, Since = end, Turn = turn });
        _engine.RunThrough(turn);
    }

    private void Open(Dense dense)
    {
        SignalTime turn = SignalTime.Max(_engine.Frontier, SignalTime.Zero);
        ArrivalMarks marks = _engine.Frontier < SignalTime.Zero ? ArrivalMarks.None : ArrivalMarks.After;
        if (dense.OfflineAt is { } gone)
        {
            GoOffline(dense, gone, gone, turn, marks);
            dense.Reached = SignalTime.Max(dense.Reached, gone);
        }

        if (dense.HasBlock)
            OpenBlock(dense, turn, marks);
        dense.Read();
    }

    private void OpenBlock(Dense dense, SignalTime turn, ArrivalMarks marks)
    {
        SignalTime first = dense.Block.Clock.TimeOf(dense.Block.FirstIndex);
        SignalTime offline = dense.Reached + _engine.Sources[dense.Feed.Source].Spec.OfflineAfter;
        if (dense.Opened && dense.OfflineAt is null && first >= offline)
            GoOffline(dense, offline, dense.Reached, turn, marks);
        SampleClock clock = dense.Block.Clock, known = _engine.Sources[dense.Feed.Source].Clock!;
        if (clock.AnchorIndex != known.AnchorIndex || clock.AnchorTime != known.AnchorTime)
            _engine.Deliver(new Arrival { Kind = ArrivalKind.Reanchor, Source = dense.Feed.Source, Stamp = clock.AnchorTime, Since = clock.AnchorTime, Index = clock.AnchorIndex, Turn = turn, Marks = marks });
        _engine.Deliver(new Arrival
        {
            Kind = ArrivalKind.Block,
            Source = dense.Feed.Source,
            Stamp = dense.Block.Stamp,
            Since = first,
            Block = dense.Block,
            Turn = turn,
            Marks = marks,
        });
        dense.Opened = true;
        dense.Reached = SignalTime.Max(dense.Reached, dense.Block.Stamp);
    }

    private void GoOffline(Dense dense, SignalTime at, SignalTime since, SignalTime turn, ArrivalMarks marks) =>
        _engine.Deliver(new Arrival { Kind = ArrivalKind.Offline, Source = dense.Feed.Source, Stamp = at, Since = since, Turn = turn, Marks = marks });

    // What is due without a feed may bring the other end of a connection to say something.
    private bool RunDue(SignalTime limit)
    {
        if (Models is null || _engine.NextDue > limit || _engine.NextDue == SignalTime.Never)
            return false;
        _engine.RunThrough(_engine.NextDue);
        return true;
    }

    // The turns at an instant run once the sparse values up to it have been delivered.
    private void RunBeside(SignalTime instant)
    {
        while (instant != SignalTime.Never && RunDue(SignalTime.Min(instant, NextAnswer)))
        {
            while (TakeAnswer(instant, instant))
            {
                // each takes its place at once
            }
        }

        // what is to come at an instant that was passed over would be late
        if (instant != SignalTime.Never && instant > _engine.Frontier && NextAnswer > instant && (NextSparse() is not { } waiting || waiting.Value.Stamp > instant))
            _engine.RunThrough(instant);
    }

    private SignalTime Mark
    {
        get
        {
            SignalTime mark = SignalTime.Never;
            foreach (Dense dense in _dense)
            {
                if (!dense.Ended)
                    mark = SignalTime.Min(mark, dense.Reached);
            }

            return mark;
        }
    }

    private Dense? Least()
    {
        Dense? least = null;
        foreach (Dense dense in _dense)
        {
            if (!dense.Ended && (least is null || dense.Reached < least.Reached))
                least = dense;
        }

        return least;
    }

    private Sparse? NextSparse()
    {
        Sparse? next = null;
        foreach (Sparse sparse in _sparse)
        {
            if (!sparse.Ended && (next is null || sparse.Value.Stamp < next.Value.Stamp))
                next = sparse;
        }

        return next;
    }

    private sealed class Dense(BlockFeed feed)
    {
        private SampleBlock _block;

        public BlockFeed Feed => feed;

        public SampleBlock Block => _block;

        public SignalTime Reached { get; set; } = SignalTime.BeforeStart;

        public bool Opened { get; set; }

        /// <summary>Whether there is a block to open: not where the feed ends offline.</summary>
        public bool HasBlock { get; private set; }

        /// <summary>When the source went offline before the block.</summary>
        public SignalTime? OfflineAt { get; private set; }

        public SignalTime Stamp => HasBlock ? _block.Stamp : OfflineAt ?? Reached;

        public bool Ended => !HasBlock && OfflineAt is null;

        public void Read()
        {
            do
            {
                HasBlock = feed.TryRead(out _block);
                OfflineAt = feed.OfflineAt;
            }
            while (HasBlock && _block.Count == 0 && OfflineAt is null);
            HasBlock &= _block.Count > 0;
        }
    }

    private sealed class Sparse(ValueFeed feed)
    {
        private Stamped<Value> _value;

        public ValueFeed Feed => feed;

        public Stamped<Value> Value => _value;

        public bool Ended { get; private set; }

        // Recordings know no time before 0 s.
        public void Read()
        {
            Ended = !feed.TryRead(out _value);
            if (_value.Stamp < SignalTime.Zero)
                _value = _value with { Stamp = SignalTime.Zero };
        }
    }
}
