using System.Collections.Immutable;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Explaining;

/// <content>What is behind derived signals and state machines, where that is looked at.</content>
internal sealed partial class FindingReader
{
    // Signals that are derived from each other may share what they read: without an end, it would be read many times over.
    private const int Deepest = 3;

    private int _depth;
    private bool _onWay;

    private Finding? Behind(Leaf leaf, in TurnInfo turn, SignalTime at)
    {
        Node? behind = leaf switch { ConditionLeaf l => l.Condition, OccurrenceLeaf l => l.Occurrence, _ => null };
        if (_depth == 0 || behind is null)
            return null;
        _depth--;
        Finding found = Of(behind, turn, at);
        _depth++;
        return found;
    }

    // The ways of machines that ways themselves read are another question.
    private ImmutableArray<WayFinding> Ways(Leaf leaf, in TurnInfo turn, SignalTime at)
    {
        if (_depth == 0 || _onWay || leaf is not MachineLeaf machine)
            return [];
        _onWay = true;
        ImmutableArray<WayFinding>.Builder found = ImmutableArray.CreateBuilder<WayFinding>();
        for (int state = 0; state < machine.Machine.States.Length; state++)
        {
            foreach (MachineWay way in machine.Events[state])
                found.Add(Way(machine, state, way, turn, at));
            foreach (MachineWay way in machine.Timeouts[state])
                found.Add(Way(machine, state, way, turn, at));
        }

        _onWay = false;
        return found.ToImmutable();
    }

    private WayFinding Way(MachineLeaf machine, int state, MachineWay way, in TurnInfo turn, SignalTime at) => new(
        way.Definition, machine.Machine.States[state].Name, machine.Machine.States[way.Definition.Target].Name, way.When is null ? null : (EventFinding)Of(way.When, turn, at),
        Optional(way.If, turn, at), Optional(way.Unless, turn, at))
    {
        Entered = state == machine.State ? machine.Entered : null,
    };
}
