using System.Collections.Immutable;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>A pipeline, read and checked: names resolved, types known, positions kept. Immutable.</summary>
/// <param name="File">The file as the user named it.</param>
/// <param name="Name">What the author calls it.</param>
/// <param name="Device">The device it is written for, with the pipeline's own port settings applied.</param>
/// <param name="Signals">Its signals, each after all it is made from.</param>
/// <param name="Rules">Its rules, in the order of the file.</param>
/// <param name="Tests">The tests written in it.</param>
public sealed record PipelineDefinition(
    string File,
    string Name,
    DeviceProfile Device,
    ImmutableArray<SignalDefinition> Signals,
    ImmutableArray<RuleDefinition> Rules,
    ImmutableArray<TestDefinition> Tests);

/// <summary>A signal: a port or another signal, through a chain of operators.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Position">Where it is defined.</param>
/// <param name="Port">The port it comes from, or null where it comes from a signal.</param>
/// <param name="Source">The signal it comes from, or null where it comes from a port.</param>
/// <param name="Stages">Its chain; where a chain would end dense, <c>changed</c> was added.</param>
/// <param name="Flow">What it is: a sparse state or an event.</param>
public sealed record SignalDefinition(
    string Name,
    SourcePosition Position,
    PortSpec? Port,
    string? Source,
    ImmutableArray<StageDefinition> Stages,
    Flow Flow);

/// <summary>One operator in a chain.</summary>
/// <param name="Spec">The operator.</param>
/// <param name="Form">The form that takes the input.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Input">What goes in.</param>
/// <param name="Output">What comes out.</param>
/// <param name="Position">Where it stands.</param>
public sealed record StageDefinition(
    OperatorSpec Spec,
    OperatorForm Form,
    ParameterValues Parameters,
    Flow Input,
    Flow Output,
    SourcePosition Position);

/// <summary>A rule. It has a trigger, a condition, or both.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Position">Where it is defined.</param>
/// <param name="Trigger">What starts it (<c>when</c> with an event), or null: then it activates when its conditions come to hold.</param>
/// <param name="When">The state conditions of <c>when</c> that must also hold, or null.</param>
/// <param name="If">What must hold, or null.</param>
/// <param name="Unless">What must be known to be false, or null.</param>
/// <param name="CooldownNanoseconds">The least time between the starts of two activations; 0 for none.</param>
/// <param name="Do">What is done once per activation.</param>
/// <param name="While">What lasts as long as the rule is active.</param>
public sealed record RuleDefinition(
    string Name,
    SourcePosition Position,
    Occurrence? Trigger,
    Condition? When,
    Condition? If,
    Condition? Unless,
    long CooldownNanoseconds,
    ImmutableArray<ActionDefinition> Do,
    ImmutableArray<ActionDefinition> While);

/// <summary>One action of a rule.</summary>
/// <param name="Sink">The sink it goes to.</param>
/// <param name="Action">What it does there.</param>
/// <param name="Target">The output's name, or the text.</param>
/// <param name="Parameters">Its further keys.</param>
/// <param name="Position">Where it stands.</param>
public sealed record ActionDefinition(SinkSpec Sink, ActionSpec Action, string Target, ParameterValues Parameters, SourcePosition Position);
