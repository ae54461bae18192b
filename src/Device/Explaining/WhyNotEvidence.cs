using System.Collections.Generic;
using System.Linq;
using Reactive.Rules;
using Reactive.Rules.Explaining;
using Reactive.Signals;

namespace Reactive.Device.Explaining;

/// <summary>What there is to collect to explain why a rule did not activate.</summary>
internal static class WhyNotEvidence
{
    /// <summary>Evidence of the rule as it was found, and of the earlier activations that held it back.</summary>
    public static Evidence Of(WhyNot why, PipelineDefinition definition) => new(definition, null, [why.Finding], [.. ActivationsOf(why)]);

    /// <summary>Up to when it reaches.</summary>
    public static SignalTime Until(WhyNot why) => why.Finding.At;

    /// <summary>The activations of the rule that it was busy with, or that its cooldown counts from.</summary>
    public static IEnumerable<(string Rule, long Turn)> ActivationsOf(WhyNot why)
    {
        string rule = why.Stand.Rule.Name;
        IEnumerable<long> turns = why.Verdict switch
        {
            WhyNotVerdict.Suppressed => [why.Finding.ActivatedTurn],
            WhyNotVerdict.Ignored or WhyNotVerdict.Queued or WhyNotVerdict.Dropped => why.Finding.Busy.Select(b => b.ActivatedTurn),
            _ => [],
        };
        return turns.Where(t => t > 0 && t != why.Finding.Turn.Number).Distinct().Select(t => (rule, t));
    }
}
