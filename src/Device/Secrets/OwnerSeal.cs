using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;
using Reactive.Signals.Recording;

namespace Reactive.Device.Secrets;

/// <summary>
/// The scheme by which recordings are sealed: a pair is made for the recording, its private half and the owner's public one agree on a secret
/// (ECDH, P-256), HKDF with SHA-256 makes a key of it, and AES-256-GCM seals under that key. The private half is forgotten: the device that
/// recorded cannot open what it has written.
/// </summary>
internal static class OwnerSeal
{
    /// <summary>What the scheme is called in recordings.</summary>
    public const string Scheme = "ecdh-p256 hkdf-sha256 aes-256-gcm";

    public const string SchemeKey = "scheme";
    public const string OwnerName = "owner";
    public const string EphemeralKey = "ephemeral";

    public const int TagBytes = 16;
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;

    private static readonly byte[] Purpose = Encoding.ASCII.GetBytes("reactive/recording/1");

    /// <summary>The cipher that a pair's private half and the other's public one agree on.</summary>
    public static AesGcm Cipher(ECDiffieHellman own, ECDiffieHellmanPublicKey other, byte[] ephemeral, byte[] owner)
    {
        byte[] agreed = own.DeriveRawSecretAgreement(other);
        byte[] key = HKDF.DeriveKey(HashAlgorithmName.SHA256, agreed, KeyBytes, salt: [.. ephemeral, .. owner], info: Purpose);
        var cipher = new AesGcm(key, TagBytes);
        CryptographicOperations.ZeroMemory(agreed);
        CryptographicOperations.ZeroMemory(key);
        return cipher;
    }

    /// <summary>The nonce of a counter: a key is of one recording, so none comes twice.</summary>
    public static void Nonce(ulong counter, Span<byte> nonce)
    {
        nonce.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(nonce[(NonceBytes - sizeof(ulong))..], counter);
    }

    /// <summary>Room for a nonce.</summary>
    public static byte[] NewNonce() => new byte[NonceBytes];
}

/// <summary>Seals one recording to its owner.</summary>
internal sealed class OwnerSealer : RecordingSealer, IDisposable
{
    private readonly AesGcm _cipher;
    private readonly byte[] _nonce = OwnerSeal.NewNonce();

    /// <summary>A sealer to an owner, of whom it needs the public half alone.</summary>
    public OwnerSealer(OwnerKey owner)
    {
        using var ephemeral = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        byte[] bytes = ephemeral.ExportSubjectPublicKeyInfo();
        using ECDiffieHellmanPublicKey other = owner.Key.PublicKey;
        _cipher = OwnerSeal.Cipher(ephemeral, other, bytes, owner.PublicBytes);
        Header = new Dictionary<string, string>
        {
            [OwnerSeal.SchemeKey] = OwnerSeal.Scheme,
            [OwnerSeal.OwnerName] = owner.Name,
            [OwnerSeal.EphemeralKey] = Convert.ToHexStringLower(bytes),
        };
    }

    /// <inheritdoc/>
    public override int Overhead => OwnerSeal.TagBytes;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Header { get; }

    /// <inheritdoc/>
    public override void Seal(ulong counter, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> sealedBytes)
    {
        OwnerSeal.Nonce(counter, _nonce);
        _cipher.Encrypt(_nonce, plain, sealedBytes[..plain.Length], sealedBytes.Slice(plain.Length, OwnerSeal.TagBytes), associated);
    }

    /// <inheritdoc/>
    public void Dispose() => _cipher.Dispose();
}

/// <summary>Opens one recording with the key of its owner.</summary>
internal sealed class OwnerOpener : RecordingOpener, IDisposable
{
    private readonly AesGcm _cipher;
    private readonly byte[] _nonce = OwnerSeal.NewNonce();

    private OwnerOpener(AesGcm cipher) => _cipher = cipher;

    /// <summary>What opens a recording with this header; null where the header is damaged.</summary>
    public static OwnerOpener? Of(OwnerKey owner, IReadOnlyDictionary<string, string> header)
    {
        try
        {
            byte[] bytes = Convert.FromHexString(header.GetValueOrDefault(OwnerSeal.EphemeralKey, ""));
            using var ephemeral = ECDiffieHellman.Create();
            ephemeral.ImportSubjectPublicKeyInfo(bytes, out int read);
            if (read != bytes.Length)
                return null;
            using ECDiffieHellmanPublicKey other = ephemeral.PublicKey;
            return new OwnerOpener(OwnerSeal.Cipher(owner.Key, other, bytes, owner.PublicBytes));
        }
        catch (Exception failure) when (failure is CryptographicException or FormatException or ArgumentException or PlatformNotSupportedException)
        {
            // no key, none of this curve, or one of a curve that the platform does not know
            return null;
        }
    }

    /// <inheritdoc/>
    public override int Overhead => OwnerSeal.TagBytes;

    /// <inheritdoc/>
    public override bool TryOpen(ulong counter, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedBytes, Span<byte> plain)
    {
        OwnerSeal.Nonce(counter, _nonce);
        try
        {
            _cipher.Decrypt(_nonce, sealedBytes[..^OwnerSeal.TagBytes], sealedBytes[^OwnerSeal.TagBytes..], plain, associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _cipher.Dispose();
}
