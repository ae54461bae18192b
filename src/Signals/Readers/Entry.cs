using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Reactive.Signals;

/// <summary>What an entry list said of somebody who presented a credential: small, immutable, and without anything that is secret but what has to be handed on.</summary>
public sealed record Entry
{
    /// <summary>The holder may enter.</summary>
    public const string Granted = "granted";

    /// <summary>Nobody may enter; <see cref="Reason"/> says why.</summary>
    public const string Denied = "denied";

    /// <summary>The credential is nobody's here: somebody else is to decide.</summary>
    public const string Forwarded = "forwarded";

    /// <summary>The card is good, its PIN is awaited.</summary>
    public const string AwaitsPin = "awaits-pin";

    /// <summary>The store did not do its part, or nobody has told yet who the holders are: <see cref="Reason"/> says which.</summary>
    public const string Failed = "failed";

    /// <summary>All that can be said.</summary>
    public static readonly ImmutableArray<string> Outcomes = [Granted, Denied, Forwarded, AwaitsPin, Failed];

    /// <summary>All reasons to deny. Of several that apply, the one listed first is told.</summary>
    public static readonly ImmutableArray<string> Denials =
        ["locked-out", "unknown", "not-accepted", "no-card", "wrong-pin", "suspended", "time-unknown", "not-yet-valid", "expired", "used-up", "no-pin"];

    /// <summary>All ways in which a store fails; <c>store-failed</c> for whatever else it says.</summary>
    public static readonly ImmutableArray<string> Failures =
    [
        "holders-unknown", "holder-conflict", "store-timeout", "store-busy", "store-restarted", "store-locked", "store-full", "store-corrupt", "store-foreign",
        "store-failed", "store-closed", "use-refused",
    ];

    /// <summary>All reasons.</summary>
    public static readonly ImmutableArray<string> Reasons = [.. Denials, .. Failures];

    /// <summary>One of <see cref="Outcomes"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why nobody may enter: one of <see cref="Reasons"/>; empty where nobody is denied and nothing fails.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The first name of the holder; empty where nobody's credential was presented.</summary>
    public string Holder { get; init; } = "";

    /// <summary>The number of the holder; 0 where nobody's credential was presented.</summary>
    public int HolderId { get; init; }

    /// <summary>The event conditions of the holder, with blanks between them; empty where there is none.</summary>
    public string Conditions { get; init; } = "";

    /// <summary>How often the holder may enter after this; null for any number of times, and where nobody is granted.</summary>
    public int? Remaining { get; init; }

    /// <summary>The number of the use that was taken; 0 where uses are not counted, and where nobody is granted.</summary>
    public long Use { get; init; }

    /// <summary>Whether nobody really presented it: somebody wanted to see what happens.</summary>
    public bool IsCheck { get; init; }

    /// <summary>What was presented; unknown where this follows from something else. Of a PIN it has the digits only where it is forwarded.</summary>
    public Value Credential { get; init; }

    /// <summary>For people: <c>granted Anna (access-granted), 3 left</c>, <c>denied Ben: expired</c>, <c>forwarded H10301 12:3456</c>.</summary>
    public override string ToString()
    {
        string who = Holder.Length > 0 ? Holder : Credential.Kind switch
        {
            ValueKind.Card => Credential.ToString(),
            ValueKind.Pin => "a PIN",
            ValueKind.Text => "a QR code",
            ValueKind.Veiled => "a " + Credential.Text,
            _ => "",
        };
        var text = new StringBuilder(Outcome == AwaitsPin ? $"awaits the PIN of {who}" : $"{Outcome} {who}".TrimEnd());
        if (Outcome == Granted && Conditions.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $" ({Conditions})");
        if (Reason.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $": {Reason}");
        if (Remaining is { } left)
            text.Append(CultureInfo.InvariantCulture, $", {left} left");
        return (IsCheck ? text.Append(" [check]") : text).ToString();
    }

    /// <summary>The same without what was presented but its kind.</summary>
    internal Entry Veiled() => this with { Credential = Credential.Veiled() };

    /// <summary>Writes it into a saved state.</summary>
    internal void Save(StateWriter writer)
    {
        writer.Byte((byte)Outcomes.IndexOf(Outcome));
        writer.Byte((byte)(Reasons.IndexOf(Reason) + 1));
        writer.Text(Holder);
        writer.Int64(HolderId);
        writer.Text(Conditions);
        writer.Int64(Remaining ?? -1);
        writer.Int64(Use);
        writer.Bool(IsCheck);
        writer.Value(Credential);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    internal static Entry Load(StateReader reader)
    {
        int outcome = reader.Byte();
        int reason = reader.Byte();
        string holder = reader.Text();
        int id = reader.Count(int.MaxValue);
        string conditions = reader.Text();
        long remaining = reader.Int64();
        long use = reader.Int64();
        bool isCheck = reader.Bool();
        if (outcome >= Outcomes.Length || reason > Reasons.Length || remaining is < -1 or > int.MaxValue || use < 0)
            throw new StateException("An entry in the state is impossible.");
        Value credential = reader.Value();
        if (credential.Kind == ValueKind.Entry)
            throw new StateException("An entry is no credential.");
        return new Entry
        {
            Outcome = Outcomes[outcome],
            Reason = reason == 0 ? "" : Reasons[reason - 1],
            Holder = holder,
            HolderId = id,
            Conditions = conditions,
            Remaining = remaining < 0 ? null : (int)remaining,
            Use = use,
            IsCheck = isCheck,
            Credential = credential,
        };
    }
}
