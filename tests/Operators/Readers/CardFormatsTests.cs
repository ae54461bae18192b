using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Reactive.Signals;
using Xunit;

namespace Reactive.Operators.Tests.Readers;

public sealed class CardFormatsTests
{
    public static TheoryData<string> Names => [.. CardFormats.All.Select(e => e.Format.Name)];

    [Fact]
    public void Table_IsInTheOrderOfLengths() =>
        Assert.Equal(CardFormats.All.OrderBy(e => e.Format.Bits).Select(e => e.Format.Name), CardFormats.All.Select(e => e.Format.Name));

    [Theory]
    [InlineData("H10301", "H10301")]
    [InlineData("h10301", "H10301")]
    [InlineData("Wiegand26", "H10301")]
    [InlineData("AWID26", "H10301")]
    [InlineData("wiegand34", "H10306")]
    [InlineData("Wiegand37", "H10302")]
    [InlineData("Wiegand37FacilityCode", "H10304")]
    [InlineData("Corporate1000", "C1k35s")]
    [InlineData("Corporate1000-48", "C1k48s")]
    public void NameOrAlias_FindsTheFormat(string name, string format) => Assert.Equal(format, CardFormats.Find(name)!.Format.Name);

    [Theory]
    [InlineData("")]
    [InlineData("H1030")]
    public void OtherName_FindsNothing(string name) => Assert.Null(CardFormats.Find(name));

    [Fact]
    public void Format_IsTheObjectThatItsIdFinds() =>
        Assert.All(CardFormats.All, e => Assert.Same(e.Format, CardFormatReader.Find(e.Format.Id)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Numbers_AtTheirExtremesAndAtRandom_ComeBack(string name)
    {
        CardFormat format = CardFormats.Find(name)!.Format;
        var random = new Random(26);
        for (int round = 0; round < 300; round++)
        {
            CardNumbers numbers = default;
            foreach (CardFieldBits field in format.Fields)
                numbers = numbers.With(field.Field, Some(format, field, round, random));
            Assert.True(format.TryEncode(numbers, out ReaderBits frame, out string problem), problem);
            Assert.Equal(format.Bits, frame.Length);
            Assert.Contains(name, WiegandCorpus.Matching(frame));
            Assert.Equal(numbers, format.Numbers(frame));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void OneMoreThanAFieldHolds_IsRefused(string name)
    {
        CardFormat format = CardFormats.Find(name)!.Format;
        foreach (CardFieldBits field in format.Fields)
        {
            Assert.False(format.TryEncode(default(CardNumbers).With(field.Field, field.Most + 1), out _, out string problem));
            Assert.Equal($"'{CardNumbers.Names[(int)field.Field]}' of {name} is 0 to {field.Most}, not {field.Most + 1}", problem);
        }

        for (CardField field = CardField.Facility; field <= CardField.Oem; field++)
        {
            if (format.Fields.All(f => f.Field != field))
                Assert.False(format.TryEncode(default(CardNumbers).With(field, 0), out _, out _));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryBitThatFlips_IsFoundWhereParityOrAFixedBitSeesIt(string name)
    {
        CardFormat format = CardFormats.Find(name)!.Format;
        var random = new Random(37);
        for (int round = 0; round < 20; round++)
        {
            CardNumbers numbers = default;
            foreach (CardFieldBits field in format.Fields)
                numbers = numbers.With(field.Field, Some(format, field, round, random));
            Assert.True(format.TryEncode(numbers, out ReaderBits frame, out _));
            for (int bit = 0; bit < format.Bits; bit++)
            {
                var flipped = new ReaderBits(format.Bits, frame.Bits ^ ReaderBits.At(format.Bits, bit));
                bool seen = format.Parity.Any(p => p.Position == bit || p.Covered.All.Contains(bit)) || format.Fixed.Any(f => f.Positions.All.Contains(bit));
                Assert.False(seen && format.Matches(flipped), $"{name} {numbers}: bit {bit}");
                // digits may become none; everything else that nothing sees is another card
                if (!seen && !format.Fields.Any(f => f.IsDecimal))
                    Assert.True(format.Matches(flipped), $"{name} {numbers}: bit {bit}");
            }
        }
    }

    [Theory]
    [InlineData("H10301", "ind26")]
    [InlineData("H10306", "N10002", "BQT34")]
    [InlineData("H10302", "H10304", "MDI37")]
    [InlineData("BQT38", "ISCS", "Generic38")]
    public void FormatsOfOneParity_CannotBeToldApart(params string[] names)
    {
        // what one of them accepts all of them accept, and what one refuses all refuse
        CardFormat[] formats = [.. names.Select(n => CardFormats.Find(n)!.Format)];
        var random = new Random(34);
        int matched = 0;
        for (int round = 0; round < 1000; round++)
        {
            var frame = new ReaderBits(formats[0].Bits, (ulong)random.NextInt64(1L << formats[0].Bits));
            Assert.Single(formats.Select(f => f.Matches(frame)).Distinct());
            matched += formats[0].Matches(frame) ? 1 : 0;
        }

        // two parity bits let a quarter pass
        Assert.InRange(matched, 200, 300);
    }

    [Fact]
    public void LinesSwapped_AreFoundBy26Bits_AndPassAKeyscanCard()
    {
        // D0 and D1 exchanged give the complement of the frame
        var random = new Random(15001);
        CardFormat standard = CardFormats.Find("H10301")!.Format, keyscan = CardFormats.Find("C15001")!.Format;
        for (int round = 0; round < 100; round++)
        {
            Assert.True(standard.TryEncode(new CardNumbers((ulong)random.Next(256), (ulong)random.Next(65536)), out ReaderBits frame, out _));
            Assert.False(standard.Matches(Swapped(frame)));
            Assert.True(keyscan.TryEncode(new CardNumbers((ulong)random.Next(256), (ulong)random.Next(65536), null, (ulong)random.Next(1024)), out frame, out _));
            Assert.True(keyscan.Matches(Swapped(frame)));
            Assert.NotEqual(keyscan.Numbers(frame), keyscan.Numbers(Swapped(frame)));
        }

        static ReaderBits Swapped(ReaderBits frame) => new(frame.Length, ~frame.Bits & ReaderBits.All(frame.Length));
    }

    [Fact]
    public void Matching_OfEveryLength_AllocatesNothing()
    {
        var frames = Enumerable.Range(0, ReaderBits.Most + 1).Select(bits => new ReaderBits(bits, (UInt128)0x5555_5555_5555 & ReaderBits.All(bits))).ToArray();
        Count(frames);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int count = Count(frames);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.InRange(count, 10, 100);

        static int Count(ReaderBits[] frames)
        {
            int count = 0;
            foreach (ReaderBits frame in frames)
            {
                foreach (CardFormatEntry entry in CardFormats.Matching(frame))
                    count += entry.Format.Numbers(frame).Card is null ? 0 : 1;
            }

            return count;
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(129)]
    public void LengthThatNoFrameHas_Throws(int bits) => Assert.Throws<ArgumentOutOfRangeException>(() => CardFormats.OfLength(bits).Length);

    [Fact]
    public void TableThatIsWrong_SaysAllThatIs()
    {
        string table = $"{string.Join(',', CardFormatTable.Columns)}\nA,,,x,card 1-8,,,no,\nB,,,26,card 1-80,0 evn 1,,no,\nC,,,26,card 1-8,,,maybe,\nD,,26\n";
        string message = Assert.Throws<InvalidOperationException>(() => CardFormatTable.Read(new StringReader(table))).Message;
        Assert.Equal(
            ["The table of card formats is wrong.", "line 2: 'x' is no number of bits", "line 3: fields 1: there is no bit 80: the 26 bits count from 0 to 25", "line 3: parity 1: parity is 'even' or 'odd' over some bits, not 'evn 1'", "line 4: verified is yes or no, not 'maybe'", "line 5: there are 3 cells, not 9"],
            message.Split(Environment.NewLine));
        Assert.Contains("line 1: the columns are name,aliases", Assert.Throws<InvalidOperationException>(() => CardFormatTable.Read(new StringReader("name"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CellsBetweenQuotes_MayHaveCommas()
    {
        ImmutableArray<CardFormatEntry> entries = CardFormatTable.Read(new StringReader($"{string.Join(',', CardFormatTable.Columns)}\nA,a1; a2,\"one, two\",8,card 0-7,,,yes,\"so, so\"\n"));
        CardFormatEntry entry = Assert.Single(entries);
        Assert.Equal(("A", "one, two", true, "so, so"), (entry.Format.Name, entry.Title, entry.IsVerified, entry.Note));
        Assert.Equal<IEnumerable<string>>(["a1", "a2"], entry.Aliases);
    }

    // least, most, a single bit, then chance; what is fixed stays
    private static ulong Some(CardFormat format, CardFieldBits field, int round, Random random)
    {
        if (format.Fixed.Any(f => f.Positions.All.Intersect(field.Positions.All).Any()))
        {
            Assert.True(format.TryEncode(default, out ReaderBits always, out _));
            return format.Number(always, field.Field)!.Value;
        }

        return round switch
        {
            0 => 0,
            1 => field.Most,
            2 => Math.Min(1, field.Most),
            3 => (field.Most / 2) + 1,
            _ => (ulong)random.NextInt64((long)field.Most + 1),
        };
    }
}
