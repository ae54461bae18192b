using System;
using System.Collections.Immutable;
using System.IO;
using Microsoft.Win32.SafeHandles;
using Reactive.Device.Output;

namespace Reactive.Device.Traces.Sigrok;

/// <summary>
/// A zip archive that is read in place: its directory is known, its entries are unpacked as they are read and never whole.
/// One that was cut short and so lost its directory is found again from the headers before its entries.
/// </summary>
internal sealed class ZipArchiveFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    /// <summary>Opens <paramref name="path"/> and reads its directory.</summary>
    /// <exception cref="CommandException">It cannot be read, or is no zip archive.</exception>
    public ZipArchiveFile(string path)
    {
        Path = path;
        try
        {
            _handle = File.OpenHandle(path);
            Length = RandomAccess.GetLength(_handle);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw CommandException.Usage($"{path} cannot be read: {failure.Message}");
        }

        try
        {
            (Entries, IsCut) = ZipDirectory.Read(this);
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    /// <summary>The file as it was named.</summary>
    public string Path { get; }

    /// <summary>Its length in bytes.</summary>
    public long Length { get; }

    /// <summary>Its entries, in the order of the directory.</summary>
    public ImmutableArray<ZipEntry> Entries { get; }

    /// <summary>Whether it was cut short: its directory is missing.</summary>
    public bool IsCut { get; }

    /// <summary>Reads bytes at <paramref name="offset"/>; fewer than asked for only at the end.</summary>
    public int Read(Span<byte> bytes, long offset)
    {
        int read = 0;
        try
        {
            while (read < bytes.Length)
            {
                int more = RandomAccess.Read(_handle, bytes[read..], offset + read);
                if (more == 0)
                    break;
                read += more;
            }
        }
        catch (IOException failure)
        {
            throw CommandException.Failure($"{Path} cannot be read at byte {offset + read}: {failure.Message}", failure);
        }

        return read;
    }

    /// <summary>Reads exactly as many bytes as fit.</summary>
    /// <exception cref="CommandException">The file ends before.</exception>
    public void ReadWhole(Span<byte> bytes, long offset, string what)
    {
        if (offset < 0 || offset > Length - bytes.Length || Read(bytes, offset) < bytes.Length)
            throw Failure(offset, $"the file ends within {what}");
    }

    /// <summary>What is wrong at <paramref name="offset"/>.</summary>
    public CommandException Failure(long offset, string message) => CommandException.Failure($"{Path}: at byte {offset}: {message}.");

    /// <summary>What is wrong with <paramref name="entry"/>.</summary>
    public CommandException Failure(ZipEntry entry, string message) => Failure(entry.HeaderOffset, $"entry '{entry.Name}' {message}");

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
