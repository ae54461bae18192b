using System;
using System.Collections.Generic;
using System.Linq;
using System.Reactive.Subjects;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Events;

/// <summary>
/// Events as <c>CARRIER DIGIT SINCE STAMP</c> in milliseconds, with <c>s</c> for sound, <c>e</c> for telephone events and <c>i</c> for INFO; an end
/// is <c>CARRIER/DIGIT SINCE STAMP</c>, over since <c>SINCE</c>, and lasted from the last beginning of that digit by that carrier.
/// </summary>
public sealed class MergeDigitsTests
{
    [Theory]
    [InlineData("s5 0 40, e5 0 60", "s5")]
    [InlineData("e5 0 20, s5 0 40", "e5")]
    [InlineData("s5 0 40, i5 300 300, e5 0 310", "s5 i5")]
    [InlineData("s5 0 40, e6 0 60", "s5 e6")]
    [InlineData("s5 0 40, s5 100 140", "s5 s5")]
    [InlineData("s5 0 40, s5 100 140, e5 0 160, e5 100 180", "s5 s5")]
    [InlineData("s5 0 40, e5 0 60, e/5 80 80, s5 100 140, e5 100 160", "s5 s5")]
    [InlineData("s5 0 40, e5 0 60, s5 100 140, e5 100 160", "s5 e5")]
    [InlineData("s5 0 40, s6 100 140, e5 0 160, e6 100 180", "s5 s6")]
    public void EachCarrierBringsAPressOnce(string events, string passed) => Assert.Equal(passed, Run(events));

    [Theory]
    [InlineData("s5 0 40, s/5 100 130, i5 250 250", "s5 s/5")]
    [InlineData("s5 0 40, s/5 100 130, i5 251 251", "s5 s/5 i5")]
    [InlineData("s5 0 40, i5 190 190", "s5")]
    [InlineData("s5 0 40, i5 191 191", "s5 i5")]
    [InlineData("i5 200 200, s5 350 390", "i5")]
    [InlineData("i5 200 200, s5 351 391", "i5 s5")]
    [InlineData("s5 500 540, i5 350 350", "s5")]
    [InlineData("s5 500 540, i5 349 349", "s5 i5")]
    public void TimesExactlyWithinApart_AreOnePress(string events, string passed) => Assert.Equal(passed, Run(events));

    // a message of 400 ms that comes at 650 ms says that the key went down at 250 ms
    [Theory]
    [InlineData("s5 0 40, s/5 100 130, i5 250 650", "s5 s/5")]
    [InlineData("s5 0 40, s/5 100 130, i5 251 651", "s5 s/5 i5")]
    public void AMessageAfterTheKeyWasLetGo_CountsSinceItsDurationBefore(string events, string passed) => Assert.Equal(passed, Run(events));

    [Theory]
    [InlineData("e5 0 20, s5 10 50, s/5 60 90, s5 900 940, s/5 990 1020, e/5 2000 2000", "e5 e/5")]
    [InlineData("s5 0 40, e5 0 60, s/5 80 110, s5 900 940, s/5 990 1020, e/5 2000 2000", "s5 s/5")]
    [InlineData("e5 0 20, e/5 100 100, s5 0 140, s5 100 150", "e5 e/5")]
    [InlineData("e5 0 20, e/5 100 100, s5 0 140, s5 101 151", "e5 e/5 s5")]
    [InlineData("e5 0 20, s6 10 50, s/6 60 90", "e5 s6 s/6")]
    [InlineData("e5 0 20, s5 59999 60000, s5 60000 60001, s5 60001 60002", "e5 s5")]
    [InlineData("e5 0 20, e6 1000 1020, s5 2000 2040", "e5 e6 s5")]
    public void SoundWhileATelephoneEventGoesOn_IsItsPress(string events, string passed) => Assert.Equal(passed, Run(events));

    // that sound tells ends is known with the first of them
    [Theory]
    [InlineData("s1 0 40, s/1 90 120, s5 1000 1040, i5 2000 2000, s/5 3000 3030", "s1 s/1 s5 s/5")]
    [InlineData("s5 1000 1040, i5 2000 2000", "s5 i5")]
    public void APressGoesOnUntilItsEnd_WhereEndsAreReported(string events, string passed) => Assert.Equal(passed, Run(events));

    [Theory]
    [InlineData("s5 0 40, e5 0 60, e/5 90 90, s/5 100 130", "s5 s/5")]
    [InlineData("e5 0 20, s5 0 40, e/5 90 90, s/5 100 130", "e5 e/5")]
    [InlineData("e/5 90 90", "e/5")]
    public void TheEndOfTheCarrierThatBroughtIt_Passes(string events, string passed) => Assert.Equal(passed, Run(events));

    [Theory]
    [InlineData("e5 0 20, e/5 100 100, i5 0 240, s5 900 940", "e5 s5")]
    [InlineData("e/5 90 90", "")]
    public void WhereNobodyAsksForEnds_NonePasses_ThoughTheyTellWhatIsOnePress(string events, string passed) => Assert.Equal(passed, Run(events, "merge-digits: {}"));

    [Theory]
    [InlineData("merge-digits: { within: 0 s }", "s5 0 40, i5 41 41", "s5 i5")]
    [InlineData("merge-digits: { within: 0 s }", "s5 0 40, i5 40 40", "s5")]
    [InlineData("merge-digits: { within: 2 s }", "s5 0 40, i5 2040 2040", "s5")]
    public void Within_IsAParameter(string yaml, string events, string passed) => Assert.Equal(passed, Run(events, yaml));

    [Fact]
    public void OnlyTheLastSixteenPresses_AreRemembered()
    {
        string others = string.Join(", ", "0123456789*#ABC".Select(c => $"s{c} 0 40"));
        Assert.DoesNotContain("eD", Run($"sD 0 40, {others}, eD 0 60"), StringComparison.Ordinal);
        Assert.EndsWith("eD", Run($"sD 0 40, {others}, s5 100 140, eD 0 160"), StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_Pass_AndTheChannelIsForgotten()
    {
        var transcript = new Transcript();
        Kernel<Stamped<Value>, Stamped<Value>> kernel = Kernel("merge-digits: {}");
        kernel.Step(new Stamped<Value>(Value.Fault("offline"), SignalTime.Zero) with { Channel = 2 }, transcript);
        kernel.Step(new Stamped<Value>(Value.Digit('5'), SignalTime.FromMilliseconds(40), SignalTime.Zero, 1), transcript);
        Assert.Equal(
            [new Stamped<Value>(Value.Fault("offline"), SignalTime.Zero), new Stamped<Value>(Value.Digit('5'), SignalTime.FromMilliseconds(40), SignalTime.Zero)],
            transcript.Values);
    }

    [Fact]
    public void ThroughRx_SeveralStreamsBecomeOne()
    {
        using var sound = new Subject<Stamped<Value>>();
        using var events = new Subject<Stamped<Value>>();
        var passed = new List<Value>();
        using IDisposable subscription = new[] { sound, events }.MergeDigits(new MergeDigitsOptions()).Subscribe(v => passed.Add(v.Value));
        events.OnNext(new Stamped<Value>(Value.Digit('7', carrier: DigitCarrier.RtpEvent), SignalTime.FromMilliseconds(20)));
        sound.OnNext(new Stamped<Value>(Value.Digit('7'), SignalTime.FromMilliseconds(40), SignalTime.Zero));
        sound.OnNext(new Stamped<Value>(Value.Digit('8'), SignalTime.FromMilliseconds(900), SignalTime.FromMilliseconds(860)));
        Assert.Equal("7 8", string.Join(' ', passed));
        Assert.Throws<ArgumentException>(() => new[] { sound }.MergeDigits(new MergeDigitsOptions { Within = TimeSpan.FromSeconds(3) }));
    }

    [Fact]
    public void RandomDigits_PassAsThePlainModelSays()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var presses = new DigitPresses(new MergeDigitsOptions());
            var model = new PlainPresses(TimeSpan.FromMilliseconds(150).Ticks * 100);
            long[] begun = new long[3];
            long now = 0;
            for (int i = 0; i < 120; i++)
            {
                now += random.Next(4) == 0 ? 0 : random.Next(120_000_000);
                var carrier = (DigitCarrier)random.Next(3);
                char digit = "556"[random.Next(3)];
                bool isOver = random.Next(3) == 0;
                long since = now - random.Next(100_000_000);
                Value value = isOver ? Value.DigitOver(digit, Math.Max(0, since - begun[(int)carrier]), carrier) : Value.Digit(digit, carrier: carrier);
                var input = new Stamped<Value>(value, new SignalTime(now), new SignalTime(since));
                Assert.True(model.Passes(input) == presses.Passes(input), $"seed {seed}, event {i}");
                if (!isOver)
                    begun[(int)carrier] = since;
            }
        }
    }

    private static Kernel<Stamped<Value>, Stamped<Value>> Kernel(string yaml) =>
        Probe.Kernel<Stamped<Value>, Stamped<Value>>(MergeDigitsOperator.Spec, yaml, new Flow(FlowKind.Event, Channels: 3, Record: RecordType.Digit));

    private static string Run(string events, string yaml = "merge-digits: { ends: reported }")
    {
        Kernel<Stamped<Value>, Stamped<Value>> kernel = Kernel(yaml);
        var begun = new Dictionary<string, long>();
        List<string> passed = [];
        foreach (string[] parts in events.Split(", ").Select(e => e.Split(' ')))
        {
            var transcript = new Transcript();
            string what = parts[0];
            bool isOver = what[1] == '/';
            string pressed = what.Replace("/", "", StringComparison.Ordinal);
            long since = long.Parse(parts[1], null) * 1_000_000, stamp = long.Parse(parts[2], null) * 1_000_000;
            var carrier = (DigitCarrier)"sei".IndexOf(what[0], StringComparison.Ordinal);
            Value value = isOver ? Value.DigitOver(what[2], since - begun.GetValueOrDefault(pressed), carrier) : Value.Digit(what[1], carrier: carrier);
            if (!isOver)
                begun[pressed] = since;
            kernel.Step(new Stamped<Value>(value, new SignalTime(stamp), new SignalTime(since)), transcript);
            if (transcript.Values.Count > 0)
                passed.Add(what);
        }

        return string.Join(' ', passed);
    }
}
