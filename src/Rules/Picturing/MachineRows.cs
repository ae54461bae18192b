using System.Collections.Generic;
using System.Linq;

namespace Reactive.Rules.Picturing;

/// <summary>
/// A state machine as a table: a row for each state, with the ways that lead out of it. What is done in a state, which the graph
/// knows as rules of their own, is drawn from its row.
/// </summary>
internal static class MachineRows
{
    /// <summary>The rows: where it starts, then its states.</summary>
    public static IEnumerable<DerivedRow> Of(MachineDerivation machine) => machine.States
        .Select(state => new DerivedRow(
            new BoxRow(KeyOf(state.Name), state.Name, [.. state.Transitions.SelectMany(t => Way(t, machine.States[t.Target].Name))]),
            [.. state.Transitions.SelectMany(Reads)]))
        .Prepend(DerivedRow.Of("starts", machine.States[machine.Start].Name));

    /// <summary>The row of a state.</summary>
    public static string KeyOf(string state) => "state_" + state.Replace('-', '_');

    /// <summary>
    /// The machine, its state and when it is done, where <paramref name="rule"/> was made of what is done in a state: nothing
    /// (as long as it lasts), <c>on entry</c> or <c>on exit</c>; null where it is a rule of the author's.
    /// </summary>
    public static (string Machine, string State, string When)? DoneIn(RuleDefinition rule, IReadOnlyDictionary<string, SignalDefinition> signals)
    {
        Operand? read = Readings.Of(rule.Trigger ?? (Expression?)rule.When).FirstOrDefault();
        if (read is not { Kind: OperandKind.Signal } || !signals.TryGetValue(read.Name, out SignalDefinition? signal) || signal.Derivation is not MachineDerivation machine)
            return null;
        foreach (MachineState state in machine.States)
        {
            string name = $"{signal.Name}.{state.Name}";
            string? when = rule.Name == name ? "" : rule.Name == name + ".entry" ? "on entry" : rule.Name == name + ".exit" ? "on exit" : null;
            if (when is not null)
                return (signal.Name, state.Name, when);
        }

        return null;
    }

    // "grant unless blocking is active → unlocked", "after 5 s → locked"
    private static List<string> Way(MachineTransition way, string target)
    {
        List<string> lines = [.. way.When is null ? ["after " + Written.Duration(way.AfterNanoseconds)] : LineBreaks.OfExpression(way.When.Text)];
        foreach (string part in Parts(way, target))
        {
            if (lines[^1].Length + 1 + part.Length <= LineBreaks.Width)
                lines[^1] += " " + part;
            else
                lines.AddRange(LineBreaks.OfExpression(part).Select(l => LineBreaks.Indent + l));
        }

        return lines;
    }

    private static IEnumerable<string> Parts(MachineTransition way, string target)
    {
        if (way.If is not null)
            yield return "if " + way.If.Text;
        if (way.Unless is not null)
            yield return "unless " + way.Unless.Text;
        yield return "→ " + target;
    }

    private static IEnumerable<(Expression?, ArrowRole)> Reads(MachineTransition way) => [(way.When, ArrowRole.When), (way.If, ArrowRole.If), (way.Unless, ArrowRole.Unless)];
}
