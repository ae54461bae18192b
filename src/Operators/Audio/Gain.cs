using System;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>gain</c>.</summary>
public static class GainOperator
{
    /// <summary>
    /// Sound made louder or softer, in the format and with the indexes and the clock of the input. Integers are rounded to the nearest
    /// and stop at the end of their range, they never wrap; singles are not limited, and NaN stays NaN. Allocates nothing per block; blocks that come
    /// out are valid during the call only.
    /// </summary>
    /// <param name="source">Samples of one channel or of a bank.</param>
    /// <param name="input">What the samples are: counts without a front end.</param>
    /// <param name="decibels">The gain in dB, -100 to 60.</param>
    /// <exception cref="ArgumentException">The gain is out of range, or the input no sound.</exception>
    public static IObservable<SampleBlock> Gain(this IObservable<SampleBlock> source, Flow input, double decibels)
    {
        ParameterValues values = Spec.Arguments(input, ("by", SoundInput.Written(decibels, "dB")));
        return source.Through(() => Create(input, values));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "gain",
        Summary = "Makes sound louder or softer.",
        Details = "Decides each sample at once and keeps format and channels. Integers are rounded to the nearest and stop at the end of their range: they never wrap. Samples in single precision are not limited; NaN stays NaN.",
        Shorthand = "by",
        Parameters = [ParameterSpec.Of("by", "How much louder; less than 0 dB is softer.", null, "-100 dB", "60 dB", true, Dimension.Level)],
        Examples =
        [
            new OperatorExample("gain: -6 dB", "Half the amplitude, almost."),
            new OperatorExample("gain: { by: 12 dB }", "Four times the amplitude, almost; what is too loud for that is cut off."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, SampleBlock>
            {
                Takes = SoundInput.Takes,
                Yields = "sound of the same format",
                Accepts = SoundInput.Accepts,
                Output = (flow, _) => flow,
                Kernel = Create,
            },
        ],
    };

    // an amplitude goes with the root of the power
    private static GainKernel Create(Flow input, ParameterValues values) => new(Math.Sqrt(ExactMath.PowerRatio(values.Number("by"))), input.Channels);
}

/// <summary>Every sample times a factor; remembers nothing.</summary>
internal sealed class GainKernel(double factor, int channels) : SampleKernel(channels)
{
    protected override void Step<T>(in SampleBlock input, ReadOnlySpan<T> samples, IEmit<SampleBlock> output)
    {
        Louder.Make(samples, factor, Made.Room<T>(samples.Length));
        output.Emit(Made.Block(input.Format, input.Count, input.FirstIndex, input.Clock, Channels));
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
