using System;

namespace Reactive.Signals.Recording.Mcap;

/// <summary>How <see cref="McapWriter"/> lays out a file. The defaults give a file that every MCAP reader can seek in.</summary>
public sealed record McapWriterOptions
{
    /// <summary>The file's profile, e.g. <c>ros2</c> (MCAP registry, "Well-known profiles"). Default: empty.</summary>
    public string Profile { get; init; } = string.Empty;

    /// <summary>Name and version of the writing software. Default: empty.</summary>
    public string Library { get; init; } = string.Empty;

    /// <summary>
    /// Size at which a chunk is written, in bytes of records. Default: 1 MiB; 1 to <see cref="McapWriter.MaxContentBytes"/>. A message is never
    /// split: one that is larger is a chunk of its own. Ignored without <see cref="UseChunks"/>.
    /// </summary>
    public int ChunkSizeBytes { get; init; } = 1 << 20;

    /// <summary>
    /// A chunk is written before a message whose log time is so much later than that of the chunk's first message. Default: 1 s; zero for never.
    /// It bounds what a power loss takes only while messages keep coming: call <see cref="McapWriter.FlushChunk"/> on a timer as well.
    /// Ignored without <see cref="UseChunks"/>.
    /// </summary>
    public TimeSpan ChunkDuration { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether messages are gathered in chunks; if not, each is written at once and cannot be found by an index. Default: true.</summary>
    public bool UseChunks { get; init; } = true;

    /// <summary>Whether message indexes follow each chunk. Default: true. Ignored without <see cref="UseChunks"/>.</summary>
    public bool WriteMessageIndexes { get; init; } = true;

    /// <summary>Whether the summary lists the chunks. Default: true. Ignored without <see cref="UseChunks"/>.</summary>
    public bool WriteChunkIndexes { get; init; } = true;

    /// <summary>Whether the summary repeats the schemas. Default: true.</summary>
    public bool RepeatSchemas { get; init; } = true;

    /// <summary>Whether the summary repeats the channels. Default: true.</summary>
    public bool RepeatChannels { get; init; } = true;

    /// <summary>Whether the summary has statistics. Default: true.</summary>
    public bool WriteStatistics { get; init; } = true;

    /// <summary>Whether the summary lists the attachments. Default: true.</summary>
    public bool WriteAttachmentIndexes { get; init; } = true;

    /// <summary>Whether the summary lists the metadata records. Default: true.</summary>
    public bool WriteMetadataIndexes { get; init; } = true;

    /// <summary>Whether summary offsets follow the summary. Default: true.</summary>
    public bool WriteSummaryOffsets { get; init; } = true;

    /// <summary>Whether chunks and the data section carry a CRC. Default: true; attachments and the summary always do.</summary>
    public bool WriteDataChecksums { get; init; } = true;

    /// <summary>
    /// Whether records that later versions may extend get three bytes that readers must pass over: for testing readers. Default: false.
    /// </summary>
    public bool PadRecords { get; init; }
}
