using System;
using System.Collections.Generic;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Device.Files;

/// <summary>
/// A table as the samples of a dense port: row by row where it has the port's rate, else each value held at that rate until
/// the next. Values go through the port's front end where their unit is another than the port's.
/// </summary>
internal sealed class CsvBlockFeed : BlockFeed
{
    private readonly IEnumerator<(SignalTime At, double Value)> _rows;
    private readonly PortSpec _port;
    private readonly CsvTrace _trace;
    private readonly SampleFormat _format;
    private readonly bool _samples;
    private readonly byte[] _bytes;
    private readonly int _blockSamples;
    private readonly long _end;
    private (SignalTime At, double Value) _next;
    private bool _more;
    private double _held;
    private long _index;

    /// <summary>A feed of <paramref name="source"/>.</summary>
    /// <param name="source">A dense source.</param>
    /// <param name="trace">The table.</param>
    /// <param name="samples">Whether each row is a sample; else rows are steps that are held.</param>
    public CsvBlockFeed(Source source, CsvTrace trace, bool samples)
        : base(source.Index)
    {
        _port = source.Spec;
        _trace = trace;
        _samples = samples;
        SampleFlow flow = _port.Flow.Samples!;
        _format = flow.Format;
        Clock = samples ? new SampleClock(flow.Rate, 0, trace.First) : new SampleClock(flow.Rate);
        _index = samples ? 0 : Clock.FirstIndexAtOrAfter(trace.First);
        _end = samples ? trace.Rows : Math.Max(_index + 1, Clock.FirstIndexAtOrAfter(trace.Last.AddNanoseconds(1)));
        _blockSamples = (int)Math.Clamp(flow.Rate.PeriodsIn(_port.Block.Ticks * 100), 1, 1 << 16);
        _bytes = new byte[_blockSamples * SampleBlock.SizeOf(_format)];
        _rows = trace.Read().GetEnumerator();
        Advance();
        _held = _next.Value;
    }

    /// <inheritdoc/>
    public override SampleClock Clock { get; }

    /// <inheritdoc/>
    public override bool TryRead(out SampleBlock block)
    {
        int count = (int)Math.Min(_blockSamples, _end - _index);
        if (count <= 0)
        {
            block = default;
            return false;
        }

        for (int i = 0; i < count; i++)
        {
            if (_samples)
            {
                _held = _next.Value;
                Advance();
            }
            else
            {
                while (_more && _next.At <= Clock.TimeOf(_index + i))
                {
                    _held = _next.Value;
                    Advance();
                }
            }

            SampleWriter.Put(_bytes, _format, i, _held);
        }

        block = new SampleBlock(_bytes.AsMemory(0, count * SampleBlock.SizeOf(_format)), _format, _index, Clock);
        _index += count;
        return true;
    }

    private void Advance()
    {
        _more = _rows.MoveNext();
        if (!_more)
            return;
        (SignalTime at, double value) = _rows.Current;
        _next = (at, HeldFeed.SampleOf(_port, Value.Of(value, _trace.Unit)));
    }
}
