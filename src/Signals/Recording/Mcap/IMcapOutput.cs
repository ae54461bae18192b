using System;
using System.IO;

namespace Reactive.Signals.Recording.Mcap;

/// <summary>Where <see cref="McapWriter"/> writes to: a stream, a queue to a writing thread, a ring of segments.</summary>
public interface IMcapOutput
{
    /// <summary>Takes all of the bytes or none of them, without waiting.</summary>
    /// <param name="bytes">Valid during the call only.</param>
    /// <returns>False if none were taken; the writer then leaves them out of the file and of its indexes.</returns>
    bool TryWrite(ReadOnlySpan<byte> bytes);
}

/// <summary>
/// Writes to a stream, on the calling thread. When the stream throws an <see cref="IOException"/>, a stream that can seek is cut back to where
/// it was and may be tried again; any other is not written to any more, because how much it took is unknown.
/// </summary>
/// <param name="stream">The stream; the caller flushes and disposes it. A buffering stream may lose bytes after they were taken.</param>
public sealed class StreamMcapOutput(Stream stream) : IMcapOutput
{
    /// <summary>Whether a failure left the stream in an unknown state; every write is refused from then on.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>What the stream said when it last failed; null where it never did.</summary>
    public string? Failure { get; private set; }

    /// <inheritdoc/>
    public bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        if (IsBroken)
            return false;
        bool canCutBack = stream.CanSeek;
        long start = canCutBack ? stream.Position : 0;
        try
        {
            stream.Write(bytes);
            return true;
        }
        catch (IOException failure)
        {
            Failure = failure.Message;
            IsBroken = !canCutBack || !TryCutBack(start);
            return false;
        }
    }

    private bool TryCutBack(long start)
    {
        try
        {
            stream.Position = start;
            stream.SetLength(start);
            return true;
        }
        catch (Exception exception) when (exception is IOException or NotSupportedException)
        {
            return false;
        }
    }
}
