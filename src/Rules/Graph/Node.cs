using System;
using System.Collections.Generic;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Graph;

/// <summary>Truth in Kleene's three values.</summary>
public enum Truth : byte
{
    /// <summary>It does not hold.</summary>
    False,
    /// <summary>It holds.</summary>
    True,
    /// <summary>It cannot be said.</summary>
    Unknown,
}

/// <summary>
/// A node of the rule graph. It is evaluated at most once a turn, after all it reads (its rank is above theirs), and only
/// where something it reads changed.
/// </summary>
internal abstract class Node(RuleGraph graph, int rank)
{
    private Node[] _dependents = [];
    private int _dependentCount;

    public RuleGraph Graph => graph;

    public int Rank => rank;

    public bool Dirty { get; set; }

    /// <summary>The turn of its last change or occurrence; 0 for none yet.</summary>
    public long ChangedTurn { get; protected set; }

    /// <summary>The instant of that turn.</summary>
    public SignalTime ChangedAt { get; protected set; }

    /// <summary>What it has shown, for coverage.</summary>
    public Shown Shown { get; protected set; }

    public bool HasDependents => _dependentCount > 0;

    /// <summary>Notes who reads it. Who reads it twice is evaluated once all the same.</summary>
    public void AddDependent(Node node)
    {
        if (_dependentCount == _dependents.Length)
            Array.Resize(ref _dependents, Math.Max(2, 2 * _dependentCount));
        _dependents[_dependentCount++] = node;
    }

    public abstract void Evaluate(in TurnInfo turn);

    public virtual void Save(StateWriter writer)
    {
        writer.Int64(ChangedTurn);
        writer.Time(ChangedAt);
    }

    public virtual void Load(StateReader reader)
    {
        ChangedTurn = reader.Int64();
        ChangedAt = reader.Time();
    }

    protected void Changed(in TurnInfo turn)
    {
        ChangedTurn = turn.Number;
        ChangedAt = turn.At;
        for (int i = 0; i < _dependentCount; i++)
            graph.MarkDirty(_dependents[i]);
    }

    protected static int Above(params IReadOnlyList<Node?> inner)
    {
        int rank = 0;
        foreach (Node? node in inner)
            rank = Math.Max(rank, node?.Rank ?? 0);
        return rank + 1;
    }
}
