using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>A topic that is listened to, as far as it was read: <c>remote: { topic: door/unlock, is: trigger }</c>.</summary>
internal sealed class SubscriptionDraft(ReadContext context, ConnectionSpec spec, YamlEntry written, string path, NameScope scope) : Draft(written.Key, path, scope)
{
    public const string Number = "number";

    public static readonly ImmutableArray<string> Kinds = [InputDraft.Trigger, InputDraft.Text, InputDraft.Contact, Number];

    public static readonly ParameterSpec UnitOf = new() { Name = "unit", Kind = ParameterKind.Text, Summary = "The unit of the number in the message." };
    public static readonly ParameterSpec IsSensitive = PortSettings.Sensitive;
    public static readonly ParameterSpec Says = new() { Name = "summary", Kind = ParameterKind.Text, Summary = "What it is for." };

    private const string Example = "{ topic: door/unlock, is: trigger }";

    /// <summary>What it came to; null where it is wrong, or not made yet.</summary>
    public SubscriptionDefinition? Made { get; private set; }

    public override SignalDefinition? Build()
    {
        if (context.Map(written.Value, Path, Example) is not YamlMap map)
            return null;
        int errors = context.Report.Errors;
        List<YamlEntry> settings = [];
        YamlEntry? kind = null, first = null;
        foreach (YamlEntry entry in map.Entries)
        {
            if (entry.Key.Value == Keys.Input.Is.Name)
                kind = entry;
            else if (entry.Key.Value == Keys.Input.Initially.Name)
                first = entry;
            else
                settings.Add(entry);
        }

        ParameterValues? values = ParameterReader.Read(context, $"the subscription '{Name}'", [.. spec.Subscription, UnitOf, IsSensitive, Says], settings, written.Key.Start, Path);
        if (kind is null)
            context.Error(DiagnosticCodes.MissingKey, written.Key.Start, Path, "the key 'is' is missing", $"add is: {ParameterSpec.Or(Kinds)}, or a list of words");
        Flow? flow = kind is null ? null : FlowOf(kind.Value, values);
        if (flow is not null && values is not null)
            ParameterReader.Report(context, spec.CheckSubscription(values, flow), settings, written.Key.Start, Path);
        Value? initially = flow is not null && first is not null && context.Scalar(first.Value, ReadContext.Join(Path, first.Key.Value), "initially: active") is YamlScalar word ? InputDraft.InitialOf(context, flow, word, Name, Path) : null;
        if (flow is null || values is null || context.Report.Errors != errors)
            return null;
        PortSpec port = new()
        {
            Name = Name,
            Summary = values.Has(Says.Name) ? values.Text(Says.Name) : "",
            Flow = flow,
            Order = SourceOrder.ByArrival,
            IsVirtual = true,
            Initially = initially,
            // what somebody says may be a code
            IsSensitive = values.IsGiven(IsSensitive.Name) ? values.Text(IsSensitive.Name) == "yes" : flow.IsText,
        };
        Scope.Table.VirtualPorts.Add(port);
        Made = new SubscriptionDefinition(port, values, context.At(Key.Start), spec.Name, spec.Reader(flow, values));
        Scope.Table.Subscriptions[Name] = Made;
        return new SignalDefinition(Name, context.At(Key.Start), [new SignalInput(port, null)], [], flow);
    }

    private Flow? FlowOf(YamlNode kind, ParameterValues? values)
    {
        string kindPath = ReadContext.Join(Path, Keys.Input.Is.Name);
        bool isNumber = kind is YamlScalar { Value: Number };
        if (!isNumber && values is not null && values.IsGiven(UnitOf.Name))
            context.Error(DiagnosticCodes.WrongSetting, written.Key.Start, ReadContext.Join(Path, UnitOf.Name), "only a number has a unit", "remove 'unit', or write 'is: number'");
        if (kind is YamlList list)
            return InputDraft.WordsOf(context, list, kindPath, "a subscription");
        if (context.Scalar(kind, kindPath, $"is: {Kinds[0]}") is not YamlScalar word)
            return null;
        switch (word.Value)
        {
            case InputDraft.Trigger:
                return new Flow(FlowKind.Event);
            case InputDraft.Text:
                return new Flow(FlowKind.Event) { IsText = true };
            case InputDraft.Contact:
                return new Flow(FlowKind.State, SymbolType.Contact);
            case Number:
                return UnitFor(values) is Unit unit ? new Flow(FlowKind.State, Unit: unit) : null;
            default:
                context.Error(DiagnosticCodes.WrongWord, word.Start, kindPath, $"a subscription is {ParameterSpec.Or(Kinds)}, or a list of words, not {word.Describe()}", context.Near(word.Value, Kinds));
                return null;
        }
    }

    private Unit? UnitFor(ParameterValues? values)
    {
        if (values is null)
            return null;
        if (!values.Has(UnitOf.Name))
            return Unit.Count;
        string symbol = values.Text(UnitOf.Name);
        if (Unit.Find(symbol) is Unit unit)
            return Unit.BaseOf(unit.Dimension);
        int at = written.Value is YamlMap map && map.Entries.Find(static e => e.Key.Value == UnitOf.Name) is { } entry ? entry.Value.Start : written.Key.Start;
        context.Error(DiagnosticCodes.NotAQuantity, at, ReadContext.Join(Path, UnitOf.Name), $"there is no unit '{symbol}'", $"one of {string.Join(", ", Unit.All.Select(static u => u.ToString()).Where(static u => u.Length > 0))}; leave it out for a bare number");
        return null;
    }
}
