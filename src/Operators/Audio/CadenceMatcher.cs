using System;

namespace Reactive.Operators;

/// <summary>How well the last pulses of a band fit a pattern.</summary>
/// <param name="Pulses">How many of them in a row fit, the last one among them.</param>
/// <param name="IsWhole">Whether the pause behind the last one is long enough already.</param>
/// <param name="Deviation">How far they are off on average, as a part of their times.</param>
internal readonly record struct CadenceFit(int Pulses, bool IsWhole, double Deviation);

/// <summary>Compares the pulses of a band with one pattern, wherever in the pattern they begin.</summary>
/// <param name="pattern">The pattern; not a continuous one.</param>
/// <param name="band">The pulses.</param>
/// <param name="timing">How far a time may be off, as a part of it.</param>
/// <param name="rate">Samples a second.</param>
internal sealed class CadenceMatcher(CadencePattern pattern, CadenceBand band, double timing, double rate)
{
    // What is measured is off by so much at most, in seconds. A room makes pulses longer and pauses shorter by up to this part of the pause, and up to so much.
    private const double Measured = 0.01;
    private const double RoomPart = 0.4;
    private const double RoomSeconds = 0.1;

    // where echoes add to a pulse it is half as loud later, by this part of what it may be longer
    private const double SlowRise = 4;

    private const double LevelDb = 6;

    // of pulses of any frequency
    private const double SameHertz = 0.03;

    /// <summary>How many pulses a cycle has.</summary>
    public int Cycle => pattern.Steps.Length;

    /// <summary>The best fit at an index.</summary>
    public CadenceFit At(double now)
    {
        CadenceFit best = default;
        for (int step = 0; step < Cycle; step++)
        {
            CadenceFit fit = At(now, step);
            if (fit.Pulses > best.Pulses || (fit.Pulses == best.Pulses && fit.Deviation < best.Deviation))
                best = fit;
        }

        return best;
    }

    // where the last pulse is that step of the pattern
    private CadenceFit At(double now, int step)
    {
        if (band.Count == 0)
            return default;
        CadenceStep last = pattern.Steps[step];
        double off = ((band.IsOn ? band.From : now) - band.Before(0).To) / rate;
        bool isLongEnough = off >= LeastOff(last);
        if (off > MostOff(last) || (band.IsOn && (!isLongEnough || !FitsPeriod(last, band.Before(0), off))))
            return default;
        if (band.IsOn && (now - band.From) / rate > MostOn(pattern.Steps[(step + 1) % Cycle]))
            return default;
        int pulses = 0;
        double deviation = 0;
        for (; pulses < band.Count; pulses++)
        {
            CadenceStep wanted = pattern.Steps[(step - (pulses % Cycle) + Cycle) % Cycle];
            CadencePulse pulse = band.Before(pulses);
            double on = (pulse.To - pulse.From) / rate, pause = pulses == 0 ? off : (band.Before(pulses - 1).From - pulse.To) / rate;
            if (!FitsOn(wanted, on) || !IsAsBefore(pulse, wanted, last))
                break;
            if (pulses > 0 && !(pause >= LeastOff(wanted) && pause <= MostOff(wanted) && FitsPeriod(wanted, pulse, pause)))
                break;
            deviation += Math.Abs(on - wanted.On) / wanted.On;
            if (pulses > 0 || band.IsOn)
                deviation += Math.Abs(pause - wanted.Off) / wanted.Off;
        }

        return new CadenceFit(pulses, isLongEnough, pulses == 0 ? 0 : deviation / pulses);
    }

    private bool IsAsBefore(in CadencePulse pulse, in CadenceStep wanted, in CadenceStep last)
    {
        ref readonly CadencePulse newest = ref band.Before(0);
        bool isAsLoud = Math.Abs(pulse.LevelDb - newest.LevelDb - (wanted.LevelDb - last.LevelDb)) <= LevelDb;
        return isAsLoud && Math.Abs(pulse.Hertz - newest.Hertz) <= SameHertz * newest.Hertz;
    }

    private bool FitsOn(in CadenceStep step, double on) => on >= (step.On * (1 - timing)) - Measured - (Room(step) / SlowRise) && on <= MostOn(step);

    private bool FitsPeriod(in CadenceStep step, in CadencePulse pulse, double off)
    {
        double period = ((pulse.To - pulse.From) / rate) + off, wanted = step.On + step.Off;
        return Math.Abs(period - wanted) <= (wanted * timing) + Measured;
    }

    private double MostOn(in CadenceStep step) => (step.On * (1 + timing)) + Measured + Room(step);

    private double LeastOff(in CadenceStep step) => (step.Off * (1 - timing)) - Measured - Room(step);

    private double MostOff(in CadenceStep step) => (step.Off * (1 + timing)) + Measured;

    private static double Room(in CadenceStep step) => Math.Min(step.Off * RoomPart, RoomSeconds);
}
