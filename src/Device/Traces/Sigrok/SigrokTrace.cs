using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Text;
using Reactive.Device.Output;
using Reactive.Device.Traces.Logic;
using Reactive.Signals;

namespace Reactive.Device.Traces.Sigrok;

/// <summary>
/// A session of sigrok (<c>.sr</c>): logic samples of many channels packed together and analog samples of one channel each,
/// in chunks within a zip archive, all at one rate. Logic channels are samples 0 and 1, analog ones single-precision volts
/// (sessions store no unit).
/// </summary>
internal sealed class SigrokTrace : Trace
{
    private const int MostMetadataBytes = 1 << 20;

    private readonly ZipArchiveFile _file;
    private readonly SessionMetadata _metadata;
    private readonly ImmutableArray<ZipEntry> _logic;
    private readonly Dictionary<int, ImmutableArray<ZipEntry>> _analog = [];
    private readonly List<string> _warnings = [];

    private SigrokTrace(ZipArchiveFile file, TraceOptions options)
        : base(file.Path)
    {
        _file = file;
        Dictionary<string, ZipEntry> entries = file.Entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
        _metadata = Metadata(file, entries);
        SampleRate rate = _metadata.Rate ?? options.Rate
            ?? throw CommandException.Failure($"{Path}: entry 'metadata': there is no 'samplerate', without which samples have no times.");
        var clock = new SampleClock(rate);
        _logic = _metadata.Channels.Any(c => c.IsLogic) ? Chunks(entries, _metadata.CaptureFile, Math.Max(_metadata.UnitSize, 1)) : [];
        Channels = ChannelNames.Distinct(_metadata.Channels.Select((channel, index) => Describe(entries, channel, index, clock)));
        if (file.IsCut)
            _warnings.Add($"{Path} was cut short: its directory is missing; what is whole before byte {file.Length} is read.");
        if (_metadata.Devices > 1)
            _warnings.Add($"{Path} has {_metadata.Devices} devices; only the first is read.");
    }

    /// <inheritdoc/>
    public override string Format => "sigrok";

    /// <inheritdoc/>
    public override ImmutableArray<TraceChannel> Channels { get; }

    /// <inheritdoc/>
    public override ImmutableArray<string> Warnings => [.. _warnings];

    /// <summary>Whether a file that starts with <paramref name="bytes"/> is a zip archive, which no other trace is.</summary>
    public static bool Knows(ReadOnlyMemory<byte> bytes) => bytes.Span.StartsWith("PK\x03\x04"u8) || bytes.Span.StartsWith("PK\x05\x06"u8);

    /// <summary>Opens the session <paramref name="path"/>.</summary>
    /// <exception cref="CommandException">It is no session, or damaged.</exception>
    public static SigrokTrace Open(string path, TraceOptions options)
    {
        var file = new ZipArchiveFile(path);
        try
        {
            return new SigrokTrace(file, options);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override SampleReader ReadSamples(ImmutableArray<TraceChannel> channels)
    {
        SessionChannel[] chosen = [.. channels.Select(c => _metadata.Channels[c.Index])];
        SampleClock clock = channels[0].Samples!.Clock;
        if (chosen.All(c => c.IsLogic))
            return new LogicReader(new ChunkReader(_file, _logic), _metadata.UnitSize, [.. chosen.Select(c => c.Number - 1)], clock);
        if (chosen.Any(c => c.IsLogic))
            throw CommandException.Usage($"{Path}: '{chosen.First(c => c.IsLogic).Name}' is a logic channel and '{chosen.First(c => !c.IsLogic).Name}' an analog one: they cannot be read together.");
        WarnOfUnequalLengths(channels);
        return new AnalogReader([.. chosen.Select(c => new ChunkReader(_file, _analog[c.Number]))], clock);
    }

    /// <inheritdoc/>
    public override LevelReader ReadLevels(ImmutableArray<TraceChannel> channels) =>
        new(new ChunkReader(_file, _logic), _metadata.UnitSize, [.. channels.Select(c => _metadata.Channels[c.Index].Number - 1)], channels[0].Samples!.Clock);

    /// <inheritdoc/>
    public override ValueReader ReadValues(TraceChannel channel) => new SampleValueReader(ReadSamples([channel]), channel.Unit);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _file.Dispose();
        base.Dispose();
    }

    // What was cut short is told anyway.
    private void WarnOfUnequalLengths(ImmutableArray<TraceChannel> channels)
    {
        TraceChannel shortest = channels.MinBy(c => c.Samples!.Count ?? long.MaxValue)!, longest = channels.MaxBy(c => c.Samples!.Count ?? 0)!;
        if (shortest.Samples!.Count is not { } least || longest.Samples!.Count is not { } most || least == most)
            return;
        string warning = $"{Path}: '{longest.Name}' has {most} samples and '{shortest.Name}' {least}: read together they end after {least}; read one by one nothing is left out.";
        if (!_warnings.Contains(warning))
            _warnings.Add(warning);
    }

    private static SessionMetadata Metadata(ZipArchiveFile file, Dictionary<string, ZipEntry> entries)
    {
        if (!entries.TryGetValue("version", out ZipEntry? version))
            throw CommandException.Failure($"{file.Path} is a zip archive without an entry 'version': it is no sigrok session.");
        string number = Text(file, version).Trim();
        if (number is not ("1" or "2"))
            throw file.Failure(version, $"says '{(number.Length > 20 ? number[..20] + "..." : number)}': sessions of version 1 and 2 are read");
        if (!entries.TryGetValue("metadata", out ZipEntry? metadata))
            throw CommandException.Failure($"{file.Path} has no entry 'metadata', which tells its rate and channels.");
        try
        {
            return SessionMetadata.Read(Text(file, metadata));
        }
        catch (FormatException failure)
        {
            throw CommandException.Failure($"{file.Path}: entry 'metadata': {failure.Message.TrimEnd('.')}.", failure);
        }
    }

    private static string Text(ZipArchiveFile file, ZipEntry entry)
    {
        if (entry.Bytes > MostMetadataBytes)
            throw file.Failure(entry, $"has {entry.Bytes} bytes; at most {MostMetadataBytes} are read");
        byte[] bytes = new byte[entry.Bytes];
        using var reader = new ChunkReader(file, [entry]);
        return reader.Fill(bytes) == bytes.Length ? Encoding.UTF8.GetString(bytes) : throw file.Failure(entry, "is cut short");
    }

    private TraceChannel Describe(Dictionary<string, ZipEntry> entries, SessionChannel channel, int index, SampleClock clock)
    {
        if (!channel.IsLogic)
            _analog[channel.Number] = Chunks(entries, string.Create(CultureInfo.InvariantCulture, $"analog-1-{channel.Number}"), sizeof(float));
        ImmutableArray<ZipEntry> chunks = channel.IsLogic ? _logic : _analog[channel.Number];
        int bytes = channel.IsLogic ? _metadata.UnitSize : sizeof(float);
        return new TraceChannel
        {
            Index = index,
            Name = channel.Name,
            Unit = channel.IsLogic ? Unit.Count : Unit.Volt,
            IsLogic = channel.IsLogic,
            IsPacked = channel.IsLogic,
            Samples = new TraceSamples(clock, channel.IsLogic ? SampleFormat.Int16 : SampleFormat.Float32, chunks.Any(c => c.IsCut) ? null : chunks.Sum(c => c.Bytes) / bytes),
        };
    }

    /// <summary>The one entry <paramref name="name"/>, or <c>name-1</c>, <c>name-2</c> and so on.</summary>
    private ImmutableArray<ZipEntry> Chunks(Dictionary<string, ZipEntry> entries, string name, int sampleBytes)
    {
        var chunks = ImmutableArray.CreateBuilder<ZipEntry>();
        if (entries.TryGetValue(name, out ZipEntry? whole))
            chunks.Add(whole);
        else
            while (entries.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"{name}-{chunks.Count + 1}"), out ZipEntry? chunk))
                chunks.Add(chunk);
        if (chunks.Count == 0 && !_file.IsCut)
            throw CommandException.Failure($"{Path} has no entry '{name}' or '{name}-1', where its samples should be.");
        ZipEntry? stray = whole is not null ? null : entries.Values.FirstOrDefault(e => Number(e.Name, name) > chunks.Count);
        if (stray is not null)
            throw _file.Failure(stray, $"is there, but not '{name}-{chunks.Count + 1}': samples are missing");
        foreach (ZipEntry chunk in chunks)
        {
            if (chunk.Bytes % sampleBytes != 0)
                throw _file.Failure(chunk, $"has {chunk.Bytes} bytes, which is no whole number of samples of {sampleBytes}");
        }

        return chunks.ToImmutable();
    }

    private static int Number(string entry, string name) =>
        entry.Length > name.Length + 1 && entry.StartsWith(name, StringComparison.Ordinal) && entry[name.Length] == '-'
            && int.TryParse(entry.AsSpan(name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
