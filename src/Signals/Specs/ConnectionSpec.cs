using System;
using System.Collections.Generic;
using System.Collections.Immutable;

namespace Reactive.Signals.Specs;

/// <summary>A group of settings of a connection that belong together, such as its last will.</summary>
/// <param name="Name">The key in the section.</param>
/// <param name="Summary">What it is, in one sentence.</param>
/// <param name="Parameters">Its settings.</param>
public sealed record ConnectionPart(string Name, string Summary, ImmutableArray<ParameterSpec> Parameters);

/// <summary>What is wrong with the settings of a connection taken together.</summary>
/// <param name="Path">The setting, with its part before it where it is in one: <c>will.topic</c>; empty for the whole section.</param>
/// <param name="Message">What is wrong, a sentence without its full stop.</param>
/// <param name="Hint">How to mend it, or empty.</param>
public sealed record ConnectionProblem(string Path, string Message, string Hint = "");

/// <summary>The settings of a connection as they were written.</summary>
/// <param name="Settings">Those of the section itself.</param>
/// <param name="Parts">Those of its parts, by name; a part that was left out is not there.</param>
public sealed record ConnectionSettings(ParameterValues Settings, ImmutableDictionary<string, ParameterValues> Parts)
{
    /// <summary>A part, or null where it was left out.</summary>
    public ParameterValues? Part(string name) => Parts.GetValueOrDefault(name);
}

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

    /// <summary>The settings of a subscription, beside <c>is</c>.</summary>
    public ImmutableArray<ParameterSpec> Subscription { get; init; } = [];

    /// <summary>The settings of the publication of a signal.</summary>
    public ImmutableArray<ParameterSpec> Publication { get; init; } = [];

    /// <summary>What is wrong with the settings taken together; nothing where all is well.</summary>
    public Func<ConnectionSettings, IEnumerable<ConnectionProblem>> Check { get; init; } = static _ => [];

    /// <summary>What is wrong with the settings of a subscription to what flows like this; nothing where all is well.</summary>
    public Func<ParameterValues, Flow, IEnumerable<ParameterProblem>> CheckSubscription { get; init; } = static (_, _) => [];

    /// <summary>What is wrong with the settings of a publication; nothing where all is well.</summary>
    public Func<ParameterValues, IEnumerable<ParameterProblem>> CheckPublication { get; init; } = static _ => [];
}
