using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Xunit;

namespace Reactive.Signals.Tests.Readers;

public sealed class CardFormatReaderTests
{
    [Fact]
    public void GoodDefinition_HasItsParts()
    {
        CardFormat format = Good(26, "facility 1-8; card 9-24", "0 even 1-12; 25 odd 13-24");
        Assert.Equal("test|26|facility 1-8;card 9-24|0 even 1-12;25 odd 13-24|", format.Id);
        Assert.Equal([255UL, 65535UL], format.Fields.Select(f => f.Most));
    }

    [Theory]
    [InlineData("facility 1-8; card 9-26", "", "", "fields 1: there is no bit 26: the 26 bits count from 0 to 25")]
    [InlineData("card 9-24 9", "", "", "fields 0: bit 9 is listed twice")]
    [InlineData("facility 1-9; card 9-24", "", "", "fields 1: bit 9 belongs to 'facility' already")]
    [InlineData("card 1-4; card 5-8", "", "", "fields 1: 'card' is there twice")]
    [InlineData("card 1-8; card 1-8", "", "", "fields 1: 'card' is there twice")]
    [InlineData("card 1-8; site 9-16", "", "", "fields 1: there is no field 'site': a card has facility, card, issue, oem")]
    [InlineData("facility 1-8", "", "", "fields -1: a format needs the number of the card")]
    [InlineData("card bcd 1-10", "", "", "fields 0: 'card' has 10 bits, and decimal digits have four each")]
    [InlineData("card 1", "", "1-4 = 1010", "")]
    [InlineData("card bcd 1-4", "", "1-4 = 1010", "fields 0: fixed bits make digit 1 at least 10, which is no decimal digit")]
    [InlineData("card 1-8", "8 even 1-7", "", "parity 0: bit 8 belongs to 'card' already")]
    [InlineData("card 1-8", "0 even 1-8; 0 odd 1-8", "", "parity 1: bit 0 is a parity bit already")]
    [InlineData("card 1-8", "0 even 0-8", "", "parity 0: bit 0 cannot cover itself")]
    [InlineData("card 1-8", "0 evn 1-8", "", "parity 0: parity is 'even' or 'odd' over some bits, not 'evn 1-8'")]
    [InlineData("card 1-8", "0-1 even 2-8", "", "parity 0: '0-1' is not one position")]
    [InlineData("card 1-8", "0 even", "", "parity 0: no bits are listed, such as 1-8")]
    [InlineData("card 2-8", "0 even 1-8; 1 odd 2-8", "", "parity 0: bit 0 covers bit 1, a parity bit that is computed after it")]
    [InlineData("card 2-8", "0 even 1-8; 1 odd 0 2-8", "", "parity 0: bit 0 covers bit 1, a parity bit that is computed after it and depends on it in turn")]
    [InlineData("card 4-8", "0 even 1; 1 odd 2; 2 odd 0", "", "parity 0: bit 0 covers bit 1, a parity bit that is computed after it and depends on it in turn\nparity 1: bit 1 covers bit 2, a parity bit that is computed after it and depends on it in turn")]
    [InlineData("card 1-8", "0 even 1-8", "0 = 1", "fixed 0: bit 0 is a parity bit: it cannot always be the same")]
    [InlineData("card 1-8", "", "9-10 = 1", "fixed 0: 2 fixed bits need as many digits 0 or 1, not '1'")]
    [InlineData("card 1-8", "", "9-10 = 11; 10-11 = 00", "fixed 1: bit 10 is fixed already")]
    [InlineData("card x", "", "", "fields 0: 'x' is no position of a bit, such as 1, or 1-8 for several")]
    public void Definition_SaysWhatIsWrongWithIt(string fields, string parity, string always, string expected)
    {
        (CardFormat? format, ImmutableArray<CardFormatProblem> problems) = Read(26, fields, parity, always);
        Assert.Equal(expected, string.Join('\n', problems.Select(p => $"{p.Section} {p.Index}: {p.Message}")));
        Assert.Equal(problems.IsEmpty, format is not null);
    }

    [Fact]
    public void AllMistakes_AreToldAtOnce()
    {
        (CardFormat? format, ImmutableArray<CardFormatProblem> problems) = Read(26, "facility 1-8 8; crd 9-30", "0 even 1-40; 25 od 13-24", "1-2 = 2");
        Assert.Null(format);
        Assert.Equal(["fields 0", "fields 1", "parity 0", "parity 1", "fixed 0", "fields -1"], problems.Select(p => $"{p.Section} {p.Index}"));
        Assert.Equal("did you mean 'card'?", problems[1].Hint);
    }

    [Fact]
    public void NumberOfMoreBitsThanADoubleHoldsExactly_IsRefused()
    {
        Assert.Equal(9_007_199_254_740_991UL, Good(56, "card 1-53").Fields[0].Most);
        CardFormatProblem problem = Assert.Single(Read(56, "card 1-54").Problems);
        Assert.Equal("'card' has 54 bits, and a number has at most 53", problem.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(129)]
    public void ImpossibleLength_IsTheOnlyProblem(int bits) =>
        Assert.Equal([CardFormatReader.BitsSection], Read(bits, "card 1-8").Problems.Select(p => p.Section));

    [Fact]
    public void Id_FindsTheSameObject()
    {
        foreach (string name in new[] { "test", "with|bars", "with;others = 1", "" })
        {
            CardFormat format = CardFormatReader.Read(name, 37, CardFormatReader.Lines("issue 2-3; card bcd 8 7-4 12-15 20 22 24"), CardFormatReader.Lines("0 even 1-18; 36 odd 0 18-35"), CardFormatReader.Lines("1 = 1; 28-30 = 010", " = "), out _)!;
            Assert.Null(CardFormatReader.Find(format.Id + "|"));
            Assert.Same(format, CardFormatReader.Find(format.Id));
        }
    }

    [Fact]
    public void Id_OfAnotherProcess_IsRead()
    {
        // never made here before: as a recording brings it
        CardFormat found = CardFormatReader.Find("far|away|20|card 1-8;oem 9-12|0 even 1-12|13-14 = 10")!;
        Assert.Equal("far|away", found.Name);
        Assert.Equal(20, found.Bits);
        Assert.Equal("far|away|20|card 1-8;oem 9-12|0 even 1-12|13-14 = 10", found.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("a|26|card 1-8|")]
    [InlineData("a|x|card 1-8||")]
    [InlineData("a|26|card 1-80||")]
    [InlineData("a|99999999999|card 1-8||")]
    public void TextThatIsNoId_FindsNothing(string id) => Assert.Null(CardFormatReader.Find(id));

    [Fact]
    public void RandomDefinitions_AreReadOrRefused_AndWhatIsReadHolds()
    {
        int read = 0, refused = 0;
        for (int seed = 0; seed < 4000; seed++)
        {
            var random = new Random(seed);
            int bits = random.Next(1, 20);
            (CardFormat? format, ImmutableArray<CardFormatProblem> problems) = Read(bits, "card " + Some(random, bits, "{0}", "{1}", "bcd {0}", "{0}; facility {1}", "{0}; issue {1}", "{1}; {0}"), Some(random, bits, "{1} even {0}", "{1} odd {0}", "{0} even {1}", "{1} {0}"), Some(random, bits, "{1} = 1", "{1} = 0", "{0} = 10", "{0}"));
            Assert.Equal(problems.IsEmpty, format is not null);
            if (format is null)
            {
                refused++;
                continue;
            }

            read++;
            Assert.Same(format, CardFormatReader.Find(format.Id));
            for (int i = 0; i < 20; i++)
            {
                CardNumbers numbers = default;
                foreach (CardFieldBits field in format.Fields)
                    numbers = numbers.With(field.Field, (ulong)random.NextInt64((long)field.Most + 1));
                if (!format.TryEncode(numbers, out ReaderBits frame, out string problem))
                {
                    Assert.NotEmpty(format.Fixed);
                    Assert.NotEmpty(problem);
                    continue;
                }

                Assert.True(format.Matches(frame), format.Id);
                Assert.Equal(numbers, format.Numbers(frame));
            }

            Assert.True(format.TryEncode(default, out ReaderBits least, out _));
            Assert.True(format.Fits(least), format.Id);
        }

        // chance makes both
        Assert.InRange(read, 100, 4000);
        Assert.InRange(refused, 100, 4000);
    }

    [Fact]
    public void RandomText_NeverThrows()
    {
        const string Letters = "card bcd facility issue oem even odd 0123456789-;|= \t\0Ωé";
        for (int seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            string text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => Letters[random.Next(Letters.Length)]));
            (CardFormat? format, ImmutableArray<CardFormatProblem> problems) = Read(random.Next(-1, 130), text, text, text);
            Assert.Equal(problems.IsEmpty, format is not null);
            CardFormatReader.Find(text);
        }
    }

    private static string Some(Random random, int bits, params string[] lines)
    {
        IEnumerable<string> some = Enumerable.Range(0, random.Next(3)).Select(_ =>
        {
            int first = random.Next(bits), last = random.Next(bits + (random.Next(8) == 0 ? 1 : 0));
            return string.Format(System.Globalization.CultureInfo.InvariantCulture, lines[random.Next(lines.Length)], $"{first}-{last}", random.Next(bits));
        });
        return string.Join(';', some);
    }

    private static CardFormat Good(int bits, string fields, string parity = "", string always = "")
    {
        (CardFormat? format, ImmutableArray<CardFormatProblem> problems) = Read(bits, fields, parity, always);
        Assert.Empty(problems);
        return format!;
    }

    private static (CardFormat? Format, ImmutableArray<CardFormatProblem> Problems) Read(int bits, string fields, string parity = "", string always = "")
    {
        CardFormat? format = CardFormatReader.Read("test", bits, CardFormatReader.Lines(fields), CardFormatReader.Lines(parity), CardFormatReader.Lines(always, " = "), out ImmutableArray<CardFormatProblem> problems);
        return (format, problems);
    }
}
