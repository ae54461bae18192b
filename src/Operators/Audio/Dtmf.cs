using System;
using System.Collections.Generic;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>dtmf</c>.</summary>
public static class DtmfOperator
{
    private static readonly SampleRate LeastRate = new(4000);
    private static readonly SampleRate MostRate = new(1_000_000);

    /// <summary>
    /// An event for each DTMF digit as soon as it is sure, about 35 ms into its tone, stamped with the sample that decided it,
    /// since the sample with which the tone began. With <see cref="DtmfOptions.Ends"/> another when it is over. What is not a number
    /// counts as silence. Allocates nothing per block.
    /// </summary>
    /// <param name="source">Samples of one channel, or of several, each of which is looked at for itself.</param>
    /// <param name="input">What the samples are: 4 kHz to 1 MHz.</param>
    /// <param name="options">What a digit is.</param>
    /// <exception cref="ArgumentException">The options or the rate are out of range.</exception>
    public static IObservable<Stamped<Value>> Dtmf(this IObservable<SampleBlock> source, Flow input, DtmfOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ParameterValues values = Spec.Arguments(
            input,
            ("level", Written(options.LevelDbfs, "dB")),
            ("normal-twist", Written(options.NormalTwistDb, "dB")),
            ("reverse-twist", Written(options.ReverseTwistDb, "dB")),
            ("deviation", Written(options.DeviationPercent, "%")),
            ("snr", Written(options.SnrDb, "dB")),
            ("tone", options.Tone.Written()),
            ("pause", options.Pause.Written()),
            ("ends", options.Ends ? "reported" : "none"));
        return source.Through(() => Create(input, values));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "dtmf",
        Summary = "Finds DTMF digits in sound: 0 to 9, *, # and A to D.",
        Details = "Each digit is an event as soon as it is sure, about 35 ms into its tone, since the tone began; with `ends: reported` another when it is over, since it was, with how long it lasted. "
            + "A digit is two tones, one of each group, that keep to these limits in windows of 20 ms, one every 5 ms, as long as `tone` says. It tells what was measured and how much of the nearest limit was left: 100 % is as far from it as can be. "
            + "A digit goes on while its tones carry half of all power; a gap shorter than `pause` does not end it. Another pair of tones that is sure ends it at once. "
            + "Levels are those of a sine: 0 dB is one that uses the whole range of the format. At 16 kHz and more a low-pass comes first, which is 2 ms late. Samples are taken with 16 bits; what is not a number counts as silence.",
        Standard = "ITU-T Q.23 (frequencies); the limits are within those that ITU-T Q.24 lists for administrations",
        Parameters =
        [
            ParameterSpec.Of("level", "The least level of the weaker tone.", "-42 dB", "-70 dB", "0 dB", false, Dimension.Level),
            ParameterSpec.Of("normal-twist", "How much stronger the low tone may be.", "10 dB", "1 dB", "20 dB", false, Dimension.Level),
            ParameterSpec.Of("reverse-twist", "How much stronger the high tone may be.", "6 dB", "1 dB", "20 dB", false, Dimension.Level),
            ParameterSpec.Of("deviation", "How far the frequency of a tone may be off.", "2 %", "0.5 %", "3 %", false, Dimension.Percent),
            ParameterSpec.Of("snr", "How much stronger both tones must be than everything else together. Less finds digits in more noise, and more of them in speech.", "6.5 dB", "0 dB", "20 dB", false, Dimension.Level),
            ParameterSpec.Duration("tone", "A tone this long is a digit for certain; one 10 ms shorter is none.", "35 ms", "30 ms", "80 ms"),
            ParameterSpec.Duration("pause", "A pause this long ends a digit for certain; one 10 ms shorter does not.", "30 ms", "15 ms", "1 s"),
            ParameterSpec.Choice("ends", "Whether another event tells that a digit is over, and how long it lasted.", "none", "none", "reported"),
        ],
        Examples =
        [
            new OperatorExample("dtmf: {}", "Digits within the limits of most administrations."),
            new OperatorExample("dtmf: { tone: 60 ms, snr: 12 dB }", "Longer and cleaner tones only, for where there is much speech."),
            new OperatorExample("dtmf: { level: -30 dB, normal-twist: 8 dB, reverse-twist: 4 dB, deviation: 1.8 %, pause: 40 ms, ends: reported }", "Stricter limits, and when each digit is over."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, Stamped<Value>>
            {
                Takes = "samples of sound (counts without a front end)",
                Yields = "an event for each digit",
                Accepts = flow => flow is { Kind: FlowKind.Samples, Samples: { FrontEnd: null } } && (flow.Unit?.Dimension ?? Dimension.Count) == Dimension.Count,
                Output = (flow, _) => new Flow(FlowKind.Event, Channels: flow.Channels, Record: RecordType.Digit),
                Kernel = Create,
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        if (input.Samples is { Rate: var rate } && (rate.Hertz < LeastRate.Hertz || rate.Hertz > MostRate.Hertz))
            yield return new ParameterProblem("", $"the input has {rate}, but digits are found at {LeastRate} to {MostRate}", rate.Hertz < LeastRate.Hertz ? "" : "lower the rate before, with 'decimate'");
    }

    private static DtmfKernel Create(Flow input, ParameterValues values) => new(input.Samples!.Rate, input.Samples.Format, input.Channels, Read(values));

    private static DtmfOptions Read(ParameterValues values) => new()
    {
        LevelDbfs = values.Number("level"),
        NormalTwistDb = values.Number("normal-twist"),
        ReverseTwistDb = values.Number("reverse-twist"),
        DeviationPercent = values.Number("deviation"),
        SnrDb = values.Number("snr"),
        Tone = values.Duration("tone"),
        Pause = values.Duration("pause"),
        Ends = values.Text("ends") == "reported",
    };

    private static string Written(double number, string unit) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{number} {unit}");
}

/// <summary>What a DTMF digit is.</summary>
public sealed record DtmfOptions
{
    /// <summary>The least level of the weaker tone, in dB relative to a full-scale sine, -70 to 0. Default -42.</summary>
    public double LevelDbfs { get; init; } = -42;

    /// <summary>How much stronger the low tone may be, in dB, 1 to 20. Default 10.</summary>
    public double NormalTwistDb { get; init; } = 10;

    /// <summary>How much stronger the high tone may be, in dB, 1 to 20. Default 6.</summary>
    public double ReverseTwistDb { get; init; } = 6;

    /// <summary>How far the frequency of a tone may be off, in percent, 0.5 to 3. Default 2.</summary>
    public double DeviationPercent { get; init; } = 2;

    /// <summary>How much stronger both tones must be than everything else, in dB, 0 to 20. Default 6.5.</summary>
    public double SnrDb { get; init; } = 6.5;

    /// <summary>A tone this long is a digit for certain, one 10 ms shorter is none; 30 ms to 80 ms. Default 35 ms.</summary>
    public TimeSpan Tone { get; init; } = TimeSpan.FromMilliseconds(35);

    /// <summary>A pause this long ends a digit for certain, one 10 ms shorter does not; 15 ms to 1 s. Default 30 ms.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(30);

    /// <summary>Whether another event tells that a digit is over. Default false.</summary>
    public bool Ends { get; init; }
}
