using System;
using System.Collections.Immutable;
using Reactive.Device.Traces.Logic;

namespace Reactive.Device.Traces.Sigrok;

/// <summary>The entries of one recording (<c>logic-1-1</c>, <c>logic-1-2</c>...) as one row of bytes.</summary>
internal sealed class ChunkReader(ZipArchiveFile file, ImmutableArray<ZipEntry> chunks) : PackedBytes
{
    private ZipEntryReader? _entry;
    private int _next;

    /// <inheritdoc/>
    public override int Fill(Span<byte> bytes)
    {
        int filled = 0;
        while (filled < bytes.Length)
        {
            if (_entry is null)
            {
                if (_next == chunks.Length)
                    break;
                _entry = new ZipEntryReader(file, chunks[_next++]);
            }

            int read = _entry.Read(bytes[filled..]);
            filled += read;
            if (read == 0)
            {
                _entry.Dispose();
                _entry = null;
            }
        }

        return filled;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _entry?.Dispose();
        base.Dispose();
    }
}
