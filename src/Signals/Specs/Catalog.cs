using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Reactive.Signals.Specs;

/// <summary>All components that a definition may name.</summary>
/// <param name="Operators">The operators.</param>
/// <param name="Sinks">The sinks.</param>
/// <param name="Profiles">The device profiles.</param>
public sealed record Catalog(ImmutableArray<OperatorSpec> Operators, ImmutableArray<SinkSpec> Sinks, ImmutableArray<DeviceProfile> Profiles)
{
    /// <summary>Gives the text of a building block that comes with the product, such as <c>std/door</c>, or null where there is none.</summary>
    public Func<string, string?> Block { get; init; } = static _ => null;

    /// <summary>Gives the format of cards that a name or alias of the product means, or null where there is none.</summary>
    public Func<string, CardFormat?> CardFormat { get; init; } = static _ => null;

    /// <summary>The names of those formats, for near misses.</summary>
    public Func<IEnumerable<string>> CardFormatNames { get; init; } = static () => [];

    /// <summary>The formats of cards that a pipeline has added.</summary>
    public ImmutableArray<CardFormat> OwnCardFormats { get; init; } = [];

    /// <summary>The connections that a definition may have a section of.</summary>
    public ImmutableArray<ConnectionSpec> Connections { get; init; } = [];

    /// <summary>The connection called <paramref name="name"/>, or null.</summary>
    public ConnectionSpec? Connection(string name) => Connections.FirstOrDefault(c => c.Name == name);

    /// <summary>The operator called <paramref name="name"/>, or null.</summary>
    public OperatorSpec? Operator(string name) => Operators.FirstOrDefault(o => o.Name == name);

    /// <summary>The action called <paramref name="name"/> and the <paramref name="sink"/> that does it, or null.</summary>
    public ActionSpec? Action(string name, out SinkSpec? sink)
    {
        foreach (SinkSpec one in Sinks)
        {
            foreach (ActionSpec action in one.Actions)
            {
                if (action.Name == name)
                {
                    sink = one;
                    return action;
                }
            }
        }

        sink = null;
        return null;
    }

    /// <summary>The profile called <paramref name="name"/>, or null.</summary>
    public DeviceProfile? Profile(string name) => Profiles.FirstOrDefault(p => p.Name == name);
}
