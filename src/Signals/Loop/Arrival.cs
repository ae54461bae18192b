using System;

namespace Reactive.Signals.Loop;

/// <summary>What arrived. Everything that influences a graph is one of these; a run is a pure function of their sequence.</summary>
public enum ArrivalKind : byte
{
    /// <summary>The run starts: from here on rules are evaluated.</summary>
    Start,
    /// <summary>A block of samples of a dense source. Opening it runs the dense chains and is no turn.</summary>
    Block,
    /// <summary>A value of a sparse source.</summary>
    Value,
    /// <summary>Time has reached the turn's instant: everything due up to and at it runs before whatever comes later.</summary>
    Clock,
    /// <summary>A dense source has fallen silent and holds the run no longer; its values stay.</summary>
    Stalled,
    /// <summary>A source is gone: its values become unknown and its kernels start anew.</summary>
    Offline,
    /// <summary>The clock of a dense source is set anew: from <see cref="Arrival.Index"/> on, at the arrival's stamp.</summary>
    Reanchor,
    /// <summary>Wall-clock time at the arrival's stamp: <see cref="Arrival.WallNanoseconds"/>.</summary>
    Anchor,
    /// <summary>The outcome of command <see cref="Arrival.Answers"/>, and what the hardware reads back.</summary>
    Feedback,
    /// <summary>What the run before has left, as the text of the arrival's value: comes before the start, or not at all.</summary>
    Checkpoint,
}

/// <summary>How an arrival stands to the order of the run.</summary>
[Flags]
public enum ArrivalMarks : byte
{
    /// <summary>It runs before everything else that is due at its turn's instant or later.</summary>
    None = 0,
    /// <summary>It runs after everything that was due at its turn's instant: that instant had already been run.</summary>
    After = 1,
    /// <summary>It came with a stamp at or before the frontier.</summary>
    Late = 2,
    /// <summary>It was made up by hand: a manual trigger or an injected value.</summary>
    Injected = 4,
}

/// <summary>One arrival. A block in it is a view that is valid until <see cref="Engine.Deliver"/> returns.</summary>
public readonly record struct Arrival
{
    /// <summary>What arrived.</summary>
    public required ArrivalKind Kind { get; init; }

    /// <summary>How it stands to the order.</summary>
    public ArrivalMarks Marks { get; init; }

    /// <summary>The index of its source in the graph, or -1.</summary>
    public int Source { get; init; }

    /// <summary>The instant at which it takes its place: its stamp, or the frontier where it came late. Never decreases.</summary>
    public SignalTime Turn { get; init; }

    /// <summary>When its source decided it.</summary>
    public SignalTime Stamp { get; init; }

    /// <summary>When what it says began; <see cref="Stamp"/> where nothing else is known.</summary>
    public SignalTime Since { get; init; }

    /// <summary>How many arrivals of this source were lost before it because its queue was full.</summary>
    public int Missed { get; init; }

    /// <summary>The samples of a block.</summary>
    public SampleBlock Block { get; init; }

    /// <summary>The value of a value or feedback: for feedback the outcome.</summary>
    public Value Value { get; init; }

    /// <summary>What the hardware reads back, in a feedback; unknown where it says nothing.</summary>
    public Value Readback { get; init; }

    /// <summary>The command that a feedback answers.</summary>
    public long Answers { get; init; }

    /// <summary>The sample whose time a re-anchor gives.</summary>
    public long Index { get; init; }

    /// <summary>Nanoseconds since 1970-01-01T00:00:00Z that an anchor gives.</summary>
    public long WallNanoseconds { get; init; }

    /// <summary>Whether <paramref name="mark"/> is set.</summary>
    public bool Is(ArrivalMarks mark) => (Marks & mark) != 0;
}
