using System;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Text;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Operators;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Device.Speakers;

/// <summary>
/// How a speaker was heard when it was calibrated, in a small file that people can read: a line that says what it is and of which version, the
/// rate, level and delay, a line for each band, and a checksum of all lines before it.
/// </summary>
internal sealed record SpeakerReference
{
    private const int Version = 1;
    private const string Title = "speaker-reference";
    private const int LongestFile = 64 << 10;

    /// <summary>Samples a second.</summary>
    public required int RateHertz { get; init; }

    /// <summary>How loud the series was played, in dBFS.</summary>
    public required double LevelDbfs { get; init; }

    /// <summary>How much later it was heard, in milliseconds.</summary>
    public required double DelayMilliseconds { get; init; }

    /// <summary>Whether it was heard upside down.</summary>
    public required bool IsInverted { get; init; }

    /// <summary>The bands.</summary>
    public required ImmutableArray<ReferenceBand> Bands { get; init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="CommandException">There is none, it is damaged, or it is of another version.</exception>
    public static SpeakerReference Read(string path)
    {
        byte[] bytes;
        RegularFile.Require(path);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
            if (file.Length > LongestFile)
                throw CommandException.Failure($"{path} is no reference of a speaker: it is too large.");
            bytes = new byte[file.Length];
            file.ReadExactly(bytes);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage(Directory.Exists(path) ? $"{path} is a folder; name a file." : File.Exists(path) ? $"{path} cannot be read: {failure.Message.TrimEnd('.')}." : $"There is no file {path}: 'reactive speaker-test calibrate' makes it.");
        }

        return Parse(path, bytes);
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="path">What it is called, for messages.</param>
    /// <param name="bytes">All of it.</param>
    /// <exception cref="CommandException">It is damaged, or of another version.</exception>
    public static SpeakerReference Parse(string path, ReadOnlySpan<byte> bytes)
    {
        var lines = new ReferenceLines(path, Encoding.UTF8.GetString(bytes));
        string[] title = lines.Next(Title);
        if (title is not [var version])
            throw lines.Wrong();
        if (version != Version.ToString(CultureInfo.InvariantCulture))
            throw CommandException.Failure($"{path} is of version {version}, and this program reads version {Version}: calibrate the speaker anew.");
        int rate = (int)lines.Number("rate", "Hz", SpeakerTestSeries.LeastRate, SpeakerTestSeries.MostRate, isWhole: true);
        double level = lines.Number("level", "dBFS", SpeakerTestSeries.LeastLevelDbfs, SpeakerTestSeries.MostLevelDbfs);
        double delay = lines.Number("delay", "ms", -HeardSound.Longest.TotalMilliseconds, HeardSound.Longest.TotalMilliseconds);
        bool isInverted = lines.Next("polarity") switch { ["normal"] => false, ["inverted"] => true, _ => throw lines.Wrong() };
        ImmutableArray<ReferenceBand>.Builder bands = ImmutableArray.CreateBuilder<ReferenceBand>();
        foreach (int hertz in new SpeakerTestSeries(rate).Frequencies)
        {
            if (lines.Next("band") is not [var frequency, "Hz", "level", var heard, "dBFS", "noise", var noise, "dBFS", "distortion", var distortion, "%"] || frequency != hertz.ToString(CultureInfo.InvariantCulture))
                throw lines.Wrong();
            bands.Add(new ReferenceBand(hertz, lines.Figure(heard, -300, 20), noise == "none" ? double.NegativeInfinity : lines.Figure(noise, -300, 20), distortion == "none" ? double.NaN : lines.Figure(distortion, 0, 1e6)));
        }

        int end = lines.Place;
        uint checksum = lines.Next("checksum") is [var written] && uint.TryParse(written, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint read) ? read : throw lines.Wrong();
        if (checksum != Crc32.Compute(Encoding.UTF8.GetBytes(lines.Text[..end])))
            throw CommandException.Failure($"{path} is damaged: its checksum does not fit. Calibrate the speaker anew.");
        lines.End();
        return new SpeakerReference { RateHertz = rate, LevelDbfs = level, DelayMilliseconds = delay, IsInverted = isInverted, Bands = bands.ToImmutable() };
    }

    /// <summary>Writes a file, whole or not at all, in place of one that is there.</summary>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public void Write(string path)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Text());
        WrittenFile.Write(path, stream =>
        {
            stream.Write(bytes);
            if (stream is FileStream { CanSeek: true } file)
                file.Flush(flushToDisk: true);
        });
    }

    /// <summary>The content of its file.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Title} {Version}\nrate {RateHertz} Hz\nlevel {LevelDbfs:0.0##} dBFS\ndelay {DelayMilliseconds:0.0##} ms\npolarity {(IsInverted ? "inverted" : "normal")}\n");
        foreach (ReferenceBand band in Bands)
        {
            string noise = double.IsNegativeInfinity(band.NoiseDbfs) ? "none" : band.NoiseDbfs.ToString("0.00", CultureInfo.InvariantCulture);
            string distortion = double.IsNaN(band.DistortionPercent) ? "none" : band.DistortionPercent.ToString("0.00", CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"band {band.FrequencyHertz} Hz level {band.LevelDbfs:0.00} dBFS noise {noise} dBFS distortion {distortion} %\n");
        }

        uint checksum = Crc32.Compute(Encoding.UTF8.GetBytes(text.ToString()));
        return text.Append(CultureInfo.InvariantCulture, $"checksum {checksum:x8}\n").ToString();
    }
}
