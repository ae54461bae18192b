using System;
using System.Collections.Generic;
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

    private readonly List<byte[]> _blocks = [];
    private readonly int _columns;

    /// <summary>Keeps frames of <paramref name="columns"/> samples.</summary>
    public KeptSamples(int columns)
    {
        _columns = columns;
        BlockFrames = Math.Max(1, BlockSamples / columns);
    }

    /// <summary>Frames in a block; only the last may have fewer.</summary>
    public int BlockFrames { get; }

    /// <summary>The blocks, little-endian single precision.</summary>
    public IReadOnlyList<byte[]> Blocks => _blocks;

    /// <summary>For how many frames there is room.</summary>
    public int Room { get; private set; }

    /// <summary>Room for one more block; false where that would take too much memory.</summary>
    public bool TryGrow()
    {
        int bytes = BlockFrames * _columns * sizeof(float);
        if ((long)bytes * (_blocks.Count + 1) > MostBytes)
            return false;
        _blocks.Add(GC.AllocateUninitializedArray<byte>(bytes));
        Room = BlockFrames;
        return true;
    }

    /// <summary>Keeps the next frames; there must be room.</summary>
    public void Add(ReadOnlySpan<double> numbers, int frames)
    {
        int first = (BlockFrames - Room) * _columns;
        Room -= frames;
        Narrow(numbers, MemoryMarshal.Cast<byte, float>(_blocks[^1].AsSpan()).Slice(first, numbers.Length));
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
