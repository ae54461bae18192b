using System;
using System.Collections.Immutable;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Device.Simulation;

/// <summary>
/// The samples that a dense port sees in the <see cref="Scenario"/>: a pure function of their index, so that live runs,
/// runs at full speed and any cutting into blocks see the same. Contacts bounce for 6 ms; the ADC has a few counts of
/// noise and hum.
/// </summary>
public sealed class SimulatedSamples
{
    private const long BounceNanoseconds = 6_000_000;
    private const double HumHertz = 50;
    private const int ChannelStride = 7919;
    private const double HumCounts = 4;

    private readonly ImmutableArray<ScenarioStep> _story;
    private readonly PortSpec _port;
    private readonly uint _seed;
    private readonly bool _isSound;
    private readonly double _fullScale;

    /// <summary>The samples of <paramref name="port"/>, which must be dense.</summary>
    public SimulatedSamples(PortSpec port)
    {
        ArgumentNullException.ThrowIfNull(port);
        _port = port;
        _story = Scenario.Of(port);
        _isSound = port.Flow is { Unit.Dimension: Dimension.Count, Samples.FrontEnd: null };
        _fullScale = port.Flow.Samples!.Format switch { SampleFormat.Int16 => short.MaxValue, SampleFormat.Int32 => int.MaxValue, _ => 1 };
        Clock = new SampleClock(port.Flow.Samples!.Rate);
        foreach (char c in port.Name)
            _seed = (_seed * 31) + c;
    }

    /// <summary>What gives the samples their time.</summary>
    public SampleClock Clock { get; }

    /// <summary>Bytes of <paramref name="frames"/> frames.</summary>
    public int Bytes(int frames) => frames * _port.Flow.Channels * SampleBlock.SizeOf(_port.Flow.Samples!.Format);

    /// <summary>Fills <paramref name="buffer"/> with <paramref name="count"/> frames from <paramref name="first"/> on. The channels of a bank all see the same story, each with noise of its own.</summary>
    public SampleBlock Fill(byte[] buffer, long first, int count)
    {
        SampleFormat format = _port.Flow.Samples!.Format;
        Span<byte> bytes = buffer.AsSpan(0, Bytes(count));
        int channels = _port.Flow.Channels;
        for (int i = 0; i < count * channels; i++)
            SampleWriter.Put(bytes, format, i, Sample(first + (i / channels), i % channels));
        return new SampleBlock(buffer.AsMemory(0, bytes.Length), format, first, Clock, channels);
    }

    private double Sample(long index, int channel)
    {
        SignalTime time = Clock.TimeOf(index);
        if (_isSound)
            return SimulatedSound.Sample(time, Hash(index + ((long)channel * ChannelStride))) * _fullScale;
        (ScenarioStep step, long since, ScenarioStep before) = Scenario.At(_story, time);
        bool bounces = since < BounceNanoseconds && time.Nanoseconds > BounceNanoseconds && Hash(index / 2) % 2 == 0;
        double ohms = bounces ? before.Ohms : step.Ohms;
        if (_port.Flow.Samples!.FrontEnd is not { } front)
            return ohms;
        double hum = HumCounts * Math.Sin(2 * Math.PI * HumHertz * (time.Nanoseconds % 1_000_000_000) / 1e9);
        double volts = front.VoltsOf(ohms);
        if (_port.Flow.Unit?.Dimension == Dimension.Voltage)
            return volts;
        return Math.Clamp(front.CountOf(volts) + hum + (Hash(index + ((long)channel * ChannelStride)) % 7) - 3, 0, front.FullScale);
    }

    // A small integer hash: noise that is the same on every machine.
    private uint Hash(long index)
    {
        uint x = (uint)index ^ _seed;
        x = (x ^ (x >> 16)) * 0x7feb352d;
        x = (x ^ (x >> 15)) * 0x846ca68b;
        return x ^ (x >> 16);
    }
}

/// <summary>The simulation of one port as a feed, for runs at full speed.</summary>
public sealed class SimulatedFeed : BlockFeed
{
    private readonly SimulatedSamples _samples;
    private readonly byte[] _buffer;
    private readonly int _count;
    private readonly long _end;
    private long _index;

    /// <summary>A feed of <paramref name="source"/> until <paramref name="end"/>.</summary>
    public SimulatedFeed(Source source, SignalTime end)
        : base(source?.Index ?? throw new ArgumentNullException(nameof(source)))
    {
        _samples = new SimulatedSamples(source.Spec);
        _count = (int)Math.Max(1, Clock.Rate.PeriodsIn(source.Spec.Block.Ticks * 100));
        _buffer = new byte[_samples.Bytes(_count)];
        _end = end == SignalTime.Never ? long.MaxValue : Clock.FirstIndexAtOrAfter(end.AddNanoseconds(1));
    }

    /// <inheritdoc/>
    public override SampleClock Clock => _samples.Clock;

    /// <inheritdoc/>
    public override bool TryRead(out SampleBlock block)
    {
        int count = (int)Math.Min(_count, _end - _index);
        block = count <= 0 ? default : _samples.Fill(_buffer, _index, count);
        _index += Math.Max(count, 0);
        return count > 0;
    }
}
