using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>tone</c>.</summary>
public static class ToneOperator
{
    /// <summary>
    /// An event when tones of these frequencies sound together for long enough, as soon as that is sure, stamped with the sample that decided it, since
    /// the tone began. With <see cref="ToneOptions.Ends"/> another when it is over. What is not a number counts as silence. Allocates nothing per block.
    /// </summary>
    /// <param name="source">Samples of one channel, or of several, each of which is looked at for itself.</param>
    /// <param name="input">What the samples are: 4 kHz to 1 MHz, and more than twice the highest frequency.</param>
    /// <param name="options">What the tone is.</param>
    /// <exception cref="ArgumentException">The options or the rate are out of range, or do not fit each other.</exception>
    public static IObservable<Stamped<Value>> Tone(this IObservable<SampleBlock> source, Flow input, ToneOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ParameterValues values = Spec.Arguments(
            input,
            ("frequencies", string.Join(',', options.Hertz.Select(h => SoundInput.Written(h, "Hz")))),
            ("tolerance", SoundInput.Written(options.TolerancePercent, "%")),
            ("duration", options.Duration.Written()),
            ("pause", options.Pause.Written()),
            ("level", SoundInput.Written(options.LevelDbfs, "dB")),
            ("snr", SoundInput.Written(options.SnrDb, "dB")),
            ("ends", options.Ends ? "reported" : "none"));
        return source.Through(() => Create(input, values));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "tone",
        Summary = "Finds a tone of a given frequency in sound, or several that sound together.",
        Details = "An event as soon as the tone is sure, about `duration` after it has begun, since it began; with `ends: reported` another when it is over, since it was, with how long it lasted. "
            + "All of several frequencies must be there, none more than 12 dB weaker than another. It tells the frequency that was measured (of several that of the first), the level of all together, and how much stronger they are than everything else. "
            + "Looked for in windows of up to 50 ms, one every quarter of that: shorter for a wide tolerance and a short duration, longer for low frequencies and those that lie near each other. "
            + "A gap shorter than `pause` does not end a tone. Levels are those of a sine: 0 dB is one that uses the whole range of the format. What is not a number counts as silence.",
        Shorthand = "frequencies",
        Parameters =
        [
            ParameterSpec.Quantities("frequencies", "The frequencies that sound together.", null, "20 Hz", "150 kHz", true, Dimension.Frequency),
            ParameterSpec.Of("tolerance", "How far each frequency may be off.", "2 %", "0.1 %", "10 %", false, Dimension.Percent),
            ParameterSpec.Duration("duration", "A tone this long is one for certain; one shorter by a window is none.", "100 ms", "20 ms", "60 s"),
            ParameterSpec.Duration("pause", "A pause this long ends a tone for certain.", "50 ms", "10 ms", "10 s"),
            ParameterSpec.Of("level", "The least level of each tone.", "-42 dB", "-80 dB", "0 dB", false, Dimension.Level),
            ParameterSpec.Of("snr", "How much stronger the tones must be than everything else together.", "6 dB", "0 dB", "40 dB", false, Dimension.Level),
            ParameterSpec.Choice("ends", "Whether another event tells that a tone is over, and how long it lasted.", "none", "none", "reported"),
        ],
        Examples =
        [
            new OperatorExample("tone: 1000 Hz", "A tone of 1 kHz that lasts 100 ms and more."),
            new OperatorExample("tone: { frequencies: [440 Hz, 480 Hz], duration: 200 ms }", "The ringing tone of North America, and not one of its two tones alone."),
            new OperatorExample("tone: { frequencies: 697 Hz, tolerance: 3 %, duration: 40 ms, pause: 20 ms, level: -30 dB, snr: 0 dB, ends: reported }", "Short tones in noise as strong as they are, and when each is over."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, Stamped<Value>>
            {
                Takes = SoundInput.Takes,
                Yields = "an event for each tone",
                Accepts = SoundInput.Accepts,
                Output = (flow, _) => new Flow(FlowKind.Event, Channels: flow.Channels, Record: RecordType.Tone),
                Kernel = Create,
            },
        ],
        Check = Check,
    };

    private static ImmutableArray<double> Hertz(ParameterValues values) => [.. values.Quantities("frequencies").Select(q => q.Number)];

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        foreach (ParameterProblem problem in SoundInput.CheckRate(input))
            yield return problem;
        ImmutableArray<double> hertz = Hertz(values);
        foreach (double one in hertz)
        {
            if (SoundInput.TooHigh("frequencies", one, input) is { } problem)
                yield return problem;
        }

        foreach (ParameterProblem problem in ToneShape.Problems(hertz, values.Number("tolerance") / 100, values.Number("duration")))
            yield return problem;
    }

    private static ToneKernel Create(Flow input, ParameterValues values)
    {
        double duration = values.Number("duration");
        var shape = new ToneShape(Hertz(values), values.Number("tolerance") / 100, duration, input.Samples!.Rate);
        var thresholds = new ToneThresholds(shape, values.Number("level"), values.Number("snr"), duration, values.Number("pause"));
        return new ToneKernel(shape, thresholds, values.Text("ends") == "reported", input.Samples.Format, input.Channels);
    }
}

/// <summary>What a tone is.</summary>
public sealed record ToneOptions
{
    /// <summary>The frequencies that sound together, in hertz, 1 to 8 of 20 Hz to 150 kHz, below 0.45 of the rate.</summary>
    public required ImmutableArray<double> Hertz { get; init; }

    /// <summary>How far each may be off, in percent, 0.1 to 10. Default 2.</summary>
    public double TolerancePercent { get; init; } = 2;

    /// <summary>A tone this long is one for certain, 20 ms to 60 s. Default 100 ms.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>A pause this long ends a tone for certain, 10 ms to 10 s. Default 50 ms.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The least level of each tone, in dB relative to a full-scale sine, -80 to 0. Default -42.</summary>
    public double LevelDbfs { get; init; } = -42;

    /// <summary>How much stronger the tones must be than everything else, in dB, 0 to 40. Default 6.</summary>
    public double SnrDb { get; init; } = 6;

    /// <summary>Whether another event tells that a tone is over. Default false.</summary>
    public bool Ends { get; init; }
}

/// <summary>Looks for the tones in every channel, window by window.</summary>
internal sealed class ToneKernel(ToneShape shape, ToneThresholds thresholds, bool tellsEnds, SampleFormat format, int channels)
    : SoundWindowKernel(format, channels, shape.WindowSamples, shape.HopSamples)
{
    private readonly ToneReceiver[] _receivers = [.. Enumerable.Range(0, channels).Select(_ => new ToneReceiver(shape, thresholds))];

    protected override void Look(int channel, Span<float> window, long end, SampleClock clock, IEmit<Stamped<Value>> output)
    {
        ToneReceiver receiver = _receivers[channel];
        ToneDecision decision = receiver.Take(window, end);
        if (decision == ToneDecision.None || (decision == ToneDecision.Ended && !tellsEnds))
            return;
        SignalTime stamp = clock.TimeOf(end - 1), since = TimeOf(clock, receiver.Since, end);
        if (decision == ToneDecision.Begun)
        {
            output.Emit(new Stamped<Value>(Value.Tone(receiver.Measure), stamp, since, channel));
            return;
        }

        SignalTime until = TimeOf(clock, receiver.Until, end);
        output.Emit(new Stamped<Value>(Value.ToneOver(receiver.Measure.Hertz, until - since), stamp, until, channel));
    }

    protected override void Clear()
    {
        foreach (ToneReceiver receiver in _receivers)
            receiver.Clear();
    }

    protected override void SaveRest(StateWriter writer)
    {
        foreach (ToneReceiver receiver in _receivers)
            receiver.Save(writer);
    }

    protected override void LoadRest(StateReader reader)
    {
        foreach (ToneReceiver receiver in _receivers)
            receiver.Load(reader);
    }
}
