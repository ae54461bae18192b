using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;

namespace Reactive.Rules.Picturing;

/// <summary>A row of a signal that is derived in the turns, and what it reads.</summary>
/// <param name="Row">What it says.</param>
/// <param name="Reads">What it reads, and as what.</param>
internal sealed record DerivedRow(BoxRow Row, ImmutableArray<(Expression? Expression, ArrowRole Role)> Reads)
{
    /// <summary>The signals that it is made from beside its expressions.</summary>
    public ImmutableArray<string> Signals { get; init; } = [];

    /// <summary>An expression behind its key.</summary>
    public static DerivedRow Of(string key, Expression expression) => new(new BoxRow(key, key, LineBreaks.OfExpression(expression.Text)), [(expression, ArrowRole.Makes)]);

    /// <summary>A word or number behind its key.</summary>
    public static DerivedRow Of(string key, string text) => new(new BoxRow(key, key, LineBreaks.OfText(text)), []);
}

/// <summary>What a derivation says, as rows of its box.</summary>
internal static class DerivedRows
{
    /// <summary>The rows, in the order in which they are written.</summary>
    public static IEnumerable<DerivedRow> Of(Derivation? derivation) => derivation switch
    {
        null => [],
        ConditionDerivation d => [DerivedRow.Of("is", d.Condition)],
        EventDerivation d => [DerivedRow.Of("when", d.Event)],
        LatchDerivation d => Given(If("set", d.Set), If("reset", d.Reset), d.PreferSet ? DerivedRow.Of("prefer", "set") : null),
        CounterDerivation d => Given(If("up", d.Up), If("down", d.Down), If("reset", d.Reset), Unless("from", d.Start, 0), Unless("least", d.Least, 0), Unless("most", d.Most, CounterDraft.Farthest)),
        MachineDerivation d => MachineRows.Of(d),
        ScheduleDerivation d => ScheduleText.Rows(d.Schedule),
        OutcomeDerivation d => [DerivedRow.Of("of", $"messages to {d.Sink}")],
        _ => throw new InvalidOperationException($"Nobody says what a {derivation.GetType().Name} looks like."),
    };

    private static DerivedRow? If(string key, Expression? expression) => expression is null ? null : DerivedRow.Of(key, expression);

    private static DerivedRow? Unless(string key, long number, long usual) => number == usual ? null : DerivedRow.Of(key, number.ToString(CultureInfo.InvariantCulture));

    private static IEnumerable<DerivedRow> Given(params DerivedRow?[] rows) => rows.OfType<DerivedRow>();
}
