using System;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Reactive.Device.Telephony;
using Reactive.Signals;

namespace Reactive.Device.Traces.Capture;

/// <summary>The sound of one stream: what a plan makes of its packets.</summary>
/// <param name="Stream">The stream, closed.</param>
/// <param name="Format">Its rate and channels.</param>
/// <param name="Plan">How its packets lie.</param>
/// <param name="Samples">The clock and the length.</param>
internal sealed record StreamSound(RtpStream Stream, PayloadFormat Format, SoundPlan Plan, TraceSamples Samples)
{
    /// <summary>The sound of a closed stream at the rate of <paramref name="format"/>.</summary>
    public static StreamSound Of(RtpStream stream, PayloadFormat format)
    {
        var plan = new SoundPlan(stream, format);
        var clock = new SampleClock(new SampleRate(format.Rate), 0, plan.Start);
        return new StreamSound(stream, format, plan, new TraceSamples(clock, SampleFormat.Int16, plan.Frames) { EndIndex = plan.EndIndex });
    }
}

/// <summary>Reads tracks of the sound of a stream, decoding packets as it comes to them.</summary>
internal sealed class StreamSoundReader : SampleReader
{
    private const int BlockFrames = 4096;

    private readonly StreamSound _sound;
    private readonly PayloadPool _pool;
    private readonly ImmutableArray<int> _tracks;
    private readonly LossConcealment _concealment;
    private readonly byte[] _block;
    private short[] _packet = [];
    private int _decoded = -1;
    private int _part;
    private int _within;

    /// <summary>Reads <paramref name="tracks"/>, numbers from 0, of a sound whose payloads lie in <paramref name="pool"/>.</summary>
    public StreamSoundReader(StreamSound sound, PayloadPool pool, ImmutableArray<int> tracks)
    {
        _sound = sound;
        _pool = pool;
        _tracks = tracks;
        _concealment = new LossConcealment(sound.Format.Rate);
        _block = new byte[BlockFrames * tracks.Length * sizeof(short)];
    }

    /// <inheritdoc/>
    public override SampleClock Clock => _sound.Samples.Clock;

    /// <inheritdoc/>
    public override bool TryRead(out SampleBlock block)
    {
        block = default;
        if (_part >= _sound.Plan.Parts.Count)
            return false;
        long first = _sound.Plan.Parts[_part].Index + _within;
        int frames = 0;
        Span<short> samples = MemoryMarshal.Cast<byte, short>(_block.AsSpan());
        while (_part < _sound.Plan.Parts.Count && frames < BlockFrames)
        {
            SoundPart part = _sound.Plan.Parts[_part];
            if (part.Index + _within != first + frames)
                break;
            int count = Math.Min(part.Count - _within, BlockFrames - frames);
            Fill(part, _within, samples.Slice(frames * _tracks.Length, count * _tracks.Length));
            frames += count;
            _within += count;
            if (_within == part.Count)
                (_part, _within) = (_part + 1, 0);
        }

        block = new SampleBlock(_block.AsMemory(0, frames * _tracks.Length * sizeof(short)), SampleFormat.Int16, first, Clock, _tracks.Length);
        return true;
    }

    private void Fill(in SoundPart part, int from, Span<short> samples)
    {
        if (part.Kind == SoundPartKind.Silence)
        {
            samples.Clear();
            return;
        }

        int frames = Decode(part.Packet), channels = _sound.Format.Channels;
        ReadOnlySpan<short> packet = _packet.AsSpan(0, frames * channels);
        for (int i = 0; i < samples.Length; i++)
        {
            int frame = from + (i / _tracks.Length), track = _tracks[i % _tracks.Length];
            samples[i] = part.Kind == SoundPartKind.Packet ? packet[((part.Skip + frame) * channels) + track] : _concealment.Sample(packet, frames, frame, track);
        }
    }

    // Decodes a packet, once; gives its frames.
    private int Decode(int place)
    {
        RtpPacket packet = _sound.Stream.Packets[place];
        int samples = packet.Sound!.SamplesIn(packet.Payload.Length);
        if (_decoded == place)
            return samples / _sound.Format.Channels;
        if (_packet.Length < samples)
            _packet = new short[samples];
        packet.Sound.Decode(_pool[packet.Payload], _packet);
        _decoded = place;
        return samples / _sound.Format.Channels;
    }
}
