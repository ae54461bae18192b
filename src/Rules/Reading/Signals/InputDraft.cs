using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>An input that no port gives: people, programs or the network set it.</summary>
internal sealed class InputDraft(ReadContext context, YamlScalar key, string path, NameScope scope, YamlNode written) : Draft(key, path, scope)
{
    public const string Contact = "contact";
    public const string Trigger = "trigger";
    public const string Connection = "connection";
    public const string Text = "text";

    public static readonly ImmutableArray<string> Kinds = [Contact, Trigger, Connection, Text];

    private const string Example = "{ is: contact, initially: active }";

    /// <summary>The word behind its <c>is</c>; empty where there is none.</summary>
    public string Kind => KindOf(written);

    /// <summary>The word that says what an input is, as it was written; empty where that is a list of words, or wrong.</summary>
    public static string KindOf(YamlNode written) => (written is YamlMap map ? map.Find(Keys.Input.Is)?.Value : written) is YamlScalar word ? word.Value : "";

    public override SignalDefinition? Build()
    {
        YamlNode? kind = written;
        YamlScalar? initially = null;
        string summary = "";
        if (written is YamlMap map)
        {
            context.OnlyKeys(map, Path, Keys.Input.All);
            kind = context.Required(map, Keys.Input.Is, Path, map.Start, "is: contact, trigger, connection, text, or [words]")?.Value;
            initially = map.Find(Keys.Input.Initially) is YamlEntry at ? context.Scalar(at.Value, ReadContext.Join(Path, "initially"), "initially: active") : null;
            summary = map.Find(Keys.Input.Summary) is YamlEntry says && context.Text(says.Value, ReadContext.Join(Path, "summary"), "summary: what it is for") is YamlScalar words ? words.Value : "";
        }

        int errors = context.Report.Errors;
        if (kind is null || FlowOf(kind) is not Flow flow)
            return null;
        Value? value = initially is null && flow.Symbols is SymbolType symbols ? Value.Symbol(symbols, 0) : initially is null ? null : InitialOf(context, flow, initially, Name, Path);
        if (context.Report.Errors != errors)
            return null;
        PortSpec port = new() { Name = Name, Summary = summary, Flow = flow, Order = SourceOrder.ByArrival, IsVirtual = true, Initially = value, IsSensitive = flow.IsText };
        Scope.Table.VirtualPorts.Add(port);
        return new SignalDefinition(Name, context.At(Key.Start), [new SignalInput(port, null)], [], flow);
    }

    private Flow? FlowOf(YamlNode kind)
    {
        string kindPath = ReadContext.Join(Path, "is");
        if (kind is YamlList list)
            return WordsOf(context, list, kindPath, "an input");
        if (context.Scalar(kind, kindPath, Example) is not YamlScalar word)
            return null;
        switch (word.Value)
        {
            case Contact:
                return new Flow(FlowKind.State, SymbolType.Contact);
            case Connection:
                return new Flow(FlowKind.State, SymbolType.Connection);
            case Trigger:
                return new Flow(FlowKind.Event);
            case Text:
                return new Flow(FlowKind.Event) { IsText = true };
            default:
                context.Error(DiagnosticCodes.WrongWord, word.Start, kindPath, $"an input is {ParameterSpec.Or(Kinds)}, or a list of words, not {word.Describe()}", context.Near(word.Value, Kinds));
                return null;
        }
    }

    /// <summary>A state that is one of a list of words; null where the list is wrong, which is reported.</summary>
    /// <param name="context">The file.</param>
    /// <param name="list">The words.</param>
    /// <param name="path">Their path.</param>
    /// <param name="what">What has them, for messages: <c>an input</c>.</param>
    public static Flow? WordsOf(ReadContext context, YamlList list, string path, string what)
    {
        if (list.Items.Count is 0 or > SymbolType.MostWords)
        {
            context.Error(list.Items.Count == 0 ? DiagnosticCodes.WrongShape : DiagnosticCodes.TooMany, list.Start, path, $"{what} of words has 1 to {SymbolType.MostWords} of them, not {list.Items.Count}");
            return null;
        }

        List<string> words = [];
        foreach (YamlNode item in list.Items)
        {
            if (context.Scalar(item, path, "[day, night]") is not YamlScalar word || !context.Name(word, path, "a word"))
                continue;
            if (words.Contains(word.Value))
                context.Error(DiagnosticCodes.TakenName, word.Start, path, $"{word.Describe()} stands here twice");
            words.Add(word.Value);
        }

        return words.Count == list.Items.Count ? new Flow(FlowKind.State, SymbolType.Words([.. words])) : null;
    }

    /// <summary>The value that something has until somebody sets it; null where it has none, or where that is wrong, which is reported.</summary>
    /// <param name="context">The file.</param>
    /// <param name="flow">What it is.</param>
    /// <param name="written">Behind <c>initially</c>.</param>
    /// <param name="name">Its name.</param>
    /// <param name="path">Its path.</param>
    public static Value? InitialOf(ReadContext context, Flow flow, YamlScalar written, string name, string path)
    {
        if (flow.Symbols is not SymbolType type)
        {
            context.Error(DiagnosticCodes.WrongSetting, written.Start, path, flow.Kind == FlowKind.State ? "a number is not known before a message says it" : "what only happens has no value that it could have at first", "remove 'initially'");
            return null;
        }

        if (written.Value == Words.Unknown)
            return null;
        int code = type.IndexOf(written.Value);
        if (code >= 0)
            return Value.Symbol(type, (byte)code);
        context.Error(DiagnosticCodes.UnknownValue, written.Start, ReadContext.Join(path, "initially"), $"'{name}' is never {written.Describe()}: it is {ParameterSpec.Or(type.Names)}", context.Near(written.Value, type.Names));
        return null;
    }
}
