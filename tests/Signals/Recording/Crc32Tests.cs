using System;
using Reactive.Signals.Recording.Mcap;
using Xunit;

namespace Reactive.Signals.Tests.Recording;

public sealed class Crc32Tests
{
    [Fact]
    public void CheckValueOfTheCatalogue_IsMet() => Assert.Equal(0xCBF43926u, Crc32.Compute("123456789"u8));

    [Fact]
    public void NoBytes_GiveZero() => Assert.Equal(0u, Crc32.Compute([]));

    [Fact]
    public void KnownTexts_GiveTheirCrcs()
    {
        Assert.Equal(0xE8B7BE43u, Crc32.Compute("a"u8));
        Assert.Equal(0x414FA339u, Crc32.Compute("The quick brown fox jumps over the lazy dog"u8));
        Assert.Equal(0x190A55ADu, Crc32.Compute(new byte[32]));
    }

    [Fact]
    public void EveryLengthAndAlignment_IsTheSameByTablesBitsAndInstructions()
    {
        byte[] bytes = new byte[700];
        new Random(1).NextBytes(bytes);
        for (int start = 0; start < 17; start++)
        {
            uint bitwise = 0xFFFFFFFF;
            for (int length = 0; start + length < bytes.Length; length++)
            {
                ReadOnlySpan<byte> slice = bytes.AsSpan(start, length);
                Assert.Equal(~bitwise, Crc32.Compute(slice));
                Assert.Equal(~bitwise, Crc32.AppendByTables(0, slice));
                bitwise = NextBitwise(bitwise, bytes[start + length]);
            }
        }
    }

    [Fact]
    public void AnySplitOfTheBytes_GivesTheSameCrc()
    {
        byte[] bytes = new byte[400];
        new Random(2).NextBytes(bytes);
        uint whole = Crc32.Compute(bytes);
        for (int split = 0; split <= bytes.Length; split++)
            Assert.Equal(whole, Crc32.Append(Crc32.Compute(bytes.AsSpan(0, split)), bytes.AsSpan(split)));
    }

    private static uint NextBitwise(uint state, byte value)
    {
        state ^= value;
        for (int bit = 0; bit < 8; bit++)
            state = (state & 1) != 0 ? (state >> 1) ^ 0xEDB88320 : state >> 1;
        return state;
    }
}
