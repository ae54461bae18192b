using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules;
using Reactive.Rules.Explaining;
using Reactive.Rules.Graph;
using Reactive.Rules.Testing;

namespace Reactive.Device.Explaining;

/// <summary>Why an expectation of a test was not met, in words: what held back the rules that could have met it.</summary>
/// <param name="pipeline">What is tested.</param>
/// <param name="test">The test: what it does not feed is unknown.</param>
internal sealed class TestReasons(PipelineDefinition pipeline, TestDefinition test)
{
    /// <summary>A line for each rule; nothing where no rule says why.</summary>
    public ImmutableArray<string> Of(TestFailure failure) => [.. failure.Why.Select(why => Of(why, failure.Unmet!))];

    private string Of(WhyNot why, ExpectationDefinition expected)
    {
        string rule = $"rule {why.Stand.Rule.Name}", reasons = string.Join("; ", why.Reasons.Select(Of));
        string at = why.Finding.At < expected.Earliest || why.Finding.At > expected.Latest ? $" at {why.Finding.At} s" : "";
        return why.Verdict switch
        {
            WhyNotVerdict.Active => $"{rule} held it: it activated at {why.Finding.At} s{string.Concat(why.Stand.Standing.Busy.Select(b => ", and " + ReasonText.Of(b)))}",
            WhyNotVerdict.Ended => $"{rule} was active no longer{at}: {reasons}",
            WhyNotVerdict.Queued => $"{rule} had to wait{at}: {reasons}",
            WhyNotVerdict.NotStarted => $"{rule} could not activate: the run had not started",
            _ => $"{rule} was held back{at}: {reasons}{Missed(why)}",
        };
    }

    // An event that came too early or too late says more with what it met.
    private string Missed(WhyNot why)
    {
        if (why.Verdict != WhyNotVerdict.NoEvent || WhyNotText.Misses(why).FirstOrDefault() is not (string when, RuleFinding found))
            return "";
        return $"; it occurred {when} at {found.At} s, and the rule {WhyNotText.What(found)}: {string.Join("; ", Blame.Of(found, pipeline).Select(Of))}";
    }

    // With what the ways out of the present state of a machine lacked, where it waits for another.
    private string Of(Reason reason) => string.Join("; ", new[] { Says(reason) }.Concat(reason.Ways.Where(w => w.Way.Entered is not null).Select(ReasonText.Of)));

    private string Says(Reason reason) => reason switch
    {
        { Shortfall: FromUnknownShortfall { Signal: { } signal } } => $"'{reason.Text}' needs a known value before; {signal.Name} was unknown until {signal.Turn.At} s",
        { IsEvent: true, Shortfall: UnknownShortfall { Signal: var signal } } when IsNotFed(signal) => $"'{reason.Text}' did not occur ({signal.Name} is not fed)",
        { IsEvent: false, Truth: Truth.Unknown } => $"'{reason.Text}' is unknown ({Behind(reason)})",
        _ => ReasonText.Of(reason),
    };

    private string Behind(Reason reason) => reason switch
    {
        { Because.IsEmpty: false } => string.Join("; ", reason.Because.Select(Of)),
        { Shortfall: UnknownShortfall { Signal: var signal } } when IsNotFed(signal) => $"{signal.Name} is not fed",
        _ => ReasonText.Detail(reason),
    };

    // Whether nothing has come of it, and neither it nor anything that it is made from is fed.
    private bool IsNotFed(SignalFinding signal)
    {
        if (signal.Kind != OperandKind.Signal || signal.Turn.Number != 0)
            return false;
        var behind = new Queue<string>([signal.Name]);
        while (behind.TryDequeue(out string? name))
        {
            SignalDefinition? made = pipeline.Signals.FirstOrDefault(s => s.Name == name);
            if (made is null or { Derivation: not null } || test.Feeds.Any(f => f.Signal == name || made.Inputs.Any(i => i.Port is { } port && port.Name == f.Port)))
                return false;
            foreach (string input in made.Inputs.Select(i => i.Signal).OfType<string>())
                behind.Enqueue(input);
        }

        return true;
    }
}
