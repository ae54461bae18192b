using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Device.Recording;
using Reactive.Device.Secrets;
using Reactive.Signals.Recording;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Device.Traces.Mcap;

/// <summary>
/// An open MCAP file and what was wrong with it. What can be read around is a warning, said once; what cannot ends the
/// command, with the offset. Belongs to one thread.
/// </summary>
internal sealed class McapFile : IDisposable
{
    private const int MostWarnings = 20;

    private readonly MappedBytes _bytes;
    private readonly ChunkDecompressor _decompressor = new();
    private readonly List<string> _warnings = [];
    private OwnerOpener? _opener;
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    private McapFile(string path, MappedBytes bytes)
    {
        Path = path;
        _bytes = bytes;
        Reader = McapIndexedReader.Open(bytes, new McapReaderOptions { Decompressor = _decompressor });
    }

    /// <summary>The file as it was named.</summary>
    public string Path { get; }

    /// <summary>Finds everything in it.</summary>
    public McapIndexedReader Reader { get; }

    /// <summary>What was wrong so far, a sentence each.</summary>
    public ImmutableArray<string> Warnings =>
        _said.Count > MostWarnings ? [.. _warnings, $"{Path}: {_said.Count - MostWarnings} more of this kind."] : [.. _warnings];

    /// <summary>Opens a file that holds something readable, or nothing and says so itself.</summary>
    /// <exception cref="CommandException">It cannot be read, is no MCAP file, nothing of it is whole, or it is sealed and the key is missing.</exception>
    /// <param name="path">The file.</param>
    /// <param name="key">The file of the owner's private key, for a sealed recording; null for that of the environment.</param>
    public static McapFile Open(string path, string? key)
    {
        MappedBytes bytes = RecordingFile.Map(path);
        var file = new McapFile(path, bytes);
        try
        {
            file.Check();
            file.Unseal(key);
            return file;
        }
        catch (CommandException)
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens sealed messages; null where there are none.</summary>
    public RecordingOpener? Opener => _opener;

    /// <summary>Says something once.</summary>
    public void Warn(string sentence)
    {
        // what a thousand damaged messages say is not kept in memory
        if (_said.Count <= MostWarnings * MostWarnings && _said.Add(sentence) && _warnings.Count < MostWarnings)
            _warnings.Add(sentence);
    }

    /// <summary>The next message; false at the end. A damaged chunk is left out with a warning.</summary>
    /// <exception cref="CommandException">A chunk cannot be unpacked here.</exception>
    public bool TryNext(McapMessageCursor cursor, out McapMessage message)
    {
        while (!cursor.TryRead(out message))
        {
            if (cursor.Error is not { } error)
                return false;
            RefuseIfPacked(error);
            Warn($"{Path}: {error}; the chunk is left out.");
            cursor.TryResume();
        }

        return true;
    }

    /// <summary>A failure at an offset.</summary>
    public CommandException Failure(string what, long offset) => CommandException.Failure($"{Path}: {what} (at byte {offset}).");

    /// <inheritdoc/>
    public void Dispose()
    {
        _opener?.Dispose();
        _decompressor.Dispose();
        _bytes.Dispose();
    }

    private void Check()
    {
        if (Reader.Header is null)
            throw CommandException.Failure($"{Path} is no MCAP file: {Reader.Error ?? new McapError(_bytes.Length, McapFault.Length, "it ends before its header does")}.");
        if (Reader.Error is { } error)
        {
            RefuseIfPacked(error);
            if (Reader.Statistics is null or { MessageCount: 0 })
                throw CommandException.Failure($"{Path} is damaged, and no message in it is whole: {error}.");
            Warn($"{Path} is damaged: {error}; what is whole was read.");
        }

        if (Reader.Truncated)
        {
            if (Reader.Statistics is null or { MessageCount: 0 })
                throw CommandException.Failure($"{Path} is cut short before its first whole chunk (at byte {_bytes.Length}).");
            Warn($"{Path} is cut short (at byte {_bytes.Length}); it was read up to its last whole chunk.");
        }

        // with a summary no chunk has been opened yet: a missing library is told now, not in the middle of a run
        foreach (McapChunkIndex chunk in Reader.Chunks.DistinctBy(c => c.Compression).Where(c => c.Compression.Length > 0))
        {
            if (_decompressor.Decompress(chunk.Compression, default, default, (long)chunk.ChunkOffset) is { } problem)
                RefuseIfPacked(problem);
        }
    }

    private void Unseal(string? key)
    {
        foreach (McapMetadataIndex place in Reader.Metadata.Where(m => m.Name == RecordingFormat.SealMetadataName))
        {
            if (!Reader.TryReadMetadata(place, out McapMetadata? seal, out McapError? error))
                throw CommandException.Failure($"{Path} is damaged: {error}.");
            using OwnerKey? owner = OwnerKey.ReadPrivate(key);
            _opener = Unsealed.Opening(Path, seal!.Values, owner);
            return;
        }
    }

    private void RefuseIfPacked(McapError error)
    {
        if (error.Fault == McapFault.Compression)
            throw CommandException.Failure($"{Path} cannot be read: {error}.");
    }
}
