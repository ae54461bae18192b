using System;
using System.CommandLine;
using System.Linq;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Device.Speakers;
using Reactive.Operators;
using Reactive.Signals;

namespace Reactive.Device.Commands;

/// <summary><c>speaker-test</c>: whether a speaker sounds as it did when it was calibrated.</summary>
internal static class SpeakerTestCommand
{
    private const int UsualRate = 16_000;

    public static System.CommandLine.Command Create() => new("speaker-test", "Whether a speaker sounds as it did when it was calibrated: it plays a series of tones, and a microphone hears them.")
    {
        SpeakerToneCommands.CreateTones(),
        SpeakerToneCommands.CreateChime(),
        CreateCalibrate(),
        CreateRun(),
    };

    /// <summary>The option <c>--rate</c> of a series.</summary>
    public static Option<string?> Rate() => new("--rate") { Description = "Samples a second of the series, 8 kHz to 192 kHz. Default 16 kHz.", HelpName = "RATE" };

    /// <summary>The option <c>--level</c> of a series.</summary>
    public static Option<string?> Level() => new("--level") { Description = "How loud the series is, from -60dB to 0dB of the whole range. Default -12dB.", HelpName = "LEVEL" };

    /// <summary>The series for what the options say.</summary>
    public static SpeakerTestSeries Series(string? rate, string? level) => new(RateOf(rate), Amounts.Of("--level", level, Dimension.Level, -12, SpeakerTestSeries.LeastLevelDbfs, SpeakerTestSeries.MostLevelDbfs));

    /// <summary>A rate that sound cards know.</summary>
    public static int RateOf(string? text)
    {
        double hertz = Amounts.Of("--rate", text, Dimension.Frequency, UsualRate, SpeakerTestSeries.LeastRate, SpeakerTestSeries.MostRate);
        return hertz == Math.Floor(hertz) ? (int)hertz : throw CommandException.Usage($"--rate {text}: a whole number of hertz was expected.");
    }

    private static System.CommandLine.Command CreateCalibrate()
    {
        Argument<string> reference = new("REFERENCE") { Description = "The file to write. One that is there is written over." };
        Ways ways = new();
        Option<string?> rate = Rate(), level = Level();
        Option<bool> json = Json();
        var command = new System.CommandLine.Command("calibrate", "Keeps how a speaker sounds in its place, to compare later tests with.") { reference, ways.Heard, ways.Speaker, ways.Microphone, rate, level, json };
        command.SetAction(parsed => Calibrate(parsed.GetValue(reference)!, ways, parsed, parsed.GetValue(rate), parsed.GetValue(level), parsed.GetValue(json)));
        return command;
    }

    private static System.CommandLine.Command CreateRun()
    {
        Argument<string> reference = new("REFERENCE") { Description = "What 'speaker-test calibrate' wrote." };
        Ways ways = new();
        SpeakerLimitOptions limits = new();
        Option<bool> json = Json();
        var command = new System.CommandLine.Command("run", "Tests a speaker. Exit code 0 where it passes, 1 where it fails or cannot be judged.") { reference, ways.Heard, ways.Speaker, ways.Microphone, json };
        foreach (Option option in limits.All)
            command.Add(option);
        command.SetAction(parsed => Run(parsed.GetValue(reference)!, ways, parsed, limits.Of(parsed), parsed.GetValue(json)));
        return command;
    }

    private static int Calibrate(string reference, Ways ways, ParseResult parsed, string? rate, string? level, bool json)
    {
        if (parsed.GetValue(ways.Heard) is { } file)
        {
            if (rate is not null)
                throw CommandException.Usage("--rate goes with a speaker and a microphone: a file has its own.");
            OutputFile.Refuse("the reference", reference, [FeedPath(file)]);
        }

        HeardSound heard = ways.Hear(parsed, Series(rate, level));
        var hearing = SpeakerTestHearing.Of(Series($"{heard.RateHertz} Hz", level), heard.Samples);
        RefuseCut(heard, hearing);
        var limits = new SpeakerTestLimits();
        if (!hearing.IsFound)
            throw new CommandException(ExitCode.No, $"{heard.From}: the series was not heard, and {reference} is not written. Is the speaker on, and loud enough for the microphone?");
        if (hearing.Tones.FirstOrDefault(t => t.FrequencyHertz >= limits.CoreLowHertz && t.FrequencyHertz <= limits.CoreHighHertz && !(t.SnrDb >= limits.SnrDb)) is { FrequencyHertz: > 0 } hidden)
            throw new CommandException(ExitCode.No, $"{heard.From}: the tone of {hidden.FrequencyHertz} Hz does not stand out against the noise by {limits.SnrDb} dB, and {reference} is not written. Calibrate when it is quieter, or louder by --level.");
        var calibrated = new SpeakerReference
        {
            RateHertz = heard.RateHertz,
            LevelDbfs = hearing.Series.LevelDbfs,
            DelayMilliseconds = hearing.DelayMilliseconds,
            IsInverted = hearing.IsInverted,
            Bands = [.. hearing.Tones.Select(t => new ReferenceBand(t.FrequencyHertz, t.LevelDbfs, t.NoiseDbfs, limits.CanTellDistortion(t) ? t.DistortionPercent : double.NaN))],
        };
        calibrated.Write(reference);
        foreach (HeardTone tone in hearing.Tones)
            Warn(tone, limits);
        if (json)
        {
            using var lines = new JsonLines(StandardOutput.Open());
            SpeakerTestReport.Calibrated(calibrated, hearing, reference, lines);
        }
        else
        {
            SpeakerTestReport.Calibrated(calibrated, hearing, TextLines.Output);
            TextLines.Output.Flush();
        }

        Console.Error.WriteLine($"{heard.From} -> {reference}");
        return ExitCode.Done;
    }

    private static void Warn(in HeardTone tone, SpeakerTestLimits limits)
    {
        if (!(tone.SnrDb >= limits.SnrDb))
            Console.Error.WriteLine($"{tone.FrequencyHertz} Hz does not stand out against the noise: that band will not be judged.");
        else if (limits.CanTellDistortion(tone) && tone.DistortionPercent > limits.DistortionPercent)
            Console.Error.WriteLine($"{tone.FrequencyHertz} Hz is distorted by more than {limits.DistortionPercent} %: that band will fail. Play more quietly, or test with --distortion.");
        if (tone.Clipped > 0)
            Console.Error.WriteLine($"{tone.FrequencyHertz} Hz is clipped: turn the microphone down, or play more quietly.");
    }

    private static int Run(string path, Ways ways, ParseResult parsed, SpeakerTestLimits limits, bool json)
    {
        SpeakerReference reference = SpeakerReference.Read(path);
        HeardSound heard = ways.Hear(parsed, new SpeakerTestSeries(reference.RateHertz, reference.LevelDbfs));
        if (heard.RateHertz != reference.RateHertz)
            throw CommandException.Usage($"{heard.From} has {new SampleRate(heard.RateHertz)}, and {path} was made at {new SampleRate(reference.RateHertz)}: they cannot be compared.");
        var hearing = SpeakerTestHearing.Of(new SpeakerTestSeries(reference.RateHertz, reference.LevelDbfs), heard.Samples);
        RefuseCut(heard, hearing);
        var result = SpeakerTestResult.Of(reference.Bands, hearing, limits);
        if (json)
        {
            using var lines = new JsonLines(StandardOutput.Open());
            SpeakerTestReport.Tested(result, hearing, reference, lines);
        }
        else
        {
            SpeakerTestReport.Tested(result, hearing, reference, TextLines.Output);
            TextLines.Output.Flush();
        }

        return result.Verdict == SpeakerTestVerdict.Pass ? ExitCode.Done : ExitCode.No;
    }

    private static void RefuseCut(HeardSound heard, SpeakerTestHearing hearing)
    {
        if (hearing.CutFromHertz is not { } hertz)
            return;
        double seconds = heard.Samples.Length / (double)heard.RateHertz;
        throw CommandException.Failure(FormattableString.Invariant(hearing.IsFound && hearing.Tones.Length > 0
            ? (FormattableString)$"{heard.From} ends after {seconds:0.###} s, before the tone of {hertz} Hz is over: a recording of the whole series was expected."
            : $"{heard.From} lasts {seconds:0.###} s, and the series {hearing.Series.Duration.TotalSeconds:0.###} s: a recording of the whole series was expected."));
    }

    private static string FeedPath(string file) => Running.FeedOption.Split(file).File;

    private static Option<bool> Json() => new("--json") { Description = "JSON Lines, an object a band, then a summary." };

    /// <summary>The ways in which a series is heard.</summary>
    private sealed class Ways
    {
        public Option<string?> Heard { get; } = new("--heard") { Description = "A recording of the microphone, made while the series was played: any readable kind of sound.", HelpName = "FILE[:CHANNEL]" };

        public Option<string?> Speaker { get; } = new("--speaker") { Description = $"Plays the series now: {SoundDevice.Forms}.", HelpName = "DEVICE" };

        public Option<string?> Microphone { get; } = new("--microphone") { Description = "Hears it meanwhile: alsa:DEVICE or simulated.", HelpName = "DEVICE" };

        public HeardSound Hear(ParseResult parsed, SpeakerTestSeries series) => (parsed.GetValue(Heard), parsed.GetValue(Speaker), parsed.GetValue(Microphone)) switch
        {
            ({ } file, null, null) => HeardSound.Read(file),
            (null, { } speaker, { } microphone) => HeardSound.Play(series, SoundDevice.Parse("--speaker", speaker), SoundDevice.Parse("--microphone", microphone)),
            _ => throw CommandException.Usage("--heard FILE, or --speaker DEVICE with --microphone DEVICE, was expected."),
        };
    }
}
