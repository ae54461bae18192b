using System.Collections.Generic;
using System.Linq;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads <c>check.entry: H10301 12:3456</c>: a card, a PIN or a text that nobody really presents to an entry list, to see what happens.</summary>
internal sealed class CheckFeed(ReadContext context, NameScope scope)
{
    public const string Prefix = "check.";

    public void Read(YamlEntry entry, SignalTime at, string path, List<FeedDefinition> feeds)
    {
        string name = entry.Key.Value[Prefix.Length..];
        if (Inputs(name) is not { } inputs)
        {
            List<string> shared = [.. scope.Table.Signals.Where(IsShared).Select(static s => s.Name)];
            context.Error(DiagnosticCodes.UnknownFeed, entry.Key.Start, path, $"there is no signal '{name}' of an entry list to check", context.NearOrNames(name, shared, "there is") is { Length: > 0 } hint ? hint : "checks are made of signals that an 'entry-list' gives");
            return;
        }

        if (Value(entry.Value, inputs, name, path) is Value presented)
            feeds.Add(new FeedDefinition(at, null, SharedUse.CheckSource(name), presented, context.At(entry.Key.Start)));
    }

    private static bool IsShared(SignalDefinition signal) => signal.Stages.Any(static s => s.Form is SharedForm);

    private List<Flow>? Inputs(string name)
    {
        SignalDefinition? signal = scope.Table.Signals.FirstOrDefault(s => s.Name == name && IsShared(s));
        return signal?.Stages.First(static s => s.Form is SharedForm).Input is not Flow input ? null : input.Kind == FlowKind.Several ? [.. input.Parts] : [input];
    }

    // digits alone are a PIN where PINs are taken; else it is a card where cards are
    private Value? Value(YamlNode node, List<Flow> inputs, string name, string path)
    {
        bool isDigits = node is YamlScalar { Value.Length: > 0 and <= ReaderBits.Most / 4 } scalar && scalar.Value.All(char.IsAsciiDigit);
        Flow flow = inputs.Find(f => isDigits && f.Record == RecordType.Pin) ?? inputs.Find(static f => f.Record == RecordType.Card) ?? inputs[0];
        if (flow.Record is RecordType type)
            return new WrittenRecord(context, DiagnosticCodes.WrongFeed).Of(type, node, path);
        return context.Scalar(node, path, $"{Prefix}{name}: the text of a code") is YamlScalar text ? WrittenValue.OfSignal(context, DiagnosticCodes.WrongFeed, flow, name, text, path) : null;
    }
}
