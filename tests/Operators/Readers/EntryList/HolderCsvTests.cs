using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Text;
using Reactive.Signals;
using Xunit;

namespace Reactive.Operators.Tests.Readers.EntryList;

public sealed class HolderCsvTests
{
    private static readonly CardFormat H10301 = CardFormats.Find("H10301")!.Format;

    [Fact]
    public void Table_IsReadByTheNamesOfItsColumns()
    {
        const string Table = """
            number,first-name,suspended,format,facility,valid-from,uses,conditions,last-name,valid-to
            3456, Anna ,no,h10301,12,2026-12-01T08:00Z,10,access-granted lift,Smith,2026-12-31T18:00:00.5+01:00
            """;
        Holder anna = Assert.Single(Good(Table).Holders);
        Assert.Equal(
            new Holder
            {
                Id = 1,
                FirstName = "Anna",
                LastName = "Smith",
                Card = HolderCard.Of(H10301, 12, 3456, out _),
                Conditions = ["access-granted", "lift"],
                ValidFrom = 1_796_112_000_000_000_000,
                ValidTo = 1_798_736_400_500_000_000,
                UsesLeft = 10,
            },
            anna);
    }

    [Fact]
    public void EmptyCells_AreWhatIsUsual() => Assert.Equal(
        new Holder { Id = 1, FirstName = "Anna", Pin = Desk.Pin("0042"), Conditions = ["access-granted"] },
        Assert.Single(Good("id,first-name,last-name,notes,card,format,facility,number,pin,pin-digest,qr,conditions,valid-from,valid-to,uses,suspended\n,Anna,,,,,,,0042,,,,,,,\n").Holders));

    [Theory]
    [InlineData("\uFEFFfirst-name,pin\r\nAnna,1\r\n\r\nBen,2\r\n")]
    [InlineData("first-name,pin\nAnna,1\n\nBen,2")]
    [InlineData("first-name,pin\rAnna,1\rBen,2\r")]
    [InlineData("\"first-name\",\"pin\"\n\"Anna\",\"1\"\n\"Ben\",\"2\"")]
    public void LineEndsByteOrderMarkAndQuotes_MakeNoDifference(string table) => Assert.Equal(["Anna", "Ben"], Good(table).Holders.Select(h => h.FirstName));

    [Fact]
    public void QuotedCell_HoldsCommasQuotesAndLines()
    {
        HolderList list = Good("first-name,notes,pin\n\"An\"\"na\",\"a,b\r\nc \"\"d\"\"\",1\nBen,,2\n");
        Assert.Equal(("An\"na", "a,b\r\nc \"d\""), (list.Find(1)!.FirstName, list.Find(1)!.Notes));
        Assert.Equal("Ben", list.Find(2)!.FirstName);
    }

    [Fact]
    public void HoldersWithoutAnId_GetNumbersAboveAllOthers()
    {
        const string Table = "id,first-name,pin\n,Anna,1\n7,Ben,2\n,Cleo,3\n";
        Assert.Equal([(7, "Ben"), (8, "Anna"), (9, "Cleo")], Good(Table).Holders.Select(h => (h.Id, h.FirstName)));
        Assert.Equal([7, 100, 101], HolderCsv.Read(Table, Desk.Secret, out _, ids: HolderIds.None with { FirstNew = 100 })!.Holders.Select(h => h.Id));
    }

    [Fact]
    public void HolderWithoutAnId_HasThatOfTheFirstName_UnlessSomebodyElseHasIt()
    {
        var ids = new HolderIds(10, new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["Anna"] = 3, ["Ben"] = 4 }, new Dictionary<int, string>());
        HolderList list = HolderCsv.Read("id,first-name,pin\n,anna,1\n,Ben,2\n4,Cleo,3\n,Dan,4\n", Desk.Secret, out _, ids: ids)!;
        Assert.Equal([(3, "anna"), (4, "Cleo"), (10, "Ben"), (11, "Dan")], list.Holders.Select(h => (h.Id, h.FirstName)));
    }

    [Fact]
    public void IdOfAHolderWhoIsGone_IsNobodyElses()
    {
        var ids = new HolderIds(10, new Dictionary<string, int>(), new Dictionary<int, string> { [3] = "Anna", [4] = "Ben" });
        Assert.NotNull(HolderCsv.Read("id,first-name,pin\n3,ANNA,1\n", Desk.Secret, out _, ids: ids));
        Assert.Null(HolderCsv.Read("pin,id,first-name\n1,3,Anna\n2,4,Cleo\n", Desk.Secret, out ImmutableArray<HolderProblem> problems, ids: ids));
        Assert.Equal(["3:3: the id 4 was that of 'Ben', who was removed (leave it empty to get a new one)"], problems.Select(p => p.ToString()));
    }

    [Fact]
    public void WithoutASecret_DigestsAreTaken_OfOneSecretWhereThatIsAsked()
    {
        string table = $"first-name,pin-digest\nAnna,{Desk.Pin("0042")}\n";
        Assert.Equal(Desk.Pin("0042"), HolderCsv.Read(table, null, out _)!.Find(1)!.Pin);
        Assert.NotNull(HolderCsv.Read(table, null, out _, keyId: Desk.Secret.KeyId));
        Assert.Null(HolderCsv.Read(table, null, out ImmutableArray<HolderProblem> problems, keyId: 7));
        Assert.StartsWith("2:6: this digest was made on another device: under secret 5b82713f, not 00000007", problems.Single().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void FormatsOfThePipeline_ComeBeforeThoseOfTheProduct()
    {
        CardFormat own = CardFormatReader.Read("H10301", 26, [new CardFormatLine("card", "0-25")], [], [], out _)!;
        HolderList list = HolderCsv.Read("first-name,format,number\nAnna,H10301,5\n", Desk.Secret, out ImmutableArray<HolderProblem> problems, [own])!;
        Assert.Empty(problems);
        Assert.Same(own, list.Find(1)!.Card!.Format);
    }

    [Fact]
    public void PinsLeaveAsDigests_WhichOnlyTheirDeviceTakes()
    {
        string table = HolderCsv.Write(Good("first-name,pin\nAnna,0042\n"));
        Assert.Equal("\uFEFFid,first-name,last-name,notes,card,format,facility,number,pin,pin-digest,qr,conditions,valid-from,valid-to,uses,suspended\r\n"
            + $"1,Anna,,,,,,,,{Desk.Pin("0042")},,access-granted,,,,\r\n", table);
        Assert.Equal(Desk.Pin("0042"), Good(table).Find(1)!.Pin);
        Assert.Null(HolderCsv.Read(table, new PinSecret(new byte[32]), out ImmutableArray<HolderProblem> problems));
        Assert.StartsWith("2:15: this digest was made on another device: under secret 5b82713f, not ", problems.Single().ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+49 30", "'+49 30")]
    [InlineData("-x", "'-x")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("＝1", "'＝1")]
    [InlineData("'x", "''x")]
    [InlineData("'=x", "''=x")]
    [InlineData("=\"a,b\"", "\"'=\"\"a,b\"\"\"")]
    [InlineData("a=b", "a=b")]
    [InlineData("\r\n=x", "\"'\r\n=x\"")]
    [InlineData(" x", "\" x\"")]
    public void CellThatSpreadsheetsWouldRun_IsWrittenAsText_AndReadsBack(string notes, string cell)
    {
        string table = HolderCsv.Write(Desk.List(Desk.Person(1, "Anna") with { Notes = notes }));
        Assert.Contains("\r\n1,Anna,," + cell + ",0x0000001/26,", table, StringComparison.Ordinal);
        Assert.Equal(notes, Good(table).Find(1)!.Notes);
    }

    [Fact]
    public void NameThatSomebodyQuoted_StaysAsItIs() => Assert.Equal("'t Hooft", Good("first-name,last-name,pin\nAnna,'t Hooft,1\n").Find(1)!.LastName);

    [Fact]
    public void RandomHolders_ReadBackAsTheyWere()
    {
        var random = new Random(5);
        for (int round = 0; round < 100; round++)
        {
            HolderList list = Desk.List([.. Enumerable.Range(1, random.Next(1, 20)).Select(id => RandomHolder(random, id))]);
            string table = HolderCsv.Write(list);
            HolderList read = Good(table);
            Assert.Equal(list.Holders, read.Holders);
            Assert.Equal(table, HolderCsv.Write(read));
        }
    }

    internal static Holder RandomHolder(Random random, int id)
    {
        long? from = random.Next(3) == 0 ? random.NextInt64(9_000_000_000_000_000_000) : null;
        return new Holder
        {
            Id = id,
            FirstName = RandomText(random, "aÄ=+-@',\"; ß中😀", 8).Trim() + id,
            LastName = RandomText(random, "aÄ=+-@',\"; ß中", 8).Trim(),
            Notes = RandomText(random, "aÄ=+-@',\"; ß\r\n\t中", 20),
            Card = random.Next(3) switch
            {
                0 => HolderCard.Of(new ReaderBits(128, new UInt128((ulong)random.NextInt64(), (ulong)id))),
                1 => HolderCard.Of(H10301, 12, (ulong)id, out _),
                _ => null,
            },
            Pin = random.Next(2) == 0 ? Desk.Pin(id.ToString("00000", CultureInfo.InvariantCulture)) : null,
            QrText = "'=" + RandomText(random, "=a\n, \"", 10) + id,
            Conditions = random.Next(2) == 0 ? ["access-granted"] : ["lift", "a-1"],
            ValidFrom = from,
            ValidTo = random.Next(2) == 0 ? (from ?? 0) + 1 + random.NextInt64(100_000_000_000_000_000) : null,
            UsesLeft = random.Next(2) == 0 ? random.Next(Holder.MostUses + 1) : null,
            IsSuspended = random.Next(2) == 0,
        };
    }

    private static string RandomText(Random random, string letters, int most)
    {
        Rune[] runes = [.. letters.EnumerateRunes()];
        return string.Concat(Enumerable.Range(0, random.Next(most)).Select(_ => runes[random.Next(runes.Length)].ToString()));
    }

    private static HolderList Good(string table)
    {
        HolderList? list = HolderCsv.Read(table, Desk.Secret, out ImmutableArray<HolderProblem> problems);
        Assert.Empty(problems);
        return list!;
    }
}
