using System.Collections.Generic;

namespace Reactive.Operators;

/// <summary>What is left to the holders who may enter a number of times, kept beside the list so that a use changes nothing in it.</summary>
internal sealed class UseCounts
{
    private readonly Dictionary<int, Count> _counts = [];

    /// <summary>What is left to a holder and the number of the last use; false for one who may enter any number of times.</summary>
    public bool TryGet(int holderId, out int left, out long last)
    {
        bool isLimited = _counts.TryGetValue(holderId, out Count count);
        (left, last) = (count.Left, count.Last);
        return isLimited;
    }

    /// <summary>Believes a list, but for holders of whom a later use is known: a list may have been read before a use was taken, and come after its commit.</summary>
    public void Take(HolderList list)
    {
        Dictionary<int, Count> before = new(_counts);
        _counts.Clear();
        foreach (Holder holder in list.Holders)
        {
            if (holder.UsesLeft is { } left)
                _counts.Add(holder.Id, before.TryGetValue(holder.Id, out Count known) && known.Last > holder.LastUse ? known : new Count(left, holder.LastUse));
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => _counts.Clear();

    /// <summary>Believes a holder, unless a later use than the holder's last is known: then what is left was read before it was taken.</summary>
    public void Take(Holder holder)
    {
        if (holder.UsesLeft is not { } left)
            _counts.Remove(holder.Id);
        else if (!_counts.TryGetValue(holder.Id, out Count known) || holder.LastUse >= known.Last)
            _counts[holder.Id] = new Count(left, holder.LastUse);
    }

    /// <summary>A use was taken; one that is known already changes nothing.</summary>
    public void Commit(int holderId, long use, int remaining)
    {
        if (_counts.TryGetValue(holderId, out Count known) && use > known.Last)
            _counts[holderId] = new Count(remaining, use);
    }

    /// <summary>Forgets a holder.</summary>
    public void Remove(int holderId) => _counts.Remove(holderId);

    private readonly record struct Count(int Left, long Last);
}
