using System;
using System.Collections.Immutable;
using Reactive.Rules.Graph;
using Reactive.Signals;

namespace Reactive.Rules.Explaining;

/// <summary>What there is to say of a rule that somebody expected to activate.</summary>
public enum WhyNotVerdict
{
    /// <summary>It was active at the instant, or still busy with what it does once.</summary>
    Active,
    /// <summary>It did activate, at the instant.</summary>
    Activated,
    /// <summary>It had been active, and was so no longer.</summary>
    Ended,
    /// <summary>Its event occurred near the instant, while its conditions did not hold or it was disabled.</summary>
    HeldBack,
    /// <summary>It would have activated but for its cooldown.</summary>
    Suppressed,
    /// <summary>It was busy, and did nothing.</summary>
    Ignored,
    /// <summary>It was busy, and what it does once had to wait.</summary>
    Queued,
    /// <summary>It was busy, and had no room for one more.</summary>
    Dropped,
    /// <summary>Its event did not occur near the instant, or only nearly.</summary>
    NoEvent,
    /// <summary>It has no event, and its conditions did not hold at the instant.</summary>
    Conditions,
    /// <summary>The run had not started.</summary>
    NotStarted,
}

/// <summary>Why a rule did not activate around an instant, or that it did.</summary>
/// <param name="Stand">What it did, and how it stood.</param>
/// <param name="Verdict">What there is to say.</param>
/// <param name="Finding">The rule in the turn, or at the instant, that the verdict is about.</param>
/// <param name="Reasons">What held it back; nothing where it was active or activated.</param>
public sealed record WhyNot(RuleStand Stand, WhyNotVerdict Verdict, RuleFinding Finding, ImmutableArray<Reason> Reasons)
{
    /// <summary>
    /// How far from the instant that was asked for an event still is meant that occurred, or nearly did, and was held back: as exactly as people note when
    /// something happened. What happened farther off, and activations, are neighbours, and no answer.
    /// </summary>
    public const long NearNanoseconds = 2 * SignalTime.NanosecondsPerSecond;

    /// <summary>The verdict over what was seen of a rule.</summary>
    /// <param name="stand">What was seen.</param>
    /// <param name="pipeline">Where the rule stands.</param>
    public static WhyNot Of(RuleStand stand, PipelineDefinition pipeline)
    {
        ArgumentNullException.ThrowIfNull(stand);
        return Of(stand, pipeline, stand.At);
    }

    /// <summary>The verdict over what was seen of a rule that might have activated at any instant of a span.</summary>
    /// <param name="stand">What was seen around the last instant of the span.</param>
    /// <param name="pipeline">Where the rule stands.</param>
    /// <param name="from">The first instant of the span.</param>
    public static WhyNot Of(RuleStand stand, PipelineDefinition pipeline, SignalTime from)
    {
        ArgumentNullException.ThrowIfNull(stand);
        ArgumentNullException.ThrowIfNull(pipeline);
        bool lasts = stand.Rule.Trigger is null || !stand.Rule.While.IsEmpty;
        if (lasts && stand.ActiveSince is { } activation)
            return new WhyNot(stand, WhyNotVerdict.Active, activation, []);
        return stand.Rule.Trigger is null ? OfConditions(stand, pipeline) : OfEvent(stand, pipeline, from, lasts);
    }

    private static WhyNot OfConditions(RuleStand stand, PipelineDefinition pipeline)
    {
        ImmutableArray<Reason> reasons = Blame.Of(stand.Standing, pipeline);
        if (!reasons.IsEmpty && stand.HasStarted)
            return new WhyNot(stand, WhyNotVerdict.Conditions, stand.Standing, reasons);
        // they hold, and have done since they came to: it was held back then
        return stand.Before is { Outcome: RuleOutcome.Suppressed } suppressed
            ? new WhyNot(stand, WhyNotVerdict.Suppressed, suppressed, Blame.Of(suppressed, pipeline))
            : new WhyNot(stand, WhyNotVerdict.NotStarted, stand.Standing, reasons);
    }

    private static WhyNot OfEvent(RuleStand stand, PipelineDefinition pipeline, SignalTime from, bool lasts)
    {
        bool isBusy = !stand.Standing.Busy.IsEmpty;
        RuleFinding? nearest = Nearest(stand, from);
        WhyNotVerdict? missed = isBusy && nearest?.At > stand.At ? null : nearest?.Outcome switch
        {
            RuleOutcome.HeldBack => WhyNotVerdict.HeldBack,
            RuleOutcome.Suppressed => WhyNotVerdict.Suppressed,
            RuleOutcome.Ignored => WhyNotVerdict.Ignored,
            RuleOutcome.Queued => WhyNotVerdict.Queued,
            RuleOutcome.Overflowed => WhyNotVerdict.Dropped,
            _ => null,
        };
        if (missed is { } verdict)
            return new WhyNot(stand, verdict, nearest!, Blame.Of(nearest!, pipeline));
        if (isBusy && stand.Done is { } done)
            return new WhyNot(stand, WhyNotVerdict.Active, done, []);
        if (nearest is { Outcome: null })
            return new WhyNot(stand, WhyNotVerdict.NoEvent, nearest, Blame.OfStanding(nearest, pipeline));
        if (lasts && stand.Ended is { } ended && Distance(ended, stand, from) <= NearNanoseconds)
            return new WhyNot(stand, WhyNotVerdict.Ended, ended, Blame.Of(ended, pipeline));
        if (nearest is not null && Distance(nearest, stand, from) == 0)
            return new WhyNot(stand, WhyNotVerdict.Activated, nearest, []);
        return new WhyNot(stand, stand.HasStarted ? WhyNotVerdict.NoEvent : WhyNotVerdict.NotStarted, stand.Standing, Blame.OfStanding(stand.Standing, pipeline));
    }

    // The nearest of all that happened near the instant, or in the span; what occurred before what nearly did.
    private static RuleFinding? Nearest(RuleStand stand, SignalTime from)
    {
        RuleFinding? nearest = null;
        long least = NearNanoseconds;
        foreach (RuleFinding? found in (ReadOnlySpan<RuleFinding?>)[stand.Before, stand.After, stand.NearlyBefore, stand.NearlyAfter])
        {
            if (found is null)
                continue;
            long distance = Distance(found, stand, from);
            if (distance < least || (distance == least && nearest is null))
                (nearest, least) = (found, distance);
        }

        return nearest;
    }

    private static long Distance(RuleFinding found, RuleStand stand, SignalTime from) =>
        found.At < from ? from - found.At : found.At > stand.At ? found.At - stand.At : 0;
}
