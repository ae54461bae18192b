using System;
using System.Linq;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Sinks.Sip;

/// <summary>The sink of calls: what rules do with the telephone of the pipeline.</summary>
public static class SipSink
{
    /// <summary>The name of the sink and of its connection.</summary>
    public const string Name = "sip";

    /// <summary>Samples a second of the sound of calls, both ways.</summary>
    public const int SampleRateHz = 8_000;

    /// <summary>The port of a device that takes the sound of calls.</summary>
    public const string SoundPort = "call";

    /// <summary>The speaker that is the other end of the call.</summary>
    public const string Speaker = "telephone";

    /// <summary>What the actions that have nothing to name take.</summary>
    public const string TheCall = "call";

    internal const string Digits = "0123456789ABCD*#";
    private const int MostDigits = 64;

    /// <summary>
    /// <c>call</c> calls contacts at once; the command is done when one has answered, and fails when none has. <c>hang-up</c> ends whatever rings or stands, <c>answer</c> answers what came in,
    /// <c>send-digits</c> sends telephone events into the call that stands.
    /// </summary>
    public static SinkSpec Spec { get; } = new()
    {
        Name = Name,
        Summary = "Calls through the accounts of the section 'sip'.",
        Actions =
        [
            new ActionSpec
            {
                Name = Command.Call,
                Summary = "Calls contacts, all at once. The first who answers has the call; where none does in time, their fallbacks are called.",
                Target = ActionTarget.Contacts,
                Parameters =
                [
                    ParameterSpec.Duration(ContactKeys.Ring, "How long it may ring before the fallbacks are called, or the call is given up.", "30 s", "1 s", "10 min"),
                    new ParameterSpec { Name = ContactKeys.Fallback, Kind = ParameterKind.Text, Summary = "A contact that is called when nobody answers, beside the fallbacks of those who were called." },
                    ParameterSpec.Duration(ContactKeys.AtMost, "How long the call may last. Left out: as long as both sides like.", null, "1 s", "24 h"),
                ],
                Once = true,
                Example = "{ call: [reception, flat-1], ring: 20 s, fallback: guard }",
            },
            Of(Command.HangUp, "Ends all calls: what rings is cancelled or declined, what stands is hung up."),
            Of(Command.Accept, "Answers the call that has come in."),
            new ActionSpec
            {
                Name = Command.SendDigits,
                Summary = "Sends digits into the call that stands, as telephone events (RFC 4733).",
                Target = ActionTarget.Text,
                Once = true,
                CheckTarget = static digits => digits.Length is > 0 and <= MostDigits && digits.All(static d => Digits.Contains(d, StringComparison.Ordinal))
                    ? null
                    : new ParameterProblem(Command.SendDigits, $"'{digits}' is not 1 to {MostDigits} of the digits 0-9, A-D, * and #"),
                Example = "{ send-digits: \"12#\" }",
            },
        ],
    };

    private static ActionSpec Of(string name, string summary) => new()
    {
        Name = name,
        Summary = summary,
        Target = ActionTarget.Text,
        Once = true,
        CheckTarget = word => word == TheCall ? null : new ParameterProblem(name, $"'{name}' takes the word '{TheCall}', not '{word}'", $"write {name}: {TheCall}"),
        Example = $"{{ {name}: {TheCall} }}",
    };
}
