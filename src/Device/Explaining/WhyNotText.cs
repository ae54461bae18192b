using System.Collections.Generic;
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
        if (why.Verdict is not (WhyNotVerdict.Active or WhyNotVerdict.Activated))
        {
            tree.Line(Neighbours(why.Stand));
            AddMisses(tree);
        }

        AddWays(why.Reasons, tree);
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
            WhyNotVerdict.Activated => $"{where} did activate {Figures.When(why.Finding.At, why.Finding.Turn.Number)}",
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

    private static string Neighbours(RuleStand stand)
    {
        if (stand is { ActivatedBefore: null, ActivatedAfter: null })
            return "it never activated in this recording";
        string before = stand.ActivatedBefore is { } b ? $"it activated last {Figures.When(b.At, b.Turn.Number)}" : "it had not activated before";
        string after = stand.ActivatedAfter is { } a ? $"and {(stand.ActivatedBefore is null ? "first" : "next")} {Figures.When(a.At, a.Turn.Number)}" : "and not again in this recording";
        return $"{before}, {after}";
    }

    // Where its event occurred around the instant, and it was held back: the answer says nothing of that yet.
    private void AddMisses(TextTree tree)
    {
        foreach ((string when, RuleFinding found) in Misses(why))
            tree.Line($"'{found.Rule.Trigger!.Text}' occurred {when} {Figures.When(found.At, found.Turn.Number)}, and the rule {What(found)}: {ReasonText.Of(Blame.Of(found, evidence.Definition))}");
    }

    /// <summary>The last and the next time that the event of a rule occurred and did not activate it, where the answer is not about that.</summary>
    public static IEnumerable<(string When, RuleFinding Found)> Misses(WhyNot why)
    {
        RuleStand stand = why.Stand;
        foreach ((string when, RuleFinding? found) in ((string, RuleFinding?)[])[("last", stand.Before), ("next", stand.After)])
        {
            if (stand.Rule.Trigger is not null && found is not null && found != why.Finding && found.Outcome is not (RuleOutcome.Activated or RuleOutcome.Queued))
                yield return (when, found);
        }
    }

    /// <summary>What became of an event that occurred and did not activate its rule.</summary>
    public static string What(RuleFinding found) => found.Outcome switch
    {
        RuleOutcome.HeldBack => "was held back",
        RuleOutcome.Suppressed => "was suppressed",
        RuleOutcome.Ignored => "did nothing",
        _ => "had no room for one more activation",
    };

    // What would have brought about the states of machines that it waits for.
    private static void AddWays(IEnumerable<Reason> reasons, TextTree tree)
    {
        foreach (Reason reason in reasons)
        {
            if (!reason.Ways.IsEmpty)
                AddWays(reason, tree.Branch($"what leads {(reason.Wanted ? "to" : "out of")} '{reason.Text}'"));
            AddWays(reason.Because, tree);
        }
    }

    private static void AddWays(Reason reason, TextTree tree)
    {
        foreach (WayReason way in reason.Ways.Where(w => w.Way.Entered is not null))
            tree.Branch(ReasonText.Of(way));
        string[] elsewhere = [.. reason.Ways.Where(w => w.Way.Entered is null).Select(w => ReasonText.Where(w.Way))];
        if (elsewhere.Length > 0)
            tree.Branch($"{string.Join(", ", elsewhere)}: not from {reason.Signals[0].Value}, which {reason.Signals[0].Name} was");
    }
}
