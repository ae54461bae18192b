using System;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Reactive.Signals;

namespace Reactive.Device.Traces.Sigrok;

/// <summary>Chosen analog channels as frames. They end with the channel that ends first.</summary>
internal sealed class AnalogReader : SampleReader
{
    private const int MostBytes = 1 << 16;

    private readonly ImmutableArray<ChunkReader> _channels;
    private readonly byte[] _one;
    private readonly byte[] _frames;
    private readonly int _most;
    private long _index;
    private bool _ended;

    /// <summary>A channel for each of <paramref name="channels"/>, which are disposed with this.</summary>
    public AnalogReader(ImmutableArray<ChunkReader> channels, SampleClock clock)
    {
        _channels = channels;
        Clock = clock;
        _most = Math.Max(1, MostBytes / (sizeof(float) * channels.Length));
        _one = new byte[_most * sizeof(float)];
        _frames = new byte[_one.Length * channels.Length];
    }

    /// <inheritdoc/>
    public override SampleClock Clock { get; }

    /// <inheritdoc/>
    public override bool TryRead(out SampleBlock block)
    {
        int count = _ended ? 0 : _most;
        Span<float> frames = MemoryMarshal.Cast<byte, float>(_frames.AsSpan()), one = MemoryMarshal.Cast<byte, float>(_one.AsSpan());
        for (int channel = 0; channel < _channels.Length && count > 0; channel++)
        {
            count = Math.Min(count, _channels[channel].Fill(_one) / sizeof(float));
            for (int i = 0; i < count; i++)
                frames[(i * _channels.Length) + channel] = one[i];
        }

        _ended = count < _most;
        block = count == 0 ? default : new SampleBlock(_frames.AsMemory(0, count * _channels.Length * sizeof(float)), SampleFormat.Float32, _index, Clock, _channels.Length);
        _index += count;
        return count > 0;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (ChunkReader channel in _channels)
            channel.Dispose();
        base.Dispose();
    }
}
