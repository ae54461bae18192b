using System;

namespace Reactive.Signals.Loop;

/// <summary>Why a command was given: enough to find everything else by replaying.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Line">Its line in the definition.</param>
/// <param name="Turn">The turn in which the rule activated.</param>
public readonly record struct CommandCause(string Rule, int Line, long Turn);

/// <summary>One order to the outside world, numbered from 1.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Turn">The turn that gave it.</param>
/// <param name="At">The instant of that turn.</param>
/// <param name="Sink">The name of the output, the reader line or the speaker, or <c>log</c>.</param>
/// <param name="Verb">What to do: <c>activate</c>, <c>deactivate</c>, <c>send</c>, <c>play</c>, <c>publish</c>, <c>call</c>, <c>log</c>.</param>
/// <param name="Text">The text of a message, the bits of a frame (<c>0x2f623ae/26</c>), a clip (<see cref="PlayedClip"/>), or null.</param>
/// <param name="Cause">Why.</param>
public readonly record struct Command(long Number, long Turn, SignalTime At, string Sink, string Verb, string? Text, CommandCause Cause)
{
    /// <summary>The verb of a command whose text is a frame.</summary>
    public const string Send = "send";

    /// <summary>The verb of a command whose text is a clip.</summary>
    public const string Play = "play";

    /// <summary>The verb of a command whose text is a <see cref="Loop.Message"/>.</summary>
    public const string Publish = "publish";

    /// <summary>The verb of a command whose text is a <see cref="CallPlan"/>.</summary>
    public const string Call = "call";

    /// <summary>The verb that ends all calls.</summary>
    public const string HangUp = "hang-up";

    /// <summary>The verb that answers the call that has come in.</summary>
    public const string Accept = "answer";

    /// <summary>The verb of a command whose text is digits that go into the call.</summary>
    public const string SendDigits = "send-digits";

    /// <summary>The call that it makes; null for all other commands.</summary>
    public CallPlan? Plan => Verb == Call ? CallPlan.Parse(Text) : null;

    private readonly Message? _message;
    private readonly string? _text = Text;

    /// <summary>The text of a message, the bits of a frame (<c>0x2f623ae/26</c>), a clip (<see cref="PlayedClip"/>), or null. That of a <see cref="Message"/> is made when it is asked for.</summary>
    public string? Text
    {
        get => _text ?? _message?.ToText();
        init => _text = value;
    }

    /// <summary>The message that it sends; null for all other commands. Whoever gives the command gives it or its text: each says the same.</summary>
    public Message? Message
    {
        get => _message ?? (Verb == Publish ? Message.Parse(Text) : null);
        init => _message = value;
    }

    /// <summary>Whether its text stems from a sensitive port.</summary>
    public bool IsSensitive { get; init; }

    /// <summary>The text as it may be shown to people and written to files: where it is sensitive only the kind, <c>26 bits</c>.</summary>
    public string? Shown => Message is { } message ? $"{message.Topic} {message.Payload}" : Plan is { } plan ? plan.ToString() : IsSensitive && ReaderBits.TryParse(Text, out ReaderBits frame, out _) ? Value.Of(frame).Veiled().Text : Text;

    /// <summary>Whether both say the same, as a message or as its text.</summary>
    public bool Equals(Command other) => Number == other.Number && Turn == other.Turn && At == other.At && Sink == other.Sink && Verb == other.Verb && Text == other.Text && Cause == other.Cause && IsSensitive == other.IsSensitive;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Number, Turn, Sink, Verb, Text);
}

/// <summary>Carries commands out. It is called on the thread of the loop, between turns, and must not wait.</summary>
public interface ICommandTarget
{
    /// <summary>Takes a command. Its outcome comes back as a feedback arrival: through <see cref="Engine.Answer"/> at once, or later through the order of the run.</summary>
    void Carry(in Command command);
}
