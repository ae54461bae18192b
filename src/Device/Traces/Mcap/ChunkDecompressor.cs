using System;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Device.Traces.Mcap;

/// <summary>
/// Unpacks the chunks of MCAP files with the libraries of the system, which are loaded when the first compressed chunk is met. What they need
/// of their own is made once. Belongs to one thread.
/// </summary>
internal sealed class ChunkDecompressor : IChunkDecompressor, IDisposable
{
    // A byte of an LZ4 block makes a match at most 255 bytes longer (LZ4 block format, "Matches").
    private const long Lz4Ratio = 255;

    // A block of Zstandard that repeats one byte takes four bytes and gives at most 128 KiB (RFC 8878, 3.1.1.2).
    private const long ZstdRatio = (128 << 10) / 4;

    private Lz4Context? _lz4;
    private ZstdContext? _zstd;

    /// <inheritdoc/>
    public long MostUnpacked(string compression, long packedBytes) => compression switch
    {
        "lz4" => packedBytes * Lz4Ratio,
        "zstd" => packedBytes * ZstdRatio,
        _ => long.MaxValue,
    };

    /// <inheritdoc/>
    public McapError? Decompress(string compression, ReadOnlySpan<byte> packed, Span<byte> records, long offset)
    {
        try
        {
            switch (compression)
            {
                case "lz4":
                    _lz4 ??= Lz4Context.Create();
                    return Damage(_lz4.Decompress(packed, records), compression, offset);
                case "zstd":
                    _zstd ??= ZstdContext.Create();
                    return Damage(_zstd.Decompress(packed, records), compression, offset);
                default:
                    return new McapError(offset, McapFault.Compression, $"A chunk compressed with lz4 or zstd was expected; this one says '{compression}'");
            }
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            (string library, string package) = compression == "lz4" ? (Lz4Context.Library, "liblz4-1") : (ZstdContext.Library, "libzstd1");
            return new McapError(offset, McapFault.Compression, $"A chunk is compressed with {compression}, which takes {library}; install it with 'apt install {package}'");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lz4?.Dispose();
        _zstd?.Dispose();
    }

    private static McapError? Damage(string? problem, string compression, long offset) =>
        problem is null ? null : new McapError(offset, McapFault.Content, $"A chunk of whole {compression} frames was expected; {problem}");
}
