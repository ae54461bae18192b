using System;
using System.Collections.Generic;
using System.Numerics;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>median</c>.</summary>
public static class MedianOperator
{
    /// <summary>The most samples in the window.</summary>
    public const int MostSamples = 1023;

    private const string Samples = "samples";
    private const string Over = "over";

    /// <summary>
    /// The median of the last <paramref name="samples"/> samples, for every sample, in the format and with the indexes and the
    /// clock of the input; before the first sample it is taken to have been as that one. NaN in the window gives NaN.
    /// Allocates nothing per block; blocks that come out are valid during the call only.
    /// </summary>
    /// <param name="source">Samples of one channel or of a bank.</param>
    /// <param name="input">What the samples are, with their format.</param>
    /// <param name="samples">How many: odd, 1 to 1023.</param>
    /// <exception cref="ArgumentException">The number is even or out of range.</exception>
    public static IObservable<SampleBlock> Median(this IObservable<SampleBlock> source, Flow input, int samples)
    {
        ParameterValues values = Spec.Arguments(input, (Samples, samples.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return source.Through(() => Create(input, values));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "median",
        Summary = "Takes spikes out of samples and keeps steps: the median of the last so many.",
        Details = "Decides each sample at once; a change shows half the window later, sharp as it was, and what is shorter than half of it is gone. Before the first sample the signal is taken to have been as that one. "
            + "What comes out is always a sample that came in. NaN within the window gives NaN. A gap counts as no samples.",
        Shorthand = Samples,
        Parameters =
        [
            ParameterSpec.Of(Samples, "How many samples: an odd number.", null, "1", "1023", false, Dimension.Count),
            ParameterSpec.Duration(Over, "In place of samples, a time: rounded up to whole samples and then to an odd number of them.", null, "1 ns", "1 h"),
        ],
        Examples =
        [
            new OperatorExample("median: 3", "Single wrong samples are gone."),
            new OperatorExample("median: 5", "Pairs of them as well."),
            new OperatorExample("median: { over: 20 ms }", "Everything shorter than 10 ms is gone."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, SampleBlock>
            {
                Takes = "samples",
                Yields = "samples in the format of the input",
                Accepts = flow => flow is { Kind: FlowKind.Samples, Samples: not null },
                Output = (flow, _) => flow,
                Kernel = Create,
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        if (values.Has(Samples) == values.Has(Over))
        {
            yield return values.Has(Samples)
                ? new ParameterProblem(Over, "the window is given twice: expected either 'samples' or 'over'")
                : new ParameterProblem(Samples, "the window is missing: expected 'samples' or 'over'", "3 or 5 samples take out single spikes");
            yield break;
        }

        if (values.Has(Samples) && (values.Quantity(Samples).Value is decimal samples) && samples % 2 != 1)
            yield return new ParameterProblem(Samples, $"'samples' must be an odd whole number, not {values.Quantity(Samples)}");
        if (values.Has(Over) && input.Samples is not null && SampleSpan.Of(values.Quantity(Over), input) > MostSamples)
            yield return new ParameterProblem(Over, $"'over' of {values.Quantity(Over)} spans {SampleSpan.Of(values.Quantity(Over), input)} samples at {input.Samples.Rate}, and at most {MostSamples} are taken", "lower the rate before, with 'decimate' or 'window'");
    }

    private static Kernel<SampleBlock, SampleBlock> Create(Flow input, ParameterValues values)
    {
        int length = values.Has(Samples) ? (int)values.Number(Samples) : (int)SampleSpan.Of(values.Quantity(Over), input) | 1;
        return input.Samples!.Format switch
        {
            SampleFormat.Int16 => Create<short>(length, input),
            SampleFormat.Int32 => Create<int>(length, input),
            _ => Create<float>(length, input),
        };
    }

    private static Kernel<SampleBlock, SampleBlock> Create<T>(int length, Flow input)
        where T : unmanaged, INumber<T> => length <= MedianNetworkKernel<T>.MostSamples
            ? new MedianNetworkKernel<T>(length, input.Samples!.Format, input.Channels)
            : new MedianWindowKernel<T>(length, input.Samples!.Format, input.Channels);
}
