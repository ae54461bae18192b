using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Graph;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Warns where actions of equal priority, of one rule or of two, can claim an output active and inactive at once.</summary>
internal static class Contradictions
{
    public static void Warn(ReadContext context, ImmutableArray<RuleDefinition> rules)
    {
        // The first claim each way is enough: whatever contradicts any claim contradicts the first of that kind.
        Dictionary<(string Output, bool Active, int Rank), Claim> first = [];
        foreach (RuleDefinition rule in rules)
        {
            Warn(context, rule, rule.Do, first);
            Warn(context, rule, rule.While, first);
        }
    }

    private static void Warn(ReadContext context, RuleDefinition rule, ImmutableArray<ActionDefinition> actions, Dictionary<(string Output, bool Active, int Rank), Claim> first)
    {
        foreach (ActionDefinition action in actions)
        {
            if (action.Action.Target != ActionTarget.Output)
                continue;
            bool active = action.ClaimsActive;
            int rank = ClaimStack.RankOf(action.LevelIn(rule), rule.Priority);
            if (first.TryGetValue((action.Target, !active, rank), out Claim? other))
            {
                bool own = other.Rule == rule.Name;
                context.Report.WarningAt(
                    DiagnosticCodes.Contradiction, action.Position, $"rules.{rule.Name}",
                    $"'{action.Action.Name}' contradicts '{other.Action}' of '{action.Target}' in {(own ? "the same rule" : $"the rule '{other.Rule}'")} while both stand",
                    own ? "keep one of them" : "let one rule exclude the other with 'unless', or give one a higher 'priority'");
            }

            first.TryAdd((action.Target, active, rank), new Claim(rule.Name, action.Action.Name));
        }
    }

    private sealed record Claim(string Rule, string Action);
}
