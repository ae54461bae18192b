using System;
using System.Collections.Immutable;

namespace Reactive.Operators;

/// <summary>Somebody who may enter, and with what, when and how often. Immutable.</summary>
public sealed record Holder
{
    /// <summary>The condition of a holder for whom none was named.</summary>
    public const string UsualCondition = "access-granted";

    /// <summary>The most letters of a first or last name.</summary>
    public const int MostNameLetters = 100;

    /// <summary>The most letters of notes.</summary>
    public const int MostNotesLetters = 1000;

    /// <summary>The most letters of a QR text: what the largest QR code holds.</summary>
    public const int MostQrLetters = 4296;

    /// <summary>The most uses that can be left.</summary>
    public const int MostUses = 1_000_000;

    /// <summary>The highest number of a use.</summary>
    internal const long LastPossibleUse = long.MaxValue / 2;

    /// <summary>A number from 1 that stays the holder's whatever else changes, and is never another's.</summary>
    public required int Id { get; init; }

    /// <summary>The first name, which no other holder has: capitals do not tell two apart.</summary>
    public required string FirstName { get; init; }

    /// <summary>The last name, or empty.</summary>
    public string LastName { get; init; } = "";

    /// <summary>Whatever is worth noting, or empty.</summary>
    public string Notes { get; init; } = "";

    /// <summary>The card; null for none.</summary>
    public HolderCard? Card { get; init; }

    /// <summary>What is kept of the PIN; null for none.</summary>
    public PinDigest? Pin { get; init; }

    /// <summary>The text of the QR code; null for none.</summary>
    public string? QrText { get; init; }

    /// <summary>The event conditions that hold when the holder is granted, at least one: names such as <c>access-granted</c>.</summary>
    public ImmutableArray<string> Conditions { get; init; } = [UsualCondition];

    /// <summary>The first instant at which the holder is granted, in nanoseconds since 1970; null for no beginning.</summary>
    public long? ValidFrom { get; init; }

    /// <summary>The first instant at which the holder is granted no more, in nanoseconds since 1970; null for no end.</summary>
    public long? ValidTo { get; init; }

    /// <summary>How often the holder may still enter, 0 to <see cref="MostUses"/>; null for any number of times.</summary>
    public int? UsesLeft { get; init; }

    /// <summary>The number of the use that was taken last, 0 for none: uses count from 1, and never anew.</summary>
    public long LastUse { get; init; }

    /// <summary>Whether the holder is refused until further notice.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>Whether there is all that a holder has, and the counts are within their ranges.</summary>
    internal bool IsWhole => Id > 0 && FirstName.Length > 0 && IsReadable(FirstName) && IsReadable(LastName) && IsReadable(Notes) && (QrText is null || IsReadable(QrText)) && !Conditions.IsDefaultOrEmpty && UsesLeft is null or (>= 0 and <= MostUses) && LastUse is >= 0 and <= LastPossibleUse;

    /// <summary>Whether all is the same: conditions are compared one by one.</summary>
    public bool Equals(Holder? other) => other is not null
        && Id == other.Id && FirstName == other.FirstName && LastName == other.LastName && Notes == other.Notes
        && Card == other.Card && Pin == other.Pin && QrText == other.QrText
        && Conditions.AsSpan().SequenceEqual(other.Conditions.AsSpan())
        && ValidFrom == other.ValidFrom && ValidTo == other.ValidTo
        && UsesLeft == other.UsesLeft && LastUse == other.LastUse && IsSuspended == other.IsSuspended;

    /// <inheritdoc/>
    public override int GetHashCode() => Id;

    /// <summary>Whether a text has no letter that could not be read when it was made: such a text could not be told on.</summary>
    public static bool IsReadable(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\uFFFD' || (char.IsSurrogate(text[i]) && !char.IsSurrogatePair(text, i)))
                return false;
            i += char.IsHighSurrogate(text[i]) ? 1 : 0;
        }

        return true;
    }

    /// <summary>Both names.</summary>
    public override string ToString() => LastName.Length == 0 ? FirstName : $"{FirstName} {LastName}";
}
