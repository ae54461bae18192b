using Reactive.Signals.Specs;

namespace Reactive.Rules.Testing;

/// <summary>The kinds of things that tests exercise.</summary>
public enum CoverageKind
{
    /// <summary>What becomes of a rule.</summary>
    Rule,
    /// <summary>The truths of a condition that reads a signal.</summary>
    Condition,
    /// <summary>An event that occurs.</summary>
    Event,
    /// <summary>A time that runs out or is broken.</summary>
    Timer,
    /// <summary>A way of a state machine from one state to another.</summary>
    Transition,
}

/// <summary>One thing that a test can exercise.</summary>
/// <param name="Kind">Of which kind it is.</param>
/// <param name="Position">Where it is written.</param>
/// <param name="Subject">What it is a thing of: <c>rule unlock</c>, <c>'door is open'</c>.</param>
/// <param name="Missing">What is said where no test exercised it: <c>was never suppressed by its cooldown</c>.</param>
/// <param name="IsExercised">Whether a test did.</param>
/// <param name="IsDemanded">Whether it counts: that a condition was unknown is shown, but not every condition can be.</param>
public sealed record CoverageItem(CoverageKind Kind, SourcePosition Position, string Subject, string Missing, bool IsExercised, bool IsDemanded = true);
