using System;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>Measures the power of one channel, frame by frame: over each frame, or with a memory that fades.</summary>
/// <param name="weighting">The frequency weighting, or null for none.</param>
/// <param name="share">What a new sample contributes to a memory that fades; 0 for the mean of each frame.</param>
internal sealed class LevelMeter(AWeighting? weighting, double share)
{
    // what is smaller is nothing: the square of a sample is 2^-62 at least
    private const double Nothing = 1e-30;

    private readonly SquareSum _sum = new();
    private readonly float[] _weighted = new float[1024];
    private double _power;

    /// <summary>Takes samples from a place in the frame on.</summary>
    public void Gather(ReadOnlySpan<float> samples, long place)
    {
        if (weighting is not null)
        {
            Span<float> weighted = _weighted.AsSpan(0, samples.Length);
            for (int i = 0; i < samples.Length; i++)
                weighted[i] = (float)weighting.Next(samples[i]);
            samples = weighted;
        }

        if (share == 0)
        {
            _sum.Add(samples, place);
            return;
        }

        double power = _power;
        foreach (float sample in samples)
            power += (((double)sample * sample) - power) * share;
        _power = power;
    }

    /// <summary>The power at the end of a frame, 1 being that of a full-scale sine.</summary>
    public double EndFrame(long length)
    {
        weighting?.Settle(Nothing);
        if (share == 0)
            return _sum.Take() / length / SoundInput.SinePower;
        if (_power < Nothing)
            _power = 0;
        return _power / SoundInput.SinePower;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        weighting?.Clear();
        _sum.Clear();
        _power = 0;
    }

    /// <summary>Writes what it knows.</summary>
    public void Save(StateWriter writer)
    {
        weighting?.Save(writer);
        if (share == 0)
            _sum.Save(writer);
        else
            writer.Double(_power);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(StateReader reader)
    {
        weighting?.Load(reader);
        if (share == 0)
            _sum.Load(reader);
        else
            _power = reader.Double();
    }
}
