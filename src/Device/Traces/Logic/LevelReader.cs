using System;
using System.Collections.Immutable;
using Reactive.Signals;

namespace Reactive.Device.Traces.Logic;

/// <summary>Chosen logic channels as dense states of <see cref="SymbolType.Level"/>.</summary>
internal sealed class LevelReader : IDisposable
{
    // what fits the second cache beside the runs
    private const int MostBytes = 1 << 18;

    private readonly PackedBytes _bytes;
    private readonly LevelScan _scan;
    private readonly RunWriter _runs = new();
    private readonly SampleClock _clock;
    private readonly int _unitSize;
    private readonly int _channels;
    private readonly byte[] _packed;
    private Action<StateBlock> _watch = static _ => { };
    private long _index;

    /// <summary>The <paramref name="bits"/> of samples of <paramref name="unitSize"/> bytes; <paramref name="bytes"/> is disposed with this.</summary>
    public LevelReader(PackedBytes bytes, int unitSize, ImmutableArray<int> bits, SampleClock clock)
    {
        _bytes = bytes;
        _unitSize = unitSize;
        _channels = bits.Length;
        _scan = new LevelScan(unitSize, bits);
        _clock = clock;
        _packed = new byte[Math.Max(1, MostBytes / unitSize) * unitSize];
    }

    /// <summary>Has <paramref name="watch"/> too told of each block before it is handed on.</summary>
    public LevelReader Watched(Action<StateBlock> watch)
    {
        _watch += watch;
        return this;
    }

    /// <summary>The next block, valid until the next call; false at the end. Never empty.</summary>
    public bool TryRead(out StateBlock block)
    {
        // a sample that a cut file ends within is left out
        int count = _bytes.Fill(_packed) / _unitSize;
        if (count == 0)
        {
            block = default;
            return false;
        }

        _runs.Clear();
        _scan.Find(_packed.AsSpan(0, count * _unitSize), _runs);
        block = new StateBlock(_runs.Runs, count, _index, _clock, SymbolType.Level, channels: _channels);
        _index += count;
        _watch(block);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();
}
