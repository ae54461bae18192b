using System;
using System.Buffers.Binary;
using System.IO;
using Reactive.Device.Output;
using Reactive.Signals;

namespace Reactive.Device.Traces.Sound;

/// <summary>What a WAV file (RIFF or RF64) says before its samples.</summary>
/// <param name="Tracks">Samples in a frame.</param>
/// <param name="Rate">Frames a second.</param>
/// <param name="Bits">Bits of a sample as stored: 8, 16, 24 or 32.</param>
/// <param name="IsFloat">Whether samples are floating point.</param>
/// <param name="Start">Where the samples start, in bytes.</param>
/// <param name="Frames">How many frames are there.</param>
/// <param name="Warning">What is wrong with the end of the file, or null.</param>
internal sealed record WavHeader(int Tracks, int Rate, int Bits, bool IsFloat, long Start, long Frames, string? Warning)
{
    private const int Pcm = 1;
    private const int Float = 3;
    private const int Extensible = 0xFFFE;
    private const uint Unknown = uint.MaxValue;
    // a file of the simplest kind has two chunks, a rich one some dozens
    private const int MostChunks = 10_000;

    /// <summary>Bytes of a frame.</summary>
    public int FrameBytes => Tracks * Bits / 8;

    /// <summary>How its samples are handed out: 24 bits as the upper ones of 32.</summary>
    public SampleFormat Format => IsFloat ? SampleFormat.Float32 : Bits <= 16 ? SampleFormat.Int16 : SampleFormat.Int32;

    /// <summary>Reads the header.</summary>
    /// <param name="path">What the file is called.</param>
    /// <param name="file">The file.</param>
    /// <returns>Null where it is a WAV file whose samples are stored in another way than as plain numbers.</returns>
    /// <exception cref="CommandException">It is no WAV file, or contradicts itself.</exception>
    public static WavHeader? Read(string path, Stream file)
    {
        Span<byte> head = stackalloc byte[12];
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || !head[8..].SequenceEqual("WAVE"u8))
            throw Failure(path, 0, "this is no WAV file: 'RIFF' or 'RF64' and 'WAVE' were expected");
        bool isLong = head.StartsWith("RF64"u8);
        long longLength = -1;
        (long Offset, byte[] Bytes)? format = null;
        long at = head.Length;
        for (int chunks = 0; chunks < MostChunks; chunks++)
        {
            file.Position = at;
            Span<byte> start = head[..8];
            if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length)
                break;
            uint declared = BinaryPrimitives.ReadUInt32LittleEndian(start[4..]);
            long length = declared;
            at += start.Length;
            if (start.StartsWith("fmt "u8))
                format = (at, Chunk(path, file, at, length, 16));
            else if (start.StartsWith("ds64"u8) && isLong)
                longLength = BinaryPrimitives.ReadInt64LittleEndian(Chunk(path, file, at, length, 24).AsSpan(8));
            else if (start.StartsWith("data"u8))
                return Of(path, format ?? throw Failure(path, at - start.Length, "the samples come before the format of them"), at, declared != Unknown ? declared : longLength >= 0 ? longLength : null, file.Length);
            // chunks are padded to an even length
            at += length + (length & 1);
        }

        throw Failure(path, Math.Min(at, file.Length), "the file ends before its samples: no chunk 'data' was found");
    }

    private static byte[] Chunk(string path, Stream file, long at, long length, int least)
    {
        if (length < least || length > 1 << 16)
            throw Failure(path, at - 4, $"this chunk has {length} bytes: at least {least} were expected, and at most 65536");
        byte[] bytes = new byte[length];
        return file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length ? bytes : throw Failure(path, file.Length, "the file ends within its header");
    }

    private static WavHeader? Of(string path, (long Offset, byte[] Bytes) format, long start, long? declared, long fileLength)
    {
        (long offset, byte[] bytes) = format;
        int tag = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        int tracks = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(2));
        int rate = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4));
        int frameBytes = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(12));
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(14));
        // the extensible format says the kind of numbers in the first two bytes of an identifier
        if (tag == Extensible && bytes.Length >= 40)
            tag = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(24));
        if (!(tag == Pcm && bits is 8 or 16 or 24 or 32) && !(tag == Float && bits == 32))
            return null;
        if (tracks is 0 or > SoundChannels.Most)
            throw Failure(path, offset + 2, $"{tracks} tracks: 1 to {SoundChannels.Most} were expected");
        if (rate <= 0)
            throw Failure(path, offset + 4, $"a rate of {(uint)rate} Hz cannot be");
        if (frameBytes != tracks * bits / 8)
            throw Failure(path, offset + 12, $"a frame of {frameBytes} bytes cannot hold {Plural.Of(tracks, "sample")} of {bits} bits");
        long there = Math.Max(0, fileLength - start);
        long length = declared is { } said && said >= 0 ? Math.Min(said, there) : there;
        string? warning =
            declared > there ? $"{path}: the file is cut short: {declared} bytes of samples were declared, {there} are there (from byte {start} on); they are used"
            : length % frameBytes != 0 ? $"{path}: the last frame is not whole (at byte {start + length - (length % frameBytes)}); it is left out"
            : null;
        return new WavHeader(tracks, rate, bits, tag == Float, start, length / frameBytes, warning);
    }

    private static CommandException Failure(string path, long offset, string message) => CommandException.Failure($"{path}: byte {offset}: {message}");
}
