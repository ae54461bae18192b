using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Operators;

namespace Reactive.Device.Credentials;

/// <summary>What is different in a list of holders.</summary>
/// <param name="Changed">Those who are new or have changed.</param>
/// <param name="Removed">The ids of those who are no more.</param>
public sealed record HolderChanges(IReadOnlyList<Holder> Changed, IReadOnlyList<int> Removed)
{
    /// <summary>Whether nothing is.</summary>
    public bool AreNone => Changed.Count == 0 && Removed.Count == 0;

    /// <summary>What has to be done to make <paramref name="after"/> of <paramref name="before"/>. Numbers of last uses are the store's own and are no difference.</summary>
    public static HolderChanges Between(HolderList before, HolderList after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return new HolderChanges(
            [.. after.Holders.Where(h => before.Find(h.Id) is not { } known || known with { LastUse = h.LastUse } != h)],
            [.. before.Holders.Select(h => h.Id).Where(id => after.Find(id) is null)]);
    }

    /// <summary>
    /// The list in which all this has happened, and the changes in an order in which nobody gets what another one still has; null where there is no
    /// such order, as when two holders swap their cards.
    /// </summary>
    public (HolderList List, HolderChanges Ordered)? Order(HolderList list)
    {
        ArgumentNullException.ThrowIfNull(list);
        foreach (int id in Removed)
            list = list.Without(id);
        var ordered = new List<Holder>();
        IReadOnlyList<Holder> left = Changed;
        while (left.Count > 0)
        {
            var blocked = new List<Holder>();
            foreach (Holder holder in left)
            {
                if (list.With(holder, out _) is not { } next)
                {
                    blocked.Add(holder);
                    continue;
                }

                list = next;
                ordered.Add(holder);
            }

            if (blocked.Count == left.Count)
                return null;
            left = blocked;
        }

        return (list, new HolderChanges(ordered, Removed));
    }
}
