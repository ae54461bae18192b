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

    // Each command, in order of time, meets the expectation that would be over first: so none is kept from its own by another's wide span.
    private void Commands()
    {
        List<CommandExpectation> unmet = [.. test.Expectations.OfType<CommandExpectation>()];
        List<Command> left = [];
        foreach (Command command in journal.Commands)
        {
            if (unmet.Where(e => Meets(command, e)).MinBy(e => e.Latest) is { } met)
                unmet.Remove(met);
            else
                left.Add(command);
        }

        foreach (CommandExpectation expected in unmet)
            failures.Add(new TestFailure(expected.Position, $"expected {Told.Of(expected)} {Told.When(expected)}; {Instead(expected, left)}{Down(expected)}"));
        if (test.AllowsOthers)
            return;
        foreach (Command command in left)
            failures.Add(new TestFailure(test.Position, $"nothing expects {Told.Of(command)} at {command.At} s ({Told.Cause(command)})"));
    }

    // What came in its place; that is then told of, and no failure of its own.
    private string Instead(CommandExpectation expected, List<Command> left)
    {
        int same = left.FindIndex(c => IsSame(c, expected));
        if (same >= 0)
        {
            Command elsewhere = left[same];
            left.RemoveAt(same);
            return $"it came at {elsewhere.At} s ({Told.Cause(elsewhere)})";
        }

        int other = left.FindIndex(c => c.Sink == expected.Sink && IsWithin(c.At, expected));
        if (other >= 0)
        {
            Command instead = left[other];
            left.RemoveAt(other);
            return $"instead {Told.Of(instead)} came at {instead.At} s ({Told.Cause(instead)})";
        }

        Command before = journal.Commands.LastOrDefault(c => c.Sink == expected.Sink && c.At < expected.Earliest);
        if (expected.Text is null && before.Number > 0 && before.Verb == expected.Command)
            return $"it never came: it has been so since {before.At} s ({Told.Cause(before)})";
        int any = left.FindIndex(c => IsWithin(c.At, expected));
        return any < 0 ? "it never came" : $"it never came, but {Told.Of(left[any])} did at {left[any].At} s ({Told.Cause(left[any])})";
    }

    private void Events()
    {
        foreach (IGrouping<string, EventExpectation> signal in test.Expectations.OfType<EventExpectation>().GroupBy(e => e.Signal))
        {
            Sighting[] happened = [.. journal.Of(signal.Key).Where(s => s.Value.IsKnown)];
            List<EventExpectation> unmet = [.. signal];
            foreach (Sighting one in happened)
            {
                // those that name a value before those that take any
                if (unmet.Where(e => IsWithin(one.At, e) && IsValue(one.Value, e.Value)).OrderBy(e => e.Value is null).ThenBy(e => e.Latest).FirstOrDefault() is { } met)
                    unmet.Remove(met);
            }

            foreach (EventExpectation expected in unmet)
                failures.Add(new TestFailure(expected.Position, $"expected {Told.Of(expected)} {Told.When(expected)}; {Told.Instead(expected, happened)}{Down(expected)}"));
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
            failures.Add(new TestFailure(expected.Position, $"expected {Told.Of(expected)} {Told.When(expected)}; {Told.Instead(expected, last)}{Down(expected)}"));
    }

    private string Down(ExpectationDefinition expected)
    {
        RestartFault? restart = test.Faults.OfType<RestartFault>().FirstOrDefault(r => r.At <= expected.Latest && r.Back > expected.Earliest);
        return restart is null ? "" : $" (the device was down from {restart.At} s to {restart.Back} s)";
    }

    private static bool Meets(in Command command, CommandExpectation expected) => IsSame(command, expected) && IsWithin(command.At, expected);

    private static bool IsSame(in Command command, CommandExpectation expected) =>
        command.Sink == expected.Sink && command.Verb == expected.Command && (expected.Text is null || command.Text == expected.Text);

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
