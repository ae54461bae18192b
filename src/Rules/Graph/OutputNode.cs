using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Graph;

/// <summary>
/// An output: its logical value follows from the claims that stand, its commanded state is what was last ordered. As a
/// leaf it shows the commanded state as it was after the previous turn.
/// </summary>
internal sealed class OutputNode : StateLeaf
{
    private readonly OutputSpec _spec;

    public OutputNode(RuleGraph graph, OutputSpec spec)
        : base(graph, spec.Name)
    {
        _spec = spec;
        Value = Reactive.Signals.Value.Contact(active: false);
        Readback = new StateLeaf(graph, spec.Name + ".readback");
    }

    /// <summary>What the hardware says.</summary>
    public StateLeaf Readback { get; }

    /// <summary>What was last ordered. Initially inactive: that position is set-up, no command.</summary>
    public bool Commanded { get; private set; }

    /// <summary>The number of the last command.</summary>
    public long LastCommand { get; private set; }

    /// <summary>What caused it.</summary>
    public CommandCause LastCause { get; private set; }

    /// <summary>What rules claim of it.</summary>
    public ClaimStack Claims { get; } = new();

    /// <summary>What the strongest standing claims say: active, inactive, the conflict state where they contradict, inactive where there is none.</summary>
    public bool Claimed => Claims.Value(_spec.ActiveOnConflict);

    /// <summary>Orders a state, where that is new.</summary>
    public bool Command(bool active, in CommandCause cause)
    {
        LastCause = cause;
        if (active == Commanded)
            return false;
        Commanded = active;
        Graph.Engine.Issue(Name, active ? "activate" : "deactivate", null, cause);
        LastCommand = Graph.Engine.CommandCount;
        return true;
    }

    /// <summary>What it becomes where rules contradict each other.</summary>
    public bool FailState => _spec.ActiveOnConflict;

    /// <summary>Lets rules see the commanded state, in the turn after.</summary>
    public void Show()
    {
        SignalTime at = Graph.Engine.Turn.At;
        Set(new Stamped<Value>(Reactive.Signals.Value.Contact(Commanded), at), 0);
    }

    public override void Save(StateWriter writer)
    {
        base.Save(writer);
        writer.Bool(Commanded);
        writer.Int64(LastCommand);
        writer.Text(LastCause.Rule ?? "");
        writer.Int64(LastCause.Line);
        writer.Int64(LastCause.Turn);
        foreach (ClaimSlot slot in Claims.Slots)
            writer.Bool(slot.Standing);
    }

    public override void Load(StateReader reader)
    {
        base.Load(reader);
        Commanded = reader.Bool();
        LastCommand = reader.Int64();
        LastCause = new CommandCause(reader.Text(), reader.Count(int.MaxValue), reader.Int64());
        foreach (ClaimSlot slot in Claims.Slots)
            slot.Standing = reader.Bool();
    }
}
