using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Threading;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Sinks.Tests;

public sealed class SpeakerDriverTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private static readonly SpeakerSpec Spec = new() { Name = "speaker", RateHertz = 16_000 };

    private readonly ManualTime _time = new();
    private readonly BlockingCollection<(long Command, string Outcome)> _outcomes = [];
    private readonly ConcurrentQueue<string> _troubles = new();
    private readonly ConcurrentQueue<PlayedClip> _asked = new();

    public void Dispose() => _outcomes.Dispose();

    [Fact]
    public void Clips_ArePlayedInTheirOrder_EachAsOftenAsItIsRepeated()
    {
        var speaker = new Speaker();
        using SpeakerDriver driver = Driver(speaker);
        driver.Carry(Play(1, "a.wav repeat=3"));
        Assert.Equal((1, "done"), Next());
        driver.Carry(Play(2, "b.wav gain=-6dB"));
        Assert.Equal((2, "done"), Next());
        Assert.Equal(4, speaker.Played);
        Assert.Equal([new PlayedClip("a.wav", Repeat: 3), new PlayedClip("b.wav", GainDb: -6)], _asked);
        Assert.True(driver.Has("speaker"));
        Assert.False(driver.Has("other"));
    }

    [Fact]
    public void AClipThatFindsTheQueueFull_FailsAtOnce_AndNoOtherIsLost()
    {
        using var speaker = new GatedSpeaker();
        using SpeakerDriver driver = Driver(speaker);
        driver.Carry(Play(1));
        Assert.True(speaker.Entered.Wait(Long));
        for (int i = 2; i <= SpeakerDriver.MostWaiting + 2; i++)
            driver.Carry(Play(i));
        Assert.Equal((SpeakerDriver.MostWaiting + 2, "failed"), Next());
        Assert.Empty(_outcomes);
        speaker.Gate.Set();
        for (int i = 1; i <= SpeakerDriver.MostWaiting + 1; i++)
            Assert.Equal((i, "done"), Next());
        Assert.Empty(_outcomes);
    }

    [Fact]
    public void AClipThatWaitsForThirtySeconds_Expires_ExactlyThen_AlsoWhileAnotherIsPlayed()
    {
        using var speaker = new GatedSpeaker();
        using SpeakerDriver driver = Driver(speaker);
        driver.Carry(Play(1));
        Assert.True(speaker.Entered.Wait(Long));
        driver.Carry(Play(2));
        _time.Pass(TimeSpan.FromSeconds(10));
        driver.Carry(Play(3));
        _time.Pass(TimeSpan.FromSeconds(20) - TimeSpan.FromTicks(1));
        Assert.Empty(_outcomes);
        _time.Pass(TimeSpan.FromTicks(1));
        Assert.Equal((2, "expired"), Next());
        Assert.Empty(_outcomes);
        _time.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal((3, "expired"), Next());
        speaker.Gate.Set();
        Assert.Equal((1, "done"), Next());
    }

    [Fact]
    public void HardwareThatRefuses_FailsTheCommand_AndIsTold()
    {
        var speaker = new Speaker { Broken = 2 };
        using SpeakerDriver driver = Driver(speaker);
        foreach ((int command, string outcome) in ((int, string)[])[(1, "failed"), (2, "failed"), (3, "done"), (4, "done")])
        {
            driver.Carry(Play(command));
            Assert.Equal((command, outcome), Next());
        }

        Assert.Equal(["speaker: pulled off", "speaker: pulled off", "speaker: works"], _troubles);
    }

    [Fact]
    public void AClipThatCannotBeRead_Fails_AndTheNextOneIsPlayed()
    {
        using SpeakerDriver driver = Driver(new Speaker());
        driver.Carry(Play(1, "broken.wav"));
        Assert.Equal((1, "failed"), Next());
        driver.Carry(Play(2));
        Assert.Equal((2, "done"), Next());
        Assert.Equal(["speaker: no sound", "speaker: works"], _troubles);
    }

    [Fact]
    public void AtTheEnd_WhatIsPlayedIsStopped_AndWhatWaitsFails()
    {
        using var speaker = new GatedSpeaker();
        SpeakerDriver driver = Driver(speaker);
        driver.Carry(Play(1, "a.wav repeat=100"));
        Assert.True(speaker.Entered.Wait(Long));
        driver.Carry(Play(2));
        driver.Dispose();
        Assert.Equal([(2, "failed"), (1, "failed")], _outcomes);
        driver.Carry(Play(3));
        Assert.Equal((3, "failed"), _outcomes.Last());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.wav gain=90dB")]
    [InlineData("a.wav repeat=0")]
    [InlineData("a.wav repeat=1.5")]
    [InlineData("a.wav fade=2s")]
    [InlineData("a.wav fade=1")]
    public void ATextThatIsNoClip_Fails(string text)
    {
        using SpeakerDriver driver = Driver(new Speaker());
        driver.Carry(Play(1, text));
        Assert.Equal((1, "failed"), Next());
    }

    private static Command Play(long number, string clip = "a.wav") => new(number, 1, SignalTime.Zero, "speaker", Command.Play, clip, new CommandCause("r", 1, 1));

    private SpeakerDriver Driver(ISpeaker speaker) => new([(Spec, speaker)], Sound, (command, outcome, _) => _outcomes.Add((command, outcome.ToString())), (name, failure) => _troubles.Enqueue($"{name}: {failure?.Message ?? "works"}"), _time);

    private ReadOnlyMemory<float> Sound(PlayedClip clip, SpeakerSpec speaker)
    {
        _asked.Enqueue(clip);
        return clip.File == "broken.wav" ? throw new IOException("no sound") : new float[160];
    }

    private (long Command, string Outcome) Next() => _outcomes.TryTake(out (long, string) outcome, Long) ? outcome : throw new TimeoutException("no outcome came");

    private sealed class Speaker : ISpeaker
    {
        private int _played;

        public int Broken { get; init; }

        public int Played => Volatile.Read(ref _played);

        public void Play(ReadOnlyMemory<float> samples, CancellationToken stop)
        {
            if (Interlocked.Increment(ref _played) <= Broken)
                throw new IOException("pulled off");
        }
    }

    private sealed class GatedSpeaker : ISpeaker, IDisposable
    {
        public ManualResetEventSlim Entered { get; } = new();

        public ManualResetEventSlim Gate { get; } = new();

        public void Play(ReadOnlyMemory<float> samples, CancellationToken stop)
        {
            Entered.Set();
            WaitHandle.WaitAny([Gate.WaitHandle, stop.WaitHandle]);
        }

        public void Dispose()
        {
            Entered.Dispose();
            Gate.Dispose();
        }
    }
}
