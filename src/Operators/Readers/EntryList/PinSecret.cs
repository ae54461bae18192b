using System;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// The secret of a device under which PINs become digests. It is kept apart from them: whoever has both tries all PINs of four digits in
/// a few milliseconds.
/// </summary>
/// <remarks>
/// The digest is HMAC-SHA-256 (RFC 2104) over the ASCII bytes of <c>reactive/pin/1</c>, a byte with the number of digits, and the digits
/// in ASCII. The first four bytes of the HMAC of <c>reactive/pin-key/1</c> are the number of the secret.
/// </remarks>
public sealed class PinSecret
{
    /// <summary>How many bytes a secret has.</summary>
    public const int Length = 32;

    private readonly byte[] _key;

    /// <summary>A secret of random bytes, which are copied.</summary>
    /// <param name="key">The bytes, <see cref="Length"/> of them.</param>
    /// <exception cref="ArgumentException">There are more or fewer bytes.</exception>
    public PinSecret(ReadOnlySpan<byte> key)
    {
        if (key.Length != Length)
            throw new ArgumentException($"A secret has {Length} bytes, not {key.Length}.", nameof(key));
        _key = key.ToArray();
        Span<byte> mac = stackalloc byte[PinDigest.Length];
        HMACSHA256.HashData(_key, "reactive/pin-key/1"u8, mac);
        KeyId = BinaryPrimitives.ReadUInt32BigEndian(mac);
    }

    /// <summary>A number by which digests tell which secret they were made with. It says nothing of the secret.</summary>
    public uint KeyId { get; }

    /// <summary>The digest of a PIN. Allocates nothing.</summary>
    /// <param name="digits">Its digits as <see cref="Value.Frame"/> has them: four bits each, 1 to 32 of them.</param>
    /// <exception cref="ArgumentException">They are no decimal digits, or none.</exception>
    public PinDigest Digest(in ReaderBits digits)
    {
        if (!digits.AreDecimal || digits.Length == 0)
            throw new ArgumentException("They are no decimal digits.", nameof(digits));
        ReadOnlySpan<byte> label = "reactive/pin/1"u8;
        int count = digits.Length / 4;
        Span<byte> message = stackalloc byte[label.Length + 1 + (ReaderBits.Most / 4)];
        label.CopyTo(message);
        message[label.Length] = (byte)count;
        for (int i = 0; i < count; i++)
            message[label.Length + 1 + i] = (byte)('0' + (int)((uint)(digits.Bits >> (4 * (count - 1 - i))) & 15));
        Span<byte> mac = stackalloc byte[PinDigest.Length];
        HMACSHA256.HashData(_key, message[..(label.Length + 1 + count)], mac);
        CryptographicOperations.ZeroMemory(message);
        return new PinDigest(KeyId, mac);
    }

    /// <summary>Which secret it is, never what it is.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"secret {KeyId:x8}");
}
