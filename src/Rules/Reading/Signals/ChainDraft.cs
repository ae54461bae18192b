using System.Collections.Generic;
using Reactive.Rules.Yaml;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>
/// A signal that is made from ports or other signals through operators. Inside <c>from</c> its own name means the port of that name;
/// any other name means the signal of that name before the port.
/// </summary>
internal sealed class ChainDraft(ReadContext context, YamlScalar key, string path, NameScope scope) : Draft(key, path, scope)
{
    /// <summary>What it is made from; empty where that cannot be read.</summary>
    public List<YamlScalar> From { get; } = [];

    public YamlNode? Through { get; set; }

    /// <summary>Whether 'through' may be there under another name.</summary>
    public bool MayHaveThrough { get; set; }

    public override SignalDefinition? Build()
    {
        string path = ReadContext.Join(Path, "from");
        var inputs = new SignalInput[From.Count];
        var flows = new Flow?[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
            (inputs[i], flows[i]) = Input(From[i], path);
        if (MayHaveThrough && Through is null)
            return null;
        ChainReader chain = new(context, Path);
        // with an unknown input the names and parameters of the chain are still checked
        Flow? flow = chain.Read(Through, flows, From);
        if (flow is null || TakesMembersName(flow))
            return null;
        return new SignalDefinition(Name, context.At(Key.Start), [.. inputs], [.. chain.Stages], flow);
    }

    private (SignalInput Input, Flow? Flow) Input(YamlScalar from, string path)
    {
        NameScope scope = from.Scope ?? Scope;
        bool itself = from.Scope is null && Scope.FullName(from.Value) == Name;
        PortSpec? port = scope.Port(from.Value);
        // a signal before the port of that name; a member of a bank that is not made yet is a signal too
        if (!itself && (port is null || scope.HasSignal(from.Value)))
        {
            Lookup lookup = scope.Resolve(context, from.Value, context.At(from.Start), path, out Operand? operand);
            if (operand is { Kind: OperandKind.Signal })
                return (new SignalInput(null, operand.Name), operand.Flow);
            if (lookup == Lookup.Broken && (scope.HasSignal(from.Value) || scope.Device is null))
                return (new SignalInput(null, scope.FullName(from.Value)), null);
        }

        if (port is null && scope.Device is not null)
            ReportUnknown(from, scope, path, itself);
        return (new SignalInput(port, null), port?.Flow);
    }

    // zones-7 cannot be both a member of the bank zones and a signal beside it
    private bool TakesMembersName(Flow flow)
    {
        for (int channel = 0; flow.Channels > 1 && channel < flow.Channels; channel++)
        {
            string name = NameScope.MemberName(Name, channel);
            string? what = Scope.Table.Output(name) is not null ? "an output" : Scope.Table.Port(name) is not null ? "a port" : Scope.Table.Line(name) is not null ? "a reader line" : Scope.Table.Speaker(name) is not null ? "a speaker" : null;
            if (what is not null)
            {
                context.Error(DiagnosticCodes.TakenName, Key.Start, Path, $"'{name}', a member of this bank of {flow.Channels} channels, is {what} of this device", "give the signal another name");
                return true;
            }

            if (Scope.Table.DraftOf(name) is not Draft taken)
                continue;
            context.Error(DiagnosticCodes.TakenName, taken.Key.Start, taken.Path, $"'{taken.Name}' is a member of the bank '{Name}' already, which has {flow.Channels} channels", "give the signal another name");
            return true;
        }

        return false;
    }

    private void ReportUnknown(YamlScalar from, NameScope scope, string path, bool itself)
    {
        List<string> ports = scope.IsBlock ? [] : ReadContext.NamesOf(scope.Device!.Ports, static p => p.Name);
        List<string> names = [.. scope.Names(), .. ports];
        names.RemoveAll(n => (itself && n == from.Value) || scope.Output(n) is not null);
        string hint = context.Near(from.Value, names);
        if (hint.Length == 0 && ports.Count > 0)
            hint = $"the ports are {ParameterSpec.Or([.. ports])}";
        if (scope.Output(from.Value) is not null)
            hint = "it is an output: rules read it as it is";
        context.Error(DiagnosticCodes.UnknownSource, from.Start, path, itself ? $"there is no port {from.Describe()} that this signal could come from" : $"there is no port or signal {from.Describe()}", hint);
    }
}
