using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Reactive.Signals;
using Xunit;

namespace Reactive.Operators.Tests.Readers.EntryList;

public sealed class HolderNewsTests
{
    private const string Header = "id,first-name,last-name,notes,card,format,facility,number,pin,pin-digest,qr,conditions,valid-from,valid-to,uses,suspended,last-use\r\n";

    private static readonly Holder Anna = new() { Id = 3, FirstName = "Anna", Card = HolderCard.Of(Desk.Bits(3)), UsesLeft = 4, LastUse = 6 };

    [Fact]
    public void AllHolders_AreATableWithTheNumbersOfLastUses() =>
        Assert.Equal("all\n" + Header + "3,Anna,,,0x0000003/26,,,,,,,access-granted,,,4,,6\r\n", HolderNews.All(Desk.List(Anna)));

    [Fact]
    public void Changes_TellThoseWhoAreNoMoreInTheFirstLine() =>
        Assert.Equal("changed without 7 12\n" + Header + "3,Anna,,,0x0000003/26,,,,,,,access-granted,,,4,,6\r\n", HolderNews.Changes([Anna], [7, 12]));

    [Fact]
    public void Changes_ReadBack_ThoseWhoAreNoMoreFirst()
    {
        Holder ben = Desk.Person(9, "Ben");
        List<EntryInput> inputs = Good(HolderNews.Changes([ben, Anna], [7, 12]));
        Assert.Equal([EntryInputKind.Removed, EntryInputKind.Removed, EntryInputKind.Changed, EntryInputKind.Changed], inputs.Select(i => i.Kind));
        Assert.Equal([7, 12], inputs.Take(2).Select(i => i.HolderId));
        Assert.Equal([ben, Anna], inputs.Skip(2).Select(i => i.Holder));
    }

    [Fact]
    public void NobodyAtAll_ReadsBack() => Assert.Empty(Assert.Single(Good(HolderNews.All(HolderList.Empty))).List!.Holders);

    [Fact]
    public void NoChange_ReadsBackAsNothing() => Assert.Empty(Good(HolderNews.Changes([], [])));

    [Fact]
    public void Digest_IsTakenUnderWhateverSecret()
    {
        Holder other = Anna with { Pin = new PinSecret(new byte[32]).Digest(Desk.Digits("0042")) };
        Assert.Equal(other, Good(HolderNews.Changes([other], [])).Single().Holder);
    }

    [Fact]
    public void FormatOfThePipeline_IsFoundBeforeThatOfTheProduct()
    {
        CardFormat own = CardFormatReader.Read("H10301", 26, [new CardFormatLine("card", "0-25")], [], [], out _)!;
        Holder holder = Anna with { Card = HolderCard.Of(own, null, 5, out _) };
        var inputs = new List<EntryInput>();
        Assert.True(HolderNews.TryRead(HolderNews.Changes([holder], []), [own], inputs, out _));
        Assert.Same(own, inputs.Single().Holder!.Card!.Format);
    }

    [Fact]
    public void RandomHolders_ReadBackAsTheyWere()
    {
        var random = new Random(7);
        for (int round = 0; round < 100; round++)
        {
            Holder[] holders = [.. Enumerable.Range(1, random.Next(20)).Select(id => HolderCsvTests.RandomHolder(random, id) with { LastUse = random.Next(2) * random.NextInt64(long.MaxValue / 2) })];
            Assert.Equal(holders, Good(HolderNews.All(Desk.List(holders))).Single().List!.Holders);
            Assert.Equal(holders, Good(HolderNews.Changes(holders, [])).Select(i => i.Holder));
        }
    }

    [Theory]
    [InlineData("", "the news of holders begin with 'all' or 'changed'")]
    [InlineData("everybody\n", "the news of holders begin with 'all' or 'changed'")]
    [InlineData("changed without\n", "the news of holders begin with 'all' or 'changed'")]
    [InlineData("changed without 0\n", "the news of holders begin with 'all' or 'changed'")]
    [InlineData("changed without 3 -1\n", "the news of holders begin with 'all' or 'changed'")]
    [InlineData("all\nid,first-name,qr\n1,Anna,secret\n1,Ben,word\n", "in the news of holders the id 1 is that of Anna already")]
    [InlineData("all\nid,first-name,qr\n,Anna,secret\n", "the table in the news of holders is wrong at 2:1: the holder has no id")]
    [InlineData("changed\nid,first-name,pin\n1,Anna,471108\n", "the table in the news of holders is wrong at 2:8: a PIN in digits needs the secret of the device (--pin-key FILE names the file that has it)")]
    [InlineData("all\nid,first-name,qr,last-use\n1,Anna,x,-1\n", "the table in the news of holders is wrong at 2:10: 'last-use' is a whole number from 0 to 4611686018427387903, not '-1'")]
    public void TextThatIsNone_IsRefusedAndAddsNothing(string text, string expected)
    {
        var inputs = new List<EntryInput>();
        Assert.False(HolderNews.TryRead(text, [], inputs, out string? problem));
        Assert.Equal(expected, problem);
        Assert.Empty(inputs);
    }

    [Fact]
    public void RandomlyDamagedText_NeverThrows()
    {
        var random = new Random(11);
        string text = HolderNews.Changes([Anna, Desk.Person(9, "Ben")], [7]);
        for (int round = 0; round < 3000; round++)
        {
            char[] damaged = text.ToCharArray();
            for (int i = random.Next(1, 6); i > 0; i--)
                damaged[random.Next(damaged.Length)] = "al,\"\n\r09'=\uD800\uFFFD\0x"[random.Next(14)];
            var inputs = new List<EntryInput>();
            bool isRead = HolderNews.TryRead(new string(damaged)[..random.Next(damaged.Length + 1)], [], inputs, out string? problem);
            Assert.Equal(isRead, problem is null);
            Assert.True(isRead || inputs.Count == 0);
        }
    }

    [Fact]
    public void FiftyThousandHolders_ReadBackAsTheyWere()
    {
        Holder[] holders = [.. Enumerable.Range(1, 50_000).Select(id => new Holder { Id = id, FirstName = "H" + id.ToString(CultureInfo.InvariantCulture), Card = HolderCard.Of(Desk.Bits(id)), UsesLeft = id % 7, LastUse = id })];
        Assert.Equal(holders, Good(HolderNews.All(Desk.List(holders))).Single().List!.Holders);
    }

    private static List<EntryInput> Good(string text)
    {
        var inputs = new List<EntryInput>();
        Assert.True(HolderNews.TryRead(text, [], inputs, out string? problem), problem);
        Assert.Null(problem);
        return inputs;
    }
}
