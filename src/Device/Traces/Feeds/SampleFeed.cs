using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Device.Traces.Feeds;

/// <summary>
/// Even samples of a trace as the samples of a port of the same rate: as they lie in the file where format, unit and scale
/// are the port's, else converted block by block. Ohms and volts go through the port's front end, sound is scaled to its format.
/// </summary>
internal sealed class SampleFeed : BlockFeed
{
    private readonly PortSpec _port;
    private readonly Trace _trace;
    private readonly ImmutableArray<TraceChannel> _channels;
    private readonly SampleReader _reader;
    private readonly SampleFormat _format;
    private readonly bool _convert;
    private readonly double[] _scales;
    private readonly int _blockSamples;
    private SampleBlock _rest;
    private byte[] _bytes = [];

    /// <summary>A feed of <paramref name="source"/> with what <paramref name="reader"/> gives; it stays the caller's.</summary>
    public SampleFeed(Source source, Trace trace, ImmutableArray<TraceChannel> channels, SampleReader reader)
        : base(source.Index)
    {
        _port = source.Spec;
        _trace = trace;
        _channels = channels;
        _reader = reader;
        SampleFlow flow = _port.Flow.Samples!;
        _format = flow.Format;
        _blockSamples = (int)Math.Clamp(flow.Rate.PeriodsIn(_port.Block.Ticks * 100), 1, 1 << 16);
        // the file's rate is the port's, as exactly as it is known
        Clock = reader.Clock.Rate == flow.Rate ? reader.Clock : new SampleClock(flow.Rate, 0, reader.Clock.TimeOf(0));
        _scales = [.. channels.Select(c => c.FullScale is { } full ? SampleBlock.FullScaleOf(_format) / full : 1)];
        _convert = channels.Any(c => c.Samples!.Format != _format || (_port.Flow.Unit is { } unit && c.Unit.Dimension != unit.Dimension)) || _scales.Any(s => s != 1);
    }

    /// <inheritdoc/>
    public override SampleClock Clock { get; }

    /// <inheritdoc/>
    public override bool TryRead(out SampleBlock block)
    {
        block = default;
        if (_rest.Count == 0 && !_reader.TryRead(out _rest))
            return false;
        int count = Math.Min(_rest.Count, _blockSamples);
        SampleBlock taken = count == _rest.Count ? _rest : _rest.Slice(0, count);
        _rest = count == _rest.Count ? default : _rest.Slice(count, _rest.Count - count);
        block = _convert ? Converted(taken, ClockOf(taken)) : taken.On(ClockOf(taken));
        return true;
    }

    // Re-anchors of a recording stay; a rate that is the port's but for its last digits is taken for it.
    private SampleClock ClockOf(in SampleBlock block) => block.Clock.Rate == Clock.Rate ? block.Clock : Clock;

    private SampleBlock Converted(in SampleBlock block, SampleClock clock)
    {
        int length = block.Count * block.Channels * SampleBlock.SizeOf(_format);
        if (_bytes.Length < length)
            _bytes = new byte[length];
        for (int frame = 0; frame < block.Count; frame++)
        {
            for (int channel = 0; channel < block.Channels; channel++)
            {
                double read = block.At(frame, channel);
                if (double.IsNaN(read) && _format != SampleFormat.Float32)
                    throw CommandException.Failure($"{_trace.Path}: the sample of '{_channels[channel].Name}' at {block.Clock.TimeOf(block.FirstIndex + frame)} s is not a number, which cannot be fed to a port of whole ADC counts.");
                double sample = HeldFeed.SampleOf(_port, Value.Of(read * _scales[channel], _channels[channel].Unit));
                SampleWriter.Put(_bytes, _format, (frame * block.Channels) + channel, sample);
            }
        }

        return new SampleBlock(_bytes.AsMemory(0, length), _format, block.FirstIndex, clock, block.Channels);
    }
}
