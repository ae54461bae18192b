using System.Collections.Generic;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads <c>{ send: passed-on, on: controller }</c>: an event that brings frames, and a reader line of the device.</summary>
internal sealed class SendReader(ReadContext context, NameScope scope)
{
    private const string On = "on";

    /// <summary>The action; null where it is wrong, which is reported.</summary>
    public ActionDefinition? Read(YamlEntry key, SinkSpec sink, ActionSpec spec, List<YamlEntry> others, string path)
    {
        int errors = context.Report.Errors;
        string? frames = Frames(key.Value, spec, ReadContext.Join(path, spec.Name));
        ParameterValues? values = ParameterReader.Read(context, $"'{spec.Name}'", spec.Parameters, others, key.Key.Start, path);
        foreach (YamlEntry other in others)
        {
            if (other is { Key.Value: On, Value: YamlScalar line })
                CheckLine(line, ReadContext.Join(path, On));
        }

        return frames is null || values is null || context.Report.Errors != errors ? null : new ActionDefinition(sink, spec, frames, values, context.At(key.Key.Start));
    }

    private string? Frames(YamlNode node, ActionSpec spec, string path)
    {
        if (context.Scalar(node, path, spec.Example) is not YamlScalar name)
            return null;
        NameScope names = name.Scope ?? scope;
        switch (names.Resolve(context, name.Value, context.At(name.Start), path, out Operand? operand))
        {
            case Lookup.Found when operand is { Kind: OperandKind.Signal, Flow: { Kind: FlowKind.Event, Record: var record } } && record == RecordType.Frame:
                return operand.Name;
            case Lookup.Found:
                context.Error(DiagnosticCodes.WrongType, name.Start, path, $"{name.Describe()} brings no frames: only frames are sent", Cure(name.Value, operand!));
                return null;
            case Lookup.Dense or Lookup.Bank:
                context.Error(DiagnosticCodes.WrongType, name.Start, path, $"{name.Describe()} brings no frames: only frames are sent", "name an event that 'reader-output', 'key-output' or 'wiegand' gives");
                return null;
            case Lookup.Unknown:
                context.Error(DiagnosticCodes.UnknownName, name.Start, path, $"there is no signal {name.Describe()}", context.Near(name.Value, names.Names()));
                return null;
            default:
                return null;
        }
    }

    // cards and PINs become frames again by reader-output, keys by key-output
    private static string Cure(string name, Operand operand) =>
        operand.Flow.Record == RecordType.Entry ? $"make frames of it: passed-on: {{ from: {name}, through: [ credential, reader-output ] }}, and send that"
        : operand.Flow is { Kind: FlowKind.Event, Record: not null } ? $"make frames of it: passed-on: {{ from: {name}, through: [ reader-output ] }}, and send that"
        : operand.Flow is { Kind: FlowKind.Event, Symbols: not null } ? $"make frames of it: typed: {{ from: {name}, through: [ key-output ] }}, and send that"
        : "name an event that 'reader-output', 'key-output' or 'wiegand' gives";

    private void CheckLine(YamlScalar line, string path)
    {
        NameScope names = line.Scope ?? scope;
        if (names.Device is null || names.Line(line.Value) is not null)
            return;
        if (names.Device.Lines.IsEmpty)
        {
            context.Error(DiagnosticCodes.UnknownOutput, line.Start, path, $"'{names.Device.Name}' has no reader lines: it cannot send frames", "a profile says under 'lines' on which it can");
            return;
        }

        if (names.IsBlock)
        {
            context.Error(DiagnosticCodes.UnknownOutput, line.Start, path, $"a block knows only reader lines that it is given, not {line.Describe()}", "give the block a parameter: { is: word }, and write $ and its name");
            return;
        }

        List<string> lines = ReadContext.NamesOf(names.Device.Lines, static l => l.Name);
        string hint = context.Near(line.Value, lines);
        context.Error(DiagnosticCodes.UnknownOutput, line.Start, path, $"'{names.Device.Name}' has no reader line {line.Describe()}", hint.Length > 0 ? hint : $"its reader lines are {ParameterSpec.Or([.. lines])}");
    }
}
