using System;

namespace Reactive.Rules.Graph;

/// <summary>One claim that one action of one rule may have on an output.</summary>
internal sealed class ClaimSlot(ClaimStack stack, RuleNode rule, bool active, int rank, int index)
{
    private bool _standing;

    /// <summary>Whose it is.</summary>
    public RuleNode Rule => rule;

    /// <summary>What it claims.</summary>
    public bool Active => active;

    /// <summary>How strong it is.</summary>
    public int Rank => rank;

    /// <summary>Its place in the order of making.</summary>
    public int Index => index;

    /// <summary>Whether it stands.</summary>
    public bool Standing
    {
        get => _standing;
        set
        {
            if (_standing == value)
                return;
            _standing = value;
            stack.Count(this, value ? 1 : -1);
        }
    }

    internal ClaimSlot? Next { get; set; }

    internal ClaimSlot? Previous { get; set; }
}

/// <summary>
/// All claims on one output. Those that stand are counted and linked by rank, so that what they come to does not depend on
/// how many there could be.
/// </summary>
internal sealed class ClaimStack
{
    private ClaimSlot[] _slots = [];
    private Level[] _levels = [];
    private int _count;

    /// <summary>A rank: the level first, the priority within it second.</summary>
    public static int RankOf(ClaimLevel level, int priority) => ((int)level * 100) + priority;

    /// <summary>Makes room for a claim, which does not stand yet.</summary>
    public ClaimSlot Add(RuleNode rule, bool active, int rank)
    {
        if (Array.Find(_levels, l => l.Rank == rank) is null)
        {
            _levels = [.. _levels, new Level(rank)];
            Array.Sort(_levels, static (a, b) => b.Rank.CompareTo(a.Rank));
        }

        if (_count == _slots.Length)
            Array.Resize(ref _slots, Math.Max(4, 2 * _count));
        var slot = new ClaimSlot(this, rule, active, rank, _count);
        _slots[_count++] = slot;
        return slot;
    }

    /// <summary>All claims, standing or not, in the order of making.</summary>
    public ReadOnlySpan<ClaimSlot> Slots => _slots.AsSpan(0, _count);

    /// <summary>What the strongest claims that stand say: <paramref name="onConflict"/> where they contradict each other, false where none stands.</summary>
    public bool Value(bool onConflict)
    {
        foreach (Level level in _levels)
        {
            if (level.Active is not null)
                return level.Inactive is null || onConflict;
            if (level.Inactive is not null)
                return false;
        }

        return false;
    }

    /// <summary>The rule that was made first among those whose claims hold the output active, or null.</summary>
    public RuleNode? Holder
    {
        get
        {
            foreach (Level level in _levels)
            {
                ClaimSlot? first = level.Active;
                for (ClaimSlot? slot = first; slot is not null; slot = slot.Next)
                    first = slot.Index < first!.Index ? slot : first;
                if (first is not null || level.Inactive is not null)
                    return first?.Rule;
            }

            return null;
        }
    }

    internal void Count(ClaimSlot slot, int change)
    {
        foreach (Level level in _levels)
        {
            if (level.Rank != slot.Rank)
                continue;
            if (slot.Active)
                level.Active = change > 0 ? Link(slot, level.Active) : Unlink(slot, level.Active);
            else
                level.Inactive = change > 0 ? Link(slot, level.Inactive) : Unlink(slot, level.Inactive);
        }
    }

    private static ClaimSlot Link(ClaimSlot slot, ClaimSlot? head)
    {
        slot.Next = head;
        if (head is not null)
            head.Previous = slot;
        return slot;
    }

    private static ClaimSlot? Unlink(ClaimSlot slot, ClaimSlot? head)
    {
        if (slot.Next is not null)
            slot.Next.Previous = slot.Previous;
        if (slot.Previous is not null)
            slot.Previous.Next = slot.Next;
        ClaimSlot? left = ReferenceEquals(head, slot) ? slot.Next : head;
        (slot.Next, slot.Previous) = (null, null);
        return left;
    }

    private sealed class Level(int rank)
    {
        public int Rank => rank;

        public ClaimSlot? Active { get; set; }

        public ClaimSlot? Inactive { get; set; }
    }
}
