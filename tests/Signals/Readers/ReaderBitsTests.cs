using System;
using Xunit;

namespace Reactive.Signals.Tests.Readers;

public sealed class ReaderBitsTests
{
    [Theory]
    [InlineData("0010", 4, "0x2")]
    [InlineData(" 00 1_0\t", 4, "0x2")]
    [InlineData("0x2f623ae/26", 26, "0x2f623ae")]
    [InlineData("0X08A640910/34", 34, "0x08a640910")]
    [InlineData("0x1/1", 1, "0x1")]
    [InlineData("0xffffffffffffffffffffffffffffffff/128", 128, "0xffffffffffffffffffffffffffffffff")]
    public void WrittenBits_AreRead(string text, int length, string raw)
    {
        Assert.True(ReaderBits.TryParse(text, out ReaderBits bits, out string problem), problem);
        Assert.Equal(length, bits.Length);
        Assert.Equal(raw, bits.Raw);
        Assert.True(ReaderBits.TryParse(bits.ToString(), out ReaderBits again, out _));
        Assert.Equal(bits, again);
    }

    [Theory]
    [InlineData("", "there are no bits")]
    [InlineData(" \t", "there are no bits")]
    [InlineData("_", "there are no bits")]
    [InlineData("0012", "'2' is neither 0 nor 1 (hexadecimal digits begin with 0x)")]
    [InlineData("0x12", "hexadecimal digits need the number of bits behind them, such as 0x2f623ae/26")]
    [InlineData("0x/26", "'' are not hexadecimal digits of 128 bits at most")]
    [InlineData("0x12/x", "'x' is no number of bits from 1 to 128")]
    [InlineData("0x12/129", "'129' is no number of bits from 1 to 128")]
    [InlineData("0x12/4", "0x12 does not fit 4 bits")]
    public void TextThatIsNoBits_SaysWhy(string text, string expected)
    {
        Assert.False(ReaderBits.TryParse(text, out _, out string problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void MoreBitsThanAFrameHolds_AreRefused()
    {
        Assert.True(ReaderBits.TryParse(new string('1', 128), out _, out _));
        Assert.False(ReaderBits.TryParse(new string('1', 129), out _, out string problem));
        Assert.Equal("there are more than 128 bits", problem);
    }

    [Fact]
    public void RandomText_NeverThrows()
    {
        const string Letters = "01xX/_ 29afAF\0Ω";
        for (int seed = 0; seed < 5000; seed++)
        {
            var random = new Random(seed);
            char[] text = new char[random.Next(150)];
            for (int i = 0; i < text.Length; i++)
                text[i] = random.Next(4) == 0 ? (char)random.Next(char.MaxValue) : Letters[random.Next(Letters.Length)];
            Assert.Equal(ReaderBits.TryParse(text, out ReaderBits bits, out string problem), problem.Length == 0);
            Assert.InRange(bits.Length, 0, ReaderBits.Most);
        }
    }
}
