using System;
using System.Buffers;
using System.IO;
using System.Threading;
using System.Threading.Channels;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Device.Recording;

/// <summary>
/// Writes a recording to a file from a thread of its own, so that a slow or full disk never stalls the loop: a bounded
/// queue of whole chunks, refused when it is full or the disk has failed. What was refused is counted by the writer.
/// </summary>
public sealed class FileOutput : IMcapOutput, IDisposable
{
    private readonly Channel<(byte[] Bytes, int Length)> _queue = Channel.CreateBounded<(byte[], int)>(new BoundedChannelOptions(64) { SingleReader = true, SingleWriter = true });
    private readonly FileStream _file;
    private readonly Thread _thread;
    private volatile string? _failure;

    /// <summary>Creates <paramref name="path"/> anew.</summary>
    public FileOutput(string path)
    {
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _thread = new Thread(Write) { Name = "recorder", IsBackground = true };
        _thread.Start();
    }

    /// <summary>What the disk said when it failed, or null. Nothing is written after that.</summary>
    public string? Failure => _failure;

    /// <inheritdoc/>
    public bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        if (_failure is not null)
            return false;
        byte[] copy = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(copy);
        if (_queue.Writer.TryWrite((copy, bytes.Length)))
            return true;
        ArrayPool<byte>.Shared.Return(copy);
        return false;
    }

    /// <summary>Writes what waits and closes the file.</summary>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _thread.Join();
        _file.Dispose();
    }

    private void Write()
    {
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_queue.Reader.TryRead(out (byte[] Bytes, int Length) chunk))
            {
                WriteOne(chunk.Bytes, chunk.Length);
                ArrayPool<byte>.Shared.Return(chunk.Bytes);
            }
        }
    }

    // A chunk that does not fit is cut off again, so that what is in the file stays whole.
    private void WriteOne(byte[] bytes, int length)
    {
        if (_failure is not null)
            return;
        long before = _file.Position;
        try
        {
            _file.Write(bytes, 0, length);
        }
        catch (IOException failure)
        {
            _failure = failure.Message;
            try
            {
                _file.SetLength(before);
            }
            catch (IOException)
            {
                _failure += "; the last chunk could not be cut off";
            }
        }
    }
}
