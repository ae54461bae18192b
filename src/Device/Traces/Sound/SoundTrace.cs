using System;
using System.Collections.Immutable;
using System.IO;
using System.Runtime.InteropServices;
using Reactive.Device.Output;
using Reactive.Signals;

namespace Reactive.Device.Traces.Sound;

/// <summary>
/// A sound file: WAV of plain numbers by a reader of our own, all else by libsndfile. A channel a track. 8 and 16 bits, and what
/// telephones make of them (mu-law, A-law, ADPCM, GSM), are 16-bit samples; more bits are 32-bit samples; all else is floating point.
/// </summary>
internal sealed class SoundTrace : Trace
{
    // bytes that libsndfile looks at to tell kinds of files apart
    private const int ShortestHeader = 12;

    // libsndfile's encodings by the samples they give
    private static readonly ImmutableArray<int> Int16 = [0x01, 0x02, 0x05, 0x10, 0x11, 0x12, 0x13, 0x20, 0x21, 0x22, 0x23, 0x24, 0x30, 0x31, 0x32, 0x40, 0x41, 0x50, 0x51, 0x70];
    private static readonly ImmutableArray<int> Int32 = [0x03, 0x04, 0x42, 0x71, 0x72, 0x73];

    // MPEG layers I to III: their length is an estimate until they are decoded
    private static readonly ImmutableArray<int> Estimated = [0x80, 0x81, 0x82];

    // what the library says of MPEG without any frame, too
    private const string NoFile = "File does not exist";

    private static readonly ImmutableArray<string> Headed = [".au", ".snd"];

    private readonly SoundInfo _info;
    private ImmutableArray<string> _warnings = [];

    private SoundTrace(string path, SndFile file)
        : base(path)
    {
        _info = file.Info;
        Format = file.Describe();
        SampleFormat format = Int16.Contains(file.Encoding) ? SampleFormat.Int16 : Int32.Contains(file.Encoding) ? SampleFormat.Int32 : SampleFormat.Float32;
        Channels = SoundChannels.Of(_info.Channels, format, _info.Rate, _info.Frames is >= 0 and < long.MaxValue && !Estimated.Contains(file.Encoding) ? _info.Frames : null);
    }

    /// <summary>The extensions of sound files, with their dot.</summary>
    public static ImmutableArray<string> Extensions { get; } = [".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".au", ".snd", ".aif", ".aiff", ".aifc", ".caf", ".w64", ".rf64", ".gsm", ".vox"];

    /// <inheritdoc/>
    public override string Format { get; }

    /// <inheritdoc/>
    public override ImmutableArray<TraceChannel> Channels { get; }

    /// <inheritdoc/>
    public override ImmutableArray<string> Warnings => _warnings;

    /// <summary>Opens a sound file.</summary>
    /// <exception cref="CommandException">It is none that can be read, or the library for it is missing.</exception>
    public static Trace Open(string path, TraceOptions options) =>
        IsWave(path) && WavTrace.TryOpen(path) is { } wave ? wave : OpenWithLibrary(path);

    /// <summary>Opens a sound file by libsndfile, whatever it is.</summary>
    public static SoundTrace OpenWithLibrary(string path)
    {
        using SndFile file = OpenFile(path);
        if (file.Info.Channels is <= 0 or > SoundChannels.Most || file.Info.Rate <= 0)
            throw CommandException.Failure($"{path}: {file.Info.Channels} tracks at {file.Info.Rate} Hz cannot be read.");
        return new SoundTrace(path, file);
    }

    /// <inheritdoc/>
    public override SampleReader ReadSamples(ImmutableArray<TraceChannel> channels) => new Reader(this, OpenFile(Path), channels);

    /// <inheritdoc/>
    public override ValueReader ReadValues(TraceChannel channel) => new SampleValueReader(ReadSamples([channel]), channel.Unit);

    /// <summary>Whether a file that starts with these bytes is sound.</summary>
    public static bool Knows(ReadOnlyMemory<byte> start)
    {
        ReadOnlySpan<byte> bytes = start.Span;
        return IsWave(bytes) || bytes.StartsWith("fLaC"u8) || bytes.StartsWith("OggS"u8) || bytes.StartsWith(".snd"u8) || bytes.StartsWith("ID3"u8)
            || bytes.StartsWith("caff"u8) || (bytes.StartsWith("FORM"u8) && bytes.Length >= 12 && bytes[8..].StartsWith("AIF"u8));
    }

    private static bool IsWave(ReadOnlySpan<byte> bytes) =>
        (bytes.StartsWith("RIFF"u8) || bytes.StartsWith("RF64"u8)) && bytes.Length >= 12 && bytes[8..].StartsWith("WAVE"u8);

    private static bool IsWave(string path) => IsWave(TraceFormats.Start(path));

    private static SndFile OpenFile(string path)
    {
        // the library takes what is shorter than any header for no file at all
        if (new FileInfo(path) is { Exists: true, Length: < ShortestHeader } file)
            throw CommandException.Failure(file.Length == 0 ? $"{path} is empty." : $"{path} is no sound: it ends after {Plural.Of(file.Length, "byte")}.");
        try
        {
            SndFile sound = SndFile.Open(path, out string problem) ?? throw CommandException.Failure($"{path} cannot be read as sound: {(File.Exists(path) && problem.StartsWith(NoFile, StringComparison.Ordinal) ? "it is of no kind that libsndfile knows" : problem.TrimEnd('.'))}.");
            if (!sound.IsRaw || !Headed.Contains(System.IO.Path.GetExtension(path).ToLowerInvariant()))
                return sound;
            // the library takes any bytes of that name for mu-law
            sound.Dispose();
            throw CommandException.Failure($"{path} is no sound: an AU file begins with '.snd'.");
        }
        catch (DllNotFoundException)
        {
            throw CommandException.Failure($"{path} cannot be read: this kind of sound needs libsndfile, which is not installed. On Debian and Ubuntu: apt-get install libsndfile1. (WAV files of plain PCM need no library.)");
        }
    }

    private sealed class Reader(SoundTrace trace, SndFile file, ImmutableArray<TraceChannel> channels) : SoundReader(trace._info.Channels, channels)
    {
        private readonly SampleFormat _format = channels[0].Samples!.Format;
        private long _read;
        private bool _ended;

        protected override int ReadFrames(Span<byte> frames)
        {
            if (_ended)
                return 0;
            long count = _format switch
            {
                SampleFormat.Int16 => file.Read(MemoryMarshal.Cast<byte, short>(frames)),
                SampleFormat.Int32 => file.Read(MemoryMarshal.Cast<byte, int>(frames)),
                _ => file.Read(MemoryMarshal.Cast<byte, float>(frames)),
            };
            _read += count;
            if (count <= 0)
                End();
            return (int)Math.Max(count, 0);
        }

        public override void Dispose()
        {
            file.Dispose();
            base.Dispose();
        }

        // A trace may be read several times: what is wrong with it is told once.
        private void End()
        {
            _ended = true;
            string? problem = file.Problem();
            long? declared = trace.Channels[0].Samples!.Count;
            if (!trace._warnings.IsEmpty || (problem is null && (declared is null || _read >= declared)))
                return;
            string where = $"{trace.Path}: the sound ends after {_read}{(declared is { } frames && frames != _read ? $" of {frames}" : "")} frames";
            trace._warnings = [problem is null ? where + "; they are used" : $"{where}: {problem}"];
        }
    }
}
