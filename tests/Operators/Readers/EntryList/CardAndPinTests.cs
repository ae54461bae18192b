using Reactive.Signals;
using Xunit;

namespace Reactive.Operators.Tests.Readers.EntryList;

/// <summary>A card and then its PIN, and wrong PINs that lock out.</summary>
public sealed class CardAndPinTests
{
    private static readonly EntryOptions Both = new() { Require = EntryRequirement.CardAndPin };
    private static readonly Holder Anna = Desk.Person(1, "Anna");
    private static readonly Holder Ben = Desk.Person(2, "Ben");

    [Fact]
    public void CardAndItsPin_AreGranted_SinceTheCard()
    {
        var desk = new Desk(Both, Anna);
        Assert.Equal(["1000: awaits the PIN of Anna", "3000: granted Anna (access-granted)"], desk.Card(1000, 1).Type(3000, "0001").Told);
        Assert.Equal((SignalTime.FromMilliseconds(3000), SignalTime.FromMilliseconds(1000)), (desk.All[1].Stamp, desk.All[1].Since));
    }

    [Fact]
    public void QrCode_CountsAsACard() =>
        Assert.Equal(["1: awaits the PIN of Anna", "2: granted Anna (access-granted)"], new Desk(Both, Anna with { QrText = "a" }).Qr(1, "a").Type(2, "0001").Told);

    [Fact]
    public void PinJustWithinTheTime_IsGranted_AndExactlyThenIsTooLate()
    {
        Assert.Equal(["0: awaits the PIN of Anna", "9999.999999: granted Anna (access-granted)"], new Desk(Both, Anna).Card(0, 1).Type(9999.999999, "0001").Told);
        Assert.Equal(["0: awaits the PIN of Anna", "10000: denied Anna: no-pin", "10000: denied PIN: no-card"], new Desk(Both, Anna).Card(0, 1).Type(10000, "0001").Told);
    }

    [Fact]
    public void TheSameCardAgain_ProlongsTheTime() =>
        Assert.Equal(["0: awaits the PIN of Anna", "9000: awaits the PIN of Anna", "19000: denied Anna: no-pin"], new Desk(Both, Anna).Card(0, 1).Card(9000, 1).Wait(60_000).Told);

    [Fact]
    public void AnotherCard_EndsTheWait() => Assert.Equal(
        ["0: awaits the PIN of Anna", "1000: denied Anna: no-pin", "1000: awaits the PIN of Ben", "2000: denied Ben: wrong-pin"],
        new Desk(Both, Anna, Ben).Card(0, 1).Card(1000, 2).Type(2000, "0001").Told);

    [Fact]
    public void UnknownCard_EndsTheWaitToo() => Assert.Equal(
        ["0: awaits the PIN of Anna", "1: denied Anna: no-pin", "1: denied 26 bits 0x0000009: unknown", "2: denied PIN: no-card"],
        new Desk(Both, Anna).Card(0, 1).Card(1, 9).Type(2, "0001").Told);

    [Fact]
    public void WrongPin_EndsTheWait() =>
        Assert.Equal(["0: awaits the PIN of Anna", "1: denied Anna: wrong-pin", "2: denied PIN: no-card"], new Desk(Both, Anna).Card(0, 1).Type(1, "0002").Type(2, "0001").Told);

    [Fact]
    public void PinAtAnotherReader_IsNotThatOfTheCard() => Assert.Equal(
        ["0: awaits the PIN of Anna", "1 at 1: denied PIN: no-card", "2: granted Anna (access-granted)"],
        new Desk([Both, Both], Anna).Card(0, 1).Type(1, "0001", reader: 1).Type(2, "0001").Told);

    [Fact]
    public void WrongPinOfASuspendedHolder_IsAWrongPin()
    {
        var desk = new Desk(Both, Anna);
        desk.Card(0, 1).Give(1, EntryInput.Changed(Anna with { IsSuspended = true })).Type(2, "0009");
        Assert.Equal(["0: awaits the PIN of Anna", "2: denied Anna: wrong-pin"], desk.Told);
        desk.Give(3, EntryInput.Changed(Anna)).Card(4, 1).Give(5, EntryInput.Changed(Anna with { IsSuspended = true })).Type(6, "0001");
        Assert.Equal(["4: awaits the PIN of Anna", "6: denied Anna: suspended"], desk.Told);
    }

    [Fact]
    public void HolderWhoIsGoneWhenThePinComes_IsUnknown() => Assert.Equal(
        ["0: awaits the PIN of Anna", "2: denied PIN: unknown"],
        new Desk(Both, Anna).Card(0, 1).Give(1, EntryInput.Removed(1)).Type(2, "0001").Told);

    [Fact]
    public void CheckOfEitherPart_MarksTheWhole() => Assert.Equal(
        ["0: awaits the PIN of Anna [check]", "1: granted Anna (access-granted) [check]"],
        new Desk(Both, Anna).Card(0, 1, isCheck: true).Type(1, "0001").Told);

    [Fact]
    public void PinBehindAForwardedCard_IsForwardedToo_WhoeverHasIt()
    {
        EntryOptions options = Both with { ForwardUnknown = true };
        Assert.Equal(["0: forwarded 26 bits 0x0000009", "1: forwarded PIN", "2: denied PIN: no-card"], new Desk(options, Anna).Card(0, 9).Type(1, "0001").Type(2, "0001").Told);
        // beyond the time it is a PIN by itself: known ones stay here
        Assert.Equal(["0: forwarded 26 bits 0x0000009", "10000: denied PIN: no-card", "10001: forwarded PIN"], new Desk(options, Anna).Card(0, 9).Type(10_000, "0001").Type(10_001, "0009").Told);
    }

    [Fact]
    public void WrongPins_LockOutForTheTime()
    {
        var desk = new Desk(Both with { WrongPins = 2 }, Anna, Ben);
        Assert.Equal(
            ["0: awaits the PIN of Anna", "1: denied Anna: wrong-pin", "2: awaits the PIN of Anna", "3: denied Anna: wrong-pin"],
            desk.Card(0, 1).Type(1, "0009").Card(2, 1).Type(3, "0009").Told);
        Assert.Equal(["4: denied 26 bits 0x0000001: locked-out", "60002.999999: denied 26 bits 0x0000002: locked-out", "60003: awaits the PIN of Ben"], desk.Card(4, 1).Card(60_002.999999, 2).Card(60_003, 2).Told);
    }

    [Fact]
    public void LockOut_IsThatOfItsReader_AndOfPinsAlone()
    {
        var desk = new Desk([new EntryOptions { WrongPins = 3 }, new EntryOptions { WrongPins = 3 }], Anna);
        desk.Type(0, "0007").Type(1, "0008").Type(2, "0009");
        Assert.Equal(["0: denied PIN: unknown", "1: denied PIN: unknown", "2: denied PIN: unknown"], desk.Told);
        Assert.Equal(["3: denied PIN: locked-out", "4 at 1: granted Anna (access-granted)", "5: granted Anna (access-granted)"], desk.Type(3, "0001").Type(4, "0001", reader: 1).Card(5, 1).Told);
    }

    [Fact]
    public void RightPinBetween_TakesNoWrongOneBack() => Assert.Equal(
        ["0: denied PIN: unknown", "1: granted Anna (access-granted)", "2: denied PIN: unknown", "3: denied PIN: locked-out"],
        new Desk(new EntryOptions { WrongPins = 2 }, Anna).Type(0, "0008").Type(1, "0001").Type(2, "0009").Type(3, "0001").Told);

    [Fact]
    public void WrongPin_IsForgottenAfterTheTime()
    {
        Assert.Equal(["0: denied PIN: unknown", "60000: denied PIN: unknown", "60001: granted Anna (access-granted)"], new Desk(new EntryOptions { WrongPins = 2 }, Anna).Type(0, "0008").Type(60_000, "0009").Type(60_001, "0001").Told);
        Assert.Equal(["0: denied PIN: unknown", "59999: denied PIN: unknown", "60000: denied PIN: locked-out"], new Desk(new EntryOptions { WrongPins = 2 }, Anna).Type(0, "0008").Type(59_999, "0009").Type(60_000, "0001").Told);
    }

    [Fact]
    public void TriesWhileLockedOut_DoNotProlongIt() => Assert.Equal(
        ["0: denied PIN: unknown", "30000: denied PIN: locked-out", "60000: granted Anna (access-granted)"],
        new Desk(new EntryOptions { WrongPins = 1 }, Anna).Type(0, "0008").Type(30_000, "0009").Type(60_000, "0001").Told);

    [Fact]
    public void WithoutALimit_NothingIsLockedOut()
    {
        var desk = new Desk(new EntryOptions { WrongPins = 0 }, Anna);
        for (int i = 0; i < 100; i++)
            desk.Type(i, "0009");
        _ = desk.Told;
        Assert.Equal(["200: granted Anna (access-granted)"], desk.Type(200, "0001").Told);
    }

    [Fact]
    public void CardsOfNobody_AndForwardedPins_LockNothingOut()
    {
        Assert.Equal(["1: denied 26 bits 0x0000009: unknown", "2: granted Anna (access-granted)"], new Desk(new EntryOptions { WrongPins = 1 }, Anna).Card(1, 9).Type(2, "0001").Told);
        Assert.Equal(["1: forwarded PIN", "2: granted Anna (access-granted)"], new Desk(new EntryOptions { WrongPins = 1, ForwardUnknown = true }, Anna).Type(1, "0009").Type(2, "0001").Told);
    }

    [Fact]
    public void LockedOut_IsToldBeforeAllElse() => Assert.Equal(
        ["1: denied PIN: unknown", "2: denied PIN: locked-out", "3: denied PIN: locked-out"],
        new Desk(new EntryOptions { WrongPins = 1 }, Anna with { IsSuspended = true }).Type(1, "0009").Type(2, "0001").Type(3, "0009").Told);
}
