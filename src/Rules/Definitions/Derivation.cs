using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>How a signal that is made from no chain comes about: evaluated in the turns, after all that it reads.</summary>
/// <param name="Position">Where it is defined.</param>
public abstract record Derivation(SourcePosition Position);

/// <summary><c>is: CONDITION</c>: a contact, active while the condition holds, inactive while it does not, unknown while that cannot be said.</summary>
public sealed record ConditionDerivation(SourcePosition Position, Condition Condition) : Derivation(Position);

/// <summary><c>when: EVENT</c>: an event that carries nothing.</summary>
public sealed record EventDerivation(SourcePosition Position, Occurrence Event) : Derivation(Position);

/// <summary><c>latch</c>: a contact that <paramref name="Set"/> makes active and <paramref name="Reset"/> inactive, which it is at first.</summary>
/// <param name="Position">Where it is defined.</param>
/// <param name="Set">What sets it.</param>
/// <param name="Reset">What resets it, or null: then it stays.</param>
/// <param name="PreferSet">What it does where both come in one turn.</param>
public sealed record LatchDerivation(SourcePosition Position, Occurrence Set, Occurrence? Reset, bool PreferSet) : Derivation(Position);

/// <summary><c>counter</c>: a count that goes up and down by one, within its bounds, and back to its start.</summary>
/// <param name="Position">Where it is defined.</param>
/// <param name="Up">What adds one.</param>
/// <param name="Down">What takes one away, or null.</param>
/// <param name="Reset">What sets it to its start, before anything else that comes in the same turn, or null.</param>
/// <param name="Start">Where it starts.</param>
/// <param name="Least">The least it comes to.</param>
/// <param name="Most">The most it comes to.</param>
public sealed record CounterDerivation(SourcePosition Position, Occurrence? Up, Occurrence? Down, Occurrence? Reset, long Start, long Least, long Most) : Derivation(Position);

/// <summary>A state machine: a state whose value is the name of the one state that it is in.</summary>
/// <param name="Position">Where it is defined.</param>
/// <param name="States">Its states, in the order of the file.</param>
/// <param name="Start">The index of the one in which it starts.</param>
/// <param name="Resumes">Whether it goes on in its state after a restart of the device, rather than in the one in which it starts.</param>
public sealed record MachineDerivation(SourcePosition Position, ImmutableArray<MachineState> States, int Start, bool Resumes) : Derivation(Position)
{
    /// <summary>The type of its value: the names of its states.</summary>
    public SymbolType Type { get; } = SymbolType.Words([.. States.Select(static s => s.Name)]);
}

/// <summary>One state of a machine.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Position">Where it is defined.</param>
/// <param name="Transitions">What leads out of it, in the order of the file: the first that can be taken is.</param>
public sealed record MachineState(string Name, SourcePosition Position, ImmutableArray<MachineTransition> Transitions);

/// <summary>A way from one state to another.</summary>
/// <param name="Position">Where it is defined.</param>
/// <param name="When">The event with which it is taken, or null for a timeout.</param>
/// <param name="AfterNanoseconds">How long after the state was entered a timeout is taken.</param>
/// <param name="If">What must hold then, or null.</param>
/// <param name="Unless">What must be known not to, or null.</param>
/// <param name="Target">The index of the state that it leads to; its own starts the timeouts of the state anew.</param>
public sealed record MachineTransition(SourcePosition Position, Occurrence? When, long AfterNanoseconds, Condition? If, Condition? Unless, int Target);
