namespace Reactive.Signals.Recording.Mcap;

/// <summary>Whether a schema or channel is in the file already: it goes with the first message, and again if that was refused.</summary>
internal enum McapPresence
{
    /// <summary>Not written yet.</summary>
    Absent,
    /// <summary>In the chunk that is being gathered.</summary>
    InChunk,
    /// <summary>In the file.</summary>
    InFile,
}

/// <summary>A schema or channel as it is written.</summary>
/// <param name="opcode">Which of the two.</param>
/// <param name="content">Content of its record.</param>
internal class McapDefinition(McapOpcode opcode, byte[] content)
{
    /// <summary>Where it is already.</summary>
    public McapPresence Presence { get; set; }

    /// <summary>Writes its record.</summary>
    public void Write(McapBuffer buffer, bool pad) => buffer.Record(opcode, content, pad);
}

/// <summary>A channel and its messages of the chunk that is being gathered.</summary>
/// <param name="id">Its id.</param>
/// <param name="schema">Its schema; null for none.</param>
/// <param name="content">Content of its record.</param>
internal sealed class McapWriterChannel(ushort id, McapDefinition? schema, byte[] content) : McapDefinition(McapOpcode.Channel, content)
{
    private const int InitialEntries = 16;

    /// <summary>Its id.</summary>
    public ushort Id => id;

    /// <summary>Its schema; null for none.</summary>
    public McapDefinition? Schema => schema;

    /// <summary>Messages in the file.</summary>
    public ulong Written { get; set; }

    /// <summary>Messages in the chunk.</summary>
    public uint Pending { get; set; }

    /// <summary>Log time and offset of each message in the chunk, as a message index has them.</summary>
    public McapBuffer Entries { get; } = new(InitialEntries * McapMessageIndex.EntryBytes);
}
