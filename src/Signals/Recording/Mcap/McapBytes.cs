using System;

namespace Reactive.Signals.Recording.Mcap;

/// <summary>The bytes of a whole recording, e.g. a memory map. Readers slice them and never copy payloads.</summary>
public abstract class McapBytes
{
    /// <summary>How many bytes there are; does not change while a reader is in use.</summary>
    public abstract long Length { get; }

    /// <summary>Gives a range of the bytes without copying where that is possible.</summary>
    /// <param name="offset">From where, in bytes; 0 to <see cref="Length"/>.</param>
    /// <param name="length">How many; the range lies inside <see cref="Length"/>, readers never ask for more.</param>
    /// <returns>The bytes; valid until whoever made this object releases them.</returns>
    public abstract ReadOnlyMemory<byte> Read(long offset, int length);
}

/// <summary>A recording in memory.</summary>
/// <param name="bytes">The file; owned by the caller, who leaves it unchanged while it is read.</param>
public sealed class McapMemoryBytes(ReadOnlyMemory<byte> bytes) : McapBytes
{
    /// <inheritdoc/>
    public override long Length => bytes.Length;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The range lies outside.</exception>
    public override ReadOnlyMemory<byte> Read(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)offset, (ulong)bytes.Length, nameof(offset));
        return bytes.Slice((int)offset, length);
    }
}
