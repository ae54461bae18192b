using System.Collections.Immutable;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>What may stand behind a key. Each but <see cref="Parameter"/> is a definition of the JSON Schema.</summary>
internal enum KeyShape
{
    /// <summary>What the key's own <see cref="KeySpec.Parameter"/> says.</summary>
    Parameter,
    Name,
    Text,
    Expression,
    Span,
    Device,
    Ports,
    Signals,
    Source,
    Chain,
    Operator,
    Rules,
    Once,
    OnceAction,
    Lasting,
    LastingAction,
    Tests,
    Feed,
    Expectations,
    ProfilePorts,
    ProfileOutputs,
    FrontEnd,
}

/// <summary>A key of a map of the language: readers look it up and the JSON Schema describes it by the same object.</summary>
internal sealed class KeySpec
{
    /// <summary>A key whose value has a shape of its own.</summary>
    /// <param name="name">As it is written.</param>
    /// <param name="shape">What may stand behind it.</param>
    /// <param name="summary">What it says, in a sentence.</param>
    /// <param name="required">Whether the map must have it.</param>
    public KeySpec(string name, KeyShape shape, string summary, bool required = false)
    {
        Name = name;
        Shape = shape;
        Summary = summary;
        Required = required;
    }

    /// <summary>A key whose value is a parameter, which says all of it.</summary>
    public KeySpec(ParameterSpec parameter)
        : this(parameter.Name, KeyShape.Parameter, parameter.Summary, parameter.Required) => Parameter = parameter;

    public string Name { get; }

    public KeyShape Shape { get; }

    public string Summary { get; }

    public bool Required { get; }

    /// <summary>How its value is read, where it is a parameter.</summary>
    public ParameterSpec? Parameter { get; }
}

/// <summary>The keys of one kind of map, and those that are kept for later versions.</summary>
/// <param name="what">The map, for messages: <c>a rule</c>.</param>
/// <param name="keys">Its keys, in the order of the docs.</param>
/// <param name="reserved">Keys that are refused as not yet known.</param>
internal sealed class MapSpec(string what, KeySpec[] keys, params string[] reserved)
{
    public string What { get; } = what;

    public KeySpec[] Keys { get; } = keys;

    public string[] Reserved { get; } = reserved;

    /// <summary>Whether <paramref name="name"/> is one of the keys.</summary>
    public bool Has(string name)
    {
        foreach (KeySpec key in Keys)
        {
            if (key.Name == name)
                return true;
        }

        return false;
    }

    /// <summary>The names of the keys, for messages.</summary>
    public ImmutableArray<string> Names() => [.. ReadContext.NamesOf(Keys, static k => k.Name)];
}
