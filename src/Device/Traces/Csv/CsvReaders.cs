using System;
using System.Linq;
using System.Runtime.InteropServices;
using Reactive.Signals;

namespace Reactive.Device.Traces.Csv;

/// <summary>Columns of an even table as samples, side by side.</summary>
internal sealed class CsvSampleReader : SampleReader
{
    private readonly CsvRows _rows;
    private readonly int _columns;
    private readonly SampleFormat _format;
    private byte[] _bytes = [];

    /// <summary>Reads the <paramref name="columns"/> that were taken of <paramref name="rows"/>, which are disposed of with it.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="columns">How many were taken.</param>
    /// <param name="clock">What gives samples their time.</param>
    /// <param name="format">What they become: single precision, or integers of 32 bits where all of them are such numbers.</param>
    public CsvSampleReader(CsvRows rows, int columns, SampleClock clock, SampleFormat format)
    {
        _format = format;
        _rows = rows;
        _columns = columns;
        Clock = clock;
    }

    /// <inheritdoc/>
    public override SampleClock Clock { get; }

    /// <inheritdoc/>
    public override bool TryRead(out SampleBlock block)
    {
        block = default;
        if (!_rows.Read())
            return false;
        ReadOnlySpan<double> values = _rows.Values;
        int length = values.Length * sizeof(float);
        if (_bytes.Length < length)
            _bytes = new byte[length];
        if (_format == SampleFormat.Float32)
            KeptSamples.Narrow(values, MemoryMarshal.Cast<byte, float>(_bytes.AsSpan(0, length)));
        else
            ToIntegers(values, MemoryMarshal.Cast<byte, int>(_bytes.AsSpan(0, length)));
        block = new SampleBlock(_bytes.AsMemory(0, length), _format, _rows.FirstIndex, Clock, _columns);
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _rows.Dispose();
        base.Dispose();
    }

    private static void ToIntegers(ReadOnlySpan<double> from, Span<int> to)
    {
        for (int i = 0; i < from.Length; i++)
            to[i] = (int)from[i];
    }
}

/// <summary>Columns of an even table that was kept in memory as samples, side by side.</summary>
internal sealed class KeptSampleReader : SampleReader
{
    private readonly KeptSamples _kept;
    private readonly long _frames;
    private readonly int _width;
    private readonly int[] _places;
    private readonly byte[]? _bytes;
    private int _next;

    /// <summary>Reads <paramref name="frames"/> frames, of their <paramref name="width"/> samples those at <paramref name="places"/>.</summary>
    public KeptSampleReader(KeptSamples kept, long frames, int width, int[] places, SampleClock clock)
    {
        _kept = kept;
        _frames = frames;
        _width = width;
        _places = places;
        Clock = clock;
        // what is kept is handed out as it is where all of it was asked for
        bool isWhole = places.SequenceEqual(Enumerable.Range(0, width));
        _bytes = isWhole ? null : new byte[kept.BlockFrames * places.Length * sizeof(float)];
    }

    /// <inheritdoc/>
    public override SampleClock Clock { get; }

    /// <inheritdoc/>
    public override bool TryRead(out SampleBlock block)
    {
        block = default;
        long first = (long)_next * _kept.BlockFrames;
        int count = (int)Math.Min(_frames - first, _kept.BlockFrames);
        if (count <= 0)
            return false;
        ReadOnlyMemory<byte> kept = _kept.Block(_next++);
        if (_bytes is not null)
            Pick(MemoryMarshal.Cast<byte, float>(kept.Span), MemoryMarshal.Cast<byte, float>(_bytes.AsSpan()), count);
        block = new SampleBlock((_bytes?.AsMemory() ?? kept)[..(count * _places.Length * sizeof(float))], SampleFormat.Float32, first, Clock, _places.Length);
        return true;
    }

    private void Pick(ReadOnlySpan<float> from, Span<float> to, int count)
    {
        for (int frame = 0; frame < count; frame++)
        {
            for (int i = 0; i < _places.Length; i++)
                to[(frame * _places.Length) + i] = from[(frame * _width) + _places[i]];
        }
    }
}

/// <summary>A column of a table as values, a row each.</summary>
internal sealed class CsvValueReader : ValueReader
{
    private readonly CsvRows _rows;
    private readonly TraceChannel _channel;
    private readonly SampleClock? _clock;
    private int _row;

    /// <summary>Reads the column that was taken of <paramref name="rows"/>, which are disposed of with it; rows without times have those of <paramref name="clock"/>.</summary>
    public CsvValueReader(CsvRows rows, TraceChannel channel, SampleClock? clock)
    {
        _rows = rows;
        _channel = channel;
        _clock = clock;
    }

    /// <inheritdoc/>
    public override bool TryRead(out Stamped<Value> value)
    {
        if (++_row >= _rows.Count)
        {
            _row = 0;
            if (!_rows.Read())
            {
                value = default;
                return false;
            }
        }

        double read = _rows.Values[_row];
        value = new Stamped<Value>(
            _channel.Words is null ? Value.Of(read, _channel.Unit)
            : read == CsvRows.Offline ? Value.Unknown(UnknownReason.Offline)
            : Value.Symbol(_channel.Words, (byte)read),
            _clock?.TimeOf(_rows.FirstIndex + _row) ?? new SignalTime(_rows.Times[_row]));
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _rows.Dispose();
        base.Dispose();
    }
}
