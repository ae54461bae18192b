using System.Collections.Immutable;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Something that must come.</summary>
/// <param name="Earliest">Not before this instant.</param>
/// <param name="Latest">Not after this instant; equal to <paramref name="Earliest"/> for an exact time.</param>
/// <param name="Position">Where it stands.</param>
public abstract record ExpectationDefinition(SignalTime Earliest, SignalTime Latest, SourcePosition Position);

/// <summary>An expected command. Each command meets one expectation at most.</summary>
/// <param name="Earliest">Not before this instant.</param>
/// <param name="Latest">Not after this instant.</param>
/// <param name="Sink">The output, the reader line, the speaker, or <c>log</c>.</param>
/// <param name="Command"><c>activate</c>, <c>deactivate</c>, <c>send</c>, <c>play</c> or <c>log</c>.</param>
/// <param name="Text">The text logged, the bits of the frame, the file of the clip, or null.</param>
/// <param name="Position">Where it stands.</param>
public sealed record CommandExpectation(SignalTime Earliest, SignalTime Latest, string Sink, string Command, string? Text, SourcePosition Position)
    : ExpectationDefinition(Earliest, Latest, Position)
{
    /// <summary>What is expected of a message; null for other commands.</summary>
    public MessageExpectation? Message { get; init; }

    /// <summary>The contacts that must be called first, all at once and so in any order; none for other commands.</summary>
    public ImmutableArray<string> Called { get; init; } = [];

    /// <summary>Whether a command is the one that is expected.</summary>
    public bool IsMetBy(in Command command) =>
        command.Sink == Sink && command.Verb == Command && (!Called.IsEmpty ? Calls(command) : Message is null ? Text is null || command.Text == Text || (Command == Signals.Loop.Command.Play && PlayedClip.FileOf(command.Text) == Text) : command.Message is { } message && Message.IsMetBy(message));

    private bool Calls(in Command command)
    {
        if (command.Plan is not { Groups.IsEmpty: false } plan || plan.Groups[0].Length != Called.Length)
            return false;
        foreach (CallRecipient recipient in plan.Groups[0])
        {
            if (!Called.Contains(recipient.Name))
                return false;
        }

        return true;
    }
}

/// <summary>An expected value of a state: it has the value once the instant is over, or at some instant of the span.</summary>
/// <param name="Earliest">The first instant.</param>
/// <param name="Latest">The last instant.</param>
/// <param name="Signal">The signal.</param>
/// <param name="Value">The value; unknown (offline) for <c>offline</c>, any other unknown for anything that is not known.</param>
/// <param name="Position">Where it stands.</param>
public sealed record StateExpectation(SignalTime Earliest, SignalTime Latest, string Signal, Value Value, SourcePosition Position)
    : ExpectationDefinition(Earliest, Latest, Position);

/// <summary>An expected event. Each happening meets one expectation at most.</summary>
/// <param name="Earliest">Not before this instant.</param>
/// <param name="Latest">Not after this instant.</param>
/// <param name="Signal">The signal.</param>
/// <param name="Value">The value it brings; null for any; a fault for one in place of it, of any name where it has none.</param>
/// <param name="Position">Where it stands.</param>
public sealed record EventExpectation(SignalTime Earliest, SignalTime Latest, string Signal, Value? Value, SourcePosition Position)
    : ExpectationDefinition(Earliest, Latest, Position)
{
    /// <summary>What parts of the value must be, where that is all that is asked of it.</summary>
    public ImmutableArray<PartTest> Parts { get; init; } = [];

    /// <summary>Whether a value is the one that is expected. Numbers come from samples in single precision; so they are compared.</summary>
    public bool IsMetBy(Value value)
    {
        if (Value is { Kind: ValueKind.Fault } fault)
            return value.Kind == ValueKind.Fault && (fault.Text!.Length == 0 || fault.Text == value.Text);
        if (value.Kind == ValueKind.Fault)
            return false;
        foreach (PartTest part in Parts)
        {
            if (!part.Holds(value))
                return false;
        }

        return Value is not { } written || (written.Kind == ValueKind.Number ? value.Unit == written.Unit && (float)value.Number == (float)written.Number : value == written);
    }
}

/// <summary>
/// A span in which nothing comes: no command to the sinks, no event and no change of the signals. A state that comes to be known for the
/// first time does not change.
/// </summary>
/// <param name="Earliest">The first instant.</param>
/// <param name="Latest">The last instant.</param>
/// <param name="Sinks">The outputs, the reader lines, the speakers, and <c>log</c>.</param>
/// <param name="Signals">The signals.</param>
/// <param name="OfAll">Whether all sinks and signals are meant, except the signals that the test itself feeds.</param>
/// <param name="Position">Where it stands.</param>
public sealed record SilenceDefinition(
    SignalTime Earliest, SignalTime Latest, ImmutableArray<string> Sinks, ImmutableArray<string> Signals, bool OfAll, SourcePosition Position);
