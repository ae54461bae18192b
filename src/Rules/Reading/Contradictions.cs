using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Warns where rules of one priority can hold an output active and inactive at once.</summary>
internal static class Contradictions
{
    public static void Warn(ReadContext context, ImmutableArray<RuleDefinition> rules)
    {
        Dictionary<string, (string Rule, string Action, bool Active)> first = new(StringComparer.Ordinal);
        foreach (RuleDefinition rule in rules)
        {
            foreach (ImmutableArray<ActionDefinition> actions in (ReadOnlySpan<ImmutableArray<ActionDefinition>>)[rule.Do, rule.While])
            {
                foreach (ActionDefinition action in actions)
                {
                    if (action.Action.Target != ActionTarget.Output)
                        continue;
                    bool active = action.Action.Name != "deactivate";
                    if (!first.TryGetValue(action.Target, out (string Rule, string Action, bool Active) other))
                        first[action.Target] = (rule.Name, action.Action.Name, active);
                    else if (other.Active != active && other.Rule != rule.Name)
                        context.Report.WarningAt(DiagnosticCodes.Contradiction, action.Position, $"rules.{rule.Name}", $"'{action.Action.Name}' contradicts '{other.Action}' of '{action.Target}' in the rule '{other.Rule}' while both are active", "let one rule exclude the other with 'unless'");
                }
            }
        }
    }
}
