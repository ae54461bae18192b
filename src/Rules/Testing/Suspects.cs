using System.Collections.Generic;
using System.Linq;
using Reactive.Rules.Explaining;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Testing;

/// <summary>
/// The rules that could have met expectations that were not met, watched in another run of the same test: of the first
/// <see cref="MostFailures"/> expectations the first <see cref="MostRules"/> rules each, so that the other run takes hardly longer than the test itself.
/// </summary>
internal sealed class Suspects : RunObserver
{
    /// <summary>Expectations that are explained; whoever mends these runs the test again.</summary>
    public const int MostFailures = 10;

    /// <summary>Rules that are watched for an expectation.</summary>
    public const int MostRules = 20;

    // more say no more
    private const int MostTold = 3;

    private readonly PipelineDefinition _pipeline;
    private readonly List<(TestFailure Failure, RuleDefinition Rule, RuleWatch Watch)> _all = [];
    private readonly HashSet<RuleWatch> _watched = [];
    private ObserverList _watching = new();

    public Suspects(PipelineDefinition pipeline, IEnumerable<TestFailure> failures)
    {
        _pipeline = pipeline;
        foreach (TestFailure failure in failures.Where(f => f.Unmet is CommandExpectation).Take(MostFailures))
        {
            foreach (RuleDefinition rule in pipeline.Rules.Where(r => Drives(r, (CommandExpectation)failure.Unmet!)).Take(MostRules))
                _all.Add((failure, rule, new RuleWatch(rule, failure.Unmet!.Latest)));
        }
    }

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _all.Count == 0;

    /// <summary>Watches those whose instant lies in this life of the device, which is about to begin.</summary>
    public void Watch(PipelineGraph graph, SignalTime start, SignalTime end)
    {
        RuleWatch[] now = [.. _all.Where(s => s.Failure.Unmet!.Latest >= start && s.Failure.Unmet.Latest <= end).Select(s => s.Watch)];
        _watching = new ObserverList(now);
        _watched.UnionWith(now);
        foreach (RuleWatch watch in now)
            watch.Attach(graph);
    }

    /// <summary>The failure with what its rules did, once the test is over: those first whose event came and that were held back.</summary>
    public TestFailure Explain(TestFailure failure)
    {
        IEnumerable<WhyNot> why = _all.Where(s => ReferenceEquals(s.Failure, failure) && _watched.Contains(s.Watch)).Select(s => WhyNot.Of(s.Watch.Close(), _pipeline, failure.Unmet!.Earliest));
        return failure with { Why = [.. why.Where(w => SaysWhy(w, (CommandExpectation)failure.Unmet!)).OrderBy(w => w.Verdict is WhyNotVerdict.NoEvent or WhyNotVerdict.Conditions).Take(MostTold)] };
    }

    /// <inheritdoc/>
    public override void OnTurn(in TurnInfo turn) => _watching.OnTurn(turn);

    /// <inheritdoc/>
    public override void OnSignal(in SignalChange change) => _watching.OnSignal(change);

    /// <inheritdoc/>
    public override void OnCommand(in Command command) => _watching.OnCommand(command);

    private static bool Drives(RuleDefinition rule, CommandExpectation expected) => rule.Do.Concat(rule.While).Any(a => Drives(a, expected));

    // What holds an output active keeps it from becoming inactive: so it is a suspect as well.
    private static bool Drives(ActionDefinition action, CommandExpectation expected) => action.Sink.Name == expected.Sink
        ? expected is { Text: null, Message: null } && action.Action.Name == expected.Command || action.Target == expected.Text || (expected.Message is { } message && message.Topic.EndsWith(action.Target, System.StringComparison.Ordinal))
        : action.Action.Target == ActionTarget.Clip ? action.Speaker == expected.Sink
        : action.Action.Target == ActionTarget.Frames ? action.Line == expected.Sink
        : action.Action.Target == ActionTarget.Output && action.Target == expected.Sink && (action.ClaimsActive || expected.Command == "deactivate");

    private static bool SaysWhy(WhyNot why, CommandExpectation expected)
    {
        bool holds = expected.Command == "deactivate" && why.Stand.Rule.Do.Concat(why.Stand.Rule.While).Any(a => a.Target == expected.Sink && a.ClaimsActive);
        return why.Verdict switch
        {
            WhyNotVerdict.Active => holds,
            WhyNotVerdict.Activated => false,
            // it did activate, only somewhat too early or too late: that is said already
            WhyNotVerdict.NoEvent or WhyNotVerdict.Conditions when Is(why.Stand.ActivatedBefore) || Is(why.Stand.ActivatedAfter) => false,
            _ => !holds,
        };

        bool Is(RuleFinding? near) => near is not null && near.At >= expected.Earliest.AddNanoseconds(-WhyNot.NearNanoseconds) && near.At <= expected.Latest.AddNanoseconds(WhyNot.NearNanoseconds);
    }
}
