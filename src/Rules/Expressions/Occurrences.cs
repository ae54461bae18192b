using System.Collections.Generic;

namespace Reactive.Rules;

/// <summary>Looks into occurrences.</summary>
internal static class Occurrences
{
    /// <summary>The name that an occurrence watches, for messages.</summary>
    public static string NameOf(Occurrence occurrence) => occurrence switch
    {
        EventOccurrence e => e.Operand.Name,
        BecomesOccurrence b => b.Operand.Name,
        LeavesOccurrence l => l.Operand.Name,
        ChangesOccurrence c => c.Operand.Name,
        _ => occurrence.Text,
    };

    /// <summary>The single events of an occurrence, in the order of the text.</summary>
    public static void Leaves(Occurrence occurrence, List<Occurrence> leaves)
    {
        switch (occurrence)
        {
            case AnyOccurrence any:
                foreach (Occurrence inner in any.Inner)
                    Leaves(inner, leaves);
                break;
            case GuardedOccurrence guarded:
                Leaves(guarded.Inner, leaves);
                break;
            case RiseOccurrence rise when rise.Text == rise.Inner.Text:
                // a condition that stands beside an event is right where it is; "becomes offline" is an event of its own
                break;
            default:
                leaves.Add(occurrence);
                break;
        }
    }
}
