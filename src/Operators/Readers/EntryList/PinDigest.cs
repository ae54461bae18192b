using System;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Reactive.Operators;

/// <summary>
/// What is kept of a PIN: the 256 bits that a <see cref="PinSecret"/> makes of its digits, and which secret that was. One PIN under one
/// secret has one digest, so a PIN is found by its digest; without the secret it cannot be tried.
/// </summary>
public readonly struct PinDigest : IEquatable<PinDigest>
{
    /// <summary>How many bytes there are beside the number of the secret.</summary>
    public const int Length = 32;

    private const int KeyDigits = 8;

    // all fields are of one size: between them lies nothing that is compared by chance
    private readonly ulong _key;
    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    /// <summary>A digest.</summary>
    /// <param name="keyId">Which secret made it: <see cref="PinSecret.KeyId"/>.</param>
    /// <param name="bytes">Its bytes, <see cref="Length"/> of them.</param>
    /// <exception cref="ArgumentException">There are more or fewer bytes.</exception>
    public PinDigest(uint keyId, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
            throw new ArgumentException($"A digest has {Length} bytes, not {bytes.Length}.", nameof(bytes));
        _key = keyId;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        (_first, _second, _third, _fourth) = (words[0], words[1], words[2], words[3]);
    }

    /// <summary>Which secret made it.</summary>
    public uint KeyId => (uint)_key;

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out PinDigest digest)
    {
        digest = default;
        Span<byte> bytes = stackalloc byte[Length];
        if (text.Length != KeyDigits + 1 + (2 * Length) || text[KeyDigits] != ':'
            || !uint.TryParse(text[..KeyDigits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint keyId)
            || Convert.FromHexString(text[(KeyDigits + 1)..], bytes, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        digest = new PinDigest(keyId, bytes);
        return true;
    }

    /// <summary>Writes the bytes into <paramref name="bytes"/>, of which there are at least <see cref="Length"/>.</summary>
    public void CopyTo(Span<byte> bytes) => Bytes(this)[sizeof(ulong)..].CopyTo(bytes);

    /// <summary>Whether both are the same, in a time that does not tell how far they agree.</summary>
    public bool Equals(PinDigest other) => CryptographicOperations.FixedTimeEquals(Bytes(this), Bytes(other));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PinDigest other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)_first;

    /// <summary>Whether both are the same.</summary>
    public static bool operator ==(PinDigest left, PinDigest right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(PinDigest left, PinDigest right) => !left.Equals(right);

    /// <summary>The number of the secret and the bytes, in hexadecimal digits: <c>3f9a01c2:</c> and 64 more.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{KeyId:x8}:") + Convert.ToHexStringLower(Bytes(this)[sizeof(ulong)..]);

    private static ReadOnlySpan<byte> Bytes(in PinDigest digest) => MemoryMarshal.AsBytes(new ReadOnlySpan<PinDigest>(in digest));
}
