using System;
using System.Collections.Generic;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Graph;

/// <summary>Told what became of a rule in a turn; set only while a run is explained.</summary>
internal delegate void RuleTrace(RuleNode rule, RuleOutcome outcome, in TurnInfo turn);

/// <summary>Told of a signal that changed or occurred, or of a state machine that entered its state anew; set only while a run is explained.</summary>
internal delegate void LeafTrace(Leaf leaf, in TurnInfo turn);

/// <summary>
/// The rules of one pipeline at run time. In each turn the nodes that became dirty are evaluated once, by rank, so that a
/// diamond never shows two truths; then the claims and commands follow, in the order of rule names and actions.
/// </summary>
internal sealed class RuleGraph(Engine engine) : ITurnGraph
{
    private static readonly Value FailedCommand = Value.Fault("failed");

    private readonly List<Node> _nodes = [];
    private readonly List<OutputNode> _outputs = [];
    private readonly List<RuleNode> _rules = [];
    private readonly List<Node[]> _dirty = [];
    private readonly List<int> _dirtyCount = [];
    private readonly List<int> _nodesOfRank = [];
    private readonly List<RuleAction> _effects = [];
    private readonly List<OutputNode> _toShow = [];
    private bool _evaluated;
    private bool _standStill;
    private string? _checkpoint;
    private WallTime _wall = new(SignalTime.Zero, 0);
    private bool _anchored;

    public Engine Engine => engine;

    /// <summary>Every node.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>The rules, in the order of their names.</summary>
    public IReadOnlyList<RuleNode> Rules => _rules;

    public IReadOnlyList<OutputNode> Outputs => _outputs;

    public RuleTrace? Trace { get; set; }

    public LeafTrace? LeafTrace { get; set; }

    /// <summary>The action that gives its commands just now, for explanation; null where none does.</summary>
    public RuleAction? Acting { get; private set; }

    /// <summary>What drives the schedules; null where there are none.</summary>
    public Calendar? Calendar { get; set; }

    public bool WantsTurn { get; private set; }

    /// <summary>The kernels that several signals share.</summary>
    public List<SharedNode> Shared { get; } = [];

    /// <summary>What tells of answers to messages.</summary>
    public List<OutcomeLeaf> Outcomes { get; } = [];

    /// <summary>Adds a node; nodes are added before anything arrives.</summary>
    public T Add<T>(T node)
        where T : Node
    {
        _nodes.Add(node);
        while (_dirty.Count <= node.Rank)
        {
            _dirty.Add([]);
            _dirtyCount.Add(0);
            _nodesOfRank.Add(0);
        }

        // Every bucket has room for all its nodes, so that marking never allocates.
        Node[] bucket = _dirty[node.Rank];
        if (++_nodesOfRank[node.Rank] > bucket.Length)
        {
            Array.Resize(ref bucket, Math.Max(4, 2 * bucket.Length));
            _dirty[node.Rank] = bucket;
        }

        switch (node)
        {
            case RuleNode rule:
                _rules.Add(rule);
                break;
            case OutputNode output:
                _outputs.Add(output);
                break;
        }

        return node;
    }

    public void MarkDirty(Node node)
    {
        if (node.Dirty)
            return;
        node.Dirty = true;
        _dirty[node.Rank][_dirtyCount[node.Rank]++] = node;
    }

    public void AddEffect(RuleAction action) => _effects.Add(action);

    /// <summary>Lets an output follow its claims.</summary>
    public void Order(OutputNode output, in CommandCause cause)
    {
        if (!_standStill)
            Order(output, output.Claimed, cause);
    }

    public void CutOff()
    {
        OutputNode[] restless = [.. _toShow];
        _toShow.Clear();
        foreach (OutputNode output in restless)
            Order(output, output.FailState, output.LastCause);
        _standStill = true;
        WantsTurn = false;
    }

    public void Traced(RuleNode rule, RuleOutcome outcome, in TurnInfo turn) => Trace?.Invoke(rule, outcome, turn);

    public void Traced(Leaf leaf, in TurnInfo turn) => LeafTrace?.Invoke(leaf, turn);

    /// <summary>Wall time at an instant, in nanoseconds since 1970; null where it is not known.</summary>
    public long? WallNanoseconds(SignalTime at) => _anchored ? WallAt(at).Nanoseconds : null;

    public void Evaluate(in TurnInfo turn)
    {
        // What the turn before ordered is seen from now on.
        WantsTurn = false;
        bool resumes = _standStill && turn.Cause is TurnCause.Arrival or TurnCause.Timer;
        _standStill &= !resumes;
        foreach (OutputNode output in _toShow)
            output.Show();
        _toShow.Clear();
        if (!_evaluated)
        {
            _evaluated = true;
            foreach (Node node in _nodes)
                MarkDirty(node);
        }

        for (int rank = 0; rank < _dirty.Count; rank++)
        {
            Node[] bucket = _dirty[rank];
            for (int i = 0; i < _dirtyCount[rank]; i++)
            {
                Node node = bucket[i];
                node.Dirty = false;
                node.Evaluate(turn);
            }

            _dirtyCount[rank] = 0;
        }

        ApplyEffects();
        if (resumes)
            Resume();
    }

    // After a standstill outputs follow their claims again, those that changed meanwhile too.
    private void Resume()
    {
        foreach (OutputNode output in _outputs)
        {
            if (output.Claimed != output.Commanded)
                Order(output, output.Claimed, output.LastCause);
        }
    }

    private void Order(OutputNode output, bool active, in CommandCause cause)
    {
        if (!output.Command(active, cause))
            return;
        if (!_toShow.Contains(output))
            _toShow.Add(output);
        WantsTurn |= output.HasDependents;
    }

    public void Answered(in Arrival feedback)
    {
        foreach (SharedNode shared in Shared)
            shared.Answered(feedback);
        foreach (OutcomeLeaf outcome in Outcomes)
            outcome.Answered(feedback);
        foreach (OutputNode output in _outputs)
        {
            if (output.LastCommand != feedback.Answers)
                continue;
            // What could not be carried out is a fault of the output, whatever it reads back.
            Value readback = feedback.Value == Outcome.Failed ? FailedCommand : feedback.Readback;
            output.Readback.Set(new Stamped<Value>(readback, feedback.Stamp), engine.CurrentArrival);
        }
    }

    public void Anchored(SignalTime at, long wallNanoseconds)
    {
        _wall = new WallTime(at, wallNanoseconds);
        _anchored = true;
        foreach (SharedNode shared in Shared)
            shared.Anchored(at, wallNanoseconds);
        Calendar?.Anchored(at, wallNanoseconds);
    }

    public void Resume(string checkpoint) => _checkpoint = checkpoint;

    /// <summary>What is to outlive a restart, as it is now.</summary>
    public string Keep() => _checkpoint ?? Checkpoint.Write(AllKept(), WallAt(engine.Frontier));

    // What was kept is taken up once wall time is known; until then it is what is kept.
    public void Begin(in TurnInfo turn)
    {
        if (_checkpoint is null)
            return;
        foreach (string left in Checkpoint.Read(_checkpoint, AllKept(), WallAt(turn.At)))
            engine.Observer.OnFault(turn.At, $"the checkpoint is not wholly taken up: {left}");
        _checkpoint = null;
    }

    private WallTime WallAt(SignalTime at)
    {
        SignalTime now = SignalTime.Max(at, SignalTime.Zero);
        return new WallTime(now, _wall.Nanoseconds + (now - _wall.At));
    }

    private IEnumerable<IKept> AllKept()
    {
        foreach (Source source in engine.Sources)
        {
            if (source.Spec.IsVirtual && source.Spec.Flow.Kind == FlowKind.State)
                yield return new KeptInput(source);
        }

        foreach (Node node in _nodes)
        {
            if (node is IKept kept)
                yield return kept;
        }
    }

    public void Save(StateWriter writer)
    {
        writer.Bool(_evaluated);
        writer.Bool(_standStill);
        writer.Bool(_anchored);
        writer.Text(_checkpoint ?? "");
        writer.Time(_wall.At);
        writer.Int64(_wall.Nanoseconds);
        writer.Int64(_nodes.Count);
        foreach (Node node in _nodes)
            node.Save(writer);
        writer.Int64(_toShow.Count);
        foreach (OutputNode output in _toShow)
            writer.Int64(_outputs.IndexOf(output));
        // A leaf that changed before the start is dirty; so is nothing else between turns.
        foreach (Node node in _nodes)
            writer.Bool(node.Dirty);
    }

    public void Load(StateReader reader)
    {
        _evaluated = reader.Bool();
        _standStill = reader.Bool();
        _anchored = reader.Bool();
        _checkpoint = reader.Text() is { Length: > 0 } checkpoint ? checkpoint : null;
        _wall = new WallTime(reader.Time(), reader.Int64());
        if (reader.Int64() != _nodes.Count)
            throw new StateException("The state has another number of rule nodes than the graph.");
        foreach (Node node in _nodes)
            node.Load(reader);
        _toShow.Clear();
        for (int count = reader.Count(_outputs.Count); count > 0; count--)
            _toShow.Add(_outputs[reader.Count(_outputs.Count - 1)]);
        foreach (Node node in _nodes)
        {
            if (reader.Bool())
                MarkDirty(node);
        }
    }

    // Few effects a turn: insertion keeps them in order without allocating.
    private void ApplyEffects()
    {
        for (int i = 1; i < _effects.Count; i++)
        {
            RuleAction action = _effects[i];
            int at = i;
            for (; at > 0 && Before(action, _effects[at - 1]); at--)
                _effects[at] = _effects[at - 1];
            _effects[at] = action;
        }

        foreach (RuleAction action in _effects)
        {
            Acting = action;
            action.Apply();
        }

        Acting = null;
        _effects.Clear();
    }

    private static bool Before(RuleAction a, RuleAction b) =>
        a.Rule.Index != b.Rule.Index ? a.Rule.Index < b.Rule.Index
        : a.Index != b.Index ? a.Index < b.Index
        : a.Run?.Index < b.Run?.Index;
}
