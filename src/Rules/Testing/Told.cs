using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Testing;

/// <summary>What the failures of tests say of commands, signals and times.</summary>
internal static class Told
{
    public static string Of(CommandExpectation expected) => Of(expected.Sink, expected.Command, expected.Called.IsEmpty ? expected.Message?.ToString() ?? expected.Text : string.Join(", ", expected.Called));

    public static string Of(in Command command) => Of(command.Sink, command.Verb, command.Shown);

    public static string Of(EventExpectation expected) => expected.Parts.Length > 0 ? $"'{expected.Signal}' {string.Join(", ", expected.Parts.OfType<PartIs>().Select(p => $"{p.Field.Name} {p.Values[0]}"))}" : expected.Value is { } value && value.Kind != ValueKind.Pulse ? $"'{expected.Signal}' {(value is { Kind: ValueKind.Fault, Text: "" } ? Words.Faulty : Of(value))}" : $"'{expected.Signal}'";

    public static string Of(StateExpectation expected) => $"'{expected.Signal}' {Of(expected.Value)}";

    public static string When(ExpectationDefinition expected) => When(expected.Earliest, expected.Latest);

    public static string When(SignalTime earliest, SignalTime latest) => earliest == latest ? $"at {earliest} s" : $"between {earliest} s and {latest} s";

    /// <summary>What an event did, where it did not happen when it had to.</summary>
    public static string Instead(EventExpectation expected, IReadOnlyList<Sighting> happened)
    {
        if (happened.Count == 0)
            return "it never happened";
        Sighting[] within = [.. happened.Where(s => s.At >= expected.Earliest && s.At <= expected.Latest)];
        Sighting told = within.Length > 0 ? within[0] : happened.MinBy(s => s.At <= expected.Latest ? expected.Earliest - s.At : s.At - expected.Latest);
        if (told.Value.Kind == ValueKind.Fault && expected.Value is not { Kind: ValueKind.Fault })
            return $"it never happened, but was {Of(told.Shown)} at {told.At} s";
        string value = told.Value.Kind == ValueKind.Pulse ? "" : $" with {Of(told.Shown)}";
        return within.Length > 0 && expected.IsMetBy(told.Value)
            ? $"it happened at {told.At} s{value}, but less often than expected"
            : $"it happened at {told.At} s{value}";
    }

    /// <summary>What a state was, where it was not what it had to be.</summary>
    public static string Instead(StateExpectation expected, Sighting last)
    {
        if (last.Value == Value.Unknown(UnknownReason.Starting))
            return "it was not known";
        return last.At > expected.Earliest ? $"at last it was {Of(last.Shown)}, from {last.At} s on" : $"it was {Of(last.Shown)}, since {last.At} s";
    }

    /// <summary>A value, without the reason of what is unknown where the word alone says it.</summary>
    public static string Of(Value value) => value is { Kind: ValueKind.Unknown } ? value.Reason == UnknownReason.Offline ? "offline" : "unknown" : value.ToString();

    private static string Of(string sink, string verb, string? text) => verb switch
    {
        "activate" => $"'{sink}' active",
        "deactivate" => $"'{sink}' inactive",
        Command.Play => $"'{sink}' plays {text}",
        Command.Send => $"'{sink}' {text}",
        Command.Publish => $"publish {text}",
        Command.Call => $"call {text}",
        _ => $"{verb} \"{text}\"",
    };
}
