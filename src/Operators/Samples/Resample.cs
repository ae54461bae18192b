using System;
using System.Collections.Generic;
using System.Globalization;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>resample</c>.</summary>
public static class ResampleOperator
{
    /// <summary>The most filters: the rates may be in the ratio of any two whole numbers of which the first is at most this.</summary>
    public const int MostFilters = 1024;

    /// <summary>The most coefficients of all filters together.</summary>
    public const int MostCoefficients = 1 << 20;

    /// <summary>How many times the rate may become, at most.</summary>
    public const int MostTimes = 16;

    /// <summary>
    /// The samples at another rate, in single precision: sample m at exactly m periods of the new rate after index 0. What
    /// comes out is later than the signal by the delay of the filter, and begins when the filter is full. Allocates nothing
    /// per block; blocks that come out are valid during the call only.
    /// </summary>
    /// <param name="source">Samples of one channel or of a bank.</param>
    /// <param name="input">What the samples are, with their rate and format.</param>
    /// <param name="toHertz">The new rate in hertz, a multiple of a microhertz.</param>
    /// <param name="quality">Good or fast.</param>
    /// <exception cref="ArgumentException">The rate is out of range, or in no ratio to that of the input that can be made.</exception>
    public static IObservable<SampleBlock> Resample(this IObservable<SampleBlock> source, Flow input, double toHertz, RateFilter quality = RateFilter.Good)
    {
        if (!(toHertz is >= 0.001 and <= 100e6))
            throw new ArgumentOutOfRangeException(nameof(toHertz), toHertz, "A new rate lies between 0.001 Hz and 100 MHz.");
        string word = quality switch { RateFilter.Good => "good", RateFilter.Fast => "fast", _ => "none" };
        ParameterValues values = Spec.Arguments(input, ("to", string.Create(CultureInfo.InvariantCulture, $"{(decimal)toHertz} Hz")), ("quality", word));
        return source.Through(() => Create(input, values));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "resample",
        Summary = "Brings samples to another rate, higher or lower.",
        Details = "Output m lies exactly m periods of the new rate after index 0 of the input, and is decided with the last input sample at or before that. What it tells is later by the delay of the filter: "
            + "48 periods of the lower of the two rates (good) or 16 (fast); it begins when the filter is full. good is flat to 0.45 of the lower rate and 70 dB down from half of it on, fast flat to 0.38 and 60 dB down. "
            + "Any ratio L/M up to 16 with L up to 1024 and filters of at most 1,048,576 coefficients; at a ratio of 1 the samples pass as they are. A gap counts as no samples: the filter goes on with those after it. "
            + "What is not finite makes everything within the reach of the filter not finite. Filters are windowed sincs, the same on every processor.",
        Shorthand = "to",
        Parameters =
        [
            ParameterSpec.Of("to", "The new rate.", null, "0.001 Hz", "100 MHz", true, Dimension.Frequency),
            ParameterSpec.Choice("quality", "The low-pass: good, or fast with a third of the work and of the delay.", "good", "good", "fast"),
        ],
        Examples =
        [
            new OperatorExample("resample: 400 Hz", "From any rate to 400 samples a second."),
            new OperatorExample("resample: { to: 1.5 kHz, quality: fast }", "One and a half times as many samples a second as at 1 kHz."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, SampleBlock>
            {
                Takes = "samples",
                Yields = "samples in single precision, at the rate",
                Accepts = flow => flow is { Kind: FlowKind.Samples, Samples: not null },
                Output = (flow, values) => flow with { Samples = flow.Samples! with { Rate = RateOf(values), Format = SampleFormat.Float32 } },
                Kernel = Create,
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        if (input.Samples is null)
            yield break;
        (Int128 up, Int128 down) = RatioOf(values, input);
        string asked = $"from {input.Samples.Rate} to {values.Quantity("to")} the ratio is {up}/{down}";
        LowPass filter = FilterOf(values);
        if (up > MostTimes * down)
            yield return new ParameterProblem("to", $"{asked}, and at most {MostTimes} is possible");
        else if (up > MostFilters)
            yield return new ParameterProblem("to", $"{asked}, and its first number can be at most {MostFilters}", "choose a rate in a simpler ratio");
        else if (down > int.MaxValue || filter.TapsOf((long)up, (long)down) * up > MostCoefficients)
            yield return new ParameterProblem("to", $"{asked}, whose filters would have more than {MostCoefficients} coefficients", "choose a rate in a simpler ratio, or decimate before");
        else if (filter.TapsOf((long)up, (long)down) * input.Channels > SampleSpan.MostOfChannel)
            yield return new ParameterProblem("to", $"{asked}: the filter would keep {filter.TapsOf((long)up, (long)down)} samples of each of {input.Channels} channels, and at most {SampleSpan.MostOfChannel} are kept of all together", "decimate before");
    }

    private static LowPass FilterOf(ParameterValues values) => values.Text("quality") == "good" ? LowPass.Good : LowPass.Fast;

    private static SampleRate RateOf(ParameterValues values) => SampleRate.FromHertz(values.Number("to"));

    private static (Int128 Up, Int128 Down) RatioOf(ParameterValues values, Flow input)
    {
        SampleRate from = input.Samples!.Rate, to = RateOf(values);
        Int128 up = (Int128)to.Numerator * from.Denominator, down = (Int128)to.Denominator * from.Numerator, divisor = up;
        for (Int128 rest = down; rest != 0;)
            (divisor, rest) = (rest, divisor % rest);
        return (up / divisor, down / divisor);
    }

    private static Kernel<SampleBlock, SampleBlock> Create(Flow input, ParameterValues values)
    {
        (Int128 up, Int128 down) = RatioOf(values, input);
        return up == down ? new ScaleKernel(1, 0, input.Channels) : new RateKernel((int)up, (int)down, FilterOf(values), input.Channels);
    }
}
