using System;
using System.Buffers.Binary;
using System.Text;
using Reactive.Signals.Recording.Cdr;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Signals.Recording;

/// <summary>
/// The payload of a sensitive port: a number that is used once, then the sealed message. What goes with it unsealed is where it stands in the
/// recording: sequence, log time, publish time, topic. So none opens in another's place.
/// </summary>
public static class SealedPayload
{
    private const int PlaceBytes = sizeof(uint) + 2 * sizeof(ulong);

    /// <summary>Opens a message: the same one with what was sealed as its payload. False where it does not open.</summary>
    public static bool TryOpen(RecordingOpener opener, string topic, in McapMessage message, out McapMessage opened)
    {
        ulong last = 0;
        return TryOpen(opener, topic, message, ref last, out opened);
    }

    /// <summary>What goes with the messages of a topic; <see cref="Place"/> fills in the rest for each.</summary>
    internal static byte[] OfTopic(string topic) => [.. new byte[PlaceBytes], .. Encoding.UTF8.GetBytes(topic)];

    /// <summary>Fills in where a message stands.</summary>
    internal static void Place(byte[] associated, uint sequence, ulong logTime, ulong publishTime)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(associated, sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(associated.AsSpan(sizeof(uint)), logTime);
        BinaryPrimitives.WriteUInt64LittleEndian(associated.AsSpan(sizeof(uint) + sizeof(ulong)), publishTime);
    }

    /// <summary>How long a payload becomes that seals so many bytes.</summary>
    internal static int LengthOf(int sealedBytes)
    {
        var measure = CdrWriter.Measuring();
        measure.Write(0UL);
        measure.WriteCount(sealedBytes);
        return measure.Length + sealedBytes;
    }

    /// <summary>Writes the payload of a message.</summary>
    internal static void Write(RecordingSealer sealer, ulong counter, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> payload)
    {
        var cdr = new CdrWriter(payload);
        cdr.Write(counter);
        cdr.WriteCount(plain.Length + sealer.Overhead);
        sealer.Seal(counter, associated, plain, payload[cdr.Length..]);
    }

    /// <summary>Opens a message: the same one with what was sealed as its payload. False where it does not open, or where its number is not above <paramref name="last"/>.</summary>
    internal static bool TryOpen(RecordingOpener opener, string topic, in McapMessage message, ref ulong last, out McapMessage opened)
    {
        ArgumentNullException.ThrowIfNull(opener);
        opened = message;
        ReadOnlySpan<byte> payload = message.Data.Span;
        var cdr = new CdrReader(payload);
        cdr.TryRead(out ulong counter);
        if (!cdr.TryReadSequenceRange<byte>(out int offset, out int length) || cdr.Failed || !cdr.IsLittleEndian || offset + length != payload.Length || length < opener.Overhead || counter <= last)
            return false;
        byte[] associated = OfTopic(topic);
        Place(associated, message.Sequence, message.LogTime, message.PublishTime);
        byte[] plain = new byte[length - opener.Overhead];
        if (!opener.TryOpen(counter, associated, payload.Slice(offset, length), plain))
            return false;
        last = counter;
        opened = message with { Data = plain };
        return true;
    }
}
