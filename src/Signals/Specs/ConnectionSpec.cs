using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Signals.Loop;

namespace Reactive.Signals.Specs;

/// <summary>A group of settings of a connection that belong together, such as its last will.</summary>
/// <param name="Name">The key in the section.</param>
/// <param name="Summary">What it is, in one sentence.</param>
/// <param name="Parameters">Its settings.</param>
public sealed record ConnectionPart(string Name, string Summary, ImmutableArray<ParameterSpec> Parameters);

/// <summary>A source that a connection brings with it.</summary>
/// <param name="Name">Its name, behind that of the connection and a dot.</param>
/// <param name="Summary">What it says.</param>
/// <param name="Flow">What flows from it.</param>
/// <param name="Initially">What it is until it says something; null for not known, and for events.</param>
public sealed record ConnectionPort(string Name, string Summary, Flow Flow, Value? Initially = null)
{
    /// <summary>Whether it says what people type: it is a sensitive port where the section has <c>sensitive: yes</c>.</summary>
    public bool IsTyped { get; init; }
}

/// <summary>What is wrong with the settings of a connection taken together.</summary>
/// <param name="Path">The setting, with its part before it where it is in one: <c>will.topic</c>; empty for the whole section.</param>
/// <param name="Message">What is wrong, a sentence without its full stop.</param>
/// <param name="Hint">How to mend it, or empty.</param>
public sealed record ConnectionProblem(string Path, string Message, string Hint = "")
{
    /// <summary>The list that has no entry of the name that was written; null where that is not what is wrong.</summary>
    public string? MissingFrom { get; init; }
}

/// <summary>The settings of a connection as they were written.</summary>
/// <param name="Settings">Those of the section itself.</param>
/// <param name="Parts">Those of its parts, by name; a part that was left out is not there.</param>
public sealed record ConnectionSettings(ParameterValues Settings, ImmutableDictionary<string, ParameterValues> Parts)
{
    /// <summary>The entries of its lists, each by the name of the list, in the order of the file.</summary>
    public ImmutableDictionary<string, ImmutableArray<(string Name, ParameterValues Values)>> Lists { get; init; } = ImmutableDictionary<string, ImmutableArray<(string Name, ParameterValues Values)>>.Empty;

    /// <summary>The entries of a list; none where it was left out.</summary>
    public ImmutableArray<(string Name, ParameterValues Values)> List(string name) => Lists.TryGetValue(name, out ImmutableArray<(string Name, ParameterValues Values)> entries) ? entries : [];

    /// <summary>An entry of a list, or null.</summary>
    public ParameterValues? Entry(string list, string name)
    {
        foreach ((string one, ParameterValues values) in List(list))
        {
            if (one == name)
                return values;
        }

        return null;
    }

    /// <summary>A part, or null where it was left out.</summary>
    public ParameterValues? Part(string name) => Parts.GetValueOrDefault(name);
}

/// <summary>Makes a value of a message, or null where it does not count; a fault where it cannot be read.</summary>
/// <param name="payload">Its bytes.</param>
/// <param name="isRetained">Whether it was kept for whoever subscribes later.</param>
/// <param name="now">Wall time.</param>
public delegate Value? MessageReader(ReadOnlySpan<byte> payload, bool isRetained, DateTimeOffset now);

/// <summary>
/// A connection of the device to somebody else (a broker, an exchange) as self-describing data: the section of a definition that bears its
/// name. Messages come from it by topics that the section subscribes to, and go there by actions and publications.
/// </summary>
public sealed record ConnectionSpec
{
    /// <summary>Its name: that of the section, of the sink, and of the signal that says whether it is there.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in one sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>The settings of the section itself.</summary>
    public required ImmutableArray<ParameterSpec> Settings { get; init; }

    /// <summary>Groups of further settings.</summary>
    public ImmutableArray<ConnectionPart> Parts { get; init; } = [];

    /// <summary>Lists of things that are alike and have names, such as accounts: each entry has these settings.</summary>
    public ImmutableArray<ConnectionPart> Lists { get; init; } = [];

    /// <summary>The sources that it brings with it, beside its state and its outcomes. What it is given tells the names of the entries of a list.</summary>
    public Func<Func<string, ImmutableArray<string>>, IEnumerable<ConnectionPort>> Ports { get; init; } = static _ => [];

    /// <summary>The speakers that it brings: clips can be played on them.</summary>
    public ImmutableArray<SpeakerSpec> Speakers { get; init; } = [];

    /// <summary>What a test can say of somebody at the other end, by the name of a contact; null where it can say nothing.</summary>
    public ConnectionPart? Peers { get; init; }

    /// <summary>What is wrong with what a test says of somebody; nothing where all is well.</summary>
    public Func<ParameterValues, IEnumerable<ParameterProblem>> CheckPeer { get; init; } = static _ => [];

    /// <summary>
    /// Makes what stands for the other end in virtual time, of tests and of runs at full speed, from the settings, what peers do, and the spans in which the connection is lost; null where
    /// commands are simply done.
    /// </summary>
    public Func<ConnectionSettings, ImmutableDictionary<string, ParameterValues>, ImmutableArray<(SignalTime From, SignalTime Until)>, IConnectionModel>? Model { get; init; }

    /// <summary>Whether it has topics, to which it subscribes and on which it publishes.</summary>
    public bool HasTopics => !Subscription.IsEmpty;

    /// <summary>The settings of a subscription, beside <c>is</c>.</summary>
    public ImmutableArray<ParameterSpec> Subscription { get; init; } = [];

    /// <summary>What reads the messages of a subscription, from its flow and its settings.</summary>
    public Func<Flow, ParameterValues, MessageReader> Reader { get; init; } = static (_, _) => static (_, _, _) => null;

    /// <summary>The settings of the publication of a signal.</summary>
    public ImmutableArray<ParameterSpec> Publication { get; init; } = [];

    /// <summary>
    /// What is wrong with the settings taken together; nothing where all is well. A list may lack entries that could not be read: what is wrong with such a list as a whole, which has its name for a path, and
    /// names that are missing from it are not told then.
    /// </summary>
    public Func<ConnectionSettings, IEnumerable<ConnectionProblem>> Check { get; init; } = static _ => [];

    /// <summary>What is wrong with the settings of a subscription to what flows like this; nothing where all is well.</summary>
    public Func<ParameterValues, Flow, IEnumerable<ParameterProblem>> CheckSubscription { get; init; } = static (_, _) => [];

    /// <summary>What is wrong with the settings of a publication; nothing where all is well.</summary>
    public Func<ParameterValues, IEnumerable<ParameterProblem>> CheckPublication { get; init; } = static _ => [];
}
