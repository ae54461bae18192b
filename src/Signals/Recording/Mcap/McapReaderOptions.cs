namespace Reactive.Signals.Recording.Mcap;

/// <summary>What the readers check, and their limit.</summary>
public sealed record McapReaderOptions
{
    /// <summary>The options that are used when none are given.</summary>
    public static McapReaderOptions Default { get; } = new();

    /// <summary>Whether CRCs are compared; a CRC of 0 means that there is none. Default: true.</summary>
    public bool CheckChecksums { get; init; } = true;

    /// <summary>
    /// The longest record that is accepted, in bytes of content. Default: 1 GiB. A longer one is an error with <see cref="McapFault.Length"/>.
    /// Reading from a stream takes memory up to twice this limit, but never more than twice what the stream has delivered (and at least 64 KiB).
    /// </summary>
    public int MaxRecordBytes { get; init; } = 1 << 30;
}
