using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Explaining;

/// <summary>What a rule read in one turn, kept as it was then. Findings are trees that mirror the definition's expressions.</summary>
public abstract record Finding
{
    /// <summary>What lies under it.</summary>
    public abstract IEnumerable<Finding> Parts { get; }

    /// <summary>All signals and outputs under it, in the order in which they are written.</summary>
    public IEnumerable<SignalFinding> Signals()
    {
        if (this is SignalFinding self)
            yield return self;
        foreach (Finding part in Parts)
        {
            foreach (SignalFinding signal in part.Signals())
                yield return signal;
        }
    }
}

/// <summary>A condition: its truth, and since when.</summary>
/// <param name="Condition">As written.</param>
/// <param name="Truth">Its truth.</param>
/// <param name="Turn">The turn in which it became that; 0 where it never changed.</param>
/// <param name="At">The instant of that turn.</param>
/// <param name="Timer">The timer by which it counts time, or null.</param>
/// <param name="Inner">What it reads.</param>
public sealed record ConditionFinding(Condition Condition, Truth Truth, long Turn, SignalTime At, TimerFinding? Timer, ImmutableArray<Finding> Inner) : Finding
{
    /// <summary>Its truth before that turn.</summary>
    public Truth Before { get; init; } = Truth.Unknown;

    /// <summary>What it remembers of what came before, where it is of a kind that does; else null.</summary>
    public MemoryFinding? Memory { get; init; }

    /// <summary>Whether it and what it denies are one to their author: <c>door is not open</c>.</summary>
    public bool IsOneWithItsInner => Condition is NotCondition not && not.Text == not.Inner.Text && not.Position == not.Inner.Position;

    /// <inheritdoc/>
    public override IEnumerable<Finding> Parts => Inner;
}

/// <summary>An event: whether it occurs in the turn that is explained, and when it last did.</summary>
/// <param name="Occurrence">As written.</param>
/// <param name="Occurs">Whether it occurs in the turn.</param>
/// <param name="Turn">The turn in which it last occurred; 0 for never.</param>
/// <param name="At">The instant of that turn.</param>
/// <param name="Inner">What it reads.</param>
public sealed record EventFinding(Occurrence Occurrence, bool Occurs, long Turn, SignalTime At, ImmutableArray<Finding> Inner) : Finding
{
    /// <summary>How far a series of events has come; null where it is none.</summary>
    public SeriesFinding? Series { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<Finding> Parts => Inner;
}

/// <summary>A signal, an output or a read-back.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Which of them.</param>
/// <param name="Value">Its value.</param>
/// <param name="Previous">The value before that; null for an event.</param>
/// <param name="Since">When what the value says began.</param>
/// <param name="Turn">The turn that brought it; number 0 where nothing has come yet.</param>
/// <param name="Arrival">The arrival that brought it; 0 where a timer or a command did.</param>
/// <param name="Command">The last command to an output, or null.</param>
public sealed record SignalFinding(
    string Name, OperandKind Kind, Value Value, Value? Previous, SignalTime Since, TurnInfo Turn, long Arrival, Command? Command) : Finding
{
    /// <summary>Of a derived signal what it says at this moment: its condition or its event. Null for any other, and where that was not looked at.</summary>
    public Finding? Behind { get; init; }

    /// <summary>Of a state machine the ways out of all its states; nothing for any other signal, and where they were not looked at.</summary>
    public ImmutableArray<WayFinding> Ways { get; init; } = [];

    /// <inheritdoc/>
    public override IEnumerable<Finding> Parts => [];
}

/// <summary>How a condition counts time.</summary>
/// <param name="Nanoseconds">The time it counts.</param>
/// <param name="ArmedInTurn">The turn from which on it counts.</param>
/// <param name="ArmedAt">The instant of that turn.</param>
/// <param name="Due">When it is over.</param>
public sealed record TimerFinding(long Nanoseconds, long ArmedInTurn, SignalTime ArmedAt, SignalTime Due);
