using System;
using System.Buffers;
using System.IO;
using System.Threading;
using System.Threading.Channels;
using Reactive.Device.Files;
using Reactive.Signals.Recording.Mcap;
using Reactive.Sinks;

namespace Reactive.Device.Recording;

/// <summary>
/// Writes a recording to a file from a thread of its own, so that a slow or full disk never stalls the loop: a bounded
/// queue of whole chunks, refused when it is full or the disk has failed. What was refused is counted by the writer, what
/// was taken and could not be written by <see cref="LostBytes"/>.
/// </summary>
public sealed class FileOutput : IMcapOutput, IDisposable
{
    private readonly Channel<(byte[] Bytes, int Length)> _queue = Channel.CreateBounded<(byte[], int)>(new BoundedChannelOptions(64) { SingleReader = true, SingleWriter = true });
    private static readonly TimeSpan LongestClose = TimeSpan.FromSeconds(10);

    private readonly Stream _file;
    private readonly Thread _thread;
    private volatile string? _failure;
    private long _lostWrites;
    private long _lostBytes;

    /// <summary>Creates <paramref name="path"/> anew.</summary>
    /// <exception cref="IOException">Another run writes into it, or it cannot be made.</exception>
    public FileOutput(string path)
        : this(OutputFile.MakeAnew(path))
    {
    }

    internal FileOutput(Stream file)
    {
        _file = file;
        _thread = new Thread(Write) { Name = "recorder", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Chunks that were taken and could not be written.</summary>
    public long LostWrites => Interlocked.Read(ref _lostWrites);

    /// <summary>Their bytes.</summary>
    public long LostBytes => Interlocked.Read(ref _lostBytes);

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

    /// <summary>Writes what waits and closes the file. A disk that takes longer than 10 s for that has failed.</summary>
    public void Dispose()
    {
        if (!_queue.Writer.TryComplete())
            return;
        if (ThreadJoin.Within(LongestClose, _thread))
            _file.Dispose();
        else
            _failure ??= $"the disk has not taken the rest within {LongestClose.TotalSeconds} s";
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

    private void WriteOne(byte[] bytes, int length)
    {
        if (_failure is null && (_failure = Fail(bytes, length)) is null)
            return;
        Interlocked.Increment(ref _lostWrites);
        Interlocked.Add(ref _lostBytes, length);
    }

    // What kept it from being written, or null. A chunk that does not fit is cut off again, so that what is in the file stays whole.
    private string? Fail(byte[] bytes, int length)
    {
        long before = _file.CanSeek ? _file.Position : 0;
        try
        {
            _file.Write(bytes, 0, length);
            return null;
        }
#pragma warning disable CA1031 // whatever the disk throws: the recording has failed, the run goes on
        catch (Exception failure)
        {
            try
            {
                _file.SetLength(before);
                return failure.Message;
            }
            catch (Exception)
            {
                return failure.Message + "; the last chunk could not be cut off";
            }
        }
#pragma warning restore CA1031
    }
}
