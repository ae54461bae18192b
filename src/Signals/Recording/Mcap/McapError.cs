namespace Reactive.Signals.Recording.Mcap;

/// <summary>What kind of damage a reader found.</summary>
public enum McapFault
{
    /// <summary>The file does not start or end with the magic bytes.</summary>
    Magic,

    /// <summary>An opcode that is not valid, or a known record at a place where it may not be.</summary>
    Order,

    /// <summary>A length that its container cannot hold or that is above the reader's limit.</summary>
    Length,

    /// <summary>A record whose fields cannot be decoded.</summary>
    Content,

    /// <summary>A CRC that does not match.</summary>
    Checksum,

    /// <summary>A chunk is compressed in a way that is not undone here: no decompressor, an unknown compression, a missing library, a size above the limit.</summary>
    Compression,

    /// <summary>Index and data contradict each other.</summary>
    Index,

    /// <summary>The stream below could not be read.</summary>
    Input,
}

/// <summary>Damage in a recording: a value that readers give instead of an exception.</summary>
/// <param name="Offset">Where, in bytes from the start of the file.</param>
/// <param name="Fault">The kind of damage.</param>
/// <param name="Message">What was expected and what is there, as one English sentence without its full stop.</param>
public sealed record McapError(long Offset, McapFault Fault, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Message} (at byte {Offset})";
}
