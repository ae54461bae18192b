using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
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
    ImmutableArray<TestDefinition> Tests)
{
    /// <summary>Gives the format of cards that a name means in it: one of its own, or of the product; null where there is none.</summary>
    internal Func<string, CardFormat?> CardFormat { get; init; } = static _ => null;

    /// <summary>The names of those formats.</summary>
    internal Func<IEnumerable<string>> CardFormatNames { get; init; } = static () => [];

    /// <summary>Its own formats of cards.</summary>
    public ImmutableArray<CardFormat> OwnCardFormats { get; init; } = [];

    /// <summary>What is known at the start of a test, or of a run that nothing else serves, by the name of what signals share.</summary>
    public ImmutableDictionary<string, string> Tables { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The time zone of its schedules, by its IANA name; null where it has none, and then no schedule needs one.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Wall time at the start of a run that nothing else gives it, in nanoseconds since 1970; null where it says nothing.</summary>
    public long? StartWallNanoseconds { get; init; }

    /// <summary>Its connections to others, in the order of the catalog.</summary>
    public ImmutableArray<ConnectionDefinition> Connections { get; init; } = [];

    /// <summary>The outputs that follow schedules, in the order of the file.</summary>
    public ImmutableArray<OutputSchedule> OutputSchedules { get; init; } = [];

    /// <summary>The other files that it was made of: blocks and parts. With them and its own text it can be read again.</summary>
    public ImmutableArray<IncludedFile> Files { get; init; } = [];

    /// <summary>The blocks that it uses, each before those that it uses itself.</summary>
    public ImmutableArray<BlockUse> Uses { get; init; } = [];

    /// <summary>The secrets that its signals need, in their order; a name comes as often as it is used.</summary>
    public IEnumerable<SecretUse> Secrets =>
        from signal in Signals
        from stage in signal.Stages
        from parameter in stage.Spec.Parameters
        where parameter.Kind == ParameterKind.Secret && stage.Parameters.Has(parameter.Name)
        select new SecretUse(stage.Parameters.Secret(parameter.Name), stage.Position, parameter.SecretBytes);

    /// <summary>The secrets that its connections need: not for a replay, and nothing that is recorded depends on them.</summary>
    public IEnumerable<SecretUse> ConnectionSecrets =>
        from connection in Connections
        from values in connection.Settings.Lists.Values.SelectMany(static l => l).Select(static e => e.Values).Prepend(connection.Settings.Settings)
        from parameter in values.Specs
        where parameter.Kind == ParameterKind.Secret && values.Has(parameter.Name)
        select new SecretUse(values.Secret(parameter.Name), connection.Position, parameter.SecretBytes);

    /// <summary>The sensitive ports that its signals are made from, in the order of the device.</summary>
    public IEnumerable<PortSpec> SensitivePorts => Device.Ports.Where(p => p.IsSensitive && Signals.Any(s => s.Inputs.Any(i => i.Port?.Name == p.Name)));

    /// <summary>The same pipeline with further ports that are sensitive; names of ports that it does not have are passed over.</summary>
    public PipelineDefinition WithSensitive(IReadOnlySet<string> ports) =>
        this with { Device = Device with { Ports = [.. Device.Ports.Select(p => ports.Contains(p.Name) ? p with { IsSensitive = true } : p)] } };
}

/// <summary>A file that a pipeline was made of.</summary>
/// <param name="Name">As the pipeline names it.</param>
/// <param name="Text">What it says.</param>
public sealed record IncludedFile(string Name, string Text);

/// <summary>What a signal is made from: a port or another signal, of which exactly one is named.</summary>
/// <param name="Port">The port, or null.</param>
/// <param name="Signal">The signal, or null.</param>
public sealed record SignalInput(PortSpec? Port, string? Signal)
{
    /// <summary>Its name.</summary>
    public string Name => Signal ?? Port!.Name;
}

/// <summary>
/// A signal: ports or other signals, through a chain of operators. One with several channels is a bank, which rules cannot
/// read; the signals <c>NAME-1</c> to <c>NAME-n</c> that follow it are its members.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Position">Where it is defined.</param>
/// <param name="Inputs">What it is made from: one, or several where the first operator joins them.</param>
/// <param name="Stages">Its chain; where a chain would end dense, <c>changed</c> was added.</param>
/// <param name="Flow">What it is: a sparse state or an event.</param>
/// <param name="Member">The channel of the bank that it is a member of, from 0; else null.</param>
public sealed record SignalDefinition(
    string Name,
    SourcePosition Position,
    ImmutableArray<SignalInput> Inputs,
    ImmutableArray<StageDefinition> Stages,
    Flow Flow,
    int? Member = null)
{
    /// <summary>How it comes about where it is made from no chain; then it has no inputs of its own, and is read like any other.</summary>
    public Derivation? Derivation { get; init; }
}

/// <summary>One operator in a chain.</summary>
/// <param name="Spec">The operator.</param>
/// <param name="Form">The form that takes the input.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Input">What goes in.</param>
/// <param name="Output">What comes out.</param>
/// <param name="Position">Where it stands.</param>
/// <param name="Implied">Whether the author did not write it: <c>changed</c>, where dense states must become sparse.</param>
public sealed record StageDefinition(
    OperatorSpec Spec,
    OperatorForm Form,
    ParameterValues Parameters,
    Flow Input,
    Flow Output,
    SourcePosition Position,
    bool Implied = false);

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
    ImmutableArray<ActionDefinition> While)
{
    /// <summary>The priority of a rule that gives none.</summary>
    public const int UsualPriority = 5;

    /// <summary>What it is for, in the author's words; empty for none.</summary>
    public string Summary { get; init; } = "";

    /// <summary>What must hold for it to be in force, or null: then it always is.</summary>
    public Condition? Enabled { get; init; }

    /// <summary>What an activation does while the rule is busy with an earlier one.</summary>
    public RuleMode Mode { get; init; }

    /// <summary>How many activations wait (<see cref="RuleMode.Queue"/>) or are done at once (<see cref="RuleMode.Parallel"/>), at most.</summary>
    public int Most { get; init; } = 1;

    /// <summary>What becomes of one more.</summary>
    public OverflowPolicy OnOverflow { get; init; }

    /// <summary>Whether it stays active while it cannot be said whether its conditions hold.</summary>
    public bool HoldUnknown { get; init; }

    /// <summary>What becomes of a pulse or sequence that is under way when the device restarts.</summary>
    public RestartPolicy OnRestart { get; init; } = RestartPolicy.Cancel;

    /// <summary>How its claims stand to those of other rules: 1 to 9, the higher wins.</summary>
    public int Priority { get; init; } = UsualPriority;

    /// <summary>The level of its claims, where its actions say no other.</summary>
    public ClaimLevel Level { get; init; }
}

/// <summary>One action of a rule.</summary>
/// <param name="Sink">The sink it goes to.</param>
/// <param name="Action">What it does there.</param>
/// <param name="Target">The output's name, the text, the name of the event that brings frames, or the clip.</param>
/// <param name="Parameters">Its further keys.</param>
/// <param name="Position">Where it stands.</param>
public sealed record ActionDefinition(SinkSpec Sink, ActionSpec Action, string Target, ParameterValues Parameters, SourcePosition Position)
{
    /// <summary>How long a pause is.</summary>
    public long Nanoseconds { get; init; }

    /// <summary>The reader line on which frames are sent; empty for what sends none.</summary>
    public string Line => Action.Target == ActionTarget.Frames ? Parameters.Text("on") : "";

    /// <summary>The contacts that are called; none for what calls nobody.</summary>
    public ImmutableArray<string> Contacts { get; init; } = [];

    /// <summary>The signal whose value a message tells; null for none.</summary>
    public string? Signal { get; init; }

    /// <summary>The speaker on which a clip is played; empty for what plays none.</summary>
    public string Speaker => Action.Target == ActionTarget.Clip ? Parameters.Text("on") : "";

    /// <summary>The clip and how it is played, as a command says it.</summary>
    public string Clip => new PlayedClip(Target, Parameters.Number("gain"), (int)Parameters.Number("repeat"), Parameters.Number("fade")).Written;

    /// <summary>Whether it claims its output active, rather than inactive.</summary>
    public bool ClaimsActive => Action.Name switch
    {
        "deactivate" or "lockdown" => false,
        "pulse" => !Parameters.Has("to") || Parameters.Text("to") == "active",
        _ => true,
    };

    /// <summary>The level of its claim in a rule.</summary>
    public ClaimLevel LevelIn(RuleDefinition rule) => Action.Name switch
    {
        "lockdown" => ClaimLevel.Lockdown,
        "release" => ClaimLevel.Release,
        _ => rule.Level,
    };
}
