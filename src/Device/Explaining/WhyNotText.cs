using System.Linq;
using Reactive.Device.Output;
using Reactive.Rules.Explaining;
using Reactive.Rules.Graph;

namespace Reactive.Device.Explaining;

/// <summary>Why a rule did not activate, for people: the verdict in a sentence, and beneath it what it stands on.</summary>
internal sealed class WhyNotText(WhyNot why, Evidence evidence)
{
    /// <summary>The whole tree.</summary>
    public TextTree Build()
    {
        var tree = new TextTree(Title());
        var explanation = new ExplanationText(evidence, whole: true);
        if (why.Stand.Rule.Trigger is { } trigger && why.Verdict is WhyNotVerdict.NoEvent)
        {
            tree.Line(Sighting($"'{trigger.Text}' occurred last", why.Stand.Before) ?? $"'{trigger.Text}' has not occurred before");
            tree.Line(Sighting("and next", why.Stand.After) ?? "and not again in this recording");
        }

        explanation.Add(why.Finding, tree);
        foreach ((string rule, long turn) in WhyNotEvidence.ActivationsOf(why))
        {
            if (evidence.ActivationOf(rule, turn) is { } activation)
                explanation.Add(activation, tree);
        }

        return tree;
    }

    private string Title()
    {
        RuleStand stand = why.Stand;
        string where = ExplanationText.Where(stand.Rule), reasons = ReasonText.Of(why.Reasons);
        string not = $"{where} did not activate at {why.Finding.At} s";
        return why.Verdict switch
        {
            WhyNotVerdict.Active => $"{where} was active at {stand.At} s: it activated {Figures.When(why.Finding.Turn.At, why.Finding.Turn.Number)}{Lasting(stand)}",
            WhyNotVerdict.Activated => $"{where} did activate near {stand.At} s: {Figures.When(why.Finding.At, why.Finding.Turn.Number)}",
            WhyNotVerdict.Ended => $"{where} was active no longer at {stand.At} s: it activated at {stand.Before!.At} s, and was so until {why.Finding.At} s: {reasons}",
            WhyNotVerdict.Ignored => $"{where} did nothing at {why.Finding.At} s: {reasons}",
            WhyNotVerdict.Queued => $"{where} had to wait at {why.Finding.At} s: {reasons}",
            WhyNotVerdict.Dropped => $"{where} had no room for one more activation at {why.Finding.At} s: {reasons}",
            WhyNotVerdict.NotStarted => $"{where} could not activate at {stand.At} s: the run had not started",
            _ => $"{not}: {reasons}",
        };
    }

    private static string Lasting(RuleStand stand)
    {
        if (stand.Standing.Busy.IsEmpty)
            return "";
        return ", and " + string.Join(", and ", stand.Standing.Busy.Select(ReasonText.Of));
    }

    private static string? Sighting(string what, RuleFinding? found) =>
        found is null ? null : $"{what} {Figures.When(found.At, found.Turn.Number)}: {What(found.Outcome)}";

    private static string What(RuleOutcome? outcome) => outcome switch
    {
        RuleOutcome.Activated => "the rule activated",
        RuleOutcome.HeldBack => "the rule was held back",
        RuleOutcome.Suppressed => "the rule was suppressed by its cooldown",
        _ => "the rule was busy",
    };
}
