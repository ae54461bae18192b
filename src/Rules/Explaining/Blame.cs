using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Rules.Graph;
using Reactive.Signals;

namespace Reactive.Rules.Explaining;

/// <summary>
/// From what a rule read to what held it back: of conditions that must all hold those that did not, of alternatives all of them, each with by how much it
/// missed. A condition that cannot be said holds back like one that does not hold.
/// </summary>
public sealed partial class Blame
{
    private static readonly Value Active = Value.Contact(active: true);

    private readonly Measures _measures;
    private readonly SignalTime _now;

    private Blame(PipelineDefinition pipeline, SignalTime now)
    {
        _measures = new Measures(pipeline);
        _now = now;
    }

    /// <summary>What held a rule back; nothing where it activated and did what it does, or nothing did.</summary>
    /// <param name="rule">What became of the rule in a turn, or how it stood.</param>
    /// <param name="pipeline">Where it stands.</param>
    public static ImmutableArray<Reason> Of(RuleFinding rule, PipelineDefinition pipeline)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(pipeline);
        return rule.Outcome switch
        {
            RuleOutcome.Activated or RuleOutcome.Resumed => [],
            RuleOutcome.Suppressed => [Cooldown(rule)],
            RuleOutcome.Ignored or RuleOutcome.Queued or RuleOutcome.Overflowed => [Busy(rule)],
            _ => new Blame(pipeline, rule.At).OfConditions(rule),
        };
    }

    /// <summary>Why the event of a rule does not occur in the turn in which it is looked at, and what else would have held it back then.</summary>
    /// <param name="rule">The rule in that turn.</param>
    /// <param name="pipeline">Where it stands.</param>
    public static ImmutableArray<Reason> OfStanding(RuleFinding rule, PipelineDefinition pipeline)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(pipeline);
        var blame = new Blame(pipeline, rule.At);
        return [.. rule.Trigger is null ? [] : blame.Of(rule.Trigger, "when"), .. blame.OfConditions(rule)];
    }

    /// <summary>
    /// Whether an event nearly occurred in a turn in which it did not: a state became what it must, but from unknown; an event came with another value;
    /// a part of it occurred, but not all that must come with it.
    /// </summary>
    /// <param name="happening">The event, in that turn.</param>
    /// <param name="turn">The number of the turn.</param>
    public static bool IsNear(EventFinding happening, long turn)
    {
        ArgumentNullException.ThrowIfNull(happening);
        if (happening.Occurs)
            return false;
        return happening switch
        {
            { Occurrence: BecomesOccurrence becomes, Inner: [SignalFinding signal] } => signal.Turn.Number == turn && BecameFromUnknown(becomes, signal),
            { Occurrence: EventOccurrence, Inner: [SignalFinding signal] } => signal.Turn.Number == turn,
            { Occurrence: RiseOccurrence, Inner: [ConditionFinding inner] } => inner.Turn == turn && inner.Truth == Truth.True,
            { Occurrence: SequenceOccurrence } => happening.Inner.Any(step => step is EventFinding { Occurs: true }),
            { Occurrence: GuardedOccurrence, Inner: [EventFinding inner, _] } => inner.Occurs || IsNear(inner, turn),
            _ => happening.Inner.Any(part => part is EventFinding inner && IsNear(inner, turn)),
        };
    }

    private ImmutableArray<Reason> OfConditions(RuleFinding rule)
    {
        var reasons = new List<Reason>();
        foreach ((string keyword, Finding read) in rule.Read)
        {
            if (read is ConditionFinding condition)
                reasons.AddRange(Of(condition, keyword != "unless", keyword));
        }

        return [.. reasons];
    }

    private static Reason Cooldown(RuleFinding rule)
    {
        SignalTime from = rule.ActivatedAt ?? rule.At;
        long of = rule.Rule.CooldownNanoseconds;
        return new Reason("cooldown", "cooldown: " + Picturing.Written.Duration(of), Truth.False, Wanted: true, 0, from)
        {
            Shortfall = new CooldownShortfall(from, of, rule.At - from),
        };
    }

    private static Reason Busy(RuleFinding rule)
    {
        ImmutableArray<BusyFinding> with = [.. rule.Busy.OrderBy(b => b.Ends)];
        string mode = "mode: " + OptionWords.Of(rule.Rule.Mode);
        string text = rule.Rule.Mode is RuleMode.Queue or RuleMode.Parallel ? string.Create(CultureInfo.InvariantCulture, $"{mode}, most: {rule.Rule.Most}") : mode;
        int waiting = rule.Waiting - (rule.Outcome == RuleOutcome.Queued ? 1 : 0);
        return new Reason("mode", text, Truth.False, Wanted: true, with.IsEmpty ? 0 : with[0].ActivatedTurn, with.IsEmpty ? rule.At : with[0].BeganAt)
        {
            Shortfall = new BusyShortfall(with, waiting, with.IsEmpty ? 0 : with.GroupBy(b => b.ActivatedTurn).Min(run => run.Max(b => b.Ends)) - rule.At),
        };
    }

    private IEnumerable<Reason> Of(ConditionFinding found, bool wanted, string keyword)
    {
        if (found.Truth == (wanted ? Truth.True : Truth.False))
            return [];
        return found.Condition switch
        {
            NotCondition when found.IsOneWithItsInner && found.Inner is [ConditionFinding inner] => [Leaf(inner, !wanted, keyword) with { Truth = found.Truth, Wanted = wanted }],
            NotCondition => Inner(found, !wanted, keyword),
            AndCondition or OrCondition => Inner(found, wanted, keyword),
            _ => [Leaf(found, wanted, keyword)],
        };
    }

    private IEnumerable<Reason> Inner(ConditionFinding found, bool wanted, string keyword) =>
        found.Inner.OfType<ConditionFinding>().SelectMany(inner => Of(inner, wanted, keyword));

    private Reason Leaf(ConditionFinding found, bool wanted, string keyword) => new(keyword, found.Condition.Text, found.Truth, wanted, found.Turn, found.At)
    {
        Signals = Distinct(found),
        Shortfall = ShortfallOf(found, wanted),
        Because = [.. Under(found, wanted, keyword)],
        Ways = found is { Condition: IsCondition condition, Inner: [SignalFinding machine] } ? Ways(machine, name => Names(condition.Values, name) == wanted) : [],
    };

    private IEnumerable<Reason> Under(ConditionFinding found, bool wanted, string keyword) => found switch
    {
        { Condition: ForCondition or WasCondition, Inner: [ConditionFinding inner] } when Matters(found, inner, wanted) => Of(inner, wanted, keyword),
        { Condition: IsCondition condition, Inner: [SignalFinding { Behind: ConditionFinding behind }] } => Of(behind, condition.Values.Contains(Active) == wanted, keyword),
        _ => [],
    };

    // Whether the present of what is counted says more than the time that is counted.
    private static bool Matters(ConditionFinding found, ConditionFinding inner, bool wanted) =>
        inner.Truth != (wanted ? Truth.True : Truth.False) && (found.Condition is ForCondition || (found.Truth == inner.Truth && found.Truth != Truth.False));

    private Shortfall? ShortfallOf(ConditionFinding found, bool wanted) => found.Condition switch
    {
        IsCondition or CompareCondition when found is { Truth: Truth.Unknown, Inner: [SignalFinding signal] } => new UnknownShortfall(signal),
        IsCondition c when found.Inner is [SignalFinding signal] => _measures.Of(signal, c.Values, wanted),
        CompareCondition c when found.Inner is [SignalFinding signal] => new NumberShortfall(signal.Value.Number, c, signal.Value.Unit!),
        ForCondition c when wanted && found.Memory is StretchFinding stretch => new StretchShortfall(stretch.From, stretch.Until, stretch.From is { } from ? (stretch.Until ?? _now) - from : 0, c.Nanoseconds),
        WasCondition c when found.Memory is EndFinding end => Past(end.Ended, c.Nanoseconds, found.Truth, wanted),
        WithinCondition c when found.Inner is [EventFinding inner] => Past(inner.Turn == 0 ? null : inner.At, c.Nanoseconds, found.Truth, wanted),
        CountCondition c when found.Memory is CountFinding count => new CountShortfall(count.Count, count.Count == count.Most, c, MissOf(count.Count, c, wanted)),
        SinceCondition c when found.Inner is [EventFinding inner] => new ElapsedShortfall(inner.Turn == 0 ? null : inner.At, inner.Turn == 0 ? 0 : _now - inner.At, c),
        _ => null,
    };

    private Shortfall? Past(SignalTime? last, long within, Truth truth, bool wanted) => (truth, wanted) switch
    {
        (Truth.False, true) => new TooLateShortfall(last, last is { } l ? _now - l : 0, within),
        (Truth.True, false) when last is { } l => new TooEarlyShortfall(l, _now - l, within),
        _ => null,
    };

    // How many events more, or less, would have made it as wanted.
    private static int MissOf(int count, CountCondition condition, bool wanted)
    {
        int number = condition.Number;
        return (condition.Comparison, wanted) switch
        {
            (Comparison.AtLeast, true) or (Comparison.Less, false) => number - count,
            (Comparison.Greater, true) or (Comparison.AtMost, false) => number + 1 - count,
            (Comparison.Less, true) or (Comparison.AtLeast, false) => count - number + 1,
            (Comparison.AtMost, true) or (Comparison.Greater, false) => count - number,
            (Comparison.Equal, true) or (Comparison.NotEqual, false) => Math.Abs(number - count),
            _ => 1,
        };
    }

    private IEnumerable<Reason> Of(EventFinding happening, string keyword)
    {
        if (happening.Occurs)
            return [];
        return happening switch
        {
            { Occurrence: AnyOccurrence } => Possible(happening).SelectMany(inner => Of(inner, keyword)),
            { Occurrence: GuardedOccurrence, Inner: [EventFinding { Occurs: true }, ConditionFinding guard] } => Of(guard, wanted: true, keyword),
            { Occurrence: GuardedOccurrence, Inner: [EventFinding inner, _] } => Of(inner, keyword),
            _ =>
            [
                new Reason(keyword, happening.Occurrence.Text, Truth.False, Wanted: true, happening.Turn, happening.At)
                {
                    IsEvent = true,
                    Signals = Distinct(happening),
                    Shortfall = ShortfallOf(happening),
                    Because = [.. Under(happening, keyword)],
                    Ways = Ways(happening),
                },
            ],
        };
    }

    // What a block was not given never occurs: it is no alternative, unless there is no other.
    private static EventFinding[] Possible(EventFinding happening)
    {
        EventFinding[] all = [.. happening.Inner.OfType<EventFinding>()];
        EventFinding[] possible = [.. all.Where(e => e.Occurrence is not RiseOccurrence { Inner: ConstantCondition { Holds: false } })];
        return possible.Length == 0 ? all : possible;
    }

    private IEnumerable<Reason> Under(EventFinding happening, string keyword) => happening switch
    {
        { Occurrence: RiseOccurrence, Inner: [ConditionFinding inner] } => Of(inner, wanted: true, keyword),
        { Occurrence: EventOccurrence, Inner: [SignalFinding { Behind: EventFinding behind }] } => Of(behind, keyword),
        { Occurrence: BecomesOccurrence becomes, Inner: [SignalFinding { Behind: ConditionFinding behind }] } => Of(behind, becomes.Values.Contains(Active), keyword),
        _ => [],
    };

    private Shortfall? ShortfallOf(EventFinding happening) => happening switch
    {
        { Occurrence: BecomesOccurrence becomes, Inner: [SignalFinding signal] } when BecameFromUnknown(becomes, signal) => new FromUnknownShortfall(signal),
        { Occurrence: BecomesOccurrence or LeavesOccurrence or ChangesOccurrence, Inner: [SignalFinding { Value.IsKnown: false } signal] } => new UnknownShortfall(signal),
        { Occurrence: EventOccurrence, Inner: [SignalFinding { Turn.Number: > 0 } signal] } when signal.Turn.Number > happening.Turn => new OtherValueShortfall(signal),
        { Occurrence: RiseOccurrence, Inner: [ConditionFinding { Truth: Truth.True, Before: Truth.Unknown } inner] } when inner.Turn > happening.Turn => new FromUnknownShortfall(null),
        { Occurrence: SequenceOccurrence series, Series: { } come } => Series(series, come),
        _ => null,
    };

    private SeriesShortfall Series(SequenceOccurrence series, SeriesFinding come)
    {
        int reached = come.Reached;
        if (reached == 0)
        {
            for (int step = come.Starts.Length; step > 0 && reached == 0; step--)
                reached = come.Starts[step - 1] is null ? 0 : step;
        }

        SignalTime? began = reached == 0 ? null : come.Starts[reached - 1];
        return new SeriesShortfall(reached, series.Steps.Length, began, began is { } b ? b.AddNanoseconds(series.Nanoseconds) - _now : 0);
    }

    private static bool BecameFromUnknown(BecomesOccurrence becomes, SignalFinding signal) =>
        !becomes.OrStarts && signal is { Value.IsKnown: true, Previous.IsKnown: false, Turn.Number: > 0 } && becomes.Values.Contains(signal.Value);

    private static ImmutableArray<SignalFinding> Distinct(Finding found) => [.. found.Signals().DistinctBy(s => (s.Kind, s.Name))];
}
