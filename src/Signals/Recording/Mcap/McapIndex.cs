using System.Collections.Generic;

namespace Reactive.Signals.Recording.Mcap;

/// <summary>A part of the data section that messages are read from: a chunk, or records that lie outside chunks.</summary>
/// <param name="StartTime">Earliest log time in it, in nanoseconds.</param>
/// <param name="EndTime">Latest log time in it, in nanoseconds.</param>
/// <param name="Offset">Where it starts, in bytes from the start of the file.</param>
/// <param name="Length">How long it is, in bytes.</param>
/// <param name="Chunk">The index of the chunk; null for records outside chunks.</param>
internal readonly record struct McapSegment(ulong StartTime, ulong EndTime, long Offset, int Length, McapChunkIndex? Chunk);

/// <summary>Where things are in a file, from its summary or from reading all of it.</summary>
internal sealed class McapIndex
{
    /// <summary>The header; null where it was not read.</summary>
    public McapHeader? Header { get; set; }

    /// <summary>Where the header ends and the data section starts, in bytes from the start of the file.</summary>
    public long HeaderEnd { get; set; }

    /// <summary>The statistics; null where there are none.</summary>
    public McapStatistics? Statistics { get; set; }

    /// <summary>The schemas by their id.</summary>
    public Dictionary<ushort, McapSchema> Schemas { get; } = [];

    /// <summary>The channels by their id.</summary>
    public Dictionary<ushort, McapChannel> Channels { get; } = [];

    /// <summary>The indexes of the chunks.</summary>
    public List<McapChunkIndex> Chunks { get; } = [];

    /// <summary>The indexes of the attachments.</summary>
    public List<McapAttachmentIndex> Attachments { get; } = [];

    /// <summary>The indexes of the metadata.</summary>
    public List<McapMetadataIndex> Metadata { get; } = [];

    /// <summary>In the order of start times, then of offsets.</summary>
    public List<McapSegment> Segments { get; } = [];

    /// <summary>What is wrong with the file; null for nothing.</summary>
    public McapError? Error { get; set; }

    /// <summary>Whether the file ends before its end record.</summary>
    public bool Truncated { get; set; }

    /// <summary>Puts the segments in their order.</summary>
    public void SortSegments() => Segments.Sort(static (a, b) =>
        a.StartTime != b.StartTime ? a.StartTime.CompareTo(b.StartTime) : a.Offset.CompareTo(b.Offset));
}
