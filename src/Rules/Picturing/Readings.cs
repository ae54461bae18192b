using System;
using System.Collections.Generic;
using System.Linq;

namespace Reactive.Rules.Picturing;

/// <summary>What an expression reads.</summary>
internal static class Readings
{
    /// <summary>All signals and outputs in <paramref name="expression"/> (null: none), in the order in which they are written.</summary>
    public static IEnumerable<Operand> Of(Expression? expression) => expression switch
    {
        null => [],
        IsCondition e => [e.Operand],
        CompareCondition e => [e.Operand],
        KnownCondition e => [e.Operand],
        OfflineCondition e => [e.Operand],
        NotCondition e => Of(e.Inner),
        AndCondition e => e.Inner.SelectMany(Of),
        OrCondition e => e.Inner.SelectMany(Of),
        ForCondition e => Of(e.Inner),
        WasCondition e => Of(e.Inner),
        ConstantCondition => [],
        CountCondition e => Of(e.Inner),
        SinceCondition e => Of(e.Inner),
        WithinCondition e => Of(e.Inner),
        BecomesOccurrence e => [e.Operand],
        LeavesOccurrence e => [e.Operand],
        ChangesOccurrence e => [e.Operand],
        EventOccurrence e => [e.Operand],
        RiseOccurrence e => Of(e.Inner),
        AnyOccurrence e => e.Inner.SelectMany(Of),
        GuardedOccurrence e => Of(e.Inner).Concat(Of(e.Guard)),
        SequenceOccurrence e => e.Steps.SelectMany(Of),
        _ => throw new InvalidOperationException($"Nobody says what a {expression.GetType().Name} reads."),
    };
}
