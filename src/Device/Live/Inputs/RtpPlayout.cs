using System;
using Reactive.Device.Telephony;
using Reactive.Signals;

namespace Reactive.Device.Live.Inputs;

/// <summary>
/// Lays packets of sound out on the clock of a port, one behind the other by their timestamps. What was lost is the last packet once more, fading out; what
/// is missing beyond that is silence for <see cref="LongestFill"/>, and then a gap: nobody waits for what was not said.
/// </summary>
/// <param name="line">Takes the sound.</param>
internal sealed class RtpPlayout(SoundLine line)
{
    /// <summary>How much is filled where nothing came: enough for a tone to be over.</summary>
    public static readonly TimeSpan LongestFill = TimeSpan.FromMilliseconds(200);

    private readonly LossConcealment _concealment = new((int)line.Clock.Rate.Hertz);
    private readonly long _longestFill = (long)(LongestFill.TotalSeconds * line.Clock.Rate.Hertz);
    private readonly short[] _fill = new short[line.BlockFrames * line.Channels];
    private short[] _now = new short[RtpReceiver.MostBytes];
    private short[] _last = new short[RtpReceiver.MostBytes];
    private int _lastFrames;
    private long _lastStart;
    private uint _lastTimestamp;
    private SignalTime _lastArrival;
    private long _lost;

    /// <summary>How often timestamps jumped.</summary>
    public long Jumps { get; private set; }

    /// <summary>Whether sound of this format is what the port takes.</summary>
    public bool Takes(PayloadFormat format) =>
        format.IsSound && format.Channels == line.Channels && line.Clock.Rate == new SampleRate(format.Rate);

    /// <summary>What comes next follows nothing.</summary>
    public void Begin() => (_lastFrames, _lost) = (0, 0);

    /// <summary>A packet is missing.</summary>
    public void Lose() => _lost++;

    /// <summary>Plays a packet that came at <paramref name="arrival"/>.</summary>
    public void Play(PayloadFormat format, ReadOnlySpan<byte> payload, uint timestamp, SignalTime arrival)
    {
        int samples = format.Decode(payload, _now), frames = samples / line.Channels;
        if (frames == 0)
            return;
        long start;
        if (_lastFrames == 0)
        {
            // the first sample was taken as long ago as the packet lasts
            start = Math.Max(line.Next, line.Clock.FirstIndexAtOrAfter(arrival) - frames);
            line.Skip(start);
        }
        else
        {
            start = _lastStart + Step(timestamp, arrival);
            if (start > line.Next)
                Fill(start, arrival.AddNanoseconds(-line.Clock.Rate.NanosecondsOf(frames)));
        }

        int skip = (int)Math.Clamp(line.Next - start, 0, frames);
        line.Write(_now.AsSpan(skip * line.Channels, (frames - skip) * line.Channels), arrival);
        (_now, _last) = (_last, _now);
        (_lastFrames, _lastStart, _lastTimestamp, _lastArrival, _lost) = (frames, start, timestamp, arrival, 0);
    }

    private long Step(uint timestamp, SignalTime arrival)
    {
        PacketStep step = PacketStep.Of(line.Clock.Rate, _lastFrames, timestamp - _lastTimestamp, arrival - _lastArrival);
        Jumps += step.IsJump ? 1 : 0;
        return step.Frames;
    }

    // Up to where a packet starts, whose first sample was taken at an instant.
    private void Fill(long start, SignalTime taken)
    {
        long count = Math.Min(start - line.Next, _longestFill), concealed = Math.Min(count, _lost * _lastFrames);
        long first = line.Next, end = first + count;
        ReadOnlySpan<short> last = _last.AsSpan(0, _lastFrames * line.Channels);
        while (line.Next < end)
        {
            int frames = (int)Math.Min(end - line.Next, line.BlockFrames);
            Span<short> samples = _fill.AsSpan(0, frames * line.Channels);
            for (int i = 0; i < samples.Length; i++)
            {
                int frame = (int)(line.Next - first) + (i / line.Channels);
                samples[i] = frame < concealed ? _concealment.Sample(last, _lastFrames, frame, i % line.Channels) : (short)0;
            }

            line.Write(samples, taken.AddNanoseconds(-line.Clock.Rate.NanosecondsOf(start - line.Next - frames)));
        }

        line.Skip(start);
    }
}
