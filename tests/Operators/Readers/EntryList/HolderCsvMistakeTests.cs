using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Text;
using Xunit;

namespace Reactive.Operators.Tests.Readers.EntryList;

/// <summary>Everything that is wrong with a table is told, where it is.</summary>
public sealed class HolderCsvMistakeTests
{
    private const string Columns = "the columns are id, first-name, last-name, notes, card, format, facility, number, pin, pin-digest, qr, conditions, valid-from, valid-to, uses, suspended";
    private const string Instant = "write 2026-12-01T08:00Z, or with the zone's offset 2026-12-01T09:00+01:00";

    [Theory]
    [InlineData("first-name,pin|Anna,12a4", "2:6: a PIN is 1 to 32 digits")]
    [InlineData("first-name,pin|Anna,012345678901234567890123456789012", "2:6: a PIN is 1 to 32 digits")]
    [InlineData("first-name,pin|,1234", "2:1: a holder needs a first name")]
    [InlineData("first-name,pin|Anna,", "2:1: this holder presents nothing (give a card, a PIN or a QR text)")]
    [InlineData("first-name,pin|Anna,1|Ben,2,3", "3:1: there are 3 cells, and 2 columns (a cell with a comma stands between quotes)")]
    [InlineData("first-name,pin|Anna,1|anna,1", "3:1: the first name 'anna' is that of line 2 already;3:6: this PIN is that of line 2 already")]
    [InlineData("id,first-name,pin|1,Anna,1|1,Ben,2", "3:1: the id 1 is that of line 2 already")]
    [InlineData("id,first-name,pin|0,Anna,1", "2:1: 'id' is a whole number from 1 to 2147483647, not '0'")]
    [InlineData("first-name,qr|Anna,x|Ben,x", "3:5: this QR text is that of line 2 already")]
    [InlineData("first-name,card|Anna,0x1/26|Ben,00000000000000000000000001", "3:5: the card 0x0000001/26 is that of line 2 already")]
    [InlineData("first-name,format,facility,number|A,H10301,42,69|B,ind26,672,69", "3:13: the card ind26 672:69 is that of line 2 already")]
    [InlineData("first-name,card|Anna,0x1f", "2:6: hexadecimal digits need the number of bits behind them, such as 0x2f623ae/26 (write bits such as 0x2f623ae/26)")]
    [InlineData("first-name,format,number|Anna,H1O301,5", "2:6: there is no card format 'H1O301' (did you mean 'H10301'?)")]
    [InlineData("first-name,format,number|Anna,???????,5", "2:6: there is no card format '???????' ('reactive formats' lists them)")]
    [InlineData("first-name,format,number|Anna,H10301,5", "2:13: a card of H10301 needs its facility code too")]
    [InlineData("first-name,format,number|Anna,H10302,", "2:6: a card of a format needs its number (put it into 'number')")]
    [InlineData("first-name,format,number|Anna,,5", "2:7: numbers of a card need its format (put it into 'format', such as H10301)")]
    [InlineData("first-name,format,facility,number|Anna,H10301,256,-5", "2:17: 'number' is a whole number from 0 to 9223372036854775807, not '-5'")]
    [InlineData("first-name,format,facility,number|Anna,H10301,1E3,70000", "2:13: 'facility' is a whole number from 0 to 9223372036854775807, not '1E3'")]
    [InlineData("first-name,format,facility,number|Anna,H10301,1,70000", "2:15: 'card' of H10301 is 0 to 65535, not 70000")]
    [InlineData("first-name,card,format,number|Anna,0x1/26,H10302,5", "2:6: a card is known by its bits or by its numbers, not by both (empty 'card', or 'format', 'facility' and 'number')")]
    [InlineData("first-name,pin,pin-digest|Anna,1,x", "2:8: a holder has one PIN (empty 'pin', or 'pin-digest' to give a new PIN)")]
    [InlineData("first-name,pin-digest|Anna,x", "2:6: this is no digest of a PIN (leave digests as they were written, or give the PIN in 'pin')")]
    [InlineData("first-name,pin,valid-from|Anna,1,2026-12-01T08:00", "2:8: '2026-12-01T08:00': an instant needs the offset of its time zone (write 2026-12-01T08:00+01:00 where clocks are an hour ahead of UTC then, 2026-12-01T08:00Z for UTC)")]
    [InlineData("first-name,pin,valid-from|Anna,1,2026-12-01", "2:8: '2026-12-01': an instant needs the offset of its time zone (write 2026-12-01T00:00+01:00 where clocks are an hour ahead of UTC then, 2026-12-01T00:00Z for UTC)")]
    [InlineData("first-name,pin|J\uFFFDrgen,1", "2:1: 'first-name' has letters that cannot be read (save the table as CSV in UTF-8)")]
    [InlineData("first-name,pin|J\uDCFCrgen,1", "2:1: 'first-name' has letters that cannot be read (save the table as CSV in UTF-8)")]
    [InlineData("f\0i\0r\0s\0t\0", "1:1: the table is no text in UTF-8 (save it as CSV in UTF-8)")]
    [InlineData("first-name,pin,valid-from|Anna,1,tomorrow", "2:8: 'tomorrow': this is no instant (" + Instant + ")")]
    [InlineData("first-name,pin,valid-from|Anna,1,2026-02-30T08:00Z", "2:8: '2026-02-30T08:00Z': this is no instant (" + Instant + ")")]
    [InlineData("first-name,pin,valid-from|Anna,1,1969-12-31T23:59:59Z", "2:8: '1969-12-31T23:59:59Z': the year must be 1970 to 2261")]
    [InlineData("first-name,pin,valid-from,valid-to|Anna,1,2026-12-01T08:00Z,2026-12-01T09:00+01:00", "2:26: this is not after 'valid-from'")]
    [InlineData("first-name,pin,uses|Anna,1,1000001", "2:8: 'uses' is a whole number from 0 to 1000000, not '1000001'")]
    [InlineData("first-name,pin,suspended|Anna,1,true", "2:8: 'suspended' is yes or no, not 'true'")]
    [InlineData("first-name,pin,conditions|Anna,1,Lift a a", "2:8: 'Lift' is no name of a condition (small letters, digits and hyphens, such as access-granted; blanks between several);2:8: the condition 'a' is there twice")]
    [InlineData("first-name,pin|\"An\rna\",1", "2:1: 'first-name' has a line end or another control character (a name is on one line)")]
    [InlineData("first-name,pin|J\uFFFDrg,1", "2:1: 'first-name' has letters that cannot be read (save the table as CSV in UTF-8)")]
    [InlineData("first-name,pin|An\"na,1", "2:3: there is a quote in a cell that does not begin with one (put quotes around the cell, and double those in it)")]
    [InlineData("first-name,pin|\"Anna\" Smith,1", "2:7: there is text behind the quote that closes a cell (double the quotes in a cell)")]
    [InlineData("first-name,pin|\"Anna,1|Ben,x", "2:1: the quote that begins here is never closed (put another one at the end of the cell);3:5: a PIN is 1 to 32 digits")]
    [InlineData("", "1:1: the table is empty (its first line has the names of the columns: id,first-name,last-name,notes,card,format,facility,number,pin,pin-digest,qr,conditions,valid-from,valid-to,uses,suspended)")]
    [InlineData("first-name;pin|Anna;1", "1:1: the columns are not separated by commas (save the table as CSV with commas)")]
    [InlineData("frist-name,pin|Anna,1", "1:1: there is no column 'frist-name' (did you mean 'first-name'?);1:1: there is no column 'first-name' (" + Columns + ")")]
    [InlineData("first-name,pin,,pin|Anna,1,,2", "1:16: a column has no name (" + Columns + ");1:17: the column 'pin' is there twice")]
    [InlineData("first-name,uses|Anna,1", "1:1: there is no column of what holders present (at least one of card, number, pin, pin-digest, qr)")]
    public void Mistake_IsToldWhereItIs(string table, string told) => Assert.Equal(told.Split(';', StringSplitOptions.None).Aggregate(ImmutableArray<string>.Empty, Whole), Wrong(table.Replace('|', '\n')));

    [Fact]
    public void PositionsBehindCellsOfSeveralLines_AreThoseOfTheText() =>
        Assert.Equal(["4:4: a PIN is 1 to 32 digits"], Wrong("first-name,notes,pin\r\n\"Anna\",\"a\r\nb\",1\r\nX,,x\r\n"));

    [Fact]
    public void PinsAndQrTexts_AreInNoMessage()
    {
        string[] told = Wrong("first-name,pin,qr\nAnna,98765x,\nBen,4711,secret\nCleo,4711,secret\n");
        Assert.Equal(3, told.Length);
        Assert.DoesNotContain(told, t => t.Contains("98765", StringComparison.Ordinal) || t.Contains("4711", StringComparison.Ordinal) || t.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void TenThousandMistakes_AreAllTold_InTheirOrder()
    {
        var table = new StringBuilder("first-name,pin,uses\n");
        for (int i = 0; i < 5000; i++)
            table.Append(CultureInfo.InvariantCulture, $"P{i % 4000},{(i < 4000 ? "x" : "1")},{(i < 4000 ? "-1" : i == 4000 ? "1" : "many")}\n");
        string[] told = Wrong(table.ToString());
        // a PIN and uses in each of 4000 lines; then names and PINs of others, and uses, but for the first PIN and the first uses
        Assert.Equal(8000 + 1000 + 999 + 999, told.Length);
        for (int i = 0; i < 4000; i++)
        {
            int column = 2 + $"P{i}".Length;
            Assert.Equal(FormattableString.Invariant($"{i + 2}:{column}: a PIN is 1 to 32 digits"), told[2 * i]);
            Assert.Equal(FormattableString.Invariant($"{i + 2}:{column + 2}: 'uses' is a whole number from 0 to 1000000, not '-1'"), told[(2 * i) + 1]);
        }

        Assert.Equal("4002:1: the first name 'P0' is that of line 2 already", told[8000]);
        Assert.Equal("5001:1: the first name 'P999' is that of line 1001 already", told[^3]);
        Assert.Equal("5001:6: this PIN is that of line 4002 already", told[^2]);
        Assert.Equal("5001:8: 'uses' is a whole number from 0 to 1000000, not 'many'", told[^1]);
    }

    [Fact]
    public void RandomText_NeverThrows_AndIsRefusedWithPositions()
    {
        var random = new Random(11);
        const string Letters = "\",\n\r'=ab1 ;\uFEFF\0\uD800中";
        string good = HolderCsv.Write(Desk.List(Desk.Person(1, "Anna"), Desk.Person(2, "Ben") with { Notes = "a,\"b\"\nc", UsesLeft = 3, ValidFrom = 5 }));
        for (int i = 0; i < 3000; i++)
        {
            var text = new StringBuilder(i % 2 == 0 ? "" : good);
            for (int change = random.Next(40); change > 0; change--)
                text.Insert(random.Next(text.Length + 1), Letters[random.Next(Letters.Length)]);
            for (int change = random.Next(3); change > 0 && text.Length > 10; change--)
                text.Remove(random.Next(text.Length - 5), random.Next(1, 5));
            HolderList? list = HolderCsv.Read(text.ToString(), Desk.Secret, out ImmutableArray<HolderProblem> problems);
            Assert.Equal(list is null, problems.Length > 0);
            string[] lines = text.ToString().ReplaceLineEndings("\n").Split('\n');
            Assert.All(problems, p => Assert.True(p.Line >= 1 && p.Column >= 1 && p.Line <= lines.Length && p.Column <= lines[p.Line - 1].Length + 1, p.ToString()));
        }
    }

    [Fact]
    public void RandomBytes_NeverThrow()
    {
        var random = new Random(12);
        byte[] bytes = new byte[500];
        for (int i = 0; i < 1000; i++)
        {
            random.NextBytes(bytes);
            Assert.Null(HolderCsv.Read("first-name,pin,qr\n" + Encoding.UTF8.GetString(bytes), Desk.Secret, out _));
            Assert.Null(HolderCsv.Read(Encoding.Latin1.GetString(bytes), Desk.Secret, out _));
        }
    }

    [Fact]
    public void IdsThatRunOut_AreToldAsTaken() =>
        Assert.Equal(["3:1: the id 2147483647 is that of line 2 already"], Wrong("id,first-name,pin\n2147483647,Anna,1\n,Ben,2\n"));

    // a message may hold a semicolon: what does not begin with a position belongs to the one before
    private static ImmutableArray<string> Whole(ImmutableArray<string> told, string part) =>
        part.Length > 0 && char.IsAsciiDigit(part[0]) ? told.Add(part) : told.SetItem(told.Length - 1, told[^1] + ";" + part);

    private static string[] Wrong(string table)
    {
        Assert.Null(HolderCsv.Read(table, Desk.Secret, out ImmutableArray<HolderProblem> problems));
        return [.. problems.Select(p => p.ToString())];
    }
}
