using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Xunit;

namespace Reactive.Operators.Tests.Audio;

public sealed class CadenceTests
{
    public static TheoryData<string, string> Rows() =>
        [.. CadenceTable.Countries.SelectMany(c => CadenceTable.Of(c).Select(p => (c, p.Name))).Where(r => r.c == "us" || !r.Name.StartsWith("temporal", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void EveryPatternOfTheTable_IsRecognisedAsItself_InNoise(string country, string name)
    {
        CadencePattern pattern = CadenceTable.Of(country).Single(p => p.Name == name);
        string[] heard = Heard(Played(pattern, 3.2, 3100), $"cadence: {country}");
        // what has the same times and frequencies is told as the first of them
        string expected = CadenceTable.Of(country).First(p => p.Tones.IsSame(pattern.Tones) && p.Steps.SequenceEqual(pattern.Steps)).Name;
        Assert.Equal(["none", expected, "none"], heard);
    }

    [Fact]
    public void Table_HasEveryCountryWithItsFourTones()
    {
        Assert.Equal(44, CadenceTable.Countries.Length);
        Assert.All(CadenceTable.Countries, c => Assert.Equal(["dial", "ringback", "busy", "congestion", "temporal-3", "temporal-4"], CadenceTable.Of(c).Select(p => p.Name)));
    }

    [Fact]
    public void Busy_IsSureAfterTwoCycles_SinceItBegan_AndOverWhenItBreaks()
    {
        var told = Play(new Tones().Rest(1000), 3, 500, 500, 480, 620).Rest(2000).Noise(-50).Through(CadenceOperator.Spec, "cadence: {}");
        Assert.Equal(["none", "busy", "none"], told.Select(t => t.Value.ToString()));
        Assert.InRange(told[1].Since.Nanoseconds / 1e6, 985, 1015);
        // once the second pause is about as long as it should be
        Assert.InRange(told[1].Stamp.Nanoseconds / 1e6, 2700, 3000);
        // the third pause has lasted too long
        Assert.InRange(told[2].Stamp.Nanoseconds / 1e6, 4050, 4250);
    }

    [Fact]
    public void DialTone_IsSureAfterSomeTime_AndOverAtOnce()
    {
        var told = new Tones().Rest(500).Add(4000, -20, 350, 440).Rest(500).Through(CadenceOperator.Spec, "cadence: {}");
        Assert.Equal(["none", "dial", "none"], told.Select(t => t.Value.ToString()));
        Assert.InRange(told[1].Since.Nanoseconds / 1e6, 490, 510);
        Assert.InRange(told[1].Stamp.Nanoseconds / 1e6, 2000, 2100);
        Assert.InRange(told[2].Stamp.Nanoseconds / 1e6, 4500, 4580);
    }

    [Theory]
    [InlineData(520)]
    [InlineData(3100)]
    public void Alarms_AreToldApart_AtAnyFrequency(double hertz)
    {
        foreach (string name in new[] { "temporal-3", "temporal-4" })
        {
            CadencePattern pattern = CadenceTable.Of("us").Single(p => p.Name == name);
            Assert.Equal(["none", name, "none"], Heard(Played(pattern, 2.6, hertz), "cadence: {}"));
            Assert.Equal(["none", name, "none"], Heard(Played(pattern, 2.6, hertz), "cadence: { look-for: \"temporal-3, temporal-4\" }"));
        }
    }

    [Fact]
    public void SquareWaveOf520Hertz_IsRecognised()
    {
        var sound = new Tones();
        foreach (double start in new[] { 0.0, 1, 2, 3 })
            Square(sound.Rest(start == 0 ? 300 : 1500));
        Assert.Equal(["none", "temporal-3", "none"], Heard(sound.Rest(4000).Noise(-35), "cadence: {}"));

        static void Square(Tones sound)
        {
            for (int pulse = 0; pulse < 3; pulse++)
            {
                sound.Odd(500, -20, 520, 7);
                if (pulse < 2)
                    sound.Rest(500);
            }
        }
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(1.1)]
    public void TimesWithinTheTolerance_AreRecognised(double times)
    {
        foreach (string name in new[] { "temporal-3", "temporal-4", "ringback", "busy" })
        {
            CadencePattern pattern = CadenceTable.Of("us").Single(p => p.Name == name);
            CadencePattern other = pattern with { Steps = [.. pattern.Steps.Select(s => new CadenceStep(s.On * times, s.Off * times, 0))] };
            Assert.Equal(["none", name, "none"], Heard(Played(other, 2.6, 3100), "cadence: {}"));
        }
    }

    // by how long it takes to lose 60 dB: pauses of 0.1 s are filled sooner than those of 0.5 s. Twenty rooms each, heard in so many of them.
    [Theory]
    [InlineData("temporal-3", 0.5, 20)]
    [InlineData("temporal-3", 1, 17)]
    [InlineData("temporal-4", 0.2, 19)]
    [InlineData("temporal-4", 0.3, 20)]
    [InlineData("temporal-4", 0.5, 16)]
    public void PulsesThatDieAwayInARoom_AreRecognised(string name, double seconds, int least)
    {
        CadencePattern pattern = CadenceTable.Of("us").Single(p => p.Name == name);
        int heard = 0;
        for (int room = 0; room < 20; room++)
        {
            List<Stamped<Value>> told = Played(pattern, 3, room % 4 == 0 ? 520 : 2900 + (17 * room)).Reverberate(seconds, room).Noise(-60).Through(CadenceOperator.Spec, "cadence: {}");
            // never another pattern
            Assert.All(told, v => Assert.Contains(v.Value.ToString(), new[] { "none", name }));
            heard += told.Exists(v => v.Value.ToString() == name) ? 1 : 0;
        }

        Assert.InRange(heard, least, 20);
    }

    [Fact]
    public void PulseBelowTheOneBefore_IsAPulse_WhereItsPatternSaysSo()
    {
        const string Yaml = "cadence: { patterns: { pair: \"425 375/375/375@-10/375\" }, look-for: pair }";
        var sound = new Tones().Rest(300);
        for (int cycle = 0; cycle < 3; cycle++)
            sound.Add(375, -20, 425).Rest(375).Add(375, -30, 425).Rest(375);
        Assert.Equal(["none", "pair", "none"], Heard(sound.Rest(2000), Yaml));
    }

    [Fact]
    public void FourPulsesOfHalfASecond_AreNeitherAlarm() => Assert.Equal(["none"], Heard(Played(new CadencePattern("", new CadenceTones([], 0), [
        new(0.5, 0.5, 0), new(0.5, 0.5, 0), new(0.5, 0.5, 0), new(0.5, 1.5, 0)]), 3, 3100), "cadence: { look-for: \"temporal-3, temporal-4\" }"));

    [Fact]
    public void OneCycle_IsNotEnough() => Assert.Equal(["none"], Heard(Play(new Tones().Rest(500), 1, 500, 500, 480, 620).Rest(3000), "cadence: {}"));

    [Fact]
    public void OneOfTwoFrequencies_IsNotThePattern() => Assert.Equal(["none"], Heard(Play(new Tones().Rest(500), 4, 500, 500, 620).Rest(3000), "cadence: {}"));

    [Fact]
    public void PatternOfOnesOwn_IsRecognised() => Assert.Equal(
        ["none", "gate-bell", "none"], Heard(Play(new Tones().Rest(500), 4, 300, 300, 1000).Rest(3000), "cadence: { country: uk, patterns: { gate-bell: \"1000 300/300\" } }"));

    [Fact]
    public void Noise_IsNothing() => Assert.Equal(["none"], Heard(new Tones().Rest(20_000).Noise(-10), "cadence: {}"));

    [Theory]
    [InlineData(16_000)]
    [InlineData(44_100)]
    [InlineData(48_000)]
    public void AtHigherRates_TheSameIsHeard(double rate) => Assert.Equal(["none", "busy", "none"], Heard(Play(new Tones(rate).Rest(500), 3, 500, 500, 480, 620).Rest(1500), "cadence: {}"));

    [Theory]
    [InlineData("cadence: { look-for: \"bussy\" }", "there is no pattern 'bussy': expected dial, ringback, busy, congestion, temporal-3 or temporal-4")]
    [InlineData("cadence: { patterns: { none: \"425 500/500\" } }", "'none' is what is told where there is no pattern")]
    [InlineData("cadence: { patterns: { bell: \"425 500\" } }", "bell: '500' are no times: expected milliseconds of sound and of pause by turns (50 to 60000, at most 8 of either), such as 1000/4000, or continuous")]
    [InlineData("cadence: { patterns: { bell: \"42 500/500\" } }", "bell: '42' are no frequencies: expected 1 to 4 of 200 to 4000 Hz, such as 350+440, 400*25 or any")]
    [InlineData("cadence: { patterns: { bell: \"425\" } }", "bell: '425' is no pattern: expected frequencies and times, such as 425 1000/4000")]
    [InlineData("cadence: { patterns: { bell: \"3900 500/500\" } }", "3900 Hz cannot be told at 8 kHz, only up to 3600 Hz")]
    public void WrongParameters_AreRefused(string yaml, string problem) => Assert.Equal([problem], Script.Problems(CadenceOperator.Spec, yaml, Tones.Flow(8000, SampleFormat.Int16)));

    [Fact]
    public void RandomPatterns_AreReadOrRefused()
    {
        var random = new Random(3);
        for (int i = 0; i < 20_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => "0123459 /*+@-.continuousany"[random.Next(27)]));
            Assert.NotEqual(CadencePattern.TryRead("x", text, out _, out string problem), problem.Length > 0);
        }
    }

    private static string[] Heard(Tones sound, string yaml) => [.. sound.Through(CadenceOperator.Spec, yaml).Select(v => v.Value.ToString())];

    private static Tones Play(Tones sound, int times, double on, double off, params double[] hertz)
    {
        for (int i = 0; i < times; i++)
            sound.Add(on, -20, hertz).Rest(off);
        return sound;
    }

    // a pattern so many times, in noise 15 dB below one of its tones, with silence around it
    private static Tones Played(CadencePattern pattern, double times, double any)
    {
        var sound = new Tones().Rest(700);
        double[] hertz = pattern.Tones.IsAny ? [any] : [.. pattern.Tones.Hertz];
        if (pattern.IsContinuous)
            sound.Swinging(5000, -20, pattern.Tones.Modulation, hertz);
        int steps = (int)Math.Ceiling(times * pattern.Steps.Length);
        for (int i = 0; i < steps; i++)
        {
            CadenceStep step = pattern.Steps[i % pattern.Steps.Length];
            sound.Swinging(step.On * 1000, -20 + step.LevelDb, pattern.Tones.Modulation, hertz);
            sound.Rest(step.Off * 1000);
        }

        double longest = pattern.IsContinuous ? 1 : pattern.Steps.Max(s => s.Off);
        return sound.Rest(longest * 1500).Noise(-35 + pattern.Steps.Select(s => s.LevelDb).DefaultIfEmpty(0).Min());
    }
}
