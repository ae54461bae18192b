using System;
using System.Collections.Generic;
using System.Linq;
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
    private readonly Dictionary<string, Junction> _sparsePorts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Source> _sources = new(StringComparer.Ordinal);

    private PipelineGraph(PipelineDefinition definition, RunObserver observer)
    {
        Definition = definition;
        Engine = new Engine(observer);
        Rules = new RuleGraph(Engine);
    }

    /// <summary>What it was built from.</summary>
    public PipelineDefinition Definition { get; }

    /// <summary>What runs it.</summary>
    public Engine Engine { get; }

    internal RuleGraph Rules { get; }

    /// <summary>Its signals, in the order of the definition.</summary>
    public IEnumerable<string> Signals => Definition.Signals.Select(s => s.Name);

    /// <summary>The source called <paramref name="name"/>: a port that the pipeline uses or a signal that was replaced; else null.</summary>
    public Source? Source(string name) => _sources.GetValueOrDefault(name);

    /// <summary>The present value of a signal.</summary>
    public Value ValueOf(string signal) => _signals[signal].Value;

    /// <summary>Builds a run of <paramref name="definition"/>.</summary>
    /// <param name="definition">A definition without errors.</param>
    /// <param name="observer">Who watches the run.</param>
    /// <param name="replaced">Signals whose chain is left out: they become sources of their own, for tests and feeds.</param>
    public static PipelineGraph Build(PipelineDefinition definition, RunObserver observer, IReadOnlySet<string>? replaced = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var built = new PipelineGraph(definition, observer);
        built.AddSources(replaced ?? new HashSet<string>());
        foreach (SignalDefinition signal in definition.Signals)
            built.AddSignal(signal, replaced is not null && replaced.Contains(signal.Name));
        built.AddRules();
        built.Engine.Attach(built.Rules);
        return built;
    }

    // Sources in the order of the device's ports, so that ties break alike in every pipeline of a device.
    private void AddSources(IReadOnlySet<string> replaced)
    {
        HashSet<string> used = [.. Definition.Signals.Where(s => s.Port is not null && !replaced.Contains(s.Name)).Select(s => s.Port!.Name)];
        foreach (PortSpec port in Definition.Device.Ports.Where(p => used.Contains(p.Name)))
        {
            Source source = _sources[port.Name] = Engine.AddSource(port);
            if (!source.IsDense)
                _sparsePorts[port.Name] = Engine.AddJunction(source);
        }

        foreach (SignalDefinition signal in Definition.Signals.Where(s => replaced.Contains(s.Name)))
            _sources[SignalSource(signal.Name)] = Engine.AddSource(new PortSpec { Name = SignalSource(signal.Name), Flow = signal.Flow });
    }

    /// <summary>The name of the source that stands for a replaced signal: it cannot clash with a port's.</summary>
    public static string SignalSource(string signal) => "signal." + signal;

    private void AddSignal(SignalDefinition signal, bool replaced)
    {
        Leaf leaf = signal.Flow.Kind == FlowKind.Event ? Rules.Add(new EventLeaf(Rules, signal.Name)) : Rules.Add(new StateLeaf(Rules, signal.Name));
        _signals[signal.Name] = leaf;
        if (replaced)
        {
            Engine.AddJunction(_sources[SignalSource(signal.Name)]).Out.Subscribe(leaf);
            return;
        }

        object flowing = signal.Source is not null ? _signals[signal.Source].Out
            : _sparsePorts.TryGetValue(signal.Port!.Name, out Junction? port) ? port.Out
            : _sources[signal.Port.Name].Samples;
        foreach (StageDefinition stage in signal.Stages)
        {
            object next = stage.Form.Apply(flowing, stage.Input, stage.Parameters, Engine.Context);
            // Where dense turns sparse, what leaves the chain waits for its turn.
            flowing = stage.Input.IsDense && !stage.Output.IsDense ? EnterTurns(signal, (IObservable<Stamped<Value>>)next) : next;
        }

        ((IObservable<Stamped<Value>>)flowing).Subscribe(leaf);
    }

    private Outlet<Stamped<Value>> EnterTurns(SignalDefinition signal, IObservable<Stamped<Value>> chain)
    {
        Source source = _sources[signal.Port!.Name];
        Junction junction = Engine.AddJunction(source);
        int before = Engine.KernelCount;
        chain.Subscribe(junction);
        Engine.OwnKernels(source, before);
        return junction.Out;
    }

    private void AddRules()
    {
        var outputs = new Dictionary<string, OutputNode>(StringComparer.Ordinal);
        foreach (OutputSpec spec in Definition.Device.Outputs)
        {
            OutputNode output = outputs[spec.Name] = Rules.Add(new OutputNode(Rules, spec));
            Rules.Add(output.Readback);
        }

        var compiler = new ExpressionCompiler(Rules, _signals, outputs);
        int index = 0;
        foreach (RuleDefinition definition in Definition.Rules.OrderBy(r => r.Name, StringComparer.Ordinal))
        {
            EventNode? trigger = compiler.CompileOptional(definition.Trigger);
            ConditionNode? when = compiler.CompileOptional(definition.When);
            ConditionNode? condition = compiler.CompileOptional(definition.If);
            ConditionNode? unless = compiler.CompileOptional(definition.Unless);
            Node[] read = [.. new Node?[] { trigger, when, condition, unless }.OfType<Node>()];
            var rule = new RuleNode(Rules, read.Max(n => n.Rank) + 1, index++, definition, trigger, when, condition, unless);
            foreach (Node node in read)
                node.AddDependent(rule);
            Rules.Add(rule);
            rule.Do = [.. definition.Do.Select((a, i) => Action(rule, i, a, outputs))];
            rule.While = [.. definition.While.Select((a, i) => Action(rule, definition.Do.Length + i, a, outputs))];
        }
    }

    private static RuleAction Action(RuleNode rule, int index, ActionDefinition action, Dictionary<string, OutputNode> outputs)
    {
        if (action.Action.Target == ActionTarget.Text)
            return new MessageAction(rule, index, action.Sink.Name, action.Action.Name, action.Target);
        OutputNode output = outputs[action.Target];
        return action.Action.Name switch
        {
            "pulse" => new PulseAction(rule, index, output, action.Parameters.Quantity("for").Nanoseconds),
            "activate" => new HoldAction(rule, index, output, active: true),
            "deactivate" => new HoldAction(rule, index, output, active: false),
            _ => throw new InvalidOperationException($"Outputs know no action '{action.Action.Name}'."),
        };
    }
}
