using System.Globalization;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>What an entry list says.</summary>
public enum EntryOutcome : byte
{
    /// <summary>The holder may enter: the conditions hold.</summary>
    Granted,
    /// <summary>Nobody may enter; <see cref="EntryDecision.Denial"/> says why.</summary>
    Denied,
    /// <summary>The credential is nobody's here: somebody else is to decide.</summary>
    Forwarded,
    /// <summary>The card is good, its PIN is awaited.</summary>
    AwaitsPin,
    /// <summary>A command to the store: take this use. What follows depends on its answer.</summary>
    UseRequested,
    /// <summary>The store did not do its part; <see cref="EntryDecision.Fault"/> names what is wrong.</summary>
    Fault,
}

/// <summary>Why nobody may enter. Of several reasons that apply, the one listed first is told.</summary>
public enum EntryDenial : byte
{
    /// <summary>Not denied.</summary>
    None,
    /// <summary>Too many wrong PINs at this reader: what needs a PIN is not looked at.</summary>
    LockedOut,
    /// <summary>The credential is nobody's.</summary>
    Unknown,
    /// <summary>The reader does not take what was presented, although it is somebody's.</summary>
    NotAccepted,
    /// <summary>A PIN without the card that has to come before it.</summary>
    NoCard,
    /// <summary>The PIN is not that of the card's holder.</summary>
    WrongPin,
    /// <summary>The holder is suspended.</summary>
    Suspended,
    /// <summary>The holder is limited in time, and what time it is nobody knows.</summary>
    TimeUnknown,
    /// <summary>The holder's time has not begun.</summary>
    NotYetValid,
    /// <summary>The holder's time is over.</summary>
    Expired,
    /// <summary>The holder has entered as often as may be.</summary>
    UsedUp,
    /// <summary>The card's PIN was not typed in time, another card came first, or its holder has none.</summary>
    NoPin,
}

/// <summary>One thing that an entry list says.</summary>
public readonly struct EntryDecision
{
    /// <summary>What it says.</summary>
    public EntryOutcome Outcome { get; init; }

    /// <summary>Why nobody may enter.</summary>
    public EntryDenial Denial { get; init; }

    /// <summary>Whether it goes back to a credential that nobody presented: <see cref="EntryInput.IsCheck"/>.</summary>
    public bool IsCheck { get; init; }

    /// <summary>Who it is about, as the list has it; null where that is not known. What is left is <see cref="Remaining"/>, not what the list began with.</summary>
    public Holder? Holder { get; init; }

    /// <summary>What was presented; nothing for what follows the store's answer, or the end of a time. Digits are in it only where it is forwarded.</summary>
    public Credential Credential { get; init; }

    /// <summary>The number of the use that is requested or was taken; 0 for none.</summary>
    public long Use { get; init; }

    /// <summary>How often the holder may enter after this; null for any number of times, and where nobody is granted nor a use requested.</summary>
    public int? Remaining { get; init; }

    /// <summary>The name of a fault of the store; null for none.</summary>
    public string? Fault { get; init; }

    /// <summary>How a denial is written: <c>wrong-pin</c>; empty for none.</summary>
    public static string NameOf(EntryDenial denial) => denial == EntryDenial.None ? "" : Entry.Denials[(int)denial - 1];

    /// <summary>For people: <c>granted Anna (access-granted), 3 left</c>, <c>denied Ben: expired</c>, <c>forwarded PIN</c>. What is secret is not told.</summary>
    public override string ToString()
    {
        string text = Outcome switch
        {
            EntryOutcome.Granted => $"granted {Holder} ({string.Join(' ', Holder!.Conditions)})" + (Remaining is { } left ? string.Create(CultureInfo.InvariantCulture, $", {left} left") : ""),
            EntryOutcome.Denied => $"denied {Holder?.ToString() ?? Credential.ToString()}: {NameOf(Denial)}",
            EntryOutcome.Forwarded => $"forwarded {Credential}",
            EntryOutcome.AwaitsPin => $"awaits the PIN of {Holder}",
            EntryOutcome.UseRequested => string.Create(CultureInfo.InvariantCulture, $"requests use {Use} of {Holder}"),
            _ => Holder is null ? $"fault {Fault}" : $"fault {Fault} of {Holder}",
        };
        return IsCheck ? text + " [check]" : text;
    }
}
