using System;
using System.Collections.Immutable;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>A connection of a pipeline, read and checked: the section <c>mqtt</c>.</summary>
/// <param name="Spec">What it is.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Position">Where it is defined.</param>
public sealed record ConnectionDefinition(ConnectionSpec Spec, ConnectionSettings Settings, SourcePosition Position)
{
    /// <summary>The state that says whether it is there.</summary>
    public string State => Spec.Name;

    /// <summary>The conditions of entries of its lists, by <see cref="ConditionOf"/>.</summary>
    public ImmutableDictionary<string, Condition> Conditions { get; init; } = ImmutableDictionary<string, Condition>.Empty;

    /// <summary>The number of messages that wait to be sent.</summary>
    public string Queue => QueueOf(Spec.Name);

    /// <summary>The event that says what became of a message.</summary>
    public string Outcome => Spec.Name + ".outcome";

    /// <summary>What comes from it, in the order of the file.</summary>
    public ImmutableArray<SubscriptionDefinition> Subscriptions { get; init; } = [];

    /// <summary>The signals whose changes go there, in the order of the file.</summary>
    public ImmutableArray<PublicationDefinition> Publications { get; init; } = [];

    /// <summary>By which the condition of an entry of a list is found.</summary>
    public static string ConditionOf(string list, string entry, string parameter) => $"{list}.{entry}.{parameter}";

    /// <summary>The name of the queue of a connection.</summary>
    public static string QueueOf(string connection) => connection + ".queue";

    /// <summary>The whole of a topic: behind the prefix of the connection, unless the settings say otherwise.</summary>
    public string TopicOf(string topic, ParameterValues settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        string prefix = Settings.Settings.Has("prefix") && !(settings.Has("prefix") && settings.Text("prefix") == "no") ? Settings.Settings.Text("prefix") : "";
        return prefix.Length == 0 ? topic : $"{prefix}/{topic}";
    }
}

/// <summary>A topic that is listened to: a source of its own.</summary>
/// <param name="Port">The source.</param>
/// <param name="Settings">How its messages are read.</param>
/// <param name="Position">Where it stands.</param>
/// <param name="Connection">The name of its connection.</param>
/// <param name="Reader">What reads them.</param>
public sealed record SubscriptionDefinition(PortSpec Port, ParameterValues Settings, SourcePosition Position, string Connection, MessageReader Reader);

/// <summary>A signal each of whose changes is published.</summary>
/// <param name="Operand">The signal, or the output whose commanded state it is.</param>
/// <param name="Topic">The topic, without the prefix.</param>
/// <param name="Settings">How it is published.</param>
public sealed record PublicationDefinition(Operand Operand, string Topic, ParameterValues Settings)
{
    /// <summary>The name of the signal.</summary>
    public string Signal => Operand.Name;

    /// <summary>What it is.</summary>
    public Flow Flow => Operand.Flow;
}

/// <summary>What became of the messages that a connection was given: an event that brings <c>done</c>, <c>failed</c> or <c>expired</c>.</summary>
/// <param name="Position">Where the connection is defined.</param>
/// <param name="Sink">The connection.</param>
public sealed record OutcomeDerivation(SourcePosition Position, string Sink) : Derivation(Position);
