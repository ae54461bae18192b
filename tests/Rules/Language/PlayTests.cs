using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Testing;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests.Language;

/// <summary>Clips that rules play on the speakers of a device: what is played and when, and what is refused.</summary>
public sealed class PlayTests
{
    private static readonly Catalog Catalog = Said.Catalog with { Profiles = [StandIns.DoorController, StandIns.Intercom] };

    [Fact]
    public void AClip_IsPlayedInTheTurnOfItsRule_AndExpectedByItsFile()
    {
        Assert.Empty(Failures("play: chime.wav, on: speaker", "{ at: 1 s, speaker: chime.wav }, { at: 3 s, speaker: chime.wav }"));
        Assert.Empty(Failures("play: sounds/chime.opus, on: speaker, gain: -6 dB, repeat: 2, fade: 20 ms", "{ at: 1 s, speaker: sounds/chime.opus }, { at: 3 s, speaker: sounds/chime.opus }"));
    }

    [Fact]
    public void AnotherClip_IsAFailure() => Assert.Contains("expected 'speaker' plays chime.mp3 at 1 s", string.Join('\n', Failures("play: chime.wav, on: speaker", "{ at: 1 s, speaker: chime.mp3 }, { at: 3 s, speaker: chime.wav }")), System.StringComparison.Ordinal);

    [Fact]
    public void ACommand_SaysHowTheClipIsPlayed()
    {
        PipelineDefinition pipeline = Read("rules: { r: { when: io-1-in becomes active, do: { play: a b.wav, on: speaker, gain: -6.5 dB, repeat: 2, fade: 20 ms } } }\n");
        ActionDefinition action = pipeline.Rules.Single().Do.Single();
        Assert.Equal(("speaker", "a b.wav gain=-6.5dB repeat=2 fade=0.02s"), (action.Speaker, action.Clip));
        Assert.True(PlayedClip.TryParse(action.Clip, out PlayedClip clip));
        Assert.Equal(new PlayedClip("a b.wav", -6.5, 2, 0.02), clip);
        Assert.Equal("chime.wav", new PlayedClip("chime.wav").Written);
        Assert.Equal("a repeat=2 b.wav", PlayedClip.FileOf("a repeat=2 b.wav"));
    }

    [Theory]
    [InlineData("play: chime.wav", "R0207", "'play' needs 'on'")]
    [InlineData("play: chime.wav, on: speeker", "R0109", "'i8307' has no speaker 'speeker'")]
    [InlineData("play: chime.wav, on: relay-1", "R0109", "'i8307' has no speaker 'relay-1'")]
    [InlineData("play: chime.txt, on: speaker", "R0417", "'chime.txt' is no file of sound: it ends in .wav")]
    [InlineData("play: .wav, on: speaker", "R0417", "'.wav' is no file of sound")]
    [InlineData("play: /tmp/chime.wav, on: speaker", "R0417", "a clip lies beside the pipeline or in a folder there")]
    [InlineData("play: ../chime.wav, on: speaker", "R0417", "a clip lies beside the pipeline or in a folder there")]
    [InlineData("play: chime.wav, on: speaker, gain: 21 dB", "R0204", "")]
    [InlineData("play: chime.wav, on: speaker, gain: 6", "R0201", "")]
    [InlineData("play: chime.wav, on: speaker, repeat: 0", "R0204", "")]
    [InlineData("play: chime.wav, on: speaker, repeat: 101", "R0204", "")]
    [InlineData("play: chime.wav, on: speaker, repeat: 1.5", "R0204", "'repeat' must be a whole number")]
    [InlineData("play: chime.wav, on: speaker, fade: 2 s", "R0204", "")]
    public void WrongActions_AreRefused(string action, string code, string message)
    {
        Diagnostic diagnostic = Check($"rules: {{ r: {{ when: io-1-in becomes active, do: {{ {action} }} }} }}\n").Single();
        Assert.Equal(code, diagnostic.Code);
        Assert.StartsWith(message, diagnostic.Message, System.StringComparison.Ordinal);
    }

    [Fact]
    public void ADeviceWithoutASpeaker_PlaysNothing() =>
        Assert.Equal(("R0109", "'door-controller' has no speakers: it cannot play clips"), Check("rules: { r: { when: alarm becomes active, do: { play: chime.wav, on: speaker } } }\n", "door-controller").Where(d => d.Severity == Severity.Error).Select(d => (d.Code, d.Message)).Single());

    [Theory]
    [InlineData("speakers: { horn: { rate: 48 kHz, summary: the horn } }", null)]
    [InlineData("speakers: { horn: { summary: the horn } }", "R0207")]
    [InlineData("speakers: { horn: { rate: 4 kHz } }", "R0204")]
    [InlineData("speakers: { horn: { rate: 8000.5 Hz } }", "R0204")]
    [InlineData("outputs: { horn: { kind: relay } }\nspeakers: { horn: { rate: 48 kHz } }", "R0112")]
    public void AProfile_HasSpeakers(string sections, string? code)
    {
        (DeviceProfile? profile, ImmutableArray<Diagnostic> diagnostics) = ProfileReader.Read("d.yaml", $"profile: d\n{sections}\n");
        Assert.Equal(code, diagnostics.SingleOrDefault()?.Code);
        if (code is null)
            Assert.Equal([new SpeakerSpec { Name = "horn", Summary = "the horn", RateHertz = 48_000 }], profile!.Speakers);
    }

    [Fact]
    public void ASignal_IsNotCalledAsASpeaker() =>
        Assert.Contains("'speaker' is a speaker of this device", Check("signals: { speaker: { from: io-1-in } }\n").Select(d => d.Message));

    private static string[] Failures(string action, string expect)
    {
        PipelineDefinition pipeline = Read($"rules: {{ r: {{ when: io-1-in becomes active, do: {{ {action} }} }} }}\ntests:\n  - name: t\n    feed: [ {{ at: 0 s, io-1-in: inactive 1s active 1s inactive 1s active }} ]\n    expect: [ {expect} ]\n    until: 5 s\n");
        return [.. PipelineTest.Run(pipeline, pipeline.Tests.Single()).Failures.Select(f => f.Message)];
    }

    private static PipelineDefinition Read(string sections)
    {
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.Read("a.yaml", "pipeline: p\ndevice: i8307\n" + sections, Catalog);
        Assert.True(pipeline is not null, string.Join('\n', diagnostics));
        return pipeline;
    }

    private static ImmutableArray<Diagnostic> Check(string sections, string device = "i8307") => PipelineReader.Read("a.yaml", $"pipeline: p\ndevice: {device}\n{sections}", Catalog).Diagnostics;
}
