using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Reactive.Linq;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Graph;

/// <summary>
/// A pipeline built to run: an <see cref="Engine"/> with the sources that the definition uses, their chains (System.Reactive,
/// subscribed once) and the rule graph behind them.
/// </summary>
public sealed class PipelineGraph
{
    private readonly Dictionary<string, Leaf> _signals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OutputNode> _outputs = new(StringComparer.Ordinal);
    private readonly ExpressionCompiler _compiler;
    private readonly Dictionary<string, IObservable<Stamped<Value>>[]> _banks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Junction> _sparsePorts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Source> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SharedNode> _shared = new(StringComparer.Ordinal);

    private readonly OperatorContext _context;
    private readonly SensitiveSignals _sensitive;

    private PipelineGraph(PipelineDefinition definition, RunObserver observer, SecretSet secrets)
    {
        Definition = definition;
        Engine = new Engine(observer);
        _context = Engine.Context with { Secrets = secrets };
        _sensitive = new SensitiveSignals(definition);
        Rules = new RuleGraph(Engine);
        _compiler = new ExpressionCompiler(Rules, _signals, _outputs);
    }

    /// <summary>What it was built from.</summary>
    public PipelineDefinition Definition { get; }

    /// <summary>What runs it.</summary>
    public Engine Engine { get; }

    internal RuleGraph Rules { get; }

    /// <summary>Its signals, in the order of the definition; banks by their members.</summary>
    public IEnumerable<string> Signals => Definition.Signals.Where(s => s.Flow.Channels == 1).Select(s => s.Name);

    /// <summary>The source called <paramref name="name"/>: a port that the pipeline uses or a signal that was replaced; else null.</summary>
    public Source? Source(string name) => _sources.GetValueOrDefault(name);

    /// <summary>
    /// What is to outlive a restart, as it is now: latches, counters, state machines, inputs that no port gives, the times that conditions have
    /// held, cooldowns, and pulses and sequences of rules that say so. The next run takes it as an arrival before its start.
    /// </summary>
    public string Checkpoint() => Rules.Keep();

    /// <summary>What is known at the end of a run, by the name of what is shared: the news that the next one begins with.</summary>
    public IEnumerable<(string Name, string News)> Retold() => _shared.Select(s => (s.Key, s.Value.Retold()));

    /// <summary>Feeds what is known at the start to those who share it.</summary>
    /// <param name="tables">What is known, by the name of what is shared; an empty text where there is none.</param>
    /// <param name="start">The start.</param>
    public IEnumerable<ValueFeed> Tables(IReadOnlyDictionary<string, string> tables, SignalTime start)
    {
        ArgumentNullException.ThrowIfNull(tables);
        foreach (string name in _shared.Keys)
        {
            if (tables.TryGetValue(name, out string? news))
                yield return new ListFeed(_sources[name].Index, [new Stamped<Value>(Value.Of(news), start)]);
        }
    }

    /// <summary>What stands for the other ends of its connections in virtual time; null where nothing does.</summary>
    /// <param name="peers">What those do who are called, by the name of the contact.</param>
    /// <param name="losses">Gives the spans in which a connection is lost; null for never.</param>
    public ConnectionModels? OtherEnds(ImmutableDictionary<string, ParameterValues> peers, Func<string, ImmutableArray<(SignalTime From, SignalTime Until)>>? losses = null)
    {
        ConnectionModels? models = null;
        foreach (ConnectionDefinition connection in Definition.Connections)
        {
            if (connection.Spec.Model is { } model)
                (models ??= new ConnectionModels()).Add(connection.Spec.Name, model(connection.Settings, peers, losses?.Invoke(connection.Spec.Name) ?? []), Source);
        }

        return models;
    }

    /// <summary>The present value of a signal.</summary>
    public Value ValueOf(string signal) => _signals[signal].Value;

    /// <summary>Builds a run of <paramref name="definition"/>.</summary>
    /// <param name="definition">A definition without errors.</param>
    /// <param name="observer">Who watches the run.</param>
    /// <param name="replaced">Signals whose chain is left out: they become sources of their own, for tests and feeds.</param>
    /// <param name="secrets">The secrets that the definition names (<see cref="PipelineDefinition.Secrets"/>); may be left out where it names none.</param>
    public static PipelineGraph Build(PipelineDefinition definition, RunObserver observer, IReadOnlySet<string>? replaced = null, SecretSet? secrets = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var built = new PipelineGraph(definition, observer, secrets ?? SecretSet.None);
        built.AddShared(replaced, secrets ?? SecretSet.None);
        built.AddSources(replaced ?? new HashSet<string>());
        built.AddOutputs();
        foreach (SignalDefinition signal in definition.Signals)
            built.AddSignal(signal, replaced is not null && replaced.Contains(signal.Name));
        built.AddRules();
        built.Engine.Attach(built.Rules);
        return built;
    }

    // What is known comes before what it is asked about.
    private void AddShared(IReadOnlySet<string>? replaced, SecretSet secrets)
    {
        foreach (SharedUse use in SharedUse.Of(Definition.Signals, replaced))
        {
            var setting = use.Setting(Definition.OwnCardFormats, secrets);
            SharedNode node = _shared[use.Name] = new SharedNode(Engine, use, use.Form.Kernel(setting));
            Rules.Shared.Add(node);
            node.Hear(Engine.AddJunction(_sources[use.Name] = Engine.AddSource(use.News)));
            foreach (SharedPlace place in use.Places)
            {
                string name = SharedUse.CheckSource(place.Signal.Name);
                var checks = new PortSpec { Name = name, Flow = place.Stage.Input with { Channels = 1 }, Order = SourceOrder.ByArrival, IsVirtual = true, IsInjected = true, IsSensitive = _sensitive.Has(place.Signal.Name) };
                node.Check(place.Signal, Engine.AddJunction(_sources[name] = Engine.AddSource(checks)));
            }
        }
    }

    // Sources in the order of the device's ports, so that ties break alike in every pipeline of a device.
    private void AddSources(IReadOnlySet<string> replaced)
    {
        HashSet<string> used = [.. Definition.Signals.Where(s => !replaced.Contains(s.Name)).SelectMany(s => s.Inputs).Where(i => i.Port is not null).Select(i => i.Port!.Name)];
        foreach (PortSpec port in Definition.Device.Ports.Where(p => used.Contains(p.Name)))
        {
            Source source = _sources[port.Name] = Engine.AddSource(port);
            if (!source.IsDense)
                _sparsePorts[port.Name] = Engine.AddJunction(source);
        }

        foreach (SignalDefinition signal in Definition.Signals.Where(s => replaced.Contains(s.Name)))
            _sources[SignalSource(signal.Name)] = Engine.AddSource(new PortSpec { Name = SignalSource(signal.Name), Flow = signal.Flow, Initially = signal is { Inputs: [{ Port.Initially: { } value }], Stages.IsEmpty: true } ? value : null });
    }

    /// <summary>The name of the source that stands for a replaced signal: it cannot clash with a port's.</summary>
    public static string SignalSource(string signal) => "signal." + signal;

    private void AddSignal(SignalDefinition signal, bool replaced)
    {
        if (signal.Flow.Channels > 1)
        {
            _banks[signal.Name] = Chain(signal);
            return;
        }

        if (signal.Derivation is ScheduleDerivation schedule && !replaced)
        {
            Rules.Calendar ??= Rules.Add(new Calendar(Rules, Definition.TimeZone, Schedules()));
            _signals[signal.Name] = Rules.Calendar.Add(signal.Name, schedule);
            return;
        }

        if (signal.Derivation is OutcomeDerivation outcome && !replaced)
        {
            OutcomeLeaf told = Rules.Add(new OutcomeLeaf(Rules, signal.Name, outcome.Sink));
            Rules.Outcomes.Add(told);
            _signals[signal.Name] = told;
            return;
        }

        if (signal.Derivation is { } derivation && !replaced)
        {
            _compiler.Owner = signal.Name;
            _signals[signal.Name] = DerivedLeaves.Of(Rules, signal.Name, derivation, _compiler);
            return;
        }

        int rank = replaced ? 0 : RankOf(signal);
        bool sensitive = _sensitive.Has(signal.Name);
        Leaf leaf = signal.Flow.Kind == FlowKind.Event
            ? Rules.Add(new EventLeaf(Rules, signal.Name, rank) { IsSensitive = sensitive })
            : Rules.Add(new StateLeaf(Rules, signal.Name, rank) { IsSensitive = sensitive });
        _signals[signal.Name] = leaf;
        if (replaced)
            Engine.AddJunction(_sources[SignalSource(signal.Name)]).Out.Subscribe(leaf);
        else if (signal.Member is { } channel)
            _banks[signal.Inputs[0].Signal!][channel].Subscribe(leaf);
        else
            Chain(signal)[0].Subscribe(leaf);
    }

    private Dictionary<string, Schedule> Schedules()
    {
        Dictionary<string, Schedule> schedules = new(StringComparer.Ordinal);
        foreach (SignalDefinition signal in Definition.Signals)
        {
            if (signal.Derivation is ScheduleDerivation { Schedule: { } schedule })
                schedules[signal.Name] = schedule;
        }

        return schedules;
    }

    // What is made from a derived signal comes in the same turn as that: what reads it is evaluated later.
    private int RankOf(SignalDefinition signal)
    {
        int rank = 0;
        foreach (SignalInput input in signal.Inputs)
        {
            if (input.Signal is not null && _signals.TryGetValue(input.Signal, out Leaf? from))
                rank = Math.Max(rank, from.Rank);
        }

        return rank;
    }

    /// <summary>Builds the chain of a signal; what comes out of it, by channel.</summary>
    private IObservable<Stamped<Value>>[] Chain(SignalDefinition signal)
    {
        SignalInput from = signal.Inputs[0];
        int stage = 0;
        IObservable<Stamped<Value>>[] flowing = from.Port is { Flow.IsDense: true } port
            ? EnterTurns(signal, _sources[port.Name], ref stage)
            : signal.Inputs.Length == 1 ? Sparse(from) : [Joined(signal.Inputs)];
        for (; stage < signal.Stages.Length; stage++)
        {
            StageDefinition sparse = signal.Stages[stage];
            if (sparse.Form is SharedForm form)
            {
                flowing = [_shared[form.NameIn(sparse.Parameters)].Through(signal, flowing.Merge())];
                continue;
            }

            if (sparse.Input.Kind is FlowKind.Event or FlowKind.Several && Engine.Observer.SeesStages)
                flowing = [.. flowing.Select(f => Watched(f, signal.Name, stage))];
            Flow one = sparse.Input with { Channels = 1 };
            flowing = [.. flowing.Select(f => (IObservable<Stamped<Value>>)sparse.Form.Apply(f, one, sparse.Parameters, _context))];
        }

        return flowing;
    }

    private IObservable<Stamped<Value>> Watched(IObservable<Stamped<Value>> flowing, string signal, int stage)
    {
        bool isSensitive = _sensitive.Has(signal);
        return flowing.Do(v => Engine.Observer.OnStage(
            stage, v.Channel, new SignalChange(signal, v.Value, Engine.Turn.At, v.Since, Engine.Turn.Number, Engine.CurrentArrival) { IsSensitive = isSensitive }));
    }

    private IObservable<Stamped<Value>>[] Sparse(SignalInput from)
    {
        if (from.Port is not null)
            return [_sparsePorts[from.Port.Name].Out];
        // what is made from a bank is made from its members, as they are: one that a test feeds included
        return _banks.TryGetValue(from.Signal!, out IObservable<Stamped<Value>>[]? bank)
            ? [.. Enumerable.Range(0, bank.Length).Select(channel => _signals[NameScope.MemberName(from.Signal!, channel)].Out)]
            : [_signals[from.Signal!].Out];
    }

    // Each value names the input it comes from; within a turn they come in the order of the inputs' ranks.
    private IObservable<Stamped<Value>> Joined(ImmutableArray<SignalInput> inputs) =>
        inputs.Select((input, i) => Sparse(input)[0].Select(v => v with { Channel = i })).Merge();

    /// <summary>The dense part of a chain, up to where it turns sparse: what leaves it there waits for its turn.</summary>
    private IObservable<Stamped<Value>>[] EnterTurns(SignalDefinition signal, Source source, ref int stage)
    {
        object dense = source.Samples;
        int before = Engine.KernelCount;
        Flow flow;
        do
        {
            StageDefinition next = signal.Stages[stage++];
            dense = next.Form.Apply(dense, next.Input, next.Parameters, _context);
            flow = next.Output;
        }
        while (flow.IsDense);

        var junctions = new Junction[flow.Channels];
        for (int channel = 0; channel < junctions.Length; channel++)
            junctions[channel] = Engine.AddJunction(source);
        ((IObservable<Stamped<Value>>)dense).Subscribe(junctions.Length == 1 ? junctions[0] : new ChannelSplit(junctions));
        Engine.OwnKernels(source, before);
        return [.. junctions.Select(j => j.Out)];
    }

    /// <summary>What leaves a bank, to the junction of its channel.</summary>
    private sealed class ChannelSplit(Junction[] junctions) : IObserver<Stamped<Value>>
    {
        public void OnNext(Stamped<Value> value) => junctions[value.Channel].OnNext(value with { Channel = 0 });

        public void OnCompleted()
        {
        }

        public void OnError(Exception error) => junctions[0].OnError(error);
    }

    private void AddOutputs()
    {
        foreach (OutputSpec spec in Definition.Device.Outputs)
        {
            OutputNode output = _outputs[spec.Name] = Rules.Add(new OutputNode(Rules, spec));
            Rules.Add(output.Readback);
        }
    }

    private void AddRules()
    {
        int index = 0;
        var factory = new RuleActionFactory(_outputs, _signals, Definition.Connections, _compiler);
        foreach (RuleDefinition definition in Definition.Rules.OrderBy(r => r.Name, StringComparer.Ordinal))
        {
            _compiler.Owner = definition.Name;
            var reads = new RuleReads(
                _compiler.CompileOptional(definition.Trigger), _compiler.CompileOptional(definition.When), _compiler.CompileOptional(definition.If),
                _compiler.CompileOptional(definition.Unless), _compiler.CompileOptional(definition.Enabled));
            Node[] read = [.. new Node?[] { reads.Trigger, reads.When, reads.If, reads.Unless, reads.Enabled }.OfType<Node>()];
            var rule = new RuleNode(Rules, read.Max(n => n.Rank) + 1, index++, definition, reads);
            foreach (Node node in read)
                node.AddDependent(rule);
            Rules.Add(rule);
            factory.Equip(rule);
        }
    }
}
