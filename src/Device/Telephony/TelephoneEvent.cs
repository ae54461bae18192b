using System;
using System.Buffers.Binary;
using Reactive.Signals;

namespace Reactive.Device.Telephony;

/// <summary>What a packet says of a telephone event (RFC 4733, section 2.3).</summary>
/// <param name="Code">Which event: 0 to 15 are DTMF digits.</param>
/// <param name="IsEnd">Whether it is over.</param>
/// <param name="Duration">How long it has lasted so far, in ticks of its clock.</param>
internal readonly record struct TelephoneEvent(byte Code, bool IsEnd, ushort Duration)
{
    /// <summary>The bytes of an event.</summary>
    public const int Bytes = 4;

    /// <summary>The digit, or null for other events.</summary>
    public char? Digit => Code < Value.Digits.Length ? Value.Digits[Code] : null;

    /// <summary>Reads the event of a payload, of several the first; false where it is too short.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out TelephoneEvent read)
    {
        read = default;
        if (payload.Length < Bytes)
            return false;
        read = new TelephoneEvent(payload[0], (payload[1] & 0x80) != 0, BinaryPrimitives.ReadUInt16BigEndian(payload[2..]));
        return true;
    }

    /// <summary>Whether a payload of a type that nobody has named may be an event: four bytes, a digit, the reserved bit clear.</summary>
    public static bool MayBe(ReadOnlySpan<byte> payload) =>
        payload.Length == Bytes && payload[0] <= Value.Digits.Length && (payload[1] & 0x40) == 0;
}
