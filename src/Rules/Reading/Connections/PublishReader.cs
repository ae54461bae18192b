using System.Collections.Generic;
using Reactive.Rules.Yaml;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads <c>{ publish: door/forced, value: door, qos: 1 }</c>: a topic, and what is said there.</summary>
internal sealed class PublishReader(ReadContext context, NameScope scope)
{
    /// <summary>The parameter that names the signal whose value is told.</summary>
    public const string Value = "value";

    /// <summary>The parameter that is the payload as it is sent.</summary>
    public const string Payload = "payload";

    /// <summary>The action; null where it is wrong, which is reported.</summary>
    public ActionDefinition? Read(YamlEntry key, SinkSpec sink, ActionSpec spec, List<YamlEntry> others, string path)
    {
        int errors = context.Report.Errors;
        string topicPath = ReadContext.Join(path, spec.Name);
        if (!scope.Table.Connections.ContainsKey(sink.Name))
            context.Error(DiagnosticCodes.NoConnection, key.Key.Start, topicPath, $"this pipeline has no section '{sink.Name}': it is connected to nobody", $"add {sink.Name}: {{ host: and the name of the broker }}");
        YamlScalar? topic = context.Text(key.Value, topicPath, spec.Example);
        if (topic is not null && BlockText.IsFilled(context, topic, topic.Scope ?? scope, topicPath) && spec.CheckTarget(topic.Value) is ParameterProblem wrong)
            context.Error(DiagnosticCodes.ParametersDisagree, topic.Start, topicPath, wrong.Message, wrong.Hint);
        ParameterValues? values = ParameterReader.Read(context, $"'{spec.Name}'", spec.Parameters, others, key.Key.Start, path);
        Operand? signal = null;
        foreach (YamlEntry other in others)
        {
            if (other is { Key.Value: Value, Value: YamlScalar name })
                signal = Signal(context, name.Scope ?? scope, name, ReadContext.Join(path, Value));
        }

        if (values is not null && signal is not null && values.Has(Payload))
            context.Error(DiagnosticCodes.ParametersDisagree, key.Key.Start, path, $"'{Payload}' is sent as it is: '{Value}' has no place in it", $"remove one of them; without '{Payload}' the message is JSON with time, cause and value");
        return topic is null || values is null || context.Report.Errors != errors
            ? null
            : new ActionDefinition(sink, spec, topic.Value, values, context.At(key.Key.Start)) { Signal = signal?.Name };
    }

    /// <summary>A signal whose value can be told; null where it is none, which is reported.</summary>
    public static Operand? Signal(ReadContext context, NameScope scope, YamlScalar name, string path)
    {
        switch (scope.Resolve(context, name.Value, context.At(name.Start), path, out Operand? operand))
        {
            case Lookup.Found when operand is { Kind: OperandKind.Signal or OperandKind.Output }:
                return operand;
            case Lookup.Found:
                context.Error(DiagnosticCodes.WrongType, name.Start, path, $"{name.Describe()} is no signal", "name a signal or an output");
                return null;
            case Lookup.Dense:
                context.Error(DiagnosticCodes.WrongType, name.Start, path, $"{name.Describe()} is a port of samples: they are too many to be told", "name a signal that is made from it");
                return null;
            case Lookup.Bank:
                context.Error(DiagnosticCodes.WrongType, name.Start, path, $"{name.Describe()} is a bank of signals", $"name one of them, such as {NameScope.MemberName(name.Value, 0)}");
                return null;
            case Lookup.Unknown:
                context.Error(DiagnosticCodes.UnknownName, name.Start, path, $"there is no signal {name.Describe()}", context.Near(name.Value, scope.Names()));
                return null;
            default:
                return null;
        }
    }
}
