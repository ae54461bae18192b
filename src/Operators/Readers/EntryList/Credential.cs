using System;
using System.Runtime.CompilerServices;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>What somebody presents.</summary>
public enum CredentialKind : byte
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>A card.</summary>
    Card,
    /// <summary>A PIN.</summary>
    Pin,
    /// <summary>The text of a QR code.</summary>
    Qr,
}

/// <summary>What somebody presents to a reader: small, immutable, copied freely. Of a PIN it has the digest, and the digits only where they are to be handed on.</summary>
public readonly struct Credential
{
    private readonly ReaderBits _bits;
    private readonly object? _rest;
    private readonly PinDigest _pin;

    private Credential(CredentialKind kind, in ReaderBits bits, object? rest, in PinDigest pin)
    {
        Kind = kind;
        _bits = bits;
        _rest = rest;
        _pin = pin;
    }

    /// <summary>What it is.</summary>
    public CredentialKind Kind { get; }

    /// <summary>The bits of a card, or the digits of a PIN where they are known, four bits each; else none.</summary>
    public ReaderBits Bits => _bits;

    /// <summary>The format that was found for a card, if any.</summary>
    public CardFormat? Format => Kind == CredentialKind.Card ? Unsafe.As<CardFormat?>(_rest) : null;

    /// <summary>The text of a QR code, else null.</summary>
    public string? Text => Kind == CredentialKind.Qr ? Unsafe.As<string?>(_rest) : null;

    /// <summary>The digest of a PIN.</summary>
    public PinDigest Pin => _pin;

    /// <summary>The same without the digits of a PIN.</summary>
    public Credential WithoutDigits => Kind == CredentialKind.Pin ? new Credential(Kind, default, null, _pin) : this;

    /// <summary>A card, with the format that its reader found, if any.</summary>
    public static Credential OfCard(in ReaderBits frame, CardFormat? format) => new(CredentialKind.Card, frame, format, default);

    /// <summary>A PIN by its digest, and its digits where it may have to be handed on.</summary>
    public static Credential OfPin(in PinDigest digest, in ReaderBits digits = default) => new(CredentialKind.Pin, digits, null, digest);

    /// <summary>The text of a QR code.</summary>
    public static Credential OfQr(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Credential(CredentialKind.Qr, default, text, default);
    }

    /// <summary>The credential that a value is: a card, the digits of a PIN, or a text, which is a QR code. False for others, and for a PIN without digits. Allocates nothing.</summary>
    /// <param name="value">The value.</param>
    /// <param name="secret">Under which PINs are kept; null where no PIN is a credential.</param>
    /// <param name="credential">What it is.</param>
    public static bool TryOf(in Value value, PinSecret? secret, out Credential credential)
    {
        ReaderBits bits = value.Frame;
        switch (value.Kind)
        {
            case ValueKind.Card:
                credential = OfCard(bits, value.Format);
                return true;
            case ValueKind.Pin when bits.Length > 0 && secret is not null:
                credential = OfPin(secret.Digest(bits), bits);
                return true;
            case ValueKind.Text:
                credential = OfQr(value.Text!);
                return true;
            default:
                credential = default;
                return false;
        }
    }

    /// <summary>For people: the card as <see cref="Value"/> writes it, <c>PIN</c>, or <c>QR code</c>: what is secret is not told.</summary>
    public override string ToString() => Kind switch
    {
        CredentialKind.Card => Value.Card(_bits, Format).ToString(),
        CredentialKind.Pin => "PIN",
        CredentialKind.Qr => "QR code",
        _ => "nothing",
    };
}
