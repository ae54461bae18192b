using System;

namespace Reactive.Operators;

/// <summary>What has to be presented. A QR code counts as a card.</summary>
public enum EntryRequirement
{
    /// <summary>A card; PINs are not accepted.</summary>
    Card,
    /// <summary>A PIN; cards are not accepted.</summary>
    Pin,
    /// <summary>Either.</summary>
    CardOrPin,
    /// <summary>A card, and then the PIN of its holder.</summary>
    CardAndPin,
}

/// <summary>How an entry list decides at one reader.</summary>
public sealed record EntryOptions
{
    /// <summary>What has to be presented. Default a card or a PIN.</summary>
    public EntryRequirement Require { get; init; } = EntryRequirement.CardOrPin;

    /// <summary>So long after its card a PIN is awaited, above 0 s; exactly then it is over. Only for <see cref="EntryRequirement.CardAndPin"/>. Default 10 s.</summary>
    public TimeSpan PinWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>So many wrong PINs lock PINs out at their reader, 1 to 1000; 0 for never. Default 5.</summary>
    public int WrongPins { get; init; } = 5;

    /// <summary>How long PINs are locked out, and how long after a wrong one it is forgotten, above 0 s. Default 60 s.</summary>
    public TimeSpan LockOutFor { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether credentials of nobody are handed on instead of denied. Default no.</summary>
    public bool ForwardUnknown { get; init; }

    /// <summary>Whether credentials of a kind are accepted at all.</summary>
    internal bool Takes(CredentialKind kind) => Require switch
    {
        EntryRequirement.Pin => kind == CredentialKind.Pin,
        EntryRequirement.Card => kind != CredentialKind.Pin,
        _ => true,
    };

    /// <summary>Throws an <see cref="ArgumentException"/> where an option is out of its range.</summary>
    internal void ThrowIfInvalid()
    {
        if (PinWithin <= TimeSpan.Zero || LockOutFor <= TimeSpan.Zero || WrongPins is < 0 or > 1000 || !Enum.IsDefined(Require))
            throw new ArgumentException("Durations are above 0 s, wrong PINs 0 to 1000.");
    }
}
