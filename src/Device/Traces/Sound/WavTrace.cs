using System;
using System.Collections.Immutable;
using System.IO;
using System.Runtime.InteropServices;
using Reactive.Device.Output;

namespace Reactive.Device.Traces.Sound;

/// <summary>A WAV file of plain numbers: the one kind of sound that is read without a library.</summary>
internal sealed class WavTrace : Trace
{
    private readonly WavHeader _header;

    private WavTrace(string path, WavHeader header)
        : base(path)
    {
        _header = header;
        Channels = SoundChannels.Of(header.Tracks, header.Format, header.Rate, header.Frames);
        if (header.Warning is { } warning)
            Warnings = [warning];
    }

    /// <inheritdoc/>
    public override string Format => $"WAV ({_header.Bits}-bit {(_header.IsFloat ? "floating point" : "PCM")})";

    /// <inheritdoc/>
    public override ImmutableArray<TraceChannel> Channels { get; }

    /// <inheritdoc/>
    public override ImmutableArray<string> Warnings { get; } = [];

    /// <summary>Opens a WAV file; null where its samples are stored in another way than as plain numbers.</summary>
    /// <exception cref="CommandException">It is no WAV file, or contradicts itself.</exception>
    public static WavTrace? TryOpen(string path)
    {
        using FileStream file = OpenFile(path);
        try
        {
            return WavHeader.Read(path, file) is { } header ? new WavTrace(path, header) : null;
        }
        catch (IOException failure)
        {
            throw CommandException.Failure($"{path} cannot be read: {failure.Message.TrimEnd('.')}.");
        }
    }

    /// <inheritdoc/>
    public override SampleReader ReadSamples(ImmutableArray<TraceChannel> channels) => new Reader(Path, _header, channels);

    /// <inheritdoc/>
    public override ValueReader ReadValues(TraceChannel channel) => new SampleValueReader(ReadSamples([channel]), channel.Unit);

    private static FileStream OpenFile(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage($"{path} cannot be read: {failure.Message.TrimEnd('.')}.");
        }
    }

    private sealed class Reader : SoundReader
    {
        private readonly FileStream _file;
        private readonly WavHeader _header;
        private readonly byte[] _stored;
        private long _left;

        public Reader(string path, WavHeader header, ImmutableArray<TraceChannel> channels)
            : base(header.Tracks, channels)
        {
            _header = header;
            _left = header.Frames;
            // 16 and 32 bits lie in the file as they are handed out
            _stored = header.Bits is 8 or 24 ? new byte[SoundChannels.BlockFrames * header.FrameBytes] : [];
            _file = OpenFile(path);
            _file.Position = header.Start;
        }

        protected override int ReadFrames(Span<byte> frames)
        {
            Span<byte> into = _stored.Length > 0 ? _stored : frames;
            int wanted = (int)Math.Min(_left, SoundChannels.BlockFrames);
            int read;
            try
            {
                read = _file.ReadAtLeast(into[..(wanted * _header.FrameBytes)], wanted * _header.FrameBytes, throwOnEndOfStream: false);
            }
            catch (IOException failure)
            {
                throw CommandException.Failure($"{_file.Name} cannot be read: {failure.Message.TrimEnd('.')}.");
            }

            int count = read / _header.FrameBytes;
            _left -= wanted;
            if (_header.Bits == 8)
                Widen(_stored.AsSpan(0, count * _header.Tracks), MemoryMarshal.Cast<byte, short>(frames));
            else if (_header.Bits == 24)
                Widen(_stored.AsSpan(0, count * _header.FrameBytes), MemoryMarshal.Cast<byte, int>(frames));
            return count;
        }

        public override void Dispose()
        {
            _file.Dispose();
            base.Dispose();
        }

        // Eight bits are the only ones without a sign.
        private static void Widen(ReadOnlySpan<byte> stored, Span<short> to)
        {
            for (int i = 0; i < stored.Length; i++)
                to[i] = (short)((stored[i] - 128) << 8);
        }

        private static void Widen(ReadOnlySpan<byte> stored, Span<int> to)
        {
            for (int i = 0, at = 0; at < stored.Length; i++, at += 3)
                to[i] = (stored[at] << 8) | (stored[at + 1] << 16) | (stored[at + 2] << 24);
        }
    }
}
