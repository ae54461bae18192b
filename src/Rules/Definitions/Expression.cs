using System.Collections.Immutable;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>What an expression reads.</summary>
public enum OperandKind
{
    /// <summary>A signal of the pipeline.</summary>
    Signal,
    /// <summary>The commanded state of an output, as it was after the previous turn.</summary>
    Output,
    /// <summary>The read-back of an output: what the hardware says.</summary>
    Readback,
}

/// <summary>A name in an expression, resolved.</summary>
/// <param name="Name">The signal or output.</param>
/// <param name="Kind">Which of them.</param>
/// <param name="Flow">What it is: a state or an event, of which type.</param>
/// <param name="Position">Where it is named.</param>
public sealed record Operand(string Name, OperandKind Kind, Flow Flow, SourcePosition Position)
{
    /// <summary>The part of an event's value that is meant, such as <c>card.facility</c>; null for the whole.</summary>
    public EventPart? Part { get; init; }
}

/// <summary>A part of the value that an event brings.</summary>
/// <param name="Whole">The event.</param>
/// <param name="Field">The part.</param>
public sealed record EventPart(Operand Whole, RecordField Field);

/// <summary>A part of a rule, typed and checked. <see cref="Text"/> is what the author wrote.</summary>
public abstract record Expression(SourcePosition Position, string Text);

/// <summary>An expression that is true, false or unknown at every instant (Kleene's tables).</summary>
public abstract record Condition(SourcePosition Position, string Text) : Expression(Position, Text);

/// <summary>An expression that occurs in single turns.</summary>
public abstract record Occurrence(SourcePosition Position, string Text) : Expression(Position, Text);

/// <summary>How a number is compared.</summary>
public enum Comparison
{
    /// <summary>&lt;</summary>
    Less,
    /// <summary>&lt;=</summary>
    AtMost,
    /// <summary>&gt;</summary>
    Greater,
    /// <summary>&gt;=</summary>
    AtLeast,
    /// <summary>= (numbers only; states use <c>is</c>)</summary>
    Equal,
    /// <summary>!=</summary>
    NotEqual,
}

/// <summary><c>S is v</c>, <c>S in [v, w]</c>: unknown while S is.</summary>
public sealed record IsCondition(SourcePosition Position, string Text, Operand Operand, ImmutableArray<Value> Values) : Condition(Position, Text);

/// <summary><c>S &gt; 3 kΩ</c>: unknown while S is.</summary>
public sealed record CompareCondition(SourcePosition Position, string Text, Operand Operand, Comparison Comparison, double Number) : Condition(Position, Text);

/// <summary><c>S is known</c>: never unknown.</summary>
public sealed record KnownCondition(SourcePosition Position, string Text, Operand Operand) : Condition(Position, Text);

/// <summary><c>S is offline</c>: never unknown.</summary>
public sealed record OfflineCondition(SourcePosition Position, string Text, Operand Operand) : Condition(Position, Text);

/// <summary><c>not X</c>, <c>S is not v</c>: unknown while X is.</summary>
public sealed record NotCondition(SourcePosition Position, string Text, Condition Inner) : Condition(Position, Text);

/// <summary><c>X and Y</c>.</summary>
public sealed record AndCondition(SourcePosition Position, string Text, ImmutableArray<Condition> Inner) : Condition(Position, Text);

/// <summary><c>X or Y</c>.</summary>
public sealed record OrCondition(SourcePosition Position, string Text, ImmutableArray<Condition> Inner) : Condition(Position, Text);

/// <summary><c>X for D</c>: true once X has been true without a break for D; unknown breaks it.</summary>
public sealed record ForCondition(SourcePosition Position, string Text, Condition Inner, long Nanoseconds) : Condition(Position, Text);

/// <summary><c>X was true within D</c>, <c>S was v within D</c>: true at t when X was true at some instant in (t - D, t].</summary>
public sealed record WasCondition(SourcePosition Position, string Text, Condition Inner, long Nanoseconds) : Condition(Position, Text);

/// <summary><c>always</c>, <c>never</c>.</summary>
public sealed record ConstantCondition(SourcePosition Position, string Text, bool Holds) : Condition(Position, Text);

/// <summary><c>count(E in D) >= n</c>: how often E occurred in (t - D, t].</summary>
public sealed record CountCondition(SourcePosition Position, string Text, Occurrence Inner, long Nanoseconds, Comparison Comparison, int Number) : Condition(Position, Text);

/// <summary><c>time since E > D</c>: unknown until E has occurred. The comparison is one of less, at most, greater and at least.</summary>
public sealed record SinceCondition(SourcePosition Position, string Text, Occurrence Inner, Comparison Comparison, long Nanoseconds) : Condition(Position, Text);

/// <summary><c>E within D</c>: true for D from the turn of E.</summary>
public sealed record WithinCondition(SourcePosition Position, string Text, Occurrence Inner, long Nanoseconds) : Condition(Position, Text);

/// <summary><c>S becomes v</c>: from a known other value to v; with <c>or starts v</c> also from unknown.</summary>
public sealed record BecomesOccurrence(SourcePosition Position, string Text, Operand Operand, ImmutableArray<Value> Values, bool OrStarts) : Occurrence(Position, Text);

/// <summary><c>S leaves v</c>: from v to a known other value.</summary>
public sealed record LeavesOccurrence(SourcePosition Position, string Text, Operand Operand, ImmutableArray<Value> Values) : Occurrence(Position, Text);

/// <summary><c>S changes</c>: from one known value to another.</summary>
public sealed record ChangesOccurrence(SourcePosition Position, string Text, Operand Operand) : Occurrence(Position, Text)
{
    /// <summary>Whether it also counts that it comes to be known, or is known no more.</summary>
    public bool OrUnknown { get; init; }
}

/// <summary><c>E</c> or <c>E is v</c>: an event signal occurs, with one of the values where any are named.</summary>
public sealed record EventOccurrence(SourcePosition Position, string Text, Operand Operand, ImmutableArray<Value> Values) : Occurrence(Position, Text)
{
    /// <summary>Whether what is meant is a fault in place of a value: <c>E is faulty</c>.</summary>
    public bool IsFaulty { get; init; }

    /// <summary>What parts of its value must be, all of them: <c>E.part is v</c>.</summary>
    public ImmutableArray<PartTest> Parts { get; init; } = [];
}

/// <summary>
/// A condition where an event is needed: its coming to hold, from known false to true. <c>once C</c> says so, and then
/// from unknown as well.
/// </summary>
public sealed record RiseOccurrence(SourcePosition Position, string Text, Condition Inner, bool FromUnknown = false) : Occurrence(Position, Text);

/// <summary><c>E or F</c>: either occurs.</summary>
public sealed record AnyOccurrence(SourcePosition Position, string Text, ImmutableArray<Occurrence> Inner) : Occurrence(Position, Text);

/// <summary><c>E and C</c>: E occurs while C holds.</summary>
public sealed record GuardedOccurrence(SourcePosition Position, string Text, Occurrence Inner, Condition Guard) : Occurrence(Position, Text);

/// <summary><c>A then B within D</c>: the last step occurs, each in a later turn than the one before, the first less than D ago.</summary>
public sealed record SequenceOccurrence(SourcePosition Position, string Text, ImmutableArray<Occurrence> Steps, long Nanoseconds) : Occurrence(Position, Text);
