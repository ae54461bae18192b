using System;
using System.Collections.Generic;
using System.Numerics;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>What <c>window</c> tells of the samples of each window.</summary>
public enum WindowStatistic
{
    /// <summary>The smallest sample.</summary>
    Min,
    /// <summary>The largest sample.</summary>
    Max,
    /// <summary>The mean.</summary>
    Mean,
    /// <summary>The root of the mean of the squares.</summary>
    Rms,
}

/// <summary>The operator <c>window</c>.</summary>
public static class WindowOperator
{
    /// <summary>
    /// A statistic of windows of n samples each, one after the other: a sample a window, at the n-th part of the rate, with the
    /// time of the window's last sample. Window k holds the samples from index k n on, however the source began: what is left
    /// of the first is left out. Windows with missing samples use those that are there, and are told once a later sample
    /// comes; those with none are left out. NaN gives NaN. Allocates nothing per block; blocks that come out are valid during
    /// the call only.
    /// </summary>
    /// <param name="source">Samples of one channel or of a bank.</param>
    /// <param name="input">What the samples are, with their rate and format.</param>
    /// <param name="every">How long a window is, rounded up to whole samples; above 0, at most 1 d.</param>
    /// <param name="of">What is told. Min and max keep the format, the others are in single precision.</param>
    /// <exception cref="ArgumentException">The time is out of range, or gives no rate.</exception>
    public static IObservable<SampleBlock> Window(this IObservable<SampleBlock> source, Flow input, TimeSpan every, WindowStatistic of = WindowStatistic.Mean)
    {
        string word = of switch { WindowStatistic.Min => "min", WindowStatistic.Max => "max", WindowStatistic.Mean => "mean", _ => "rms" };
        ParameterValues values = Spec.Arguments(input, ("every", every.Written()), ("of", word));
        return source.Through(() => Create(input, values));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "window",
        Summary = "Tells a statistic of one window of samples after the other.",
        Details = "Windows lie one after the other at whole multiples of their length by sample index, so they do not depend on when something began; the first is left out where it is not whole. "
            + "Decided with the window's last sample and stamped with it; the rate is that of the windows. Where samples are missing those there are used (decided with the next sample), and windows with none are left out. NaN gives NaN. "
            + "Sums are in double precision in sixteen lanes by the place in the window.",
        Shorthand = "every",
        Parameters =
        [
            ParameterSpec.Duration("every", "How long a window is, rounded up to whole samples.", least: "1 ns", most: "1 d", required: true),
            ParameterSpec.Choice("of", "min and max keep the format of the samples; mean and rms (root mean square) are in single precision.", "mean", "min", "max", "mean", "rms"),
        ],
        Examples =
        [
            new OperatorExample("window: 100 ms", "Ten means a second."),
            new OperatorExample("window: { every: 20 ms, of: rms }", "The level of each mains period."),
            new OperatorExample("window: { every: 50 ms, of: max }", "The highest sample of each 50 ms."),
            new OperatorExample("window: { every: 7 ms, of: min }", "The lowest sample of each 7 ms."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, SampleBlock>
            {
                Takes = "samples",
                Yields = "a sample a window",
                Accepts = flow => flow is { Kind: FlowKind.Samples, Samples: not null },
                Output = (flow, values) => flow with { Samples = Output(flow, values) },
                Kernel = Create,
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        if (input.Samples is not null && !DerivedClock.TryRate(input.Samples.Rate, 1, LengthOf(values, input), out _))
            yield return new ParameterProblem("every", $"'every' of {values.Quantity("every")} is too long at {input.Samples.Rate}");
    }

    private static long LengthOf(ParameterValues values, Flow input) => SampleSpan.Of(values.Quantity("every"), input);

    private static SampleFlow Output(Flow input, ParameterValues values)
    {
        DerivedClock.TryRate(input.Samples!.Rate, 1, LengthOf(values, input), out SampleRate rate);
        bool keepsFormat = values.Text("of") is "min" or "max";
        return input.Samples with { Rate = rate, Format = keepsFormat ? input.Samples.Format : SampleFormat.Float32 };
    }

    private static Kernel<SampleBlock, SampleBlock> Create(Flow input, ParameterValues values)
    {
        (long length, string of) = (LengthOf(values, input), values.Text("of"));
        return input.Samples!.Format switch
        {
            SampleFormat.Int16 => Create<short>(length, of, input),
            SampleFormat.Int32 => Create<int>(length, of, input),
            _ => Create<float>(length, of, input),
        };
    }

    private static Kernel<SampleBlock, SampleBlock> Create<T>(long length, string of, Flow input)
        where T : unmanaged, INumber<T>
    {
        SampleFormat format = input.Samples!.Format;
        return of switch
        {
            "min" => new WindowKernel<T, T, Least>(length, format, format, input.Channels),
            "max" => new WindowKernel<T, T, Largest>(length, format, format, input.Channels),
            "rms" => new WindowKernel<T, float, RootMeanSquare>(length, format, SampleFormat.Float32, input.Channels),
            _ => new WindowKernel<T, float, Mean>(length, format, SampleFormat.Float32, input.Channels),
        };
    }
}
