namespace Reactive.Signals.Recording.Mcap;

/// <summary>
/// The kinds of record of MCAP version 0 (specification, "Records"). 0x00 is not valid, the rest up to 0x7F is reserved, and
/// 0x80 to 0xFF are private records, which the readers pass over.
/// </summary>
public enum McapOpcode
{
    /// <summary>No record: the value of a default <see cref="McapRecord"/>.</summary>
    None = 0x00,

    /// <summary>Profile and library; the first record.</summary>
    Header = 0x01,

    /// <summary>Where the summary is and its CRC; the last record.</summary>
    Footer = 0x02,

    /// <summary>The definition of a message type.</summary>
    Schema = 0x03,

    /// <summary>A topic and how its messages are encoded.</summary>
    Channel = 0x04,

    /// <summary>One message.</summary>
    Message = 0x05,

    /// <summary>Schemas, channels and messages that were written together.</summary>
    Chunk = 0x06,

    /// <summary>Times and places of one channel's messages in the chunk before it.</summary>
    MessageIndex = 0x07,

    /// <summary>Place and time range of a chunk.</summary>
    ChunkIndex = 0x08,

    /// <summary>An attached file.</summary>
    Attachment = 0x09,

    /// <summary>Place of an attachment.</summary>
    AttachmentIndex = 0x0A,

    /// <summary>Counts and the time range of the file.</summary>
    Statistics = 0x0B,

    /// <summary>Names and values.</summary>
    Metadata = 0x0C,

    /// <summary>Place of a metadata record.</summary>
    MetadataIndex = 0x0D,

    /// <summary>Place of the summary records of one kind.</summary>
    SummaryOffset = 0x0E,

    /// <summary>The end of the data section and its CRC.</summary>
    DataEnd = 0x0F,
}
