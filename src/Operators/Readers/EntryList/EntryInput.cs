using System;

namespace Reactive.Operators;

/// <summary>What an entry list takes.</summary>
public enum EntryInputKind : byte
{
    /// <summary>Somebody presents a credential.</summary>
    Presented,
    /// <summary>All holders.</summary>
    List,
    /// <summary>One holder, new or changed.</summary>
    Changed,
    /// <summary>A holder is no more.</summary>
    Removed,
    /// <summary>The store has taken a use.</summary>
    Committed,
    /// <summary>The store has not taken a use.</summary>
    Refused,
    /// <summary>What the clock on the wall shows.</summary>
    Anchor,
}

/// <summary>One arrival at an entry list.</summary>
public readonly struct EntryInput
{
    private readonly object? _what;
    private readonly long _number;
    private readonly int _count;

    private EntryInput(EntryInputKind kind, object? what = null, int holderId = 0, long number = 0, int count = 0)
    {
        Kind = kind;
        _what = what;
        HolderId = holderId;
        _number = number;
        _count = count;
    }

    /// <summary>What it is.</summary>
    public EntryInputKind Kind { get; }

    /// <summary>What is presented.</summary>
    public Credential Credential { get; private init; }

    /// <summary>Whether nobody presented it: somebody wants to see what would happen, and it does.</summary>
    public bool IsCheck { get; private init; }

    /// <summary>Whose use, or who is no more.</summary>
    public int HolderId { get; }

    /// <summary>All holders.</summary>
    public HolderList? List => _what as HolderList;

    /// <summary>The holder that is new or changed.</summary>
    public Holder? Holder => _what as Holder;

    /// <summary>Why the store has not taken a use: the name of a fault.</summary>
    public string? Reason => _what as string;

    /// <summary>The number of the use.</summary>
    public long Use => _number;

    /// <summary>How often the holder may enter after a use.</summary>
    public int Remaining => _count;

    /// <summary>What the clock on the wall shows at the stamp, in nanoseconds since 1970.</summary>
    public long WallNanoseconds => _number;

    /// <summary>Somebody presents a credential; <paramref name="isCheck"/> marks one that is not really there but has the same effects.</summary>
    public static EntryInput Presented(in Credential credential, bool isCheck = false) => new(EntryInputKind.Presented) { Credential = credential, IsCheck = isCheck };

    /// <summary>All holders, as the store has them when it starts or when they were replaced.</summary>
    public static EntryInput Of(HolderList list)
    {
        ArgumentNullException.ThrowIfNull(list);
        return new EntryInput(EntryInputKind.List, list);
    }

    /// <summary>One holder as the store has it now.</summary>
    public static EntryInput Changed(Holder holder)
    {
        ArgumentNullException.ThrowIfNull(holder);
        return new EntryInput(EntryInputKind.Changed, holder);
    }

    /// <summary>A holder is no more.</summary>
    public static EntryInput Removed(int holderId) => new(EntryInputKind.Removed, null, holderId);

    /// <summary>The store has taken a use of a holder for good, and <paramref name="remaining"/> are left.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such use, or less than nothing is left.</exception>
    public static EntryInput Committed(int holderId, long use, int remaining)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(use, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(remaining);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(remaining, Holder.MostUses);
        return new EntryInput(EntryInputKind.Committed, null, holderId, use, remaining);
    }

    /// <summary>The store has not taken a use and will not; <paramref name="reason"/> names the fault, such as <c>store-locked</c>.</summary>
    public static EntryInput Refused(int holderId, long use, string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return new EntryInput(EntryInputKind.Refused, reason, holderId, use);
    }

    /// <summary>At the stamp of this the clock on the wall shows <paramref name="wallNanoseconds"/> since 1970.</summary>
    public static EntryInput Anchor(long wallNanoseconds) => new(EntryInputKind.Anchor, number: wallNanoseconds);
}
