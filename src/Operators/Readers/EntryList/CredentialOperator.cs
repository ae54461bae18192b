using System.Collections.Generic;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>credential</c>.</summary>
public static class CredentialOperator
{
    private const string Pin = "pin";

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "credential",
        Summary = "Takes the card or PIN out of what an entry list says.",
        Details = "An event with the card or PIN of each entry that has the outcome, at its instant; by itself what is forwarded, to be sent on (`reader-output`, `key-output`). "
            + "What an entry list says because of something that came before (a commit of its store, the end of a time) has no credential and gives nothing. Of a PIN the digits are known only where it is forwarded. Faults do not pass.",
        Shorthand = "of",
        Parameters =
        [
            ParameterSpec.Choice("of", "Which of them.", "card", "card", Pin),
            ParameterSpec.Choice("outcome", "Of which entries.", Entry.Forwarded, Entry.Outcomes),
        ],
        Examples =
        [
            new OperatorExample("credential: {}", "Cards that are nobody's here, for a door controller."),
            new OperatorExample("credential: pin", "PINs that are nobody's here."),
            new OperatorExample("credential: { of: card, outcome: granted }", "The cards of those who enter."),
        ],
        Forms =
        [
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "entries",
                Yields = "an event with the card or PIN",
                Accepts = static flow => flow.Kind == FlowKind.Event && ReferenceEquals(flow.Record, RecordType.Entry),
                Output = static (flow, values) => new Flow(FlowKind.Event, Channels: flow.Channels, Record: values.Text("of") == Pin ? RecordType.Pin : RecordType.Card),
                Kernel = static (_, values) => new CredentialKernel(values.Text("of") == Pin ? ValueKind.Pin : ValueKind.Card, values.Text("outcome")),
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        if (values.Text("of") == Pin && values.Text("outcome") != Entry.Forwarded)
            yield return new ParameterProblem("outcome", $"of a PIN that is {values.Text("outcome")} nobody knows the digits", "leave 'outcome' out: PINs are known where they are forwarded");
    }
}

/// <summary>An entry has what is asked for, or not: nothing is kept.</summary>
internal sealed class CredentialKernel(ValueKind kind, string outcome) : StatelessKernel
{
    public override void Step(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        if (input.Value.Entry is { } entry && entry.Outcome == outcome && entry.Credential.Kind == kind)
            output.Emit(input with { Value = entry.Credential });
    }
}
