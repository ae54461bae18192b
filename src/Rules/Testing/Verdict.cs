using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Testing;

/// <summary>Compares what came with what had to: commands, events and states.</summary>
internal sealed class Verdict(TestDefinition test, TestJournal journal, ICollection<TestFailure> failures)
{
    /// <summary>Adds to the failures what is not as it had to be.</summary>
    public void Give()
    {
        Commands();
        Events();
        foreach (StateExpectation expected in test.Expectations.OfType<StateExpectation>())
            State(expected);
    }

    private void Commands()
    {
        CommandExpectation[] expected = [.. test.Expectations.OfType<CommandExpectation>()];
        int[] met = Matching.Of(journal.Commands.Count, expected.Length, (c, e) => IsWithin(journal.Commands[c].At, expected[e]) && IsSame(journal.Commands[c], expected[e]), e => expected[e].Latest.Nanoseconds);
        List<Command> left = [.. journal.Commands.Where((_, i) => met[i] < 0)];
        foreach (CommandExpectation unmet in expected.Where((_, i) => !met.Contains(i)))
            failures.Add(new TestFailure(unmet.Position, $"expected {Told.Of(unmet)} {Told.When(unmet)}; {Instead(unmet, left)}{Down(unmet)}") { Unmet = unmet });
        if (test.AllowsOthers)
            return;
        foreach (Command command in left)
            failures.Add(new TestFailure(test.Position, $"nothing expects {Told.Of(command)} at {command.At} s ({journal.CauseOf(command)})"));
    }

    // What came in its place; that is then told of, and no failure of its own.
    private string Instead(CommandExpectation expected, List<Command> left)
    {
        int same = left.FindIndex(c => IsSame(c, expected));
        if (same >= 0)
        {
            Command elsewhere = left[same];
            left.RemoveAt(same);
            return $"it came at {elsewhere.At} s ({journal.CauseOf(elsewhere)})";
        }

        int other = left.FindIndex(c => c.Sink == expected.Sink && IsWithin(c.At, expected));
        if (other >= 0)
        {
            Command instead = left[other];
            left.RemoveAt(other);
            return $"instead {Told.Of(instead)} came at {instead.At} s ({journal.CauseOf(instead)})";
        }

        Command before = journal.Commands.LastOrDefault(c => c.Sink == expected.Sink && c.At < expected.Earliest);
        if (expected is { Text: null, Message: null } && before.Number > 0 && before.Verb == expected.Command)
            return $"it never came: it has been so since {before.At} s ({journal.CauseOf(before)})";
        int any = left.FindIndex(c => IsWithin(c.At, expected));
        return any < 0 ? "it never came" : $"it never came, but {Told.Of(left[any])} did at {left[any].At} s ({journal.CauseOf(left[any])})";
    }

    private void Events()
    {
        foreach (IGrouping<string, EventExpectation> signal in test.Expectations.OfType<EventExpectation>().GroupBy(e => e.Signal))
        {
            Sighting[] happened = [.. journal.Of(signal.Key).Where(s => s.Value.IsKnown || s.Value.Kind == ValueKind.Fault)];
            EventExpectation[] expected = [.. signal];
            int[] met = Matching.Of(happened.Length, expected.Length, (h, e) => IsWithin(happened[h].At, expected[e]) && expected[e].IsMetBy(happened[h].Value), e => expected[e].Latest.Nanoseconds);
            foreach (EventExpectation unmet in expected.Where((_, i) => !met.Contains(i)))
                failures.Add(new TestFailure(unmet.Position, $"expected {Told.Of(unmet)} {Told.When(unmet)}; {Told.Instead(unmet, happened)}{Down(unmet)}") { Unmet = unmet });
        }
    }

    // What it is once the first instant is over, and whatever it becomes in the span.
    private void State(StateExpectation expected)
    {
        IReadOnlyList<Sighting> sightings = journal.Of(expected.Signal);
        Sighting last = new(SignalTime.Zero, Value.Unknown(UnknownReason.Starting));
        int next = 0;
        for (; next < sightings.Count && sightings[next].At <= expected.Earliest; next++)
            last = sightings[next];
        bool met = IsValue(last.Value, expected.Value);
        for (; !met && next < sightings.Count && sightings[next].At <= expected.Latest; next++)
        {
            last = sightings[next];
            met = IsValue(last.Value, expected.Value);
        }

        if (!met)
            failures.Add(new TestFailure(expected.Position, $"expected {Told.Of(expected)} {Told.When(expected)}; {Told.Instead(expected, last)}{Down(expected)}") { Unmet = expected });
    }

    private string Down(ExpectationDefinition expected)
    {
        RestartFault? restart = test.Faults.OfType<RestartFault>().FirstOrDefault(r => r.At <= expected.Latest && r.Back > expected.Earliest);
        return restart is null ? "" : $" (the device was down from {restart.At} s to {restart.Back} s)";
    }

    private static bool IsSame(in Command command, CommandExpectation expected) => expected.IsMetBy(command);

    private static bool IsWithin(SignalTime at, ExpectationDefinition expected) => at >= expected.Earliest && at <= expected.Latest;

    // Whether a value is the one that was written. Numbers come from samples in single precision; so they are compared.
    private static bool IsValue(Value value, Value? written) => written switch
    {
        null => true,
        { Kind: ValueKind.Unknown, Reason: UnknownReason.Offline } offline => value == offline,
        { Kind: ValueKind.Unknown } => !value.IsKnown,
        { Kind: ValueKind.Number } number => value.Unit == number.Unit && (float)value.Number == (float)number.Number,
        { } other => value == other,
    };
}
