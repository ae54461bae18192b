using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Graph;
using Reactive.Signals;

namespace Reactive.Rules.Explaining;

/// <content>What kept a state machine from a state.</content>
public sealed partial class Blame
{
    private ImmutableArray<WayReason> Ways(EventFinding happening) => happening switch
    {
        { Occurrence: BecomesOccurrence becomes, Inner: [SignalFinding machine] } => Ways(machine, name => Names(becomes.Values, name)),
        { Occurrence: LeavesOccurrence leaves, Inner: [SignalFinding machine] } => Ways(machine, name => !Names(leaves.Values, name)),
        { Occurrence: ChangesOccurrence, Inner: [SignalFinding machine] } => Ways(machine, name => name != machine.Value.ToString()),
        _ => [],
    };

    // The ways to the states that are wanted out of those that are not; nothing where the machine is in one of them.
    private ImmutableArray<WayReason> Ways(SignalFinding machine, Func<string, bool> isWanted)
    {
        if (machine.Ways.IsEmpty || isWanted(machine.Value.ToString()))
            return [];
        return [.. machine.Ways.Where(w => isWanted(w.To) && !isWanted(w.From)).OrderBy(w => w.Entered is null).Select(w => new WayReason(w, [.. Lacks(w)]))];
    }

    private IEnumerable<Reason> Lacks(WayFinding way)
    {
        if (way.Entered is not { } entered)
            return [];
        IEnumerable<Reason> first = way.When is not null ? Of(way.When, "when") : [Timeout(way, entered)];
        return
        [
            .. first,
            .. way.If is null ? [] : Of(way.If, wanted: true, "if"),
            .. way.Unless is null ? [] : Of(way.Unless, wanted: false, "unless"),
        ];
    }

    private Reason Timeout(WayFinding way, SignalTime entered) =>
        new("after", "after: " + Picturing.Written.Duration(way.Way.AfterNanoseconds), Truth.False, Wanted: true, 0, entered)
        {
            Shortfall = new TimeoutShortfall(entered, way.Way.AfterNanoseconds, _now - entered),
        };

    private static bool Names(ImmutableArray<Value> values, string name) => values.Any(v => v.Type is { } type && type.Names[v.Code] == name);
}
