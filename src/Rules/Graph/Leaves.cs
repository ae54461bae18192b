using System;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Graph;

/// <summary>Where a chain ends and the rules begin: takes the chain's values and hands them on to signals made from it.</summary>
internal abstract class Leaf(RuleGraph graph, int rank, string name) : Node(graph, rank), IObserver<Stamped<Value>>
{
    public string Name => name;

    /// <summary>Whether it stems from a sensitive port.</summary>
    public bool IsSensitive { get; init; }

    /// <summary>What other signals are made from.</summary>
    public Outlet<Stamped<Value>> Out { get; } = new();

    public Value Value { get; protected set; } = Value.Unknown(UnknownReason.Starting);

    /// <summary>When what the value says began.</summary>
    public SignalTime Since { get; protected set; }

    /// <summary>The arrival that brought the value; 0 where a timer did.</summary>
    public long Arrival { get; protected set; }

    public void OnNext(Stamped<Value> value)
    {
        Take(value);
        Out.Push(value);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error) => throw new InvalidOperationException($"The chain of signal '{name}' failed.", error);

    public override void Evaluate(in TurnInfo turn)
    {
    }

    protected abstract void Take(in Stamped<Value> value);

    protected void Tell(in TurnInfo turn)
    {
        Changed(turn);
        Graph.Engine.Observer.OnSignal(new SignalChange(name, Value, turn.At, Since, turn.Number, Arrival) { IsSensitive = IsSensitive });
        Graph.Traced(this, turn);
    }

    public override void Save(StateWriter writer)
    {
        base.Save(writer);
        writer.Value(Value);
        writer.Time(Since);
        writer.Int64(Arrival);
    }

    public override void Load(StateReader reader)
    {
        base.Load(reader);
        Value = reader.Value();
        Since = reader.Time();
        Arrival = reader.Int64();
    }
}

/// <summary>A state: has a value at every instant, which changes only in a turn.</summary>
internal class StateLeaf(RuleGraph graph, string name, int rank = 0) : Leaf(graph, rank, name)
{
    /// <summary>The value before the turn of the last change.</summary>
    public Value Previous { get; private set; } = Value.Unknown(UnknownReason.Starting);

    protected override void Take(in Stamped<Value> value) => Set(value, Graph.Engine.CurrentArrival);

    public void Set(in Stamped<Value> value, long arrival)
    {
        if (value.Value == Value)
            return;
        TurnInfo turn = Graph.Engine.Turn;
        // Two changes in one turn are one: rules see what was before it.
        if (ChangedTurn != turn.Number)
            Previous = Value;
        Value = value.Value;
        Since = value.Since;
        Arrival = arrival;
        Tell(turn);
    }

    /// <summary>Says what it was before the device restarted, where it is something else in the turn of the start: it is seen to have become that.</summary>
    protected void GoOnFrom(Value before) => Value = before;

    /// <summary>Takes a value that was derived in this turn, and hands it to what is made from it.</summary>
    protected void Derive(Value value, in TurnInfo turn)
    {
        if (value == Value)
            return;
        var derived = new Stamped<Value>(value, turn.At);
        Set(derived, Graph.Engine.CurrentArrival);
        Out.Push(derived);
    }

    public override void Save(StateWriter writer)
    {
        base.Save(writer);
        writer.Value(Previous);
    }

    public override void Load(StateReader reader)
    {
        base.Load(reader);
        Previous = reader.Value();
    }
}

/// <summary>An event signal: happens in single turns, or fails to, which is a fault in place of its value. Unknown (its source is offline) is neither.</summary>
internal class EventLeaf(RuleGraph graph, string name, int rank = 0) : Leaf(graph, rank, name)
{
    /// <summary>What it brought when it last happened; unknown where it never has.</summary>
    public Value Brought { get; private set; } = Value.Unknown(UnknownReason.Starting);

    protected override void Take(in Stamped<Value> value)
    {
        Value = value.Value;
        if (value.Value.Kind == ValueKind.Unknown)
            return;
        if (value.Value.IsKnown)
            Brought = value.Value;
        Since = value.Since;
        Arrival = Graph.Engine.CurrentArrival;
        Tell(Graph.Engine.Turn);
    }

    public override void Save(StateWriter writer)
    {
        base.Save(writer);
        writer.Value(Brought);
    }

    public override void Load(StateReader reader)
    {
        base.Load(reader);
        Brought = reader.Value();
    }
}
