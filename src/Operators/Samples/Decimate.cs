using System;
using System.Collections.Generic;
using System.Globalization;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The low-pass of a change of rate.</summary>
public enum RateFilter
{
    /// <summary>Flat to 0.45 of the lower rate, at least 70 dB down from half of it on; delays by 48 periods of the lower rate.</summary>
    Good,
    /// <summary>Flat to 0.38 of the lower rate, about 60 dB down from half of it on; delays by 16 periods of the lower rate.</summary>
    Fast,
    /// <summary>None: what lies above half the new rate comes out as something else. Only for <c>decimate</c>.</summary>
    None,
}

/// <summary>The operator <c>decimate</c>.</summary>
public static class DecimateOperator
{
    /// <summary>
    /// Every <paramref name="by"/>-th sample behind a low-pass: those whose index is a multiple of it, at their own times, in
    /// single precision (without a filter: in the format of the input). What comes out is later than the signal by the delay
    /// of the filter, and begins when the filter is full. Allocates nothing per block; blocks that come out are valid during
    /// the call only.
    /// </summary>
    /// <param name="source">Samples of one channel or of a bank.</param>
    /// <param name="input">What the samples are, with their rate and format.</param>
    /// <param name="by">How many samples become one, 2 to 1000.</param>
    /// <param name="filter">The low-pass.</param>
    /// <exception cref="ArgumentException">The number is out of range.</exception>
    public static IObservable<SampleBlock> Decimate(this IObservable<SampleBlock> source, Flow input, int by, RateFilter filter = RateFilter.Good)
    {
        string word = filter switch { RateFilter.Good => "good", RateFilter.Fast => "fast", _ => "none" };
        ParameterValues values = Spec.Arguments(input, ("by", by.ToString(CultureInfo.InvariantCulture)), ("filter", word));
        return source.Through(() => Create(input, values));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "decimate",
        Summary = "Lowers the rate by a whole number: every n-th sample behind a low-pass.",
        Details = "The samples whose index is a multiple of n, at their own times, so when something began changes nothing. What they tell is later by the delay of the filter: 48 periods of the new rate (good) or 16 (fast); "
            + "they begin when the filter is full. good is flat to 0.45 of the new rate and 70 dB down from half of it on, fast flat to 0.38 and 60 dB down. A gap counts as no samples: the filter goes on with those after it. "
            + "What is not finite makes everything within the reach of the filter not finite. Filters are windowed sincs, the same on every processor.",
        Shorthand = "by",
        Parameters =
        [
            ParameterSpec.Of("by", "How many samples become one: a whole number.", null, "2", "1000", true, Dimension.Count),
            ParameterSpec.Choice("filter", "The low-pass; none lets what lies above half the new rate through as something else, without delay and in the format of the input.", "good", "good", "fast", "none"),
        ],
        Examples =
        [
            new OperatorExample("decimate: 4", "A quarter of the rate."),
            new OperatorExample("decimate: { by: 10, filter: fast }", "A tenth of the rate, sooner and with less work."),
            new OperatorExample("decimate: { by: 100, filter: none }", "Every hundredth sample as it is."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, SampleBlock>
            {
                Takes = "samples",
                Yields = "samples at the n-th part of the rate",
                Accepts = flow => flow is { Kind: FlowKind.Samples, Samples: not null },
                Output = (flow, values) => flow with { Samples = Output(flow, values) },
                Kernel = Create,
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        if (values.NotWhole("by") is { } fraction)
        {
            yield return fraction;
            yield break;
        }

        Quantity by = values.Quantity("by");
        if (input.Samples is not null && !DerivedClock.TryRate(input.Samples.Rate, 1, (long)by.Value, out _))
            yield return new ParameterProblem("by", $"{input.Samples.Rate} cannot be lowered by {by}");
        if (FilterOf(values) is { } filter && filter.TapsOf(1, (long)by.Value) * input.Channels > SampleSpan.MostOfChannel)
            yield return new ParameterProblem("by", $"the filter of {by} would keep {filter.TapsOf(1, (long)by.Value)} samples of each of {input.Channels} channels, and at most {SampleSpan.MostOfChannel} are kept of all together", "decimate in two steps");
    }

    private static LowPass? FilterOf(ParameterValues values) => values.Text("filter") switch { "good" => LowPass.Good, "fast" => LowPass.Fast, _ => null };

    private static SampleFlow Output(Flow input, ParameterValues values)
    {
        DerivedClock.TryRate(input.Samples!.Rate, 1, (long)values.Number("by"), out SampleRate rate);
        return input.Samples with { Rate = rate, Format = FilterOf(values) is null ? input.Samples.Format : SampleFormat.Float32 };
    }

    private static Kernel<SampleBlock, SampleBlock> Create(Flow input, ParameterValues values)
    {
        int by = (int)values.Number("by");
        return FilterOf(values) is { } filter ? new RateKernel(1, by, filter, input.Channels) : new PickKernel(by, input.Channels);
    }
}

/// <summary>The samples whose index is a multiple of n; remembers nothing.</summary>
internal sealed class PickKernel(int by, int channels) : SampleKernel(channels)
{
    private readonly DerivedClock _clock = new(1, by, 0);

    protected override void Step<T>(in SampleBlock input, ReadOnlySpan<T> samples, IEmit<SampleBlock> output)
    {
        long first = -DerivedClock.FloorDivide(-input.FirstIndex, by);
        int at = (int)(first * by - input.FirstIndex), frames = at >= input.Count ? 0 : ((input.Count - 1 - at) / by) + 1;
        if (frames == 0)
            return;
        Span<T> picked = Made.Room<T>(frames * Channels);
        for (int i = 0; i < frames; i++, at += by)
            samples.Slice(at * Channels, Channels).CopyTo(picked[(i * Channels)..]);
        output.Emit(Made.Block(input.Format, frames, first, _clock.Of(input.Clock), Channels));
    }

    public override void Reset()
    {
    }

    public override void Save(StateWriter writer)
    {
    }

    public override void Load(StateReader reader)
    {
    }
}
