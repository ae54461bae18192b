using System;

namespace Reactive.Device.Telephony;

/// <summary>
/// Decodes the two codes of ITU-T G.711, eight bits a sample, to 16-bit samples: mu-law as 14 and A-law as 13 bits, scaled up, so that
/// the loudest are 32,124 and 32,256.
/// </summary>
internal static class G711
{
    private const int Codes = 256;
    private const int MuBias = 33;
    private const int MuShift = 2;
    private const int AShift = 3;
    private const int AInverted = 0x55;

    private static readonly short[] MuLaw = Table(DecodeMuLaw);
    private static readonly short[] ALaw = Table(DecodeALaw);

    /// <summary>Decodes mu-law. <paramref name="samples"/> must hold as many as there are codes.</summary>
    public static void MuLawToLinear(ReadOnlySpan<byte> codes, Span<short> samples) => Decode(codes, samples, MuLaw);

    /// <summary>Decodes A-law. <paramref name="samples"/> must hold as many as there are codes.</summary>
    public static void ALawToLinear(ReadOnlySpan<byte> codes, Span<short> samples) => Decode(codes, samples, ALaw);

    private static void Decode(ReadOnlySpan<byte> codes, Span<short> samples, short[] table)
    {
        for (int i = 0; i < codes.Length; i++)
            samples[i] = table[codes[i]];
    }

    private static short[] Table(Func<int, int> decode)
    {
        var table = new short[Codes];
        for (int code = 0; code < Codes; code++)
            table[code] = (short)decode(code);
        return table;
    }

    // All bits are sent inverted. A sign, three bits of a segment whose steps double, four bits within it; the segments are moved
    // down by a bias, so that the first one begins at 0.
    private static int DecodeMuLaw(int code)
    {
        int bits = ~code;
        int magnitude = ((((bits & 0x0f) * 2) + MuBias) << ((bits >> 4) & 7)) - MuBias;
        return ((bits & 0x80) != 0 ? -magnitude : magnitude) << MuShift;
    }

    // Every other bit is sent inverted. The first two segments have the same step; a sample is the middle of its step.
    private static int DecodeALaw(int code)
    {
        int bits = code ^ AInverted;
        int segment = (bits >> 4) & 7;
        int twice = ((bits & 0x0f) * 2) + 1;
        int magnitude = segment == 0 ? twice : (twice + 32) << (segment - 1);
        return ((bits & 0x80) != 0 ? magnitude : -magnitude) << AShift;
    }
}
