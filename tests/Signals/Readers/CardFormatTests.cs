using System.Collections.Immutable;
using Xunit;

namespace Reactive.Signals.Tests.Readers;

public sealed class CardFormatTests
{
    private static readonly CardFormat Standard = Read(26, "facility 1-8; card 9-24", "0 even 1-12; 25 odd 13-24");

    [Fact]
    public void Frame_OfTheStandard_HasItsNumbers()
    {
        ReaderBits frame = Bits("10010101000000000010001010");
        Assert.True(Standard.Matches(frame));
        Assert.Equal(new CardNumbers(42, 69), Standard.Numbers(frame));
        Assert.Null(Standard.Number(frame, CardField.Issue));
    }

    [Fact]
    public void EvenParityWrong_FitsAndDoesNotMatch()
    {
        ReaderBits frame = Bits("00010101000000000010001010");
        Assert.True(Standard.Fits(frame));
        Assert.False(Standard.ParityHolds(frame));
        Assert.False(Standard.Matches(frame));
    }

    [Fact]
    public void OtherLength_DoesNotFit() => Assert.False(Standard.Fits(Bits("1001010100000000001000101")));

    [Theory]
    [InlineData(256UL, 0UL, "'facility' of test is 0 to 255, not 256")]
    [InlineData(0UL, 65536UL, "'card' of test is 0 to 65535, not 65536")]
    public void NumberTooLarge_IsRefused(ulong facility, ulong card, string expected)
    {
        Assert.False(Standard.TryEncode(new CardNumbers(facility, card), out _, out string problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void NumberWithoutAField_IsRefused()
    {
        Assert.False(Standard.TryEncode(new CardNumbers(1, 2, Oem: 0), out _, out string problem));
        Assert.Equal("test has no 'oem'", problem);
    }

    [Fact]
    public void FixedField_TakesOnlyItsNumber_AndNeedsNone()
    {
        CardFormat format = Read(12, "facility 0-3; card 4-11", "", "0-3 = 1010");
        Assert.True(format.TryEncode(new CardNumbers(Card: 5), out ReaderBits frame, out _));
        Assert.Equal("101000000101", frame.ToString());
        Assert.True(format.TryEncode(new CardNumbers(10, 5), out ReaderBits same, out _));
        Assert.Equal(frame, same);
        Assert.False(format.TryEncode(new CardNumbers(11, 5), out _, out string problem));
        Assert.Equal("'facility' of test is always 10, not 11", problem);
        Assert.False(format.Matches(Bits("101100000101")));
    }

    [Fact]
    public void FieldThatIsPartlyFixed_RefusesWhatDoesNotAgree()
    {
        CardFormat format = Read(8, "card 0-7", "", "0 = 1");
        Assert.True(format.TryEncode(new CardNumbers(Card: 129), out _, out _));
        Assert.False(format.TryEncode(new CardNumbers(Card: 127), out _, out string problem));
        Assert.Equal("127 does not fit 'card' of test, some bits of which are fixed", problem);
    }

    [Fact]
    public void DecimalDigits_AreDecimal()
    {
        CardFormat format = Read(16, "card bcd 0-15", "");
        Assert.True(format.TryEncode(new CardNumbers(Card: 9041), out ReaderBits frame, out _));
        Assert.Equal("0x9041", frame.Raw);
        Assert.Equal(9041UL, format.Number(frame, CardField.Card));
        Assert.False(format.Matches(Bits("1010000000000000")));
        Assert.False(format.TryEncode(new CardNumbers(Card: 10000), out _, out _));
    }

    [Fact]
    public void ScatteredAndReversedFields_ComeBack()
    {
        CardFormat format = Read(70, "card 69-60 0 35 10-5; facility 50-40", "1 odd 69-2 0");
        Assert.True(format.TryEncode(new CardNumbers(0b10000000001, 0b1000000000_0_1_100001), out ReaderBits frame, out _));
        Assert.True(frame[69]);
        Assert.False(frame[0]);
        Assert.True(frame[35]);
        Assert.True(frame[10]);
        Assert.True(frame[5]);
        Assert.True(frame[50]);
        Assert.True(format.Matches(frame));
        Assert.Equal(new CardNumbers(0b10000000001, 0b1000000000_0_1_100001), format.Numbers(frame));
    }

    private static ReaderBits Bits(string text)
    {
        Assert.True(ReaderBits.TryParse(text, out ReaderBits bits, out _));
        return bits;
    }

    private static CardFormat Read(int bits, string fields, string parity, string always = "")
    {
        CardFormat? format = CardFormatReader.Read("test", bits, CardFormatReader.Lines(fields), CardFormatReader.Lines(parity), CardFormatReader.Lines(always, " = "), out ImmutableArray<CardFormatProblem> problems);
        Assert.Empty(problems);
        return format!;
    }
}
