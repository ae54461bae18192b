using System;
using System.Collections.Generic;

namespace Reactive.Device.Explaining;

/// <summary>What a replay is asked to collect.</summary>
internal sealed class Wishes
{
    public HashSet<(string Rule, long Turn)> Rules { get; } = [];

    /// <summary>Derived signals, and turns in which they changed or occurred.</summary>
    public HashSet<(string Signal, long Turn)> Derived { get; } = [];

    /// <summary>Commands of which is asked what gave them.</summary>
    public HashSet<long> Deeds { get; } = [];

    public HashSet<long> Turns { get; } = [];

    public HashSet<long> Arrivals { get; } = [];

    public HashSet<long> Commands { get; } = [];

    public HashSet<SampleWish> Samples { get; } = [];

    public HashSet<StageWish> Stages { get; } = [];

    /// <summary>Turns of which is asked what changed in them.</summary>
    public HashSet<long> Changes { get; } = [];

    /// <summary>Takes out what was asked for before; false where nothing is left.</summary>
    public bool Without(Wishes asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        Rules.ExceptWith(asked.Rules);
        Derived.ExceptWith(asked.Derived);
        Deeds.ExceptWith(asked.Deeds);
        Turns.ExceptWith(asked.Turns);
        Arrivals.ExceptWith(asked.Arrivals);
        Commands.ExceptWith(asked.Commands);
        Samples.ExceptWith(asked.Samples);
        Changes.ExceptWith(asked.Changes);
        Stages.ExceptWith(asked.Stages);
        return Rules.Count + Derived.Count + Deeds.Count + Turns.Count + Arrivals.Count + Commands.Count + Samples.Count + Changes.Count + Stages.Count > 0;
    }

    /// <summary>Notes what is asked for now.</summary>
    public void Add(Wishes more)
    {
        ArgumentNullException.ThrowIfNull(more);
        Rules.UnionWith(more.Rules);
        Derived.UnionWith(more.Derived);
        Deeds.UnionWith(more.Deeds);
        Turns.UnionWith(more.Turns);
        Arrivals.UnionWith(more.Arrivals);
        Commands.UnionWith(more.Commands);
        Samples.UnionWith(more.Samples);
        Changes.UnionWith(more.Changes);
        Stages.UnionWith(more.Stages);
    }
}
