using Xunit;

namespace Reactive.Operators.Tests.Audio;

public sealed class SilenceTests
{
    [Fact]
    public void SilentForLongEnough_IsActive_SinceItBecameSilent() => Assert.Equal(
        ["50: inactive since 0", "3000: active since 1000"], Told("silence: {}", new Tones().Add(1000, -20, 400).Rest(3000)));

    [Fact]
    public void SilentForALittleLess_IsNothing() => Assert.Equal(["50: inactive since 0"], Told("silence: {}", new Tones().Add(1000, -20, 400).Rest(1990).Add(100, -20, 400).Rest(1990).Add(100, -20, 400)));

    [Fact]
    public void SoundForLongEnough_EndsSilence_SinceItBegan() => Assert.Equal(
        ["2000: active since 0", "2550: inactive since 2500"], Told("silence: {}", new Tones().Rest(2500).Add(500, -20, 400)));

    [Fact]
    public void ClickInSilence_DoesNotEndIt() => Assert.Equal(["2000: active since 0"], Told("silence: {}", new Tones().Rest(2500).Add(40, -20, 400).Rest(500).Add(40, -20, 400).Rest(500)));

    [Fact]
    public void SoundWithShortGaps_EndsSilenceALittleLater() => Assert.Equal(
        ["2000: active since 0", "2590: inactive since 2500"],
        Told("silence: {}", new Tones().Rest(2500).Add(20, -20, 400).Rest(10).Add(30, -20, 400).Rest(10).Add(20, -20, 400).Rest(10).Add(30, -20, 400)));

    [Fact]
    public void SoundBetweenTheThresholds_ChangesNothing() => Assert.Equal(
        ["50: inactive since 0", "3000: active since 1000"], Told("silence: {}", new Tones().Add(1000, -49, 400).Add(2500, -51, 400).Add(1000, -48, 400)));

    private static string[] Told(string yaml, Tones sound) => sound.Told(SilenceOperator.Spec, yaml);
}
