using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Reactive.Rules.Picturing;

/// <summary>One thing that is said of a signal that is derived in the turns.</summary>
/// <param name="Label">The key in the definition.</param>
/// <param name="Expression">What it reads, or null.</param>
/// <param name="Text">What is said where there is no expression.</param>
internal sealed record DerivedRow(string Label, Expression? Expression, string Text = "");

/// <summary>What a derivation says, as rows of its box.</summary>
internal static class DerivedRows
{
    /// <summary>The rows, in the order in which they are written.</summary>
    public static IEnumerable<DerivedRow> Of(Derivation? derivation) => derivation switch
    {
        null => [],
        ConditionDerivation d => [new("is", d.Condition)],
        EventDerivation d => [new("when", d.Event)],
        LatchDerivation d => Given(new("set", d.Set), new("reset", d.Reset), new("prefer", null, d.PreferSet ? "set" : "")),
        CounterDerivation d => Given(new("up", d.Up), new("down", d.Down), new("reset", d.Reset), new("from", null, d.Start == 0 ? "" : Number(d.Start)), new("least", null, d.Least == 0 ? "" : Number(d.Least)), new("most", null, d.Most == CounterDraft.Farthest ? "" : Number(d.Most))),
        _ => throw new InvalidOperationException($"Nobody says what a {derivation.GetType().Name} looks like."),
    };

    private static IEnumerable<DerivedRow> Given(params DerivedRow[] rows) => rows.Where(r => r.Expression is not null || r.Text.Length > 0);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
