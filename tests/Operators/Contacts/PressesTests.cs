using System;
using System.Collections.Generic;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Contacts;

public sealed class PressesTests
{
    private static readonly Flow Contact = new(FlowKind.State, SymbolType.Contact);

    [Fact]
    public void OnePress_IsSingleWhenThePauseHasPassed() =>
        Assert.Equal(["600: single since 100"], Presses("presses: {}", "0*100 1*100 0*1000"));

    [Fact]
    public void TwoPresses_AreDoubleAtTheSecondRelease() =>
        Assert.Equal(["500: double since 100"], Presses("presses: {}", "0*100 1*100 0*200 1*100 0*1000"));

    [Fact]
    public void ThirdPressInARow_BeginsAGestureOfItsOwn() =>
        Assert.Equal(
            ["500: double since 100", "1100: single since 600"],
            Presses("presses: {}", "0*100 1*100 0*200 1*100 0*100 1*100 0*1000"));

    [Fact]
    public void Most1_EachPressIsSingleAtItsRelease() =>
        Assert.Equal(
            ["200: single since 100", "300: single since 250"],
            Presses("presses: { most: 1 }", "0*100 1*100 0*50 1*50 0*1000"));

    [Fact]
    public void Most3_TriplesAtTheThirdReleaseAndDoublesAfterThePause() =>
        Assert.Equal(
            ["450: triple since 100", "1550: double since 1000"],
            Presses("presses: { most: 3 }", "0*100 1*50 0*100 1*50 0*100 1*50 0*550 1*50 0*50 1*50 0*1000"));

    [Fact]
    public void Held_IsLongAtThatInstantAndNothingAtItsRelease() =>
        Assert.Equal(["1100: long since 100"], Presses("presses: {}", "0*100 1*5000 0*1000"));

    [Fact]
    public void Most1_Held_IsLong() =>
        Assert.Equal(["3100: long since 100"], Presses("presses: { most: 1, long-after: 3 s }", "0*100 1*5000 0*1000"));

    [Fact]
    public void ShortPressesBeforeALongOne_ArePartOfItsGesture() =>
        Assert.Equal(["1500: long since 100"], Presses("presses: { most: 3 }", "0*100 1*50 0*100 1*50 0*200 1*2000 0*1000"));

    [Fact]
    public void PressRightAfterALongOne_BeginsAGestureOfItsOwn() =>
        Assert.Equal(
            ["1100: long since 100", "2050: single since 1600"],
            Presses("presses: {}", "0*100 1*1400 0*100 1*50 0*1000"));

    [Fact]
    public void PauseOfExactlyItsLength_HasPassed() =>
        Assert.Equal(
            ["600: single since 100", "1100: single since 600"],
            Presses("presses: {}", "0*100 1*100 0*400 1*100 0*1000"));

    [Fact]
    public void PauseOneMillisecondShorter_StillBelongs() =>
        Assert.Equal(["699: double since 100"], Presses("presses: {}", "0*100 1*100 0*399 1*100 0*1000"));

    [Fact]
    public void ReleasedExactlyWhenItIsLong_IsLong() =>
        Assert.Equal(["1100: long since 100"], Presses("presses: {}", "0*100 1*1000 0*1000"));

    [Fact]
    public void ReleasedOneMillisecondEarlier_IsSingle() =>
        Assert.Equal(["1499: single since 100"], Presses("presses: {}", "0*100 1*999 0*1000"));

    [Fact]
    public void SecondPress_IsLongFromItsOwnBeginning() =>
        Assert.Equal(["1899: double since 100"], Presses("presses: {}", "0*100 1*500 0*300 1*999 0*1000"));

    [Fact]
    public void ActiveWhenFirstSeen_IsNoPress() =>
        Assert.Equal(["3000: single since 2500"], Presses("presses: {}", "1*2000 0*500 1*100 0*1000"));

    [Fact]
    public void OfflineWhileHeld_EndsWhatWasBegun() =>
        Assert.Empty(Run(3000, (0, Off), (100, On), (200, Offline), (300, Off)));

    [Fact]
    public void OfflineInThePause_EndsWhatWasBegun() =>
        Assert.Equal(["900: single since 400"], Run(3000, (0, Off), (100, On), (200, Off), (250, Offline), (300, Off), (400, On), (500, Off)));

    [Fact]
    public void ActiveAfterOffline_IsNoPress() =>
        Assert.Empty(Run(3000, (0, Off), (100, Offline), (200, On), (2500, Off)));

    [Fact]
    public void Fault_EndsWhatWasBegun() =>
        Assert.Empty(Run(3000, (0, Off), (100, On), (200, Value.Fault("not-a-number")), (300, Off)));

    [Fact]
    public void SaidAgain_IsNoPress() =>
        Assert.Equal(["600: single since 100"], Run(3000, (0, Off), (50, Off), (100, On), (150, On), (200, Off), (300, Off)));

    [Fact]
    public void SinceIsThatOfTheFirstPress()
    {
        var kernel = Probe.Kernel<Stamped<Value>, Stamped<Value>>(PressesOperator.Spec, "presses: { most: 1 }", Contact);
        var transcript = new Transcript();
        Probe.Feed(kernel, Settled(Off, 0, 0), transcript);
        Probe.Feed(kernel, Settled(On, 120, 100), transcript);
        Probe.Feed(kernel, Settled(Off, 320, 300), transcript);
        Assert.Equal(["320: single since 100"], Script.Lines(transcript));
    }

    [Fact]
    public void EqualsTheDefinitionMillisecondByMillisecond()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            int most = random.Next(1, 4), within = random.Next(3, 12), longAfter = random.Next(3, 20);
            string script = Script.Random(random, codes: 2, longest: 15) + " 0*100";
            string pause = most == 1 ? "" : $", double-within: {within} ms";
            Assert.Equal(Defined(Script.Codes(script), most, within, longAfter), Presses($"presses: {{ most: {most}, long-after: {longAfter} ms{pause} }}", script));
        }
    }

    [Theory]
    [InlineData("presses: { most: 1.5 }", "'most' must be a whole number, not 1.5")]
    [InlineData("presses: { most: 1, double-within: 1 s }", "with 'most: 1' no press waits for another")]
    public void WrongParameters_AreProblems(string yaml, string expected) => Assert.Equal([expected], Script.Problems(PressesOperator.Spec, yaml, Contact));

    [Fact]
    public void OptionsOutOfRange_AreRefused()
    {
        IObservable<Stamped<Value>> source = System.Reactive.Linq.Observable.Empty<Stamped<Value>>();
        Assert.Throws<ArgumentException>(() => source.Presses(new PressOptions { Most = 4 }, null));
        Assert.Throws<ArgumentException>(() => source.Presses(new PressOptions { LongAfter = TimeSpan.Zero }, null));
    }

    private static Value On => Value.Contact(true);

    private static Value Off => Value.Contact(false);

    private static Value Offline => Value.Unknown(UnknownReason.Offline);

    // The presses as stretches, and gestures as what those stretches say, without any automaton.
    private static List<string> Defined(byte[] codes, int most, int within, int longAfter)
    {
        var presses = new List<(int From, int To)>();
        for (int i = 1; i < codes.Length; i++)
        {
            if (codes[i] == 1 && codes[i - 1] == 0)
                presses.Add((i, Array.IndexOf(codes, (byte)0, i)));
        }

        var expected = new List<string>();
        for (int first = 0; first < presses.Count;)
        {
            int last = first;
            while (last - first + 1 < most && last + 1 < presses.Count && !IsLong(presses[last]) && presses[last + 1].From - presses[last].To < within)
                last++;
            int count = last - first + 1;
            string gesture = IsLong(presses[last]) ? "long" : new[] { "single", "double", "triple" }[count - 1];
            int decided = IsLong(presses[last]) ? presses[last].From + longAfter : presses[last].To + (count == most ? 0 : within);
            expected.Add($"{decided}: {gesture} since {presses[first].From}");
            first = last + 1;
        }

        return expected;

        bool IsLong((int From, int To) press) => press.To - press.From >= longAfter;
    }

    private static Stamped<Value> Settled(Value value, long at, long since) => new(value, SignalTime.FromMilliseconds(at), SignalTime.FromMilliseconds(since));

    private static string[] Run(long until, params (long At, Value Value)[] values) => Script.Run(PressesOperator.Spec, "presses: {}", Contact, until, values);

    private static string[] Presses(string yaml, string script) => Script.Sparse(PressesOperator.Spec, yaml, SymbolType.Contact, script);
}
