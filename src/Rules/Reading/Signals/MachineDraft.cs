using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>A state machine. What it does in its states becomes rules that read it.</summary>
internal sealed class MachineDraft(ReadContext context, YamlScalar key, string path, NameScope scope, YamlMap map) : DerivedDraft(context, key, path, scope)
{
    public const int MostTransitions = 64;

    private const string Transition = "{ when: rex becomes active, go: unlocked }";

    public static readonly ParameterSpec OnRestart = ParameterSpec.Choice("on-restart", "Where it goes on when the device restarts: in the state that it was in, with what is left of its timeouts, or where it starts.", "resume", "resume", "cancel");
    public static readonly ParameterSpec After = ParameterSpec.Duration("after", "How long after the state was entered.", required: true);

    private readonly List<(YamlScalar Name, YamlMap? Map)> _states = [];

    // whether a way is wrong, here or where what it reads was defined
    private bool _broken;
    private bool _isRead;

    public override SignalDefinition? Build()
    {
        int errors = Context.Report.Errors;
        _isRead = true;
        ReadStates();
        int start = Context.Required(map, Keys.Machine.Starts, Path, Key.Start, "starts: and the state in which it starts") is YamlEntry starts ? Target(starts.Value, ReadContext.Join(Path, "starts")) : -1;
        bool resumes = !(map.Find(Keys.Machine.OnRestart) is YamlEntry restart && ParameterReader.ReadOne(Context, OnRestart, restart.Value, ReadContext.Join(Path, OnRestart.Name)) is "cancel");
        ImmutableArray<MachineState>.Builder states = ImmutableArray.CreateBuilder<MachineState>(_states.Count);
        foreach ((YamlScalar name, YamlMap? state) in _states)
            states.Add(new MachineState(name.Value, Context.At(name.Start), state is null ? [] : Ways(state, ReadContext.Join(Path, name.Value))));
        if (start < 0 || _broken || Context.Report.Errors != errors)
            return null;
        MachineDerivation machine = new(Position, states.ToImmutable(), start, resumes);
        WarnOfUnreached(machine);
        return Derived(machine, new Flow(FlowKind.State, machine.Type));
    }

    /// <summary>
    /// What is done in its states, as rules: one for what lasts, one for what is done on entry, one for what is done on exit. Of a machine that has a mistake
    /// there are none; those in what it does are reported all the same.
    /// </summary>
    public ImmutableArray<RuleDefinition> Rules()
    {
        // one whose name is wrong is never made
        if (!_isRead && map.Entries.Count > 0)
            Build();
        int priority = new RuleOptionsReader(Context, Scope).PriorityOf(map, Path);
        ImmutableArray<StateDeeds> deeds = [.. _states.ConvertAll(Deeds)];
        if (Progress != Stage.Good || !Scope.Table.TryMade(Name, out SignalDefinition? made))
            return [];
        Operand operand = new(Name, OperandKind.Signal, made!.Flow, Position);
        ImmutableArray<RuleDefinition>.Builder rules = ImmutableArray.CreateBuilder<RuleDefinition>();
        for (int code = 0; code < deeds.Length; code++)
        {
            string state = _states[code].Name.Value, rule = $"{Name}.{state}";
            Value value = Value.Symbol(made.Flow.Symbols!, (byte)code);
            SourcePosition at = Context.At(_states[code].Name.Start);
            if (deeds[code].While is { } lasting)
                rules.Add(new RuleDefinition(rule, at, null, new IsCondition(at, $"{Name} is {state}", operand, [value]), null, null, 0, [], lasting) { Priority = priority });
            if (deeds[code].Entry is { } entry)
                rules.Add(new RuleDefinition(rule + ".entry", at, new BecomesOccurrence(at, $"{Name} becomes {state}", operand, [value], false), null, null, null, 0, entry, []) { Priority = priority });
            if (deeds[code].Exit is { } exit)
                rules.Add(new RuleDefinition(rule + ".exit", at, new LeavesOccurrence(at, $"{Name} leaves {state}", operand, [value]), null, null, null, 0, exit, []) { Priority = priority });
        }

        return rules.ToImmutable();
    }

    private StateDeeds Deeds((YamlScalar Name, YamlMap? Map) state)
    {
        ActionReader actions = new(Context, Scope);
        string statePath = ReadContext.Join(Path, state.Name.Value);
        return new StateDeeds(Read(Keys.MachineState.While, true), Read(Keys.MachineState.Entry, false), Read(Keys.MachineState.Exit, false));

        ImmutableArray<ActionDefinition>? Read(KeySpec key, bool lasting) =>
            state.Map?.Find(key) is YamlEntry entry ? actions.Read(entry.Value, lasting, ReadContext.Join(statePath, key.Name)) : null;
    }

    // what is done in a state; null for what it does not say
    private sealed record StateDeeds(ImmutableArray<ActionDefinition>? While, ImmutableArray<ActionDefinition>? Entry, ImmutableArray<ActionDefinition>? Exit);

    private void ReadStates()
    {
        foreach (YamlEntry entry in map.Entries)
        {
            if (Keys.Machine.All.Has(entry.Key.Value))
                continue;
            string statePath = ReadContext.Join(Path, entry.Key.Value);
            if (!Context.Name(entry.Key, statePath, "a state"))
                continue;
            YamlMap? state = entry.Value as YamlMap;
            if (state is not null)
                Context.OnlyKeys(state, statePath, Keys.MachineState.All);
            else if (entry.Value is not YamlScalar { IsEmpty: true })
                Context.Map(entry.Value, statePath, $"{entry.Key.Value}: {{ on: [ {Transition} ] }}");
            _states.Add((entry.Key, state));
        }

        if (_states.Count is 0 or > SymbolType.MostWords)
            Context.Error(_states.Count == 0 ? DiagnosticCodes.MissingKey : DiagnosticCodes.TooMany, Key.Start, Path, $"a state machine has 1 to {SymbolType.MostWords} states, not {_states.Count}", "add them beside 'starts', such as 'locked: { on: { when: rex becomes active, go: unlocked } }'");
    }

    private ImmutableArray<MachineTransition> Ways(YamlMap state, string path)
    {
        ImmutableArray<MachineTransition>.Builder ways = ImmutableArray.CreateBuilder<MachineTransition>();
        foreach ((YamlMap way, string at) in Each(state, Keys.MachineState.On, path, Transition))
        {
            Context.OnlyKeys(way, at, Keys.Transition.All);
            Context.Required(way, Keys.Transition.When, at, way.Start, "when: and the event");
            Occurrence? occurrence = Expressions.Event(way, Keys.Transition.When, at);
            if (Way(way, occurrence, 0, at) is MachineTransition transition && occurrence is not null)
                ways.Add(transition);
            else
                _broken = true;
        }

        foreach ((YamlMap way, string at) in Each(state, Keys.MachineState.Timeout, path, "{ after: 7 s, go: locked }"))
        {
            Context.OnlyKeys(way, at, Keys.Timeout.All);
            bool given = Context.Required(way, Keys.Timeout.After, at, way.Start, "after: and a time, such as 'after: 7 s'") is YamlEntry;
            if (given && ParameterReader.ReadOne(Context, After, way.Find(Keys.Timeout.After)!.Value, ReadContext.Join(at, "after")) is Quantity after && Way(way, null, after.Nanoseconds, at) is MachineTransition timeout)
                ways.Add(timeout);
            else
                _broken = true;
        }

        return ways.ToImmutable();
    }

    private MachineTransition? Way(YamlMap way, Occurrence? when, long after, string path)
    {
        Condition? must = Expressions.Condition(way, Keys.Transition.If, path), unless = Expressions.Condition(way, Keys.Transition.Unless, path);
        _broken |= (must is null && way.Find(Keys.Transition.If) is not null) || (unless is null && way.Find(Keys.Transition.Unless) is not null);
        int target = Context.Required(way, Keys.Transition.Go, path, way.Start, "go: and a state") is YamlEntry go ? Target(go.Value, ReadContext.Join(path, "go")) : -1;
        return target < 0 ? null : new MachineTransition(Context.At(way.Start), when, after, must, unless, target);
    }

    private IEnumerable<(YamlMap Map, string Path)> Each(YamlMap state, KeySpec key, string path, string example)
    {
        if (state.Find(key) is not YamlEntry entry)
            yield break;
        string keyPath = ReadContext.Join(path, key.Name);
        List<YamlNode> nodes = entry.Value is YamlList list ? list.Items : [entry.Value];
        if (nodes.Count is 0 or > MostTransitions)
        {
            Context.Error(nodes.Count == 0 ? DiagnosticCodes.WrongShape : DiagnosticCodes.TooMany, entry.Value.Start, keyPath, $"a state has 1 to {MostTransitions} of them here, not {nodes.Count}", $"write {key.Name}: {example}");
            yield break;
        }

        for (int i = 0; i < nodes.Count; i++)
        {
            string at = nodes.Count == 1 ? keyPath : string.Create(CultureInfo.InvariantCulture, $"{keyPath}[{i}]");
            if (Context.Map(nodes[i], at, $"{key.Name}: {example}") is YamlMap one)
                yield return (one, at);
        }
    }

    private int Target(YamlNode node, string path)
    {
        if (Context.Scalar(node, path, "the name of a state") is not YamlScalar name)
            return -1;
        int index = _states.FindIndex(s => s.Name.Value == name.Value);
        if (index >= 0)
            return index;
        List<string> names = _states.ConvertAll(static s => s.Name.Value);
        string hint = Context.Near(name.Value, names);
        Context.Error(DiagnosticCodes.UnknownState, name.Start, path, $"'{Name}' has no state {name.Describe()}", hint.Length > 0 || names.Count == 0 ? hint : $"its states are {ParameterSpec.Or([.. names])}");
        return -1;
    }

    private void WarnOfUnreached(MachineDerivation machine)
    {
        HashSet<int> reached = [machine.Start];
        Queue<int> next = new(reached);
        while (next.TryDequeue(out int state))
        {
            foreach (MachineTransition way in machine.States[state].Transitions)
            {
                if (reached.Add(way.Target))
                    next.Enqueue(way.Target);
            }
        }

        for (int i = 0; i < machine.States.Length; i++)
        {
            if (!reached.Contains(i))
                Context.Report.WarningAt(DiagnosticCodes.Unreached, machine.States[i].Position, ReadContext.Join(Path, machine.States[i].Name), $"nothing leads to the state '{machine.States[i].Name}'", "let a transition go there, or remove it");
        }
    }
}
