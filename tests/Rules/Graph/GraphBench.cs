using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Tests.Graph;

/// <summary>Definitions made by hand: contacts a, b and c, a resistance r, an event e, outputs strike, aux (contradictions make it active) and horn.</summary>
internal static class Make
{
    private static readonly SinkSpec Outputs = new() { Name = "output", Summary = "", Actions = [] };
    private static readonly SinkSpec Log = new() { Name = "log", Summary = "", Actions = [] };

    private static readonly ImmutableArray<PortSpec> Ports =
    [
        Port("a", new Flow(FlowKind.State, SymbolType.Contact)), Port("b", new Flow(FlowKind.State, SymbolType.Contact)),
        Port("c", new Flow(FlowKind.State, SymbolType.Contact)), Port("r", new Flow(FlowKind.State, Unit: Unit.Ohm)), Port("e", new Flow(FlowKind.Event)),
    ];

    public static SourcePosition Here { get; } = new("hand.yaml", 7, 1);

    public static PipelineDefinition Pipeline(params ImmutableArray<RuleDefinition> rules)
    {
        var device = new DeviceProfile
        {
            Name = "hand",
            Ports = Ports,
            Outputs = [new OutputSpec { Name = "strike" }, new OutputSpec { Name = "aux", ActiveOnConflict = true }, new OutputSpec { Name = "horn" }],
        };
        return new PipelineDefinition("hand.yaml", "hand", device, [.. Ports.Select(p => new SignalDefinition(p.Name, Here, [new SignalInput(p, null)], [], p.Flow))], rules, []);
    }

    public static RuleDefinition Rule(
        string name, Occurrence? trigger = null, Condition? when = null, Condition? @if = null, Condition? unless = null, double cooldown = 0,
        ImmutableArray<ActionDefinition>? @do = null, ImmutableArray<ActionDefinition>? @while = null) =>
        new(name, Here, trigger, when, @if, unless, Seconds(cooldown), @do ?? [], @while ?? []);

    public static ActionDefinition Pulse(string output, double seconds)
    {
        var parameters = new ParameterValues([]);
        parameters.Set("for", new Quantity((decimal)seconds, Unit.Second));
        return Action(Outputs, "pulse", ActionTarget.Output, output, parameters);
    }

    public static ActionDefinition Activate(string output) => Action(Outputs, "activate", ActionTarget.Output, output, new ParameterValues([]));

    public static ActionDefinition Deactivate(string output) => Action(Outputs, "deactivate", ActionTarget.Output, output, new ParameterValues([]));

    public static ActionDefinition Say(string text) => Action(Log, "log", ActionTarget.Text, text, new ParameterValues([]));

    public static Condition Is(string signal, bool active = true) => new IsCondition(Here, $"{signal} is {active}", Operand(signal), [Value.Contact(active)]);

    public static Condition Above(string signal, double number) => new CompareCondition(Here, $"{signal} > {number}", Operand(signal), Comparison.Greater, number);

    public static Condition ReadbackIs(string output, bool active = true) =>
        new IsCondition(Here, $"{output}.readback is {active}", new Operand(output, OperandKind.Readback, new Flow(FlowKind.State, SymbolType.Contact), Here), [Value.Contact(active)]);

    public static Condition Known(string signal) => new KnownCondition(Here, $"{signal} is known", Operand(signal));

    public static Condition Offline(string signal) => new OfflineCondition(Here, $"{signal} is offline", Operand(signal));

    public static Condition Not(Condition c) => new NotCondition(Here, $"not {c.Text}", c);

    public static Condition And(params ImmutableArray<Condition> all) => new AndCondition(Here, "and", all);

    public static Condition Or(params ImmutableArray<Condition> any) => new OrCondition(Here, "or", any);

    public static Condition For(Condition c, double seconds) => new ForCondition(Here, $"{c.Text} for {seconds} s", c, Seconds(seconds));

    public static Condition Was(Condition c, double seconds) => new WasCondition(Here, $"{c.Text} was within {seconds} s", c, Seconds(seconds));

    public static Condition Within(Occurrence o, double seconds) => new WithinCondition(Here, $"{o.Text} within {seconds} s", o, Seconds(seconds));

    public static Occurrence Becomes(string signal, bool active = true, bool orStarts = false) =>
        new BecomesOccurrence(Here, $"{signal} becomes {active}", Operand(signal), [Value.Contact(active)], orStarts);

    public static Occurrence Leaves(string signal, bool active = true) => new LeavesOccurrence(Here, $"{signal} leaves {active}", Operand(signal), [Value.Contact(active)]);

    public static Occurrence Changes(string signal) => new ChangesOccurrence(Here, $"{signal} changes", Operand(signal));

    public static Occurrence Event(params ImmutableArray<string> texts) => new EventOccurrence(Here, "e", Operand("e"), [.. texts.Select(t => Value.Of(t))]);

    public static Occurrence Rises(Condition c) => new RiseOccurrence(Here, c.Text, c);

    public static Occurrence Any(params ImmutableArray<Occurrence> any) => new AnyOccurrence(Here, "or", any);

    public static Occurrence Guarded(Occurrence o, Condition c) => new GuardedOccurrence(Here, "and", o, c);

    private static Operand Operand(string name) => Ports.FirstOrDefault(p => p.Name == name) is { } port
        ? new Operand(name, OperandKind.Signal, port.Flow, Here)
        : new Operand(name, OperandKind.Output, new Flow(FlowKind.State, SymbolType.Contact), Here);

    private static ActionDefinition Action(SinkSpec sink, string name, ActionTarget target, string value, ParameterValues parameters) =>
        new(sink, new ActionSpec { Name = name, Summary = "", Target = target, Example = "" }, value, parameters, Here);

    private static PortSpec Port(string name, Flow flow) => new() { Name = name, Flow = flow };

    private static long Seconds(double seconds) => (long)Math.Round(seconds * 1e9);
}

/// <summary>A graph that runs in seconds of virtual time, started at 0 s unless told otherwise.</summary>
internal sealed class GraphBench
{
    private readonly Journal _journal = new();

    public GraphBench(params ImmutableArray<RuleDefinition> rules)
        : this(Make.Pipeline(rules))
    {
    }

    public GraphBench(PipelineDefinition pipeline, bool started = true)
    {
        Graph = PipelineGraph.Build(pipeline, _journal);
        if (started)
            Start(0);
    }

    public PipelineGraph Graph { get; }

    public IReadOnlyList<Command> Commands => _journal.Commands;

    public IReadOnlyList<string> Faults => _journal.Faults;

    /// <summary>The commands: <c>1.5 strike active</c>, <c>2 hello</c>.</summary>
    public IEnumerable<string> Lines => _journal.Commands.Select(c => $"{c.At} {c.Text ?? c.Sink + (c.Verb == "activate" ? " active" : " inactive")}");

    public RuleNode Rule(string name) => Graph.Rules.Rules.Single(r => r.Definition.Name == name);

    /// <summary>The truth of the one rule's condition.</summary>
    public Truth Truth => Graph.Rules.Rules[0].When!.Value;

    public void Start(double at) => Deliver(new Arrival { Kind = ArrivalKind.Start, Source = -1, Turn = Time(at), Stamp = Time(at) });

    public GraphBench Put(double at, string signal, bool active) => Put(at, signal, Value.Contact(active));

    public GraphBench Put(double at, string signal, Value value)
    {
        Deliver(new Arrival { Kind = ArrivalKind.Value, Source = Graph.Source(signal)!.Index, Turn = Time(at), Stamp = Time(at), Since = Time(at), Value = value });
        return this;
    }

    public GraphBench Happen(double at, string text = "") => Put(at, "e", Value.Of(text));

    public GraphBench Lose(double at, string signal)
    {
        Deliver(new Arrival { Kind = ArrivalKind.Offline, Source = Graph.Source(signal)!.Index, Turn = Time(at), Stamp = Time(at), Since = Time(at) });
        return this;
    }

    public GraphBench Answer(double at, long command, bool readback)
    {
        Deliver(new Arrival
        {
            Kind = ArrivalKind.Feedback, Source = -1, Turn = Time(at), Stamp = Time(at), Answers = command,
            Value = Value.Symbol(SymbolType.Outcome, 0), Readback = Value.Contact(readback),
        });
        return this;
    }

    /// <summary>Runs everything up to and at an instant.</summary>
    public GraphBench Until(double at)
    {
        Graph.Engine.RunThrough(Time(at));
        return this;
    }

    private static SignalTime Time(double seconds) => new((long)Math.Round(seconds * 1e9));

    public void Deliver(in Arrival arrival) => Graph.Engine.Deliver(arrival);

    private sealed class Journal : RunObserver
    {
        public List<Command> Commands { get; } = [];

        public List<string> Faults { get; } = [];

        public override void OnCommand(in Command command) => Commands.Add(command);

        public override void OnFault(SignalTime at, string fault) => Faults.Add(fault);
    }
}
