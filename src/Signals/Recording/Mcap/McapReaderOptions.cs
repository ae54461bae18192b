using System;

namespace Reactive.Signals.Recording.Mcap;

/// <summary>What the readers check, and their limit.</summary>
public sealed record McapReaderOptions
{
    private const int LargestRecordBytes = 1 << 30;
    private const int LargestChunkBytes = 1 << 28;
    private const int HeldChunks = 4;

    /// <summary>The options that are used when none are given.</summary>
    public static McapReaderOptions Default { get; } = new();

    /// <summary>Whether CRCs are compared; a CRC of 0 means that there is none. Default: true.</summary>
    public bool CheckChecksums { get; init; } = true;

    /// <summary>
    /// The longest record that is accepted, in bytes of content. Default: 1 GiB, which is also the most it may be. A longer one is an error with <see cref="McapFault.Length"/>.
    /// Reading from a stream takes memory up to twice this limit, but never more than twice what the stream has delivered (and at least 64 KiB).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to a value that is not 1 to 1 GiB.</exception>
    public int MaxRecordBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, LargestRecordBytes);
            field = value;
        }
    } = LargestRecordBytes;

    /// <summary>Whether indexes (of messages, chunks, attachments, metadata) are given when a file is read front to back. Default: true. They serve those who jump, and cost memory a chunk.</summary>
    public bool GiveIndexes { get; init; } = true;

    /// <summary>What unpacks compressed chunks. Default: null, and a compressed chunk is an error with <see cref="McapFault.Compression"/>.</summary>
    public IChunkDecompressor? Decompressor { get; init; }

    /// <summary>
    /// The most that a compressed chunk may unpack to, in bytes. Default: 256 MiB, which is also the most it may be. A chunk that says more is an
    /// error with <see cref="McapFault.Compression"/> before anything is allocated. Readers in the order of log times hold at most four times this
    /// at once. Ignored without <see cref="Decompressor"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to a value that is not 1 to 256 MiB.</exception>
    public int MaxChunkBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, LargestChunkBytes);
            field = value;
        }
    } = LargestChunkBytes;

    /// <summary>Bytes of unpacked chunks held at once.</summary>
    internal long MaxHeldBytes => (long)HeldChunks * MaxChunkBytes;
}
