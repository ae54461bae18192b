using System;
using System.IO;
using Reactive.Device.Output;

namespace Reactive.Device.Traces.Logic;

/// <summary>Packed logic samples as one row of bytes, wherever they lie.</summary>
internal abstract class PackedBytes : IDisposable
{
    /// <summary>Fills <paramref name="bytes"/>; gives fewer only at the end.</summary>
    public abstract int Fill(Span<byte> bytes);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}

/// <summary>Those of a file that holds nothing else.</summary>
internal sealed class FileBytes(string path) : PackedBytes
{
    private readonly FileStream _file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);

    /// <inheritdoc/>
    public override int Fill(Span<byte> bytes)
    {
        try
        {
            return _file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (IOException failure)
        {
            throw CommandException.Failure($"{path} cannot be read at byte {_file.Position}: {failure.Message.TrimEnd('.')}.", failure);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _file.Dispose();
        base.Dispose();
    }
}
