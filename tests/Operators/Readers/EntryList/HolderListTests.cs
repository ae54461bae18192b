using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Xunit;

namespace Reactive.Operators.Tests.Readers.EntryList;

public sealed class HolderListTests
{
    private static readonly CardFormat H10301 = CardFormats.Find("H10301")!.Format;
    private static readonly CardFormat Indala = CardFormats.Find("ind26")!.Format;
    private static readonly CardFormat Mdi = CardFormats.Find("MDI37")!.Format;

    [Fact]
    public void Holders_AreFoundByWhateverTheyPresent()
    {
        Holder anna = new() { Id = 1, FirstName = "Anna", Card = HolderCard.Of(new ReaderBits(32, 0xCAFE)) };
        Holder ben = new() { Id = 2, FirstName = "Ben", Card = Numbers(H10301, 12, 3456) };
        Holder cleo = new() { Id = 3, FirstName = "Cleo", Pin = Desk.Pin("0042"), QrText = "visit 7" };
        HolderList list = Desk.List(cleo, ben, anna);
        Assert.Equal([anna, ben, cleo], list.Holders);
        Assert.Equal((anna, ben, cleo), (list.Find(1), list.Find(2), list.Find(3)));
        Assert.Same(anna, list.Find(new ReaderBits(32, 0xCAFE), null));
        Assert.Same(ben, list.Find(Frame(H10301, 12, 3456), null));
        Assert.Same(cleo, list.Find(Desk.Pin("0042")));
        Assert.Same(cleo, list.Find("visit 7"));
        Assert.Null(list.Find(4));
        Assert.Null(list.Find(new ReaderBits(33, 0xCAFE), null));
        Assert.Null(list.Find(Frame(H10301, 12, 3457), null));
        Assert.Null(list.Find(Desk.Pin("042")));
        Assert.Null(list.Find("Visit 7"));
    }

    [Fact]
    public void NumbersOfACard_AreAllFramesThatHaveThem_AndNoneOfWrongParity()
    {
        Holder anna = new() { Id = 1, FirstName = "Anna", Card = Numbers(Mdi, 5, 77) };
        HolderList list = Desk.List(anna);
        ReaderBits frame = Frame(Mdi, 5, 77);
        // bit 1 means nothing but counts for the parity in bit 0
        var other = new ReaderBits(37, frame.Bits ^ ReaderBits.At(37, 1) ^ ReaderBits.At(37, 0));
        Assert.Same(anna, list.Find(frame, null));
        Assert.Same(anna, list.Find(other, null));
        Assert.Same(anna, list.Find(other, Mdi));
        Assert.Null(list.Find(new ReaderBits(37, frame.Bits ^ ReaderBits.At(37, 1)), null));
    }

    [Fact]
    public void BitsComeBeforeNumbers_ThenTheFormatOfTheReader_ThenTheOthersByName()
    {
        ReaderBits frame = Frame(Mdi, 5, 77);
        var other = new ReaderBits(37, frame.Bits ^ ReaderBits.At(37, 1) ^ ReaderBits.At(37, 0));
        CardFormat h10302 = CardFormats.Find("H10302")!.Format;
        Holder bits = new() { Id = 1, FirstName = "Bits", Card = HolderCard.Of(other) };
        Holder mdi = new() { Id = 2, FirstName = "Mdi", Card = Numbers(Mdi, 5, 77) };
        Holder plain = new() { Id = 3, FirstName = "Plain", Card = HolderCard.Of(h10302, null, h10302.Number(other, CardField.Card)!.Value, out _) };
        Assert.Same(bits, Desk.List(bits, mdi).Find(other, Mdi));
        Assert.Same(mdi, Desk.List(plain, mdi).Find(other, Mdi));
        Assert.Same(plain, Desk.List(plain, mdi).Find(other, h10302));
        Assert.Same(plain, Desk.List(mdi, plain).Find(other, null));
    }

    [Fact]
    public void OneHolderReplaced_LeavesTheListBeforeAsItWas()
    {
        HolderList before = Desk.List(Desk.Person(1, "Anna"), Desk.Person(2, "Ben") with { Card = Numbers(H10301, 12, 3456), QrText = "b" });
        Holder changed = new() { Id = 2, FirstName = "Benno", Card = Numbers(Indala, 672, 70) };
        HolderList after = before.With(changed, out ImmutableArray<HolderConflict> conflicts)!;
        Assert.Empty(conflicts);
        Assert.Equal((2, "Ben", "Benno"), (after.Count, before.Find(2)!.FirstName, after.Find(2)!.FirstName));
        Assert.Null(after.Find(Frame(H10301, 12, 3456), null));
        Assert.Null(after.Find("b"));
        Assert.Null(after.Find(Desk.Pin("0002")));
        Assert.Same(changed, after.Find(Frame(Indala, 672, 70), null));
        Assert.NotNull(before.Find(Frame(H10301, 12, 3456), null));
        Assert.NotNull(before.Find("b"));
        HolderList without = after.Without(2);
        Assert.Equal((1, 2), (without.Count, after.Count));
        Assert.Null(without.Find(Frame(Indala, 672, 70), null));
        Assert.Same(without, without.Without(2));
        // the name and the card are free again
        Assert.NotNull(without.With(changed with { Id = 3 }, out _));
    }

    [Fact]
    public void HoldersThatCannotBeToldApart_AreAllTold()
    {
        Holder anna = Desk.Person(1, "Anna") with { Card = Numbers(H10301, 42, 69), QrText = "x" };
        Holder[] others =
        [
            new() { Id = 1, FirstName = "Ben" },
            new() { Id = 2, FirstName = "ANNA", Pin = anna.Pin },
            new() { Id = 3, FirstName = "Cleo", QrText = "x", Card = Numbers(Indala, 672, 69) },
            new() { Id = 4, FirstName = "Dora", Card = HolderCard.Of(Frame(H10301, 42, 69)) },
        ];
        Assert.Null(HolderList.Create([anna, .. others], out ImmutableArray<HolderConflict> conflicts));
        Assert.Equal(
            [
                "the id 1 is that of Anna already",
                "the first name 'ANNA' is that of Anna already",
                "this PIN is that of Anna already",
                "the card ind26 672:69 is that of Anna already",
                "this QR text is that of Anna already",
                "the card 0x254008a/26 is that of Anna already",
            ],
            conflicts.Select(c => c.ToString()));
        Assert.Null(Desk.List(anna).With(others[1], out conflicts));
        Assert.Equal([HolderField.FirstName, HolderField.Pin], conflicts.Select(c => c.Field));
    }

    [Fact]
    public void TwoCardsThatAreOne_AreFoundInWhateverOrder()
    {
        Holder a = new() { Id = 1, FirstName = "A", Card = Numbers(H10301, 42, 69) };
        Holder b = new() { Id = 2, FirstName = "B", Card = HolderCard.Of(Frame(H10301, 42, 69)) };
        Assert.Null(HolderList.Create([a, b], out _));
        Assert.Null(HolderList.Create([b, a], out _));
    }

    [Theory]
    [InlineData("H10301", null, 5ul, "a card of H10301 needs its facility code too")]
    [InlineData("H10301", 256ul, 5ul, "'facility' of H10301 is 0 to 255, not 256")]
    [InlineData("H10301", 1ul, 65536ul, "'card' of H10301 is 0 to 65535, not 65536")]
    [InlineData("H10302", 1ul, 5ul, "H10302 has no 'facility'")]
    [InlineData("S12906b", 1ul, 5ul, "'facility' of S12906b is always 217, not 1")]
    public void NumbersThatAFormatCannotHold_AreNoCard(string format, ulong? facility, ulong number, string message)
    {
        Assert.Null(HolderCard.Of(CardFormats.Find(format)!.Format, facility, number, out string problem));
        Assert.Equal(message, problem);
    }

    [Fact]
    public void FacilityThatIsAlwaysTheSame_MayBeLeftOut()
    {
        CardFormat format = CardFormats.Find("S12906b")!.Format;
        Assert.Equal(HolderCard.Of(format, 217, 5, out _), HolderCard.Of(format, null, 5, out _));
        Assert.Equal("S12906b 217:5", HolderCard.Of(format, null, 5, out _)!.ToString());
    }

    [Fact]
    public void HolderThatIsNotWhole_IsRefused()
    {
        Holder anna = Desk.Person(1, "Anna");
        foreach (Holder holder in new[] { anna with { Id = 0 }, anna with { FirstName = "" }, anna with { Conditions = [] }, anna with { UsesLeft = -1 }, anna with { UsesLeft = Holder.MostUses + 1 }, anna with { LastUse = -1 } })
            Assert.Throws<ArgumentException>(() => HolderList.Create([holder], out _));
    }

    private static HolderCard Numbers(CardFormat format, ulong facility, ulong number)
    {
        HolderCard? card = HolderCard.Of(format, facility, number, out string problem);
        Assert.True(card is not null, problem);
        return card;
    }

    private static ReaderBits Frame(CardFormat format, ulong facility, ulong number) => Numbers(format, facility, number).Frame;
}
