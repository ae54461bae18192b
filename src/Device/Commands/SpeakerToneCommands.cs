using System;
using System.CommandLine;
using Reactive.Device.Output;
using Reactive.Device.Speakers;
using Reactive.Operators;

namespace Reactive.Device.Commands;

/// <summary><c>speaker-test tones</c> and <c>speaker-test chime</c>: sounds as WAV files.</summary>
internal static class SpeakerToneCommands
{
    private const int UsualChimeRate = 8000;

    /// <summary><c>tones</c>.</summary>
    public static Command CreateTones()
    {
        Argument<string> output = Output();
        Option<string?> rate = SpeakerTestCommand.Rate(), level = SpeakerTestCommand.Level();
        var command = new Command("tones", "Writes the series of tones, to be played by any means while a microphone is recorded.") { output, rate, level };
        command.SetAction(parsed =>
        {
            SpeakerTestSeries series = SpeakerTestCommand.Series(parsed.GetValue(rate), parsed.GetValue(level));
            WaveFile.Write(parsed.GetValue(output)!, series.Render(), series.RateHertz);
            Console.Error.WriteLine(FormattableString.Invariant($"{series.Frequencies.Length} tones, {series.Duration.TotalSeconds:0.###} s -> {parsed.GetValue(output)}"));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary><c>chime</c>.</summary>
    public static Command CreateChime()
    {
        Argument<string> output = Output();
        Option<string?> rate = new("--rate") { Description = "Samples a second, 8 kHz to 192 kHz. Default 8 kHz.", HelpName = "RATE" };
        var command = new Command("chime", "Writes a chime of two tones: a clip to begin with.") { output, rate };
        command.SetAction(parsed =>
        {
            int hertz = parsed.GetValue(rate) is { } given ? SpeakerTestCommand.RateOf(given) : UsualChimeRate;
            WaveFile.Write(parsed.GetValue(output)!, Chime.Render(hertz), hertz);
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> Output() => new("OUT.wav") { Description = "The file to write, 16-bit PCM. One that is there is written over." };
}
