using System.Collections.Generic;
using System.Globalization;

namespace Reactive.Rules.Picturing;

/// <summary>What a rule says of itself beside its conditions, where it is not the usual.</summary>
internal static class RuleOptions
{
    /// <summary>The options by their keys, in the order of a rule.</summary>
    public static IEnumerable<(string Label, string Text)> Of(RuleDefinition rule)
    {
        if (rule.CooldownNanoseconds > 0)
            yield return ("cooldown", Written.Duration(rule.CooldownNanoseconds));
        if (rule.Mode != RuleMode.Restart)
            yield return ("mode", Mode(rule));
        if (rule.HoldUnknown)
            yield return ("on-unknown", OptionWords.OnUnknown(rule.HoldUnknown));
        if (rule.OnRestart != RestartPolicy.Cancel)
            yield return ("on-restart", OptionWords.Of(rule.OnRestart));
    }

    /// <summary>How strong it is, where it is not as strong as most.</summary>
    public static string NoteOf(RuleDefinition rule) => rule switch
    {
        { Level: ClaimLevel.Schedule } => "above rules",
        { Priority: RuleDefinition.UsualPriority } => "",
        _ => string.Create(CultureInfo.InvariantCulture, $"priority {rule.Priority}"),
    };

    private static string Mode(RuleDefinition rule)
    {
        string mode = OptionWords.Of(rule.Mode);
        if (rule.Mode == RuleMode.Ignore)
            return mode;
        string overflow = rule.OnOverflow == OverflowPolicy.DropNewest ? "" : ", " + OptionWords.Of(rule.OnOverflow);
        return string.Create(CultureInfo.InvariantCulture, $"{mode}, {rule.Most} at most{overflow}");
    }
}
