using System;
using System.Collections.Immutable;
using System.Linq;

namespace Reactive.Signals.Specs;

/// <summary>All components that a definition may name.</summary>
/// <param name="Operators">The operators.</param>
/// <param name="Sinks">The sinks.</param>
/// <param name="Profiles">The device profiles.</param>
public sealed record Catalog(ImmutableArray<OperatorSpec> Operators, ImmutableArray<SinkSpec> Sinks, ImmutableArray<DeviceProfile> Profiles)
{
    /// <summary>The operator called <paramref name="name"/>, or null.</summary>
    public OperatorSpec? Operator(string name) => Operators.FirstOrDefault(o => string.Equals(o.Name, name, StringComparison.Ordinal));

    /// <summary>The action called <paramref name="name"/> and its sink, or null.</summary>
    public (SinkSpec Sink, ActionSpec Action)? Action(string name) =>
        Sinks.SelectMany(s => s.Actions, (s, a) => ((SinkSpec Sink, ActionSpec Action)?)(s, a)).FirstOrDefault(x => x!.Value.Action.Name == name);

    /// <summary>The profile called <paramref name="name"/>, or null.</summary>
    public DeviceProfile? Profile(string name) => Profiles.FirstOrDefault(p => p.Name == name);
}
