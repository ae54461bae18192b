using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Xunit;

namespace Reactive.Operators.Tests.Readers.EntryList;

public sealed class EntryKernelTests
{
    // what the clock shows at 0 s of the tests
    private const long Noon = 1_700_000_000_000_000_000;

    private static readonly Holder Anna = Desk.Person(1, "Anna");

    [Fact]
    public void CardPinAndQrCode_OfAHolder_AreGrantedAtOnce()
    {
        var desk = new Desk(new EntryOptions(), Anna with { QrText = "visit 7", Conditions = ["access-granted", "lift"] });
        Assert.Equal(
            ["1: granted Anna (access-granted lift)", "2: granted Anna (access-granted lift)", "3: granted Anna (access-granted lift)"],
            desk.Card(1, 1).Type(2, "0001").Qr(3, "visit 7").Told);
        Assert.All(desk.All, d => Assert.Null(d.Value.Remaining));
    }

    [Fact]
    public void WhatIsNobodys_IsUnknown() => Assert.Equal(
        ["1: denied 26 bits 0x0000009: unknown", "2: denied PIN: unknown", "3: denied QR code: unknown"],
        new Desk(new EntryOptions(), Anna).Card(1, 9).Type(2, "0009").Qr(3, "visit 9").Told);

    [Fact]
    public void WhatIsNobodys_IsForwardedWhenAskedTo_AndWhatIsSomebodysNever()
    {
        var desk = new Desk(new EntryOptions { ForwardUnknown = true }, Anna with { IsSuspended = true });
        Assert.Equal(["1: forwarded 26 bits 0x0000009", "2: forwarded PIN"], desk.Card(1, 9).Type(2, "0009").Told);
        Assert.Equal((Desk.Bits(9), Desk.Digits("0009")), (desk.All[0].Value.Credential.Bits, desk.All[1].Value.Credential.Bits));
        Assert.Equal(["3: denied Anna: suspended", "4: denied Anna: suspended"], desk.Card(3, 1).Type(4, "0001").Told);
    }

    [Fact]
    public void DigitsOfAPin_AreInNothingThatIsNotForwarded()
    {
        var desk = new Desk(new EntryOptions(), Anna, Desk.Person(2, "Ben") with { UsesLeft = 1 });
        desk.Type(1, "0001").Type(2, "0009").Type(3, "0002");
        Assert.Equal(3, desk.All.Count);
        Assert.All(desk.All, d => Assert.Equal((CredentialKind.Pin, 0), (d.Value.Credential.Kind, d.Value.Credential.Bits.Length)));
    }

    [Theory]
    [InlineData(-1, "denied Anna: not-yet-valid")]
    [InlineData(0, "granted Anna (access-granted)")]
    [InlineData(999_999_999, "granted Anna (access-granted)")]
    [InlineData(1_000_000_000, "denied Anna: expired")]
    public void ValidityBeginsAtItsFirstInstant_AndIsOverAtItsLast(long nanosecondsAfterTheFirst, string decision)
    {
        Holder anna = Anna with { ValidFrom = Noon + 1_000_000_000, ValidTo = Noon + 2_000_000_000 };
        var desk = new Desk(new EntryOptions(), anna);
        desk.Give(0, EntryInput.Anchor(Noon)).Give(new SignalTime(1_000_000_000 + nanosecondsAfterTheFirst), EntryInput.Presented(Credential.OfCard(Desk.Bits(1), null)));
        Assert.Equal(decision, desk.All.Single().Value.ToString());
    }

    [Fact]
    public void ClockThatIsSet_MovesValidity()
    {
        var desk = new Desk(new EntryOptions(), Anna with { ValidTo = Noon });
        Assert.Equal(["1: denied Anna: time-unknown"], desk.Card(1, 1).Told);
        Assert.Equal(["3: denied Anna: expired"], desk.Give(2, EntryInput.Anchor(Noon)).Card(3, 1).Told);
        // an hour back at 4 ms
        Assert.Equal(["5: granted Anna (access-granted)"], desk.Give(4, EntryInput.Anchor(Noon - 3_600_000_000_000)).Card(5, 1).Told);
    }

    [Fact]
    public void HoldersWithoutLimits_NeedNoClock() => Assert.Equal(["1: granted Anna (access-granted)"], new Desk(new EntryOptions(), Anna).Card(1, 1).Told);

    // a holder to whom everything applies, and what is told when the reasons are taken away one by one
    [Fact]
    public void OfSeveralReasons_TheFirstInTheListIsTold()
    {
        var options = new EntryOptions { Require = EntryRequirement.CardAndPin };
        Holder all = Anna with { IsSuspended = true, ValidFrom = Noon + 1, UsesLeft = 0, Pin = null };
        (Holder Holder, long? Wall, string Denial)[] cases =
        [
            (all, Noon, "suspended"),
            (all with { IsSuspended = false }, null, "time-unknown"),
            (all with { IsSuspended = false }, Noon, "not-yet-valid"),
            (all with { IsSuspended = false, ValidFrom = null, ValidTo = Noon }, Noon, "expired"),
            (all with { IsSuspended = false, ValidFrom = null }, Noon, "used-up"),
            (all with { IsSuspended = false, ValidFrom = null, UsesLeft = null }, Noon, "no-pin"),
        ];
        foreach ((Holder holder, long? wall, string denial) in cases)
        {
            var desk = new Desk(options, holder);
            if (wall is { } shown)
                desk.Give(0, EntryInput.Anchor(shown));
            Assert.Equal(["0: denied Anna: " + denial], desk.Card(0, 1).Told);
        }

        Assert.Equal(Enum.GetValues<EntryDenial>().Select(EntryDecision.NameOf), ["", "locked-out", "unknown", "not-accepted", "no-card", "wrong-pin", "suspended", "time-unknown", "not-yet-valid", "expired", "used-up", "no-pin"]);
    }

    [Theory]
    [InlineData(EntryRequirement.Card, "1: granted Anna (access-granted)|2: denied Anna: not-accepted|3: granted Anna (access-granted)|4: denied 26 bits 0x0000009: unknown|5: denied PIN: not-accepted")]
    [InlineData(EntryRequirement.Pin, "1: denied Anna: not-accepted|2: granted Anna (access-granted)|3: denied Anna: not-accepted|4: denied 26 bits 0x0000009: not-accepted|5: denied PIN: unknown")]
    [InlineData(EntryRequirement.CardOrPin, "1: granted Anna (access-granted)|2: granted Anna (access-granted)|3: granted Anna (access-granted)|4: denied 26 bits 0x0000009: unknown|5: denied PIN: unknown")]
    public void Reader_TakesWhatItAsksFor(EntryRequirement require, string told) => Assert.Equal(
        told.Split('|'),
        new Desk(new EntryOptions { Require = require }, Anna with { QrText = "a" }).Card(1, 1).Type(2, "0001").Qr(3, "a").Card(4, 9).Type(5, "0009").Told);

    [Fact]
    public void ReaderThatTakesNoPins_ForwardsThoseOfNobodyAllTheSame() => Assert.Equal(
        ["1: forwarded PIN", "2: denied Anna: not-accepted"],
        new Desk(new EntryOptions { Require = EntryRequirement.Card, ForwardUnknown = true }, Anna).Type(1, "0009").Type(2, "0001").Told);

    [Fact]
    public void Check_HasTheSameEffects_AndIsMarked()
    {
        var desk = new Desk(new EntryOptions(), Anna, Desk.Person(2, "Ben") with { UsesLeft = 1 });
        Assert.Equal(["1: granted Anna (access-granted) [check]", "2: requests use 1 of Ben [check]"], desk.Card(1, 1, isCheck: true).Card(2, 2, isCheck: true).Told);
        Assert.Equal(["3: granted Ben (access-granted), 0 left [check]", "4: denied Ben: used-up"], desk.Commit(3, 2, 1, 0).Card(4, 2).Told);
    }

    [Fact]
    public void BeforeTheHoldersAreKnown_NothingIsUnknown_NorForwarded()
    {
        var told = new Transcript();
        var kernel = new EntryKernel(new EntryOptions { ForwardUnknown = true, WrongPins = 1 });
        kernel.Step(new Stamped<EntryInput>(EntryInput.Changed(Anna), SignalTime.Zero), told);
        kernel.Step(new Stamped<EntryInput>(EntryInput.Presented(Credential.OfCard(Desk.Bits(1), null)), SignalTime.Zero), told);
        kernel.Step(new Stamped<EntryInput>(EntryInput.Presented(Credential.OfPin(Desk.Pin("0001"), Desk.Digits("0001"))), SignalTime.Zero), told);
        kernel.Step(new Stamped<EntryInput>(EntryInput.Of(Desk.List(Anna)), SignalTime.Zero), told);
        kernel.Step(new Stamped<EntryInput>(EntryInput.Presented(Credential.OfPin(Desk.Pin("0001"), Desk.Digits("0001"))), SignalTime.Zero), told);
        Assert.Equal(["fault holders-unknown", "fault holders-unknown", "granted Anna (access-granted)"], told.Decisions);
    }

    [Fact]
    public void ChangesOfHolders_CountFromTheirInstantOn()
    {
        var desk = new Desk(new EntryOptions(), Anna);
        desk.Give(1, EntryInput.Changed(Anna with { IsSuspended = true })).Card(2, 1);
        desk.Give(3, EntryInput.Changed(Desk.Person(2, "Ben"))).Card(4, 2);
        desk.Give(5, EntryInput.Removed(2)).Card(6, 2);
        desk.Give(7, EntryInput.Of(Desk.List(Desk.Person(3, "Cleo")))).Card(8, 3).Card(9, 1);
        Assert.Equal(["2: denied Anna: suspended", "4: granted Ben (access-granted)", "6: denied 26 bits 0x0000002: unknown", "8: granted Cleo (access-granted)", "9: denied 26 bits 0x0000001: unknown"], desk.Told);
    }

    [Fact]
    public void ChangeThatMakesTwoHoldersOne_IsAFault_AndLeftOut() => Assert.Equal(
        ["1: fault holder-conflict of Ben", "2: granted Anna (access-granted)"],
        new Desk(new EntryOptions(), Anna).Give(1, EntryInput.Changed(Desk.Person(2, "Ben") with { Card = Anna.Card })).Card(2, 1).Told);

    [Fact]
    public void Decision_IsSinceItsCredential()
    {
        var desk = new Desk(new EntryOptions(), Anna with { UsesLeft = 2 });
        Probe.Feed(desk.Kernel, new Stamped<EntryInput>(EntryInput.Presented(Credential.OfCard(Desk.Bits(1), null)), SignalTime.FromMilliseconds(10), SignalTime.FromMilliseconds(4)), desk);
        desk.Commit(20, 1, 1, 1);
        Assert.Equal([(10L, 4L), (20L, 4L)], desk.All.Select(d => (d.Stamp.Nanoseconds / 1_000_000, d.Since.Nanoseconds / 1_000_000)));
    }

    [Fact]
    public void WhatComesLate_IsDecidedNow()
    {
        var desk = new Desk(new EntryOptions(), Anna);
        Assert.Equal(["5: granted Anna (access-granted)", "5: granted Anna (access-granted)"], desk.Card(5, 1).Card(3, 1).Told);
    }

    [Fact]
    public void Decisions_AllocateNothing()
    {
        Holder[] holders = [.. Enumerable.Range(1, 1000).Select(i => Desk.Person(i, "P" + i) with { UsesLeft = i % 2 == 0 ? 5 : null, ValidTo = Noon + 1_000_000_000_000 })];
        var kernel = new EntryKernel(new EntryOptions(), new EntryOptions());
        var sink = new Sink<Stamped<EntryDecision>>();
        kernel.Step(new Stamped<EntryInput>(EntryInput.Of(Desk.List(holders)), SignalTime.Zero), sink);
        kernel.Step(new Stamped<EntryInput>(EntryInput.Anchor(Noon), SignalTime.Zero), sink);
        Value card = Value.Card(Desk.Bits(7), null), pin = Value.Pin(Desk.Digits("0007")), limited = Value.Card(Desk.Bits(8), null), unknown = Value.Card(new ReaderBits(26, 99_999), null);
        long Run(int from)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = from; i < from + 100; i++)
            {
                var at = SignalTime.FromMilliseconds(i);
                foreach (Value value in (ReadOnlySpan<Value>)[card, pin, limited, unknown])
                {
                    if (Credential.TryOf(value, Desk.Secret, out Credential credential))
                        kernel.Step(new Stamped<EntryInput>(EntryInput.Presented(credential), at), sink);
                }

                kernel.Step(new Stamped<EntryInput>(EntryInput.Committed(8, i, 5), at), sink);
                _ = kernel.Deadline;
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Run(1);
        int told = sink.Count;
        Assert.Equal(0, Run(101));
        Assert.Equal(500, sink.Count - told);
    }

    [Theory]
    [InlineData("pin")]
    [InlineData("lock")]
    [InlineData("wrong")]
    public void OptionOutOfItsRange_IsRefused(string option)
    {
        var options = new EntryOptions();
        options = option switch
        {
            "pin" => options with { PinWithin = TimeSpan.Zero },
            "lock" => options with { LockOutFor = TimeSpan.Zero },
            _ => options with { WrongPins = -1 },
        };
        Assert.Throws<ArgumentException>(() => new EntryKernel(options));
    }

    private sealed class Transcript : IEmit<Stamped<EntryDecision>>
    {
        public List<string> Decisions { get; } = [];

        public void Emit(in Stamped<EntryDecision> output) => Decisions.Add(output.Value.ToString());
    }
}
