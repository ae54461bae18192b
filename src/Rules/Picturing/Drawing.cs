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
    private readonly HashSet<string> _lines = new(StringComparer.Ordinal);
    private readonly HashSet<string> _speakers = new(StringComparer.Ordinal);
    private readonly List<Arrow> _arrows = [];

    public Picture Draw()
    {
        foreach (SignalDefinition signal in definition.Signals.Where(s => s.Flow.Channels > 1))
            _banks[signal.Name] = new BankMembers(UsedOf(signal.Name));
        Box[] signals = [.. definition.Signals.Where(s => s.Member is null && !IsBarePort(s)).Select(OfSignal)];
        Box[] rules = [.. definition.Rules.Select(OfRule).OfType<Box>()];
        IEnumerable<Box> ports = definition.Device.Ports.Where(p => _ports.Contains(p.Name)).Select(OfPort);
        IEnumerable<Box> outputs = definition.Device.Outputs.Where(o => _outputs.Contains(o.Name)).Select(OfOutput);
        IEnumerable<Box> lines = definition.Device.Lines.Where(l => _lines.Contains(l.Name)).Select(l => new Box(Key("line", l.Name), BoxKind.Output, l.Name, "reader line", []));
        IEnumerable<Box> speakers = definition.Device.Speakers.Where(s => _speakers.Contains(s.Name)).Select(s => new Box(Key("speaker", s.Name), BoxKind.Output, s.Name, "speaker", []));
        IEnumerable<Box> sinks = _sinks.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => new Box(Key("sink", s.Key), BoxKind.Sink, s.Key, "", [.. s.Value]));
        return new Picture(definition.Name, definition.Device.Name, [.. ports, .. signals, .. rules, .. outputs, .. lines, .. speakers, .. sinks], [.. _arrows.Distinct()]);
    }

    // names have no underscores, but hyphens and dots: so keys stay as different as names
    private static string Key(string kind, string name) => $"{kind}_{name.Replace('-', '_').Replace(".", "__", StringComparison.Ordinal)}";

    // "front.open" is in the block front; "strike.schedule" is a rule of the output strike
    private (string Group, string Title) Parted(string name)
    {
        int dot = name.LastIndexOf('.');
        return dot < 0 || definition.Device.Output(name[..dot]) is not null ? ("", name) : (name[..dot], name[(dot + 1)..]);
    }

    /// <summary>A signal that is its port as it is, by the same name: one box says it all.</summary>
    private static bool IsBarePort(SignalDefinition signal) =>
        signal is { Stages.IsEmpty: true, Inputs: [{ Port: PortSpec port }] } && port.Name == signal.Name;

    // Members that rules read or signals are made from, by channel.
    private IEnumerable<int> UsedOf(string bank) => definition.Rules
        .SelectMany(r => new Expression?[] { r.Trigger, r.When, r.If, r.Unless, r.Enabled })
        .Concat(definition.Signals.SelectMany(s => DerivedRows.Of(s.Derivation)).SelectMany(r => r.Reads).Select(r => r.Expression))
        .SelectMany(Readings.Of)
        .Where(o => o.Kind == OperandKind.Signal)
        .Select(o => o.Name)
        .Concat(definition.Signals.Where(s => s.Member is null).SelectMany(s => s.Inputs).Select(i => i.Signal).OfType<string>())
        .Select(n => _signals[n])
        .Where(s => s.Member is not null && s.Inputs[0].Signal == bank)
        .Select(s => s.Member!.Value);

    private Box OfPort(PortSpec port)
    {
        (string group, string title) = Parted(port.Name);
        return new Box(Key("port", port.Name), BoxKind.Port, title, Written.PortFlow(port.Flow) + (port.IsVirtual ? ", virtual" : ""), [], group);
    }

    private static Box OfOutput(OutputSpec output) =>
        new(Key("output", output.Name), BoxKind.Output, output.Name, (output.IsRelay ? "relay" : "open drain") + (output.NormallyClosed ? ", normally closed" : ""), []);

    private Box OfSignal(SignalDefinition signal)
    {
        string key = Key("signal", signal.Name);
        foreach (SignalInput input in signal.Inputs)
            _arrows.Add(new Arrow(input.Port is null ? EndOf(input.Signal!) : EndOf(input.Port), new ArrowEnd(key), ArrowRole.Makes));
        var rows = new List<BoxRow>();
        foreach (StageDefinition stage in signal.Stages.Where(s => !s.Implied))
            rows.Add(new BoxRow(string.Create(CultureInfo.InvariantCulture, $"stage_{rows.Count + 1}"), stage.Spec.Name, LineBreaks.OfParts(Written.Parameters(stage.Spec.Parameters, stage.Parameters, stage.Spec.Shorthand))));
        foreach (DerivedRow row in DerivedRows.Of(signal.Derivation))
        {
            rows.Add(row.Row);
            foreach ((Expression? expression, ArrowRole role) in row.Reads)
                Read(expression, new ArrowEnd(key, row.Row.Key), role);
            foreach (string made in row.Signals.Where(_signals.ContainsKey))
                _arrows.Add(new Arrow(EndOf(made), new ArrowEnd(key, row.Row.Key), ArrowRole.Makes));
        }

        if (_banks.TryGetValue(signal.Name, out BankMembers? bank))
            rows.AddRange(bank.Rows(Parted(signal.Name).Title));
        (string group, string title) = Parted(signal.Name);
        return new Box(key, BoxKind.Signal, title, NoteOf(signal), [.. rows], group);
    }

    private static string NoteOf(SignalDefinition signal) => signal.Derivation switch
    {
        MachineDerivation => "state machine",
        ScheduleDerivation => signal.Flow.Kind == FlowKind.Event ? "schedule, event" : "schedule",
        _ => Written.SignalFlow(signal.Flow),
    };

    /// <summary>The box of a rule; null where it is what is done in a state of a machine, which is drawn from there.</summary>
    private Box? OfRule(RuleDefinition rule)
    {
        if (MachineRows.DoneIn(rule, _signals) is (string machine, string state, string when))
        {
            DriveAll(rule, new ArrowEnd(Key("signal", machine), MachineRows.KeyOf(state)), when);
            return null;
        }

        string key = Key("rule", rule.Name);
        var rows = new List<BoxRow>();
        if (rule.Summary.Length > 0)
            rows.Add(new BoxRow("summary", "", LineBreaks.OfText(rule.Summary)));
        Add(rows, key, "when", rule.Trigger, ArrowRole.When);
        // "for: 2 s" beside "when" is written as it stands there
        ForCondition? held = rule.Trigger is null && rule.When is ForCondition f && f.Text.StartsWith(f.Inner.Text + " for ", StringComparison.Ordinal) ? f : null;
        Add(rows, key, rule.Trigger is null ? "when" : "and", held?.Inner ?? rule.When, ArrowRole.When);
        Add(rows, key, "for", null, ArrowRole.When, held?.Text[(held.Inner.Text.Length + " for ".Length)..] ?? "");
        Add(rows, key, "if", rule.If, ArrowRole.If);
        Add(rows, key, "unless", rule.Unless, ArrowRole.Unless);
        Add(rows, key, "enabled", rule.Enabled, ArrowRole.If);
        foreach ((string label, string text) in RuleOptions.Of(rule))
            Add(rows, key, label, null, ArrowRole.If, text);
        DriveAll(rule, new ArrowEnd(key), "");
        (string group, string title) = Parted(rule.Name);
        return new Box(key, BoxKind.Rule, title, RuleOptions.NoteOf(rule), [.. rows], group);
    }

    /// <summary>A row for an expression, with an arrow from all that it reads, or for a text; none for neither.</summary>
    private void Add(List<BoxRow> rows, string box, string label, Expression? expression, ArrowRole role, string text = "")
    {
        if (expression is null && text.Length == 0)
            return;
        rows.Add(new BoxRow(label, label, expression is null ? LineBreaks.OfText(text) : LineBreaks.OfExpression(expression.Text)));
        Read(expression, new ArrowEnd(box, label), role);
    }

    private void Read(Expression? expression, ArrowEnd reader, ArrowRole role)
    {
        foreach (Operand operand in Readings.Of(expression))
        {
            bool isOutput = operand.Kind != OperandKind.Signal;
            _arrows.Add(new Arrow(isOutput ? OutputEnd(operand.Name) : EndOf(operand.Name), reader, role, IsFeedback: isOutput));
        }
    }

    private void DriveAll(RuleDefinition rule, ArrowEnd from, string when)
    {
        long waited = 0;
        foreach (ActionDefinition action in rule.Do)
        {
            if (action.Action.Target == ActionTarget.Duration)
                waited += action.Nanoseconds;
            else
                Drive(from, action, ArrowRole.Does, when, waited == 0 ? "" : $"after {Written.Duration(waited)}");
        }

        foreach (ActionDefinition action in rule.While)
            Drive(from, action, ArrowRole.Holds, when);
    }

    private void Drive(ArrowEnd from, ActionDefinition action, ArrowRole role, params string[] when)
    {
        string parameters = string.Join(", ", Written.Parameters(action.Action.Parameters, action.Parameters, action.Action.Parameters.FirstOrDefault()?.Name));
        // what is done to the log is to log
        string verb = action.Action.Name == action.Sink.Name ? "" : action.Action.Name;
        if (action.Action.Target == ActionTarget.Frames)
            (verb, parameters) = ($"{action.Action.Name} {action.Target}", "");
        else if (action.Action.Target == ActionTarget.Clip)
            (verb, parameters) = ($"{action.Action.Name} {action.Clip}", "");
        string label = string.Join(", ", when.Prepend($"{verb} {parameters}".Trim()).Where(t => t.Length > 0));
        _arrows.Add(new Arrow(from, action.Action.Target switch { ActionTarget.Output => OutputEnd(action.Target), ActionTarget.Frames => LineEnd(action), ActionTarget.Clip => SpeakerEnd(action), _ => SinkEnd(action) }, role, label));
    }

    private ArrowEnd OutputEnd(string output)
    {
        _outputs.Add(output);
        return new ArrowEnd(Key("output", output));
    }

    // what is sent comes from the event, whenever the rule says so
    private ArrowEnd LineEnd(ActionDefinition action)
    {
        _lines.Add(action.Line);
        var end = new ArrowEnd(Key("line", action.Line));
        _arrows.Add(new Arrow(EndOf(action.Target), end, ArrowRole.Makes));
        return end;
    }

    private ArrowEnd SpeakerEnd(ActionDefinition action)
    {
        _speakers.Add(action.Speaker);
        return new ArrowEnd(Key("speaker", action.Speaker));
    }

    private ArrowEnd SinkEnd(ActionDefinition action)
    {
        if (!_sinks.TryGetValue(action.Sink.Name, out List<BoxRow>? rows))
            _sinks[action.Sink.Name] = rows = [];
        ImmutableArray<string> lines = LineBreaks.OfText(action.Target);
        BoxRow? row = rows.Find(r => r.Lines.SequenceEqual(lines));
        if (row is null)
            rows.Add(row = new BoxRow(string.Create(CultureInfo.InvariantCulture, $"text_{rows.Count + 1}"), "", lines));
        return new ArrowEnd(Key("sink", action.Sink.Name), row.Key);
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
