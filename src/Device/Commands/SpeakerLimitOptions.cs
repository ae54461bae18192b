using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using Reactive.Device.Output;
using Reactive.Operators;
using Reactive.Signals;

namespace Reactive.Device.Commands;

/// <summary>The options by which the limits of a speaker test are set.</summary>
internal sealed class SpeakerLimitOptions
{
    private static readonly SpeakerTestLimits Usual = new();

    private readonly Option<string?> _warn = Limit("--warn", $"A band whose level is further off than this is noted. Default {Usual.WarnDb}dB.", "LEVEL");
    private readonly Option<string?> _fail = Limit("--fail", $"A band whose level is further off than this fails. Default {Usual.FailDb}dB.", "LEVEL");
    private readonly Option<string?> _distortion = Limit("--distortion", $"A band that is more distorted than this fails. Default {Usual.DistortionPercent}%.", "PERCENT");
    private readonly Option<string?> _snr = Limit("--snr", $"A band that stands out less against the noise is not judged. Default {Usual.SnrDb}dB.", "LEVEL");
    private readonly Option<string?> _missing = Limit("--missing", $"A band that stands out less, and would be heard, is missing rather than quiet. Default {Usual.MissingSnrDb}dB.", "LEVEL");
    private readonly Option<string?> _judged = Limit("--judged", $"Where fewer of the bands are judged, the whole is inconclusive. Default {Usual.JudgedPercent}%.", "PERCENT");
    private readonly Option<string?> _core = Limit("--core", $"Bands that must be judged, whatever the others are. Default {Usual.CoreLowHertz}-{Usual.CoreHighHertz}.", "HERTZ-HERTZ");

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [_warn, _fail, _distortion, _snr, _missing, _judged, _core];

    /// <summary>The limits that were asked for.</summary>
    /// <exception cref="CommandException">One is malformed, or they do not go together.</exception>
    public SpeakerTestLimits Of(ParseResult parsed)
    {
        (int low, int high) = Core(parsed.GetValue(_core));
        var limits = new SpeakerTestLimits
        {
            WarnDb = Amounts.Of("--warn", parsed.GetValue(_warn), Dimension.Level, Usual.WarnDb, 0, 60),
            FailDb = Amounts.Of("--fail", parsed.GetValue(_fail), Dimension.Level, Usual.FailDb, 0, 60),
            DistortionPercent = Amounts.Of("--distortion", parsed.GetValue(_distortion), Dimension.Percent, Usual.DistortionPercent, 0, 100),
            SnrDb = Amounts.Of("--snr", parsed.GetValue(_snr), Dimension.Level, Usual.SnrDb, 0, 60),
            MissingSnrDb = Amounts.Of("--missing", parsed.GetValue(_missing), Dimension.Level, Usual.MissingSnrDb, 0, 60),
            JudgedPercent = Amounts.Of("--judged", parsed.GetValue(_judged), Dimension.Percent, Usual.JudgedPercent, 0, 100),
            CoreLowHertz = low,
            CoreHighHertz = high,
        };
        return limits.WarnDb <= limits.FailDb ? limits : throw CommandException.Usage(string.Create(CultureInfo.InvariantCulture, $"--warn {limits.WarnDb} dB lies beyond --fail {limits.FailDb} dB: what fails needs no warning."));
    }

    private static (int Low, int High) Core(string? text)
    {
        if (text is null)
            return (Usual.CoreLowHertz, Usual.CoreHighHertz);
        string[] ends = text.Split('-');
        return ends.Length == 2 && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int low) && int.TryParse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture, out int high) && low <= high
            ? (low, high)
            : throw CommandException.Usage($"--core takes the lowest and the highest band in hertz, such as {Usual.CoreLowHertz}-{Usual.CoreHighHertz}, not '{text}'.");
    }

    private static Option<string?> Limit(string name, string description, string help) => new(name) { Description = description, HelpName = help };
}
