using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>level</c>.</summary>
public static class LevelOperator
{
    private const string EveryInterval = "interval";
    private const double Fast = 0.125;
    private const double Slow = 1;
    private const double LeastTime = 0.001;
    private const double MostTime = 60;

    /// <summary>
    /// How loud it is, as a number each <see cref="LevelOptions.Every"/>: in dB relative to a full-scale sine (-120 dB for silence and for less than that), or on
    /// the scale of 0 to 100 that devices use. Stamped with the last sample of the interval, since its first. What is not a number counts as
    /// silence. Allocates nothing per block.
    /// </summary>
    /// <param name="source">Samples of one channel, or of several, each of which is measured for itself.</param>
    /// <param name="input">What the samples are: 4 kHz to 1 MHz.</param>
    /// <param name="options">What is measured.</param>
    /// <exception cref="ArgumentException">The options or the rate are out of range.</exception>
    public static IObservable<Stamped<Value>> Level(this IObservable<SampleBlock> source, Flow input, LevelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ParameterValues values = Spec.Arguments(
            input,
            ("every", options.Every.Written()),
            ("step", SoundInput.Written(options.StepDb, "dB")),
            ("weighting", options.IsWeighted ? "a" : "none"),
            ("time", options.Time?.Written() ?? EveryInterval),
            ("scale", options.IsSensitivity ? "sensitivity" : "dbfs"));
        return source.Through(() => Create(input, values));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "level",
        Summary = "Tells how loud sound is.",
        Details = "A number at the end of each interval, of its root mean square: 0 dB is a sine that uses the whole range of the format, -120 dB silence and what is softer. With `time` the memory fades instead: "
            + "`fast` by a time constant of 125 ms, `slow` of 1 s, or any other, and what is told is its state at the end of the interval. "
            + "`weighting: a` weights by frequency as the ear does, within 0.7 dB of the curve up to 0.45 of the rate. `scale: sensitivity` tells a bare number from 0 (-100 dB and less) to 100 (0 dB and more), in proportion to the decibels between: "
            + "the scale of the alarm levels of devices, on which a threshold of 0 is the most sensitive. Levels are rounded to hundredths. Intervals lie at whole multiples of their length by sample index; the first is left out where it is not whole. A gap counts as no samples; what is not a number counts as silence.",
        Standard = "IEC 61672-1 (the weighting A, and the time constants)",
        Shorthand = "every",
        Parameters =
        [
            ParameterSpec.Duration("every", "How long an interval is, rounded up to whole samples.", "125 ms", "20 ms", "60 s"),
            ParameterSpec.Of("step", "How far from what was told last a level must be to be told; with 0 dB each one is told that differs. One step of 1 dB is 1 on the scale of 0 to 100.", "0 dB", "0 dB", "60 dB", false, Dimension.Level),
            ParameterSpec.Choice("weighting", "The frequency weighting.", "none", "none", "a"),
            new ParameterSpec { Name = "time", Kind = ParameterKind.Text, Summary = "interval for the mean of each interval, fast, slow, or a time constant from 1 ms to 60 s.", Default = EveryInterval },
            ParameterSpec.Choice("scale", "What is told: decibels, or a number from 0 to 100.", "dbfs", "dbfs", "sensitivity"),
        ],
        Examples =
        [
            new OperatorExample("level: {}", "Eight times a second, in dB."),
            new OperatorExample("level: { every: 100 ms, weighting: a, time: fast, step: 1 dB }", "As a sound level meter shows it, whenever it has changed by 1 dB."),
            new OperatorExample("level: { every: 50 ms, scale: sensitivity }", "From 0 to 100, as alarm levels are set."),
            new OperatorExample("level: { every: 20 ms, time: 35 ms }", "With a time constant of one's own."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, Stamped<Value>>
            {
                Takes = SoundInput.Takes,
                Yields = "the level in dB, or a number from 0 to 100",
                Accepts = SoundInput.Accepts,
                Output = (flow, values) => new Flow(FlowKind.State, null, UnitOf(values), Channels: flow.Channels),
                Kernel = Create,
            },
        ],
        Check = Check,
    };

    private static Unit UnitOf(ParameterValues values) => values.Text("scale") == "dbfs" ? Unit.Decibel : Unit.Count;

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        foreach (ParameterProblem problem in SoundInput.CheckRate(input))
            yield return problem;
        if (!TryTime(values.Text("time"), out _))
            yield return new ParameterProblem("time", $"'time' must be {EveryInterval}, fast, slow or a duration from 1 ms to 60 s, not '{values.Text("time")}'", NearMiss.Hint(values.Text("time"), [EveryInterval, "fast", "slow"]));
    }

    // the time constant in seconds, 0 for the mean of each interval
    private static bool TryTime(string text, out double seconds)
    {
        seconds = text switch { "fast" => Fast, "slow" => Slow, _ => 0 };
        if (seconds > 0 || text == EveryInterval)
            return true;
        if (!Quantity.TryParse(text, out Quantity given, out _) || given.Dimension != Dimension.Time)
            return false;
        seconds = given.Number;
        return seconds is >= LeastTime and <= MostTime;
    }

    private static LevelKernel Create(Flow input, ParameterValues values)
    {
        SampleRate rate = input.Samples!.Rate;
        TryTime(values.Text("time"), out double seconds);
        double share = seconds == 0 ? 0 : 1 - ExactMath.Exp(-1 / (rate.Hertz * seconds));
        IEnumerable<LevelMeter> meters = Enumerable.Range(0, input.Channels).Select(_ => new LevelMeter(values.Text("weighting") == "a" ? new AWeighting(rate) : null, share));
        return new LevelKernel([.. meters], SampleSpan.Of(values.Quantity("every"), input), values.Number("step"), UnitOf(values));
    }
}

/// <summary>What <c>level</c> measures.</summary>
public sealed record LevelOptions
{
    /// <summary>How long an interval is, 20 ms to 60 s. Default: 125 ms.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMilliseconds(125);

    /// <summary>How far from what was told last a level must be to be told, in dB, 0 to 60. Default: 0, each that differs.</summary>
    public double StepDb { get; init; }

    /// <summary>Whether frequencies are weighted as A. Default: not.</summary>
    public bool IsWeighted { get; init; }

    /// <summary>The time constant of a memory that fades, 1 ms to 60 s; null, the default, for the mean of each interval.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Whether a number from 0 to 100 is told in place of decibels. Default: not.</summary>
    public bool IsSensitivity { get; init; }
}

/// <summary>Tells the levels of all channels at the end of each interval, where they are far enough from those told last.</summary>
internal sealed class LevelKernel(LevelMeter[] meters, long length, double step, Unit unit) : SoundFrameKernel<Stamped<Value>>(meters.Length, length)
{
    /// <summary>What silence is, in dB.</summary>
    public const double Floor = -120;

    // what 0 is on the scale from 0 to 100
    private const double LeastOfScale = -100;

    // by channel; NaN where nothing was told
    private readonly double[] _told = [.. Enumerable.Repeat(double.NaN, meters.Length)];

    protected override void Gather(int channel, ReadOnlySpan<float> samples, long place) => meters[channel].Gather(samples, place);

    protected override void DropFrame()
    {
        foreach (LevelMeter meter in meters)
            meter.EndFrame(1);
    }

    protected override void EndFrame(in SoundFrame frame, SampleClock clock, IEmit<Stamped<Value>> output)
    {
        SignalTime stamp = clock.TimeOf(frame.Last), since = SignalTime.Min(clock.TimeOf(frame.First), stamp);
        for (int channel = 0; channel < meters.Length; channel++)
        {
            double level = Told(Math.Max(ExactMath.Decibels(meters[channel].EndFrame(frame.Count)), Floor)), before = _told[channel];
            if (level == before || Math.Abs(level - before) < step)
                continue;
            _told[channel] = level;
            output.Emit(new Stamped<Value>(Value.Of(level, unit), stamp, since, channel));
        }
    }

    protected override void Clear()
    {
        _told.AsSpan().Fill(double.NaN);
        foreach (LevelMeter meter in meters)
            meter.Clear();
    }

    protected override void SaveRest(StateWriter writer)
    {
        for (int channel = 0; channel < meters.Length; channel++)
        {
            writer.Double(_told[channel]);
            meters[channel].Save(writer);
        }
    }

    protected override void LoadRest(StateReader reader)
    {
        for (int channel = 0; channel < meters.Length; channel++)
        {
            _told[channel] = reader.Double();
            meters[channel].Load(reader);
        }
    }

    // NaN, of a state that was damaged, is the floor
    private double Told(double decibels)
    {
        double level = double.IsNaN(decibels) ? Floor : Math.Round(decibels, 2);
        return unit.Dimension == Dimension.Level ? level : Math.Clamp(Math.Round(level - LeastOfScale, 2), 0, -LeastOfScale);
    }
}
