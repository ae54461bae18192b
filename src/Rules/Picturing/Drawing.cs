using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Picturing;

/// <summary>Draws one definition.</summary>
internal sealed class Drawing(PipelineDefinition definition)
{
    private readonly Dictionary<string, SignalDefinition> _signals = definition.Signals.ToDictionary(s => s.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, BankMembers> _banks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<BoxRow>> _sinks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ports = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outputs = new(StringComparer.Ordinal);
    private readonly List<Arrow> _arrows = [];

    public Picture Draw()
    {
        foreach (SignalDefinition signal in definition.Signals.Where(s => s.Flow.Channels > 1))
            _banks[signal.Name] = new BankMembers(UsedOf(signal.Name));
        Box[] signals = [.. definition.Signals.Where(s => s.Member is null && !IsBarePort(s)).Select(OfSignal)];
        Box[] rules = [.. definition.Rules.Select(OfRule)];
        IEnumerable<Box> ports = definition.Device.Ports.Where(p => _ports.Contains(p.Name)).Select(OfPort);
        IEnumerable<Box> outputs = definition.Device.Outputs.Where(o => _outputs.Contains(o.Name)).Select(OfOutput);
        IEnumerable<Box> sinks = _sinks.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => new Box(Key("sink", s.Key), BoxKind.Sink, s.Key, "", [.. s.Value]));
        return new Picture(definition.Name, definition.Device.Name, [.. ports, .. signals, .. rules, .. outputs, .. sinks], [.. _arrows.Distinct()]);
    }

    // names have no underscores, but hyphens: so keys stay as different as names
    private static string Key(string kind, string name) => $"{kind}_{name.Replace('-', '_')}";

    /// <summary>A signal that is its port as it is, by the same name: one box says it all.</summary>
    private static bool IsBarePort(SignalDefinition signal) =>
        signal is { Stages.IsEmpty: true, Inputs: [{ Port: PortSpec port }] } && port.Name == signal.Name;

    // Members that rules read or signals are made from, by channel.
    private IEnumerable<int> UsedOf(string bank) => definition.Rules
        .SelectMany(r => new Expression?[] { r.Trigger, r.When, r.If, r.Unless }.SelectMany(Readings.Of))
        .Where(o => o.Kind == OperandKind.Signal)
        .Select(o => o.Name)
        .Concat(definition.Signals.Where(s => s.Member is null).SelectMany(s => s.Inputs).Select(i => i.Signal).OfType<string>())
        .Select(n => _signals[n])
        .Where(s => s.Member is not null && s.Inputs[0].Signal == bank)
        .Select(s => s.Member!.Value);

    private Box OfPort(PortSpec port) => new(Key("port", port.Name), BoxKind.Port, port.Name, Written.PortFlow(port.Flow), []);

    private Box OfOutput(OutputSpec output) =>
        new(Key("output", output.Name), BoxKind.Output, output.Name, (output.IsRelay ? "relay" : "open drain") + (output.NormallyClosed ? ", normally closed" : ""), []);

    private Box OfSignal(SignalDefinition signal)
    {
        string key = Key("signal", signal.Name);
        foreach (SignalInput input in signal.Inputs)
            _arrows.Add(new Arrow(input.Port is null ? EndOf(input.Signal!) : EndOf(input.Port), new ArrowEnd(key), ArrowRole.Makes));
        IEnumerable<BoxRow> stages = signal.Stages.Where(s => !s.Implied).Select((s, i) => new BoxRow(
            string.Create(CultureInfo.InvariantCulture, $"stage_{i + 1}"), s.Spec.Name, LineBreaks.OfParts(Written.Parameters(s.Spec.Parameters, s.Parameters, s.Spec.Shorthand))));
        IEnumerable<BoxRow> members = _banks.TryGetValue(signal.Name, out BankMembers? bank) ? bank.Rows(signal.Name) : [];
        return new Box(key, BoxKind.Signal, signal.Name, Written.SignalFlow(signal.Flow), [.. stages, .. members]);
    }

    private Box OfRule(RuleDefinition rule)
    {
        string key = Key("rule", rule.Name);
        var rows = new List<BoxRow>();
        AddRow("when", rule.Trigger, ArrowRole.When);
        // "for: 2 s" beside "when" is written as it stands there
        if (rule.Trigger is null && rule.When is ForCondition held && held.Text.StartsWith(held.Inner.Text + " for ", StringComparison.Ordinal))
        {
            AddRow("when", held.Inner, ArrowRole.When);
            rows.Add(new BoxRow("for", "for", [held.Text[(held.Inner.Text.Length + " for ".Length)..]]));
        }
        else
        {
            AddRow(rule.Trigger is null ? "when" : "and", rule.When, ArrowRole.When);
        }

        AddRow("if", rule.If, ArrowRole.If);
        AddRow("unless", rule.Unless, ArrowRole.Unless);
        if (rule.CooldownNanoseconds > 0)
            rows.Add(new BoxRow("cooldown", "cooldown", [Written.Duration(rule.CooldownNanoseconds)]));
        foreach (ActionDefinition action in rule.Do)
            Drive(key, action, ArrowRole.Does);
        foreach (ActionDefinition action in rule.While)
            Drive(key, action, ArrowRole.Holds);
        return new Box(key, BoxKind.Rule, rule.Name, "", [.. rows]);

        void AddRow(string label, Expression? expression, ArrowRole role)
        {
            if (expression is null)
                return;
            rows.Add(new BoxRow(label, label, LineBreaks.OfExpression(expression.Text)));
            foreach (Operand operand in Readings.Of(expression))
                _arrows.Add(Read(operand, new ArrowEnd(key, label), role));
        }
    }

    private Arrow Read(Operand operand, ArrowEnd reader, ArrowRole role)
    {
        if (operand.Kind == OperandKind.Signal)
            return new Arrow(EndOf(operand.Name), reader, role);
        _outputs.Add(operand.Name);
        return new Arrow(new ArrowEnd(Key("output", operand.Name)), reader, role, IsFeedback: true);
    }

    private void Drive(string rule, ActionDefinition action, ArrowRole role)
    {
        string parameters = string.Join(", ", Written.Parameters(action.Action.Parameters, action.Parameters, action.Action.Parameters.FirstOrDefault()?.Name));
        if (action.Action.Target == ActionTarget.Output)
        {
            _outputs.Add(action.Target);
            _arrows.Add(new Arrow(new ArrowEnd(rule), new ArrowEnd(Key("output", action.Target)), role, $"{action.Action.Name} {parameters}".TrimEnd()));
            return;
        }

        if (!_sinks.TryGetValue(action.Sink.Name, out List<BoxRow>? rows))
            _sinks[action.Sink.Name] = rows = [];
        ImmutableArray<string> lines = LineBreaks.OfText(action.Target);
        BoxRow? row = rows.Find(r => r.Lines.SequenceEqual(lines));
        if (row is null)
            rows.Add(row = new BoxRow(string.Create(CultureInfo.InvariantCulture, $"text_{rows.Count + 1}"), "", lines));
        // what is done to the log is to log
        string verb = action.Action.Name == action.Sink.Name ? "" : action.Action.Name;
        _arrows.Add(new Arrow(new ArrowEnd(rule), new ArrowEnd(Key("sink", action.Sink.Name), row.Key), role, $"{verb} {parameters}".Trim()));
    }

    private ArrowEnd EndOf(PortSpec port)
    {
        _ports.Add(port.Name);
        return new ArrowEnd(Key("port", port.Name));
    }

    private ArrowEnd EndOf(string name)
    {
        SignalDefinition signal = _signals[name];
        if (IsBarePort(signal))
            return EndOf(signal.Inputs[0].Port!);
        return signal.Member is int channel
            ? new ArrowEnd(Key("signal", signal.Inputs[0].Signal!), _banks[signal.Inputs[0].Signal!].RowOf(channel))
            : new ArrowEnd(Key("signal", name));
    }
}
