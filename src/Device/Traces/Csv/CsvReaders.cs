using System;
using System.Runtime.InteropServices;
using Reactive.Signals;

namespace Reactive.Device.Traces.Csv;

/// <summary>Columns of an even table as samples, side by side.</summary>
internal sealed class CsvSampleReader : SampleReader
{
    // Any size gives the same; these keep buffers within a MiB.
    private const int MostFrames = 4096;
    private const int MostSamples = 1 << 18;

    private readonly CsvRows _rows;
    private readonly int[] _columns;
    private readonly byte[] _bytes;
    private readonly int _frames;
    private long _index;

    /// <summary>Reads <paramref name="columns"/> of <paramref name="rows"/>, which are disposed of with it.</summary>
    public CsvSampleReader(CsvRows rows, int[] columns, SampleClock clock)
    {
        _rows = rows;
        _columns = columns;
        Clock = clock;
        _frames = Math.Clamp(MostSamples / columns.Length, 1, MostFrames);
        _bytes = new byte[_frames * columns.Length * sizeof(float)];
    }

    /// <inheritdoc/>
    public override SampleClock Clock { get; }

    /// <inheritdoc/>
    public override bool TryRead(out SampleBlock block)
    {
        Span<float> samples = MemoryMarshal.Cast<byte, float>(_bytes.AsSpan());
        int count = 0;
        while (count < _frames && _rows.Read())
        {
            ReadOnlySpan<double> values = _rows.Values;
            Span<float> frame = samples.Slice(count * _columns.Length, _columns.Length);
            for (int i = 0; i < frame.Length; i++)
                frame[i] = (float)values[_columns[i]];
            count++;
        }

        block = count == 0 ? default : new SampleBlock(_bytes.AsMemory(0, count * _columns.Length * sizeof(float)), SampleFormat.Float32, _index, Clock, _columns.Length);
        _index += count;
        return count > 0;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _rows.Dispose();
        base.Dispose();
    }
}

/// <summary>A column of a table as values, a row each.</summary>
internal sealed class CsvValueReader : ValueReader
{
    private readonly CsvRows _rows;
    private readonly int _column;
    private readonly TraceChannel _channel;
    private readonly SampleClock? _clock;

    /// <summary>Reads <paramref name="column"/> of <paramref name="rows"/>, which are disposed of with it; rows without times have those of <paramref name="clock"/>.</summary>
    public CsvValueReader(CsvRows rows, int column, TraceChannel channel, SampleClock? clock)
    {
        _rows = rows;
        _column = column;
        _channel = channel;
        _clock = clock;
    }

    /// <inheritdoc/>
    public override bool TryRead(out Stamped<Value> value)
    {
        if (!_rows.Read())
        {
            value = default;
            return false;
        }

        double read = _rows.Values[_column];
        value = new Stamped<Value>(
            _channel.Words is null ? Value.Of(read, _channel.Unit)
            : read == CsvRows.Offline ? Value.Unknown(UnknownReason.Offline)
            : Value.Symbol(_channel.Words, (byte)read),
            _clock?.TimeOf(_rows.Index) ?? _rows.At);
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _rows.Dispose();
        base.Dispose();
    }
}
