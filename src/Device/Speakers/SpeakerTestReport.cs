using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Reactive.Device.Output;
using Reactive.Operators;

namespace Reactive.Device.Speakers;

/// <summary>What a calibration or a test found, for people and as JSON Lines.</summary>
internal static class SpeakerTestReport
{
    /// <summary>The bands of a calibration, a row each.</summary>
    public static void Calibrated(SpeakerReference calibrated, SpeakerTestHearing hearing, TextWriter output)
    {
        output.WriteLine($"{"band",8}  {"level",11}  {"noise",11}  {"SNR",8}  {"distortion",10}");
        foreach ((HeardTone tone, ReferenceBand band) in hearing.Tones.Zip(calibrated.Bands))
            output.WriteLine($"{Hertz(tone),8}  {Dbfs(tone.LevelDbfs),11}  {Dbfs(tone.NoiseDbfs),11}  {Decibels(tone.SnrDb),8}  {Percent(band.DistortionPercent),10}  {Clipped(tone)}".TrimEnd());
        output.WriteLine(Delay(hearing));
    }

    /// <summary>The same as objects.</summary>
    public static void Calibrated(SpeakerReference calibrated, SpeakerTestHearing hearing, string reference, JsonLines lines)
    {
        foreach ((HeardTone tone, ReferenceBand band) in hearing.Tones.Zip(calibrated.Bands))
            lines.Object(json => Members(json, tone, band.DistortionPercent));
        lines.Object(json =>
        {
            json.WriteStartObject("summary");
            json.WriteString("reference", reference);
            json.WriteNumber("rate", hearing.Series.RateHertz);
            Figure(json, "delay", hearing.DelayMilliseconds / 1000, 6);
            json.WriteBoolean("inverted", hearing.IsInverted);
            json.WriteEndObject();
        });
    }

    /// <summary>The bands of a test, a row each, and the verdict with what led to it.</summary>
    public static void Tested(SpeakerTestResult result, SpeakerTestHearing hearing, SpeakerReference reference, TextWriter output)
    {
        output.WriteLine($"{"band",8}  {"level",11}  {"reference",11}  {"difference",10}  {"SNR",8}  {"distortion",10}  verdict");
        foreach (BandResult band in result.Bands)
        {
            string distortion = band.DistortionPercent is { } percent ? Percent(percent) : "-";
            output.WriteLine($"{Hertz(band.Heard),8}  {Dbfs(band.Heard.LevelDbfs),11}  {Dbfs(band.ReferenceDbfs),11}  {Decibels(band.DifferenceDb, signed: true),10}  {Decibels(band.Heard.SnrDb),8}  {distortion,10}  {Verdict(band)}{(band.Heard.Clipped > 0 ? ", " + Clipped(band.Heard) : "")}");
        }

        output.WriteLine(Delay(hearing) + string.Create(CultureInfo.InvariantCulture, $" (reference {reference.DelayMilliseconds:0.0} ms)"));
        if (hearing.IsFound && hearing.IsInverted != reference.IsInverted)
            output.WriteLine("polarity  the other way round than in the reference");
        output.WriteLine($"{Word(result.Verdict)}: {Why(result)}");
    }

    /// <summary>The same as objects.</summary>
    public static void Tested(SpeakerTestResult result, SpeakerTestHearing hearing, SpeakerReference reference, JsonLines lines)
    {
        foreach (BandResult band in result.Bands)
        {
            lines.Object(json =>
            {
                Members(json, band.Heard, band.DistortionPercent ?? double.NaN);
                Figure(json, "reference", band.ReferenceDbfs, 2);
                Figure(json, "difference", band.DifferenceDb, 2);
                json.WriteString("verdict", Word(band.Verdict));
                if (band.Reason != SpeakerTestReason.None)
                    json.WriteString("reason", Word(band.Reason));
            });
        }

        lines.Object(json =>
        {
            json.WriteStartObject("summary");
            json.WriteString("verdict", Word(result.Verdict));
            json.WriteNumber("bands", result.Bands.Length);
            json.WriteNumber("judged", result.Bands.Count(b => b.Verdict != SpeakerTestVerdict.Inconclusive));
            json.WriteBoolean("heard", hearing.IsFound);
            Figure(json, "delay", hearing.DelayMilliseconds / 1000, 6);
            Figure(json, "reference_delay", reference.DelayMilliseconds / 1000, 6);
            json.WriteBoolean("inverted", hearing.IsInverted);
            json.WriteEndObject();
        });
    }

    private static void Members(Utf8JsonWriter json, in HeardTone tone, double distortion)
    {
        json.WriteNumber("frequency", tone.FrequencyHertz);
        Figure(json, "level", tone.LevelDbfs, 2);
        Figure(json, "noise", tone.NoiseDbfs, 2);
        Figure(json, "snr", tone.SnrDb, 2);
        Figure(json, "thd_n", tone.ThdNPercent, 2);
        Figure(json, "distortion", distortion, 2);
        json.WriteNumber("clipped", tone.Clipped);
    }

    // JSON has no word for what is infinite, or not known
    private static void Figure(Utf8JsonWriter json, string name, double value, int decimals)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, Math.Round(value, decimals));
        else
            json.WriteNull(name);
    }

    private static string Why(SpeakerTestResult result)
    {
        int failed = result.Bands.Count(b => b.Verdict == SpeakerTestVerdict.Fail), unknown = result.Bands.Count(b => b.Verdict == SpeakerTestVerdict.Inconclusive), warned = result.Bands.Count(b => b.Verdict == SpeakerTestVerdict.Warn);
        string bands = Plural.Of(result.Bands.Length, "band");
        return result.Verdict switch
        {
            SpeakerTestVerdict.Fail => $"{failed} of {bands} {(failed == 1 ? "is" : "are")} not as calibrated.",
            SpeakerTestVerdict.Inconclusive => $"{unknown} of {bands} cannot be judged. Test again when it is quieter.",
            _ when warned + unknown == 0 => $"{bands} as calibrated.",
            _ => $"{bands}, {warned} of them noticeably off, {unknown} not judged.",
        };
    }

    private static string Verdict(in BandResult band) => band.Reason == SpeakerTestReason.None ? Word(band.Verdict) : $"{Word(band.Verdict)}: {Word(band.Reason)}";

    /// <summary>A verdict in one word.</summary>
    public static string Word(SpeakerTestVerdict verdict) => verdict switch { SpeakerTestVerdict.Pass => "pass", SpeakerTestVerdict.Warn => "warn", SpeakerTestVerdict.Fail => "fail", _ => "inconclusive" };

    private static string Word(SpeakerTestReason reason) => reason switch
    {
        SpeakerTestReason.Quieter => "quieter",
        SpeakerTestReason.Louder => "louder",
        SpeakerTestReason.Distorted => "distorted",
        SpeakerTestReason.Missing => "missing",
        SpeakerTestReason.Noise => "noise",
        SpeakerTestReason.Reference => "not-calibrated",
        _ => "none",
    };

    private static string Delay(SpeakerTestHearing hearing) =>
        hearing.IsFound ? string.Create(CultureInfo.InvariantCulture, $"delay  {hearing.DelayMilliseconds:0.0} ms") : "delay  the series was not heard";

    private static string Hertz(in HeardTone tone) => tone.FrequencyHertz.ToString(CultureInfo.InvariantCulture) + " Hz";

    private static string Dbfs(double level) => double.IsFinite(level) ? level.ToString("0.0", CultureInfo.InvariantCulture) + " dBFS" : "-";

    private static string Decibels(double ratio, bool signed = false) => double.IsFinite(ratio) ? ratio.ToString(signed ? "+0.0;-0.0;0.0" : "0.0", CultureInfo.InvariantCulture) + " dB" : "-";

    private static string Percent(double percent) => double.IsFinite(percent) ? percent.ToString("0.0", CultureInfo.InvariantCulture) + " %" : "-";

    private static string Clipped(in HeardTone tone) => tone.Clipped > 0 ? Plural.Of(tone.Clipped, "sample") + " clipped" : "";
}
