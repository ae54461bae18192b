using System;

namespace Reactive.Signals.Recording.Mcap;

/// <summary>
/// Unpacks chunks for the readers, which know no compression: that takes libraries of the system, and those belong to the caller.
/// </summary>
public interface IChunkDecompressor
{
    /// <summary>
    /// The most bytes that so many packed bytes can hold, so that a chunk that claims more is refused before anything is allocated for it.
    /// </summary>
    /// <param name="compression">The name of the compression as the chunk states it; not empty.</param>
    /// <param name="packedBytes">Bytes as they are stored.</param>
    /// <returns>An upper bound; the largest number where there is none or the compression is not known.</returns>
    long MostUnpacked(string compression, long packedBytes);

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
