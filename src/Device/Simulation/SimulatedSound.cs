using System;
using Reactive.Device.Bench.Dtmf;
using Reactive.Signals;

namespace Reactive.Device.Simulation;

/// <summary>What the ports of sound hear in the <see cref="Scenario"/>: faint noise, and the tones of the keys that somebody presses.</summary>
internal static class SimulatedSound
{
    // each tone, of a sine that uses the whole range
    private const double Tone = 0.15;
    private const double Noise = 0.002;

    /// <summary>A sample at <paramref name="time"/>, of a range from -1 to 1.</summary>
    /// <param name="time">When it is taken.</param>
    /// <param name="random">Any number of its own: the noise.</param>
    public static double Sample(SignalTime time, uint random)
    {
        double heard = ((random / (double)uint.MaxValue) - 0.5) * 2 * Noise;
        long within = time.Nanoseconds % (Scenario.Cycle.Ticks * 100);
        foreach ((decimal at, char digit) in Scenario.Pressed)
        {
            double seconds = (within / 1e9) - (double)at;
            if (seconds >= 0 && seconds < Scenario.Press.TotalSeconds)
            {
                (double low, double high) = DtmfSignal.FrequenciesOf(digit);
                heard += Tone * (Math.Sin(2 * Math.PI * low * seconds) + Math.Sin(2 * Math.PI * high * seconds));
            }
        }

        return heard;
    }
}
