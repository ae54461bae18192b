using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Reactive.Rules.Yaml;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>
/// Reads <c>signals</c> and puts each after what it is made from. Inside <c>from</c> a signal's own name means the port of that name;
/// any other name means the signal of that name before the port.
/// </summary>
internal sealed class SignalsReader(ReadContext context, NameScope scope)
{
    /// <summary>Signals in one pipeline.</summary>
    public const int MostSignals = 1000;

    public const int MostInputs = 64;

    private const string Example = "{ from: rex, through: [ debounce: 20 ms ] }";

    private readonly Dictionary<string, Draft> _drafts = new(StringComparer.Ordinal);
    private readonly List<Draft> _underWay = [];

    private enum Progress
    {
        Waiting,
        UnderWay,
        Good,
        Bad,
    }

    /// <summary>Reads the section into the scope.</summary>
    public void Read(YamlNode section, string path)
    {
        if (context.Map(section, path, $"signals: {{ rex: {Example} }}") is not YamlMap map)
            return;
        for (int i = 0; i < map.Entries.Count; i++)
        {
            YamlEntry entry = map.Entries[i];
            if (Misplaced(map, i, path))
            {
                _drafts[entry.Key.Value] = new Draft { Key = entry.Key, Path = path, Progress = Progress.Bad };
                // what belongs into this signal is no signal
                while (i + 1 < map.Entries.Count && (Keys.Signal.All.Has(map.Entries[i + 1].Key.Value)))
                    i++;
                continue;
            }

            if (_drafts.Count >= MostSignals)
            {
                if (_drafts.Count == MostSignals)
                    context.Error(DiagnosticCodes.TooMany, entry.Key.Start, path, $"a pipeline has at most {MostSignals.ToString(CultureInfo.InvariantCulture)} signals", "split it");
                // the name is known, so that nobody is told that it is not
                _drafts[entry.Key.Value] = new Draft { Key = entry.Key, Path = path, Progress = Progress.Bad };
                continue;
            }

            _drafts[entry.Key.Value] = ReadDraft(entry, ReadContext.Join(path, entry.Key.Value));
        }

        foreach (Draft draft in _drafts.Values)
            Resolve(draft);
    }

    // "rex:" and then "from:" not indented deeper: one mistake, told once
    private bool Misplaced(YamlMap map, int index, string path)
    {
        YamlScalar? next = map.Entries[index].Value is YamlScalar { IsEmpty: true } && index + 1 < map.Entries.Count ? map.Entries[index + 1].Key : null;
        if (next is null || !Keys.Signal.All.Has(next.Value))
            return false;
        context.Error(DiagnosticCodes.WrongShape, next.Start, path, $"'{next.Value}' stands beside the signal '{map.Entries[index].Key.Value}', not in it", "indent it two blanks deeper than the name of the signal");
        return true;
    }

    private Draft ReadDraft(YamlEntry entry, string path)
    {
        Draft draft = new() { Key = entry.Key, Path = path };
        bool named = context.Name(entry.Key, path, "a signal");
        if (named && scope.Device?.Output(entry.Key.Value) is not null)
        {
            context.Error(DiagnosticCodes.TakenName, entry.Key.Start, path, $"'{entry.Key.Value}' is an output of this device", "give the signal another name");
            named = false;
        }

        if (context.Map(entry.Value, path, Example) is YamlMap map)
        {
            context.OnlyKeys(map, path, Keys.Signal.All);
            draft.Through = map.Find(Keys.Signal.Through)?.Value;
            if (context.Required(map, Keys.Signal.From, path, entry.Key.Start, "from: and the port or signal that it is made from") is YamlEntry from)
                ReadFrom(draft, from.Value, ReadContext.Join(path, "from"));
        }

        draft.MayHaveThrough = entry.Value is YamlMap keys && keys.MayHave("through");
        draft.Progress = named && draft.From.Count > 0 ? Progress.Waiting : Progress.Bad;
        return draft;
    }

    private void Resolve(Draft draft)
    {
        if (draft.Progress is Progress.Good)
            return;
        if (draft.Progress == Progress.Bad)
        {
            scope.AddBroken(draft.Key.Value);
            return;
        }

        draft.Progress = Progress.UnderWay;
        _underWay.Add(draft);
        SignalDefinition? signal = Build(draft);
        _underWay.RemoveAt(_underWay.Count - 1);
        // a cycle may have condemned it meanwhile
        draft.Progress = signal is not null && draft.Progress != Progress.Bad ? Progress.Good : Progress.Bad;
        if (draft.Progress == Progress.Good)
            scope.Add(signal!);
        else
            scope.AddBroken(draft.Key.Value);
    }

    private SignalDefinition? Build(Draft draft)
    {
        string name = draft.Key.Value, path = ReadContext.Join(draft.Path, "from");
        var inputs = new SignalInput[draft.From.Count];
        var flows = new Flow?[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            YamlScalar from = draft.From[i];
            if (from.Value != name && SourceOf(from.Value) is Draft source)
            {
                if (source.Progress == Progress.UnderWay)
                    ReportCycle(source, draft, from);
                else
                    Resolve(source);
                inputs[i] = new SignalInput(null, from.Value);
                flows[i] = source.Progress == Progress.Good ? FlowOf(from.Value) : null;
            }
            else
            {
                PortSpec? port = scope.Device?.Port(from.Value);
                inputs[i] = new SignalInput(port, null);
                flows[i] = port?.Flow;
                if (port is null && scope.Device is not null)
                    ReportUnknown(from, path, from.Value == name);
            }
        }

        if (draft.MayHaveThrough && draft.Through is null)
            return null;
        ChainReader chain = new(context, draft.Path);
        // with an unknown input the names and parameters of the chain are still checked
        Flow? flow = chain.Read(draft.Through, flows, draft.From);
        if (flow is null || TakesMembersName(draft, flow))
            return null;
        return new SignalDefinition(name, context.At(draft.Key.Start), [.. inputs], [.. chain.Stages], flow);
    }

    private void ReadFrom(Draft draft, YamlNode from, string path)
    {
        if (from is not YamlList list)
        {
            if (context.Scalar(from, path, "from: and one port or signal, or [several, of them]") is YamlScalar one)
                draft.From.Add(one);
            return;
        }

        if (list.Items.Count is 0 or > MostInputs)
            context.Error(list.Items.Count == 0 ? DiagnosticCodes.WrongShape : DiagnosticCodes.TooMany, from.Start, path, $"a signal is made from 1 to {MostInputs} ports or signals, not {list.Items.Count}");
        else
            draft.From.AddRange(list.Items.ConvertAll(item => context.Scalar(item, path, "from: [front, rear]")).OfType<YamlScalar>());
        if (draft.From.Count < list.Items.Count)
            draft.From.Clear();
    }

    /// <summary>The signal of that name, or the bank that has a member of that name.</summary>
    private Draft? SourceOf(string name)
    {
        if (_drafts.TryGetValue(name, out Draft? draft))
            return draft;
        if (!NameScope.TryMember(name, out string bankName, out _) || !_drafts.TryGetValue(bankName, out Draft? bank))
            return null;
        if (bank.Progress == Progress.Waiting)
            Resolve(bank);
        return bank.Progress != Progress.Good || scope.HasSignal(name) ? bank : null;
    }

    // zones-7 cannot be both a member of the bank zones and a signal beside it
    private bool TakesMembersName(Draft draft, Flow flow)
    {
        for (int channel = 0; flow.Channels > 1 && channel < flow.Channels; channel++)
        {
            string name = NameScope.MemberName(draft.Key.Value, channel);
            string? what = scope.Device?.Output(name) is not null ? "an output" : scope.Device?.Port(name) is not null ? "a port" : null;
            if (what is not null)
            {
                context.Error(DiagnosticCodes.TakenName, draft.Key.Start, draft.Path, $"'{name}', a member of this bank of {flow.Channels} channels, is {what} of this device", "give the signal another name");
                return true;
            }

            if (!_drafts.TryGetValue(name, out Draft? taken))
                continue;
            context.Error(DiagnosticCodes.TakenName, taken.Key.Start, taken.Path, $"'{taken.Key.Value}' is a member of the bank '{draft.Key.Value}' already, which has {flow.Channels} channels", "give the signal another name");
            return true;
        }

        return false;
    }

    private Flow? FlowOf(string signal) => scope.Resolve(signal, default, out Operand? operand) is Lookup.Found or Lookup.Bank ? operand!.Flow : null;

    private void ReportCycle(Draft source, Draft last, YamlScalar from)
    {
        int first = _underWay.IndexOf(source);
        List<string> names = [];
        for (int i = first; i < _underWay.Count; i++)
        {
            _underWay[i].Progress = Progress.Bad;
            if (names.Count < 8)
                names.Add(_underWay[i].Key.Value);
        }

        context.Error(DiagnosticCodes.Cycle, from.Start, ReadContext.Join(last.Path, "from"), $"these signals are made from each other: {string.Join(" <- ", names)} <- {source.Key.Value}", "one of them must come from a port");
    }

    private void ReportUnknown(YamlScalar from, string path, bool itself)
    {
        List<string> names = [.. _drafts.Keys, .. ReadContext.NamesOf(scope.Device!.Ports, static p => p.Name)];
        names.Remove(itself ? from.Value : "");
        string hint = context.Near(from.Value, names);
        if (hint.Length == 0)
            hint = $"the ports are {ParameterSpec.Or([.. ReadContext.NamesOf(scope.Device!.Ports, static p => p.Name)])}";
        if (scope.Device!.Output(from.Value) is not null)
            hint = "it is an output: rules read it as it is";
        context.Error(DiagnosticCodes.UnknownSource, from.Start, path, itself ? $"there is no port {from.Describe()} that this signal could come from" : $"there is no port or signal {from.Describe()}", hint);
    }

    private sealed class Draft
    {
        public required YamlScalar Key { get; init; }

        public required string Path { get; init; }

        /// <summary>What it is made from; empty where that cannot be read.</summary>
        public List<YamlScalar> From { get; } = [];

        public YamlNode? Through { get; set; }

        public Progress Progress { get; set; }

        /// <summary>Whether 'through' may be there under another name.</summary>
        public bool MayHaveThrough { get; set; }
    }
}
