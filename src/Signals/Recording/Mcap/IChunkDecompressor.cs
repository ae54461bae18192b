using System;

namespace Reactive.Signals.Recording.Mcap;

/// <summary>
/// Unpacks chunks for the readers, which know no compression: that takes libraries of the system, and those belong to the caller.
/// </summary>
public interface IChunkDecompressor
{
    /// <summary>Unpacks the records of one chunk. Allocates nothing once it is warm, and takes no memory but what is handed in.</summary>
    /// <param name="compression">The name of the compression as the chunk states it (MCAP registry, "Compression formats"), e.g. <c>zstd</c>; not empty.</param>
    /// <param name="packed">The records as they are stored.</param>
    /// <param name="records">Where they go: exactly as many bytes as the chunk declares. Unspecified after an error.</param>
    /// <param name="offset">Where the chunk starts in the file, for the error.</param>
    /// <returns>
    /// Null if all of <paramref name="records"/> is filled and nothing is left; else what is wrong: with <see cref="McapFault.Compression"/> if
    /// this compression cannot be undone here, with another fault if the chunk is damaged.
    /// </returns>
    McapError? Decompress(string compression, ReadOnlySpan<byte> packed, Span<byte> records, long offset);
}
