using System;
using System.Collections.Immutable;

namespace Reactive.Signals.Specs;

/// <summary>What an action is done to.</summary>
public enum ActionTarget
{
    /// <summary>An output or relay of the device, by name.</summary>
    Output,
    /// <summary>Text that the author writes.</summary>
    Text,
    /// <summary>A time: nothing is done until it has passed.</summary>
    Duration,
    /// <summary>An event that brings frames, by name: what it brings is what is sent.</summary>
    Frames,
    /// <summary>A file of sound beside the pipeline.</summary>
    Clip,
    /// <summary>A topic of a connection, which is that of the sink.</summary>
    Topic,
    /// <summary>Contacts of a connection, which is that of the sink: one by its name, or a list of several.</summary>
    Contacts,
}

/// <summary>One thing a rule can do with a sink. In a definition its name is the key and its target the value: <c>{ pulse: strike, for: 7 s }</c>.</summary>
public sealed record ActionSpec
{
    /// <summary>The key in a definition.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, in one sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>What its value names.</summary>
    public required ActionTarget Target { get; init; }

    /// <summary>Further keys beside it.</summary>
    public ImmutableArray<ParameterSpec> Parameters { get; init; } = [];

    /// <summary>Whether it may stand under <c>do</c>: done once per activation.</summary>
    public bool Once { get; init; }

    /// <summary>Whether it may stand under <c>while</c>: lasts as long as the rule is active.</summary>
    public bool Lasting { get; init; }

    /// <summary>What is wrong with the target as it is written, where it is text or a topic; null where all is well.</summary>
    public Func<string, ParameterProblem?> CheckTarget { get; init; } = static _ => null;

    /// <summary>An example as written in a definition.</summary>
    public required string Example { get; init; }
}

/// <summary>A sink as self-describing data: its actions and the commands they become.</summary>
public sealed record SinkSpec
{
    /// <summary>The name of the sink: <c>output</c>, <c>line</c>, <c>speaker</c>, <c>log</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it drives, in one sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>What rules can do with it.</summary>
    public required ImmutableArray<ActionSpec> Actions { get; init; }
}
