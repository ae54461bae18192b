using System;

namespace Reactive.Signals.Recording.Mcap;

/// <summary>What the readers check, and their limit.</summary>
public sealed record McapReaderOptions
{
    private const int LargestRecordBytes = 1 << 30;

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
}
