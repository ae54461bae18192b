using System;
using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Globalization;

namespace Reactive.Device.Telephony;

/// <summary>What is known here about how to read a payload.</summary>
internal enum PayloadKind
{
    /// <summary>Sound in a code that is not decoded, or something else.</summary>
    Other,
    /// <summary>G.711 mu-law.</summary>
    MuLaw,
    /// <summary>G.711 A-law.</summary>
    ALaw,
    /// <summary>16-bit samples, the high byte first.</summary>
    Linear16,
    /// <summary>Telephone events (RFC 4733).</summary>
    Events,
    /// <summary>Comfort noise: silence (RFC 3389).</summary>
    ComfortNoise,
    /// <summary>Redundant payloads around another one (RFC 2198).</summary>
    Redundant,
}

/// <summary>What a payload type stands for.</summary>
/// <param name="Kind">How it is read.</param>
/// <param name="Name">The name of its encoding, as SDP has it.</param>
/// <param name="Rate">Ticks of its clock a second; for sound that is decoded, samples a second.</param>
/// <param name="Channels">Samples beside each other.</param>
internal sealed record PayloadFormat(PayloadKind Kind, string Name, int Rate, int Channels = 1)
{
    /// <summary>The least and the most ticks a second that an SDP may declare.</summary>
    public const int LeastRate = 1000, MostRate = 192_000;

    private const int MostChannels = 8;
    private const int LongestName = 64;

    // those that RFC 3551 gives numbers of their own
    private static readonly FrozenDictionary<int, PayloadFormat> Static = new Dictionary<int, PayloadFormat>
    {
        [0] = new(PayloadKind.MuLaw, "PCMU", 8000),
        [3] = new(PayloadKind.Other, "GSM", 8000),
        [4] = new(PayloadKind.Other, "G723", 8000),
        [5] = new(PayloadKind.Other, "DVI4", 8000),
        [6] = new(PayloadKind.Other, "DVI4", 16_000),
        [7] = new(PayloadKind.Other, "LPC", 8000),
        [8] = new(PayloadKind.ALaw, "PCMA", 8000),
        [9] = new(PayloadKind.Other, "G722", 8000),
        [10] = new(PayloadKind.Linear16, "L16", 44_100, 2),
        [11] = new(PayloadKind.Linear16, "L16", 44_100),
        [12] = new(PayloadKind.Other, "QCELP", 8000),
        [13] = new(PayloadKind.ComfortNoise, "CN", 8000),
        [14] = new(PayloadKind.Other, "MPA", 90_000),
        [15] = new(PayloadKind.Other, "G728", 8000),
        [18] = new(PayloadKind.Other, "G729", 8000),
        [19] = new(PayloadKind.ComfortNoise, "CN", 8000),
    }.ToFrozenDictionary();

    /// <summary>The first of the types that stand for nothing until an SDP says what.</summary>
    public const int FirstDynamic = 96;

    /// <summary>Whether it is sound that is decoded here.</summary>
    public bool IsSound => Kind is PayloadKind.MuLaw or PayloadKind.ALaw or PayloadKind.Linear16;

    /// <summary>Bytes of one sample of all channels, of sound that is decoded.</summary>
    public int FrameBytes => Kind == PayloadKind.Linear16 ? Channels * sizeof(short) : Channels;

    /// <summary>For people: <c>PCMU/8000</c>, <c>L16/44100/2</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}/{Rate}{(Channels > 1 ? $"/{Channels}" : "")}");

    /// <summary>What a type stands for by itself; null where only an SDP says it.</summary>
    public static PayloadFormat? Of(int payloadType) => Static.GetValueOrDefault(payloadType);

    /// <summary>Reads what <c>a=rtpmap</c> says of a type: <c>telephone-event/8000</c>, <c>L16/44100/2</c>; null where it is no such thing.</summary>
    public static PayloadFormat? Parse(ReadOnlySpan<char> text)
    {
        int slash = text.IndexOf('/');
        if (slash is <= 0 or > LongestName)
            return null;
        string name = text[..slash].ToString();
        ReadOnlySpan<char> rest = text[(slash + 1)..];
        int second = rest.IndexOf('/');
        if (!TryNumber(second < 0 ? rest : rest[..second], LeastRate, MostRate, out int rate))
            return null;
        int channels = 1;
        if (second >= 0 && !TryNumber(rest[(second + 1)..], 1, MostChannels, out channels))
            return null;
        return new PayloadFormat(KindOf(name), name, rate, channels);
    }

    /// <summary>Decodes sound; how many samples there were, all channels together. Bytes that are no whole frame are left.</summary>
    /// <param name="payload">What was sent.</param>
    /// <param name="samples">Takes the samples: as many as <see cref="SamplesIn"/> says.</param>
    public int Decode(ReadOnlySpan<byte> payload, Span<short> samples)
    {
        int count = SamplesIn(payload.Length);
        switch (Kind)
        {
            case PayloadKind.MuLaw:
                G711.MuLawToLinear(payload[..count], samples);
                break;
            case PayloadKind.ALaw:
                G711.ALawToLinear(payload[..count], samples);
                break;
            default:
                for (int i = 0; i < count; i++)
                    samples[i] = BinaryPrimitives.ReadInt16BigEndian(payload[(i * sizeof(short))..]);
                break;
        }

        return count;
    }

    /// <summary>How many samples, all channels together, so many bytes of sound hold.</summary>
    public int SamplesIn(int bytes) => bytes / FrameBytes * Channels;

    private static PayloadKind KindOf(string name) => name.ToUpperInvariant() switch
    {
        "PCMU" => PayloadKind.MuLaw,
        "PCMA" => PayloadKind.ALaw,
        "L16" => PayloadKind.Linear16,
        "TELEPHONE-EVENT" => PayloadKind.Events,
        "CN" => PayloadKind.ComfortNoise,
        "RED" => PayloadKind.Redundant,
        _ => PayloadKind.Other,
    };

    private static bool TryNumber(ReadOnlySpan<char> text, int least, int most, out int number) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;
}
