using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>
/// Notes rules of conditions that send something: they activate from unknown as well, so that it is sent again at every start of the device and behind every outage
/// in which their conditions hold. An author who writes <c>once</c>, or says what becomes of the rule at a restart, has said that this is meant.
/// </summary>
internal static class SentAtTheStart
{
    public static void Note(ReadContext context, ImmutableArray<RuleDefinition> rules)
    {
        // of a definition that does not run there is more to be said than this
        if (context.Report.Errors > 0)
            return;
        foreach (RuleDefinition rule in rules)
        {
            if (rule is { Trigger: null, When: Condition when, OnRestart: RestartPolicy.Cancel } && MayHold(when) && (rule.If is null || MayHold(rule.If)) && rule.Do.FirstOrDefault(static a => a.Action.Target is ActionTarget.Text or ActionTarget.Topic or ActionTarget.Contacts) is ActionDefinition sends)
                context.Report.NoteAt(DiagnosticCodes.SentAtStart, when.Position, $"rules.{rule.Name}.when", $"'{sends.Action.Name}' is also done at the start and behind an outage, where '{when.Text}' holds then", Cure(rule, when));
        }
    }

    // Whether a condition can come to hold from unknown: what must be counted first is known not to hold until then. What lasts goes on
    // over a restart, and lasts anew behind an outage.
    private static bool MayHold(Condition condition) => condition switch
    {
        AndCondition and => and.Inner.All(MayHold),
        OrCondition or => or.Inner.Any(MayHold),
        ForCondition lasts => MayHold(lasts.Inner),
        WithinCondition or SinceCondition => false,
        CountCondition count => count.Comparison is not (Comparison.AtLeast or Comparison.Greater),
        ConstantCondition constant => constant.Holds,
        _ => true,
    };

    // a key 'for' lasts for all of its 'when', which takes parentheses in one expression
    private static string Whole(Condition when) =>
        when is ForCondition { Inner: AndCondition or OrCondition } lasts && lasts.Text.StartsWith(lasts.Inner.Text, StringComparison.Ordinal) ? $"({lasts.Inner.Text}){lasts.Text[lasts.Inner.Text.Length..]}" : when.Text;

    private static string Cure(RuleDefinition rule, Condition when)
    {
        bool isOne = when is IsCondition or CompareCondition or KnownCondition or OfflineCondition or ConstantCondition;
        string once = isOne ? $"once {when.Text}" : $"once ({Whole(when)})";
        string meant = rule.While.IsEmpty ? $"write 'when: {once}' if that is meant" : $"if that is meant, send it in a rule of its own, with 'when: {once}'";
        return when is IsCondition { Values: [Signals.Value value] } one ? $"{meant}, or 'when: {one.Operand.Name} becomes {value}' for the change alone" : $"{meant}, or name an event such as 'becomes' for the change alone";
    }
}
