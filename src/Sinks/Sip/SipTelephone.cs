using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Signals.Specs;

namespace Reactive.Sinks.Sip;

/// <summary>What a test can say of a telephone at the other end.</summary>
internal static class SipTelephone
{
    public const string Answers = "answers";
    public const string Calls = "calls";
    public const string For = "for";
    public const string Is = "is";

    public const string Ringing = "ringing";
    public const string Busy = "busy";
    public const string Declining = "declining";
    private const string Away = "away";

    private static readonly ImmutableArray<ParameterSpec> Specs =
    [
        ParameterSpec.Duration(Answers, "After how long it answers."),
        ParameterSpec.Duration(Calls, "When it calls the device."),
        ParameterSpec.Duration(For, "How long after the answer it hangs up; left out: it does not."),
        ParameterSpec.Choice(Is, "What it does where it does not answer.", Ringing, Ringing, Busy, Declining, Away),
    ];

    /// <summary>The part of a test.</summary>
    public static ConnectionPart Part { get; } = new("telephones", "What somebody does who is called in a test.", Specs);

    /// <summary>What of it does not fit together.</summary>
    public static IEnumerable<ParameterProblem> Problems(ParameterValues peer)
    {
        // one that answers has been ringing until then
        if (peer.IsGiven(Answers) && peer.Text(Is) != Ringing)
            yield return new ParameterProblem(Is, $"it answers after {peer.Quantity(Answers)}, so it is not {peer.Text(Is)}", $"leave out '{Answers}' or '{Is}'");
        if (peer.IsGiven(For) && !peer.IsGiven(Answers) && !peer.IsGiven(Calls))
            yield return new ParameterProblem(For, "it neither answers nor calls, so it never hangs up", $"say when it does: {Answers}: 4 s");
    }
}
