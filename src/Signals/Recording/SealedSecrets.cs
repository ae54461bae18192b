using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Reactive.Signals.Recording.Cdr;
using Reactive.Signals.Specs;

namespace Reactive.Signals.Recording;

/// <summary>The secrets of a run as a recording holds them, sealed: what replays the decisions that were made with them.</summary>
public static class SealedSecrets
{
    private const ulong Counter = 0;

    private static readonly byte[] Associated = Encoding.UTF8.GetBytes(RecordingFormat.SecretsAttachment);

    /// <summary>Seals secrets.</summary>
    /// <param name="sealer">By which.</param>
    /// <param name="names">Their names.</param>
    /// <param name="secrets">The secrets, those of these names among them.</param>
    public static byte[] Seal(RecordingSealer sealer, IEnumerable<string> names, SecretSet secrets)
    {
        ArgumentNullException.ThrowIfNull(sealer);
        ArgumentNullException.ThrowIfNull(secrets);
        string[] all = [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var measure = CdrWriter.Measuring();
        Write(ref measure, all, secrets);
        byte[] plain = new byte[measure.Length];
        var cdr = new CdrWriter(plain);
        Write(ref cdr, all, secrets);
        byte[] sealedBytes = new byte[plain.Length + sealer.Overhead];
        sealer.Seal(Counter, Associated, plain, sealedBytes);
        Array.Clear(plain);
        return sealedBytes;
    }

    /// <summary>Opens them; null where they do not open or are none. Never an exception.</summary>
    public static IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? Open(RecordingOpener opener, ReadOnlySpan<byte> sealedBytes)
    {
        ArgumentNullException.ThrowIfNull(opener);
        if (sealedBytes.Length < opener.Overhead)
            return null;
        byte[] plain = new byte[sealedBytes.Length - opener.Overhead];
        if (!opener.TryOpen(Counter, Associated, sealedBytes, plain))
            return null;
        var secrets = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var cdr = new CdrReader(plain);
        cdr.TryRead(out uint count);
        for (uint i = 0; i < count && !cdr.Failed; i++)
        {
            cdr.TryRead(out string name);
            if (cdr.TryReadSequenceRange<byte>(out int offset, out int length))
                secrets[name] = plain.AsMemory(offset, length);
        }

        return cdr.Failed ? null : secrets;
    }

    private static void Write(ref CdrWriter cdr, string[] names, SecretSet secrets)
    {
        cdr.Write((uint)names.Length);
        foreach (string name in names)
        {
            ReadOnlySpan<byte> secret = secrets.Find(name).Span;
            cdr.Write(name);
            cdr.WriteCount(secret.Length);
            cdr.WriteArray(secret);
        }
    }
}
