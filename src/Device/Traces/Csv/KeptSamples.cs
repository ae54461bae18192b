using System;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reactive.Device.Traces.Csv;

/// <summary>
/// The numbers of a table as samples, kept while it is read through for the first time, so that a table of ordinary length is
/// not read twice. Only as long as that takes little memory.
/// </summary>
internal sealed class KeptSamples
{
    /// <summary>The most memory that is taken, in bytes.</summary>
    public const int MostBytes = 32 << 20;

    private const int BlockSamples = 1 << 16;

    private readonly int _columns;
    private readonly int _blockBytes;
    private readonly int _most;
    private byte[] _bytes = [];
    private int _used;

    /// <summary>Keeps frames of <paramref name="columns"/> samples.</summary>
    /// <param name="columns">Samples in a frame.</param>
    /// <param name="fileBytes">The length of the table: a sample takes at least two characters, and half as many bytes again here.</param>
    public KeptSamples(int columns, long fileBytes)
    {
        _columns = columns;
        BlockFrames = Math.Max(1, BlockSamples / columns);
        _blockBytes = BlockFrames * columns * sizeof(float);
        _most = (int)Math.Min(MostBytes, (fileBytes * sizeof(float) / 2) + _blockBytes);
    }

    /// <summary>Frames in a block; only the last may have fewer.</summary>
    public int BlockFrames { get; }

    /// <summary>A block, little-endian single precision.</summary>
    public ReadOnlyMemory<byte> Block(int index) => _bytes.AsMemory(index * _blockBytes, _blockBytes);

    /// <summary>For how many frames there is room.</summary>
    public int Room { get; private set; }

    /// <summary>Room for one more block; false where that would take too much memory.</summary>
    public bool TryGrow()
    {
        if (_used + _blockBytes > _most)
            return false;
        if (_used == 0)
            _bytes = LargePages.Allocate(_most);
        _used += _blockBytes;
        Room = BlockFrames;
        return true;
    }

    /// <summary>Keeps the next frames; there must be room.</summary>
    public void Add(ReadOnlySpan<double> numbers, int frames)
    {
        int first = (BlockFrames - Room) * _columns;
        Room -= frames;
        Narrow(numbers, MemoryMarshal.Cast<byte, float>(_bytes.AsSpan(_used - _blockBytes, _blockBytes)).Slice(first, numbers.Length));
    }

    /// <summary>Rounds numbers to single precision.</summary>
    public static void Narrow(ReadOnlySpan<double> from, Span<float> to)
    {
        ref double source = ref MemoryMarshal.GetReference(from);
        ref float target = ref MemoryMarshal.GetReference(to);
        int i = 0;
        for (; i <= Math.Min(from.Length, to.Length) - Vector128<float>.Count; i += Vector128<float>.Count)
        {
            Vector128<double> lower = Vector128.LoadUnsafe(ref source, (nuint)i), upper = Vector128.LoadUnsafe(ref source, (nuint)(i + Vector128<double>.Count));
            Vector128.Narrow(lower, upper).StoreUnsafe(ref target, (nuint)i);
        }

        for (; i < from.Length; i++)
            to[i] = (float)from[i];
    }
}
