using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Rules.Testing;
using Reactive.Rules.Tests.Guide;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests.Language;

/// <summary>Sound that tests let ports hear: digits and tones in words, and files.</summary>
public sealed class SoundFeedTests
{
    [Theory]
    [InlineData("{ digits: 5 }", 1600)]
    [InlineData("{ digits: '159D', tone: 50 ms, pause: 50 ms }", 3200)]
    [InlineData("{ tones: 440 Hz, for: 2 s }", 16_000)]
    [InlineData("{ play: call.wav }", 800)]
    public void ASound_IsAsLongAsItsParts_AndSilentBeforeAndBehind(string sound, int samples)
    {
        TestDefinition test = Read($"{{ at: 1 s, port.call: {sound} }}").Tests.Single();
        Assert.Equal([SignalTime.Zero, SignalTime.FromSeconds(1), SignalTime.FromSeconds(1).AddNanoseconds(samples * 125_000L)], test.Feeds.Select(f => f.At));
        Assert.Equal([0, samples, 0], test.Feeds.Select(f => f.Sound.Length));
        Assert.All(test.Feeds, f => Assert.Equal(0, f.Value.Number));
    }

    [Theory]
    [InlineData("{ digits: 5 }", -10)]
    [InlineData("{ digits: 5, level: -30 dB }", -30)]
    [InlineData("{ tones: [350 Hz, 440 Hz], for: 1 s }", -10)]
    [InlineData("{ tones: 1 kHz, for: 1 s, level: 0 dB }", 0)]
    [InlineData("{ play: call.wav }", -6.02)]
    [InlineData("{ play: call.wav, level: -6 dB }", -12.02)]
    public void TheLevel_IsThatOfAllTonesTogether(string sound, double levelDb)
    {
        ReadOnlyMemory<float> heard = Read($"{{ at: 0 s, port.call: {sound} }}").Tests.Single().Feeds.Single(f => !f.Sound.IsEmpty).Sound;
        // the digit sounds for 100 ms, the others at least as long
        double power = heard.Span[..800].ToArray().Average(s => (double)s * s);
        Assert.Equal(levelDb, 10 * Math.Log10(2 * power), 0.1);
    }

    [Fact]
    public void Digits_AreFoundByTheChain() => Passes("{ at: 1 s, port.call: { digits: '147*2580369#ABCD' } }", [.. "147*2580369#ABCD".Select((digit, i) => (1 + (0.2 * i), digit))]);

    [Fact]
    public void AFile_IsHeardAsItIs() => Passes("{ at: 1 s, port.call: { play: seven.wav } }", [(1, '7')]);

    [Fact]
    public void ASoundMayFollowAnother_ButNotBeginWithinIt()
    {
        Passes("{ at: 1.01 s, port.call: { digits: 5 } }, { at: 1.21 s, port.call: { digits: 6 } }", [(1.01, '5'), (1.21, '6')]);
        Diagnostic diagnostic = Assert.Single(Check("{ at: 1 s, port.call: { digits: 5 } }, { at: 1.1 s, port.call: { digits: 6 } }"));
        Assert.Equal(("R0501", "'port.call' is fed until 1.2 s by what begins in line 8"), (diagnostic.Code, diagnostic.Message));
    }

    [Fact]
    public void TheNoiseOfAPort_IsHeardBesideASound() =>
        Passes("{ at: 1 s, port.call: { digits: 5 } }", [(1, '5')], "\n    faults: [ { at: 0 s, noise: port.call, of: 500 } ]");

    [Fact]
    public void ASoundGoesOn_WhenTheDeviceIsBack() =>
        Passes("{ at: 1 s, port.call: { digits: '123456', tone: 300 ms } }", [(1, '1'), (1.4, '2'), (2.2, '4'), (2.6, '5'), (3, '6')], "\n    faults: [ { at: 1.5 s, restart: 600 ms } ]");

    [Theory]
    [InlineData("{ digits: 5E }", "R0503", "'5E' is not 1 to 256 DTMF digits")]
    [InlineData("{ digits: '' }", "R0020", "")]
    [InlineData("{ digits: '0123456789', tone: 10 s }", "R0503", "these digits sound for longer than 60 s")]
    [InlineData("{}", "R0503", "a sound is one of 'digits', 'tones' and 'play'")]
    [InlineData("{ digits: 5, tones: 440 Hz }", "R0503", "a sound is one of 'digits', 'tones' and 'play'")]
    [InlineData("{ tones: 440 Hz }", "R0102", "nothing says how long the tones sound")]
    [InlineData("{ tones: 4 kHz, for: 1 s }", "R0503", "samples at 8 kHz hold no tone of 4 kHz")]
    [InlineData("{ tones: 440 Hz, for: 2 min }", "R0204", "")]
    [InlineData("{ tones: 440 Hz, for: 1 s, pause: 1 s }", "R0503", "'pause' goes with 'digits', not with 'tones'")]
    [InlineData("{ digits: 5, for: 1 s }", "R0503", "'for' goes with 'tones', not with 'digits'")]
    [InlineData("{ digits: 5, level: 0.5 }", "R0201", "")]
    [InlineData("{ play: nothing.wav }", "R0417", "there is no file nothing.wav")]
    [InlineData("{ play: ../call.wav }", "R0417", "")]
    [InlineData("{ volume: 5 }", "R0101", "")]
    [InlineData("{ digit: 5 }", "R0101", "")]
    public void WrongSounds_AreRefused(string sound, string code, string message)
    {
        Diagnostic diagnostic = Assert.Single(Check($"{{ at: 1 s, port.call: {sound} }}"));
        Assert.Equal(code, diagnostic.Code);
        Assert.StartsWith(message, diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void APortThatHearsNothing_TakesNoSound() =>
        Assert.EndsWith(", no sound", Assert.Single(StandIns.AllOf(StandIns.With("tests: [ { name: t, feed: [ { at: 1 s, port.rex: { digits: 5 } } ], expect: [] } ]")), d => d.Code == "R0503").Message, StringComparison.Ordinal);

    // each digit is told in a line of the log, within 45 ms of its beginning
    private static void Passes(string feed, (double At, char Digit)[] digits, string faults = "")
    {
        string expect = string.Join(", ", digits.Select(d => string.Create(CultureInfo.InvariantCulture, $"{{ at: {d.At:0.###} s..{d.At + 0.045:0.###} s, log: \"{d.Digit}\" }}")));
        PipelineDefinition pipeline = Read(feed, $"{expect}", faults);
        Assert.Empty(PipelineTest.Run(pipeline, pipeline.Tests.Single()).Failures);
    }

    private static PipelineDefinition Read(string feed, string expect = "", string faults = "")
    {
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.Read("a.yaml", Text(feed, expect, faults), Product.Catalog, null, Sounds);
        Assert.True(pipeline is not null, string.Join('\n', diagnostics));
        return pipeline;
    }

    private static ImmutableArray<Diagnostic> Check(string feed) => PipelineReader.Read("a.yaml", Text(feed, "", ""), Product.Catalog, null, Sounds).Diagnostics;

    private static string Text(string feed, string expect, string faults) =>
        $$"""
        pipeline: p
        device: i8307
        signals: { heard: { from: call, through: [ dtmf ] } }
        rules: { {{string.Join(", ", Value.Digits.Select((digit, i) => $"r{i}: {{ when: heard.digit is \"{digit}\", do: {{ log: \"{digit}\" }} }}"))}} }
        tests:
          - name: t
            # the line of what is fed
            feed: [ {{feed}} ]
            expect: [ {{expect}} ]{{faults}}
        """;

    // two files are there: half of full scale, and a seven
    private static ReadOnlyMemory<float> Sounds(string name, int rateHertz, out string problem)
    {
        problem = "";
        if (name == "call.wav")
            return ToneSound.Of([1000], 0.1, 20 * Math.Log10(0.5), rateHertz);
        if (name == "seven.wav")
            return ToneSound.OfDigits("7", 0.1, 0.1, -20, rateHertz);
        problem = $"there is no file {name}";
        return default;
    }
}
