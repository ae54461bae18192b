using System;
using System.Numerics;
using System.Runtime.InteropServices;
using Reactive.Operators.Vectors;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>rate-of-change</c>.</summary>
public static class RateOfChangeOperator
{
    /// <summary>
    /// How much a signal changes in <paramref name="per"/>, measured over <paramref name="over"/>: the sample less the one that
    /// much earlier, in single precision, in the unit of the input. The first samples, and those after a gap, give nothing
    /// until the one before them is known. NaN, or infinity less infinity, at either end gives NaN. Allocates nothing per
    /// block; blocks that come out are valid during the call only.
    /// </summary>
    /// <param name="source">Samples of one channel or of a bank.</param>
    /// <param name="input">What the samples are, with their rate and format.</param>
    /// <param name="over">The time between the two samples, rounded up to whole samples; above 0.</param>
    /// <param name="per">The time that the change is expressed for; above 0. Default 1 s.</param>
    /// <exception cref="ArgumentException">The times are not above 0, or span more samples than can be kept.</exception>
    public static IObservable<SampleBlock> RateOfChange(this IObservable<SampleBlock> source, Flow input, TimeSpan over, TimeSpan? per = null)
    {
        ParameterValues values = Spec.Arguments(input, ("over", over.Written()), ("per", per?.Written()));
        return source.Through(() => Create(input, values));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "rate-of-change",
        Summary = "Tells how fast samples rise or fall.",
        Details = "Decides each sample at once: the sample less the one a span earlier, in double precision, rounded once to single. The first samples give nothing until that one is known; "
            + "after a gap it starts anew, since a change over a gap is not known. NaN, or infinity less infinity, at either end gives NaN.",
        Shorthand = "over",
        Parameters =
        [
            ParameterSpec.Duration("over", "The span between the two samples, rounded up to whole samples; at most 4,194,304 of them.", least: "1 ns", most: "1 h", required: true),
            ParameterSpec.Duration("per", "The time that the change is expressed for: with 1 min, volts mean volts a minute.", "1 s", "1 ns"),
        ],
        Examples =
        [
            new OperatorExample("rate-of-change: 10 ms", "Change a second, measured over 10 ms."),
            new OperatorExample("rate-of-change: { over: 1 s, per: 1 min }", "Change a minute, measured over a second."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, SampleBlock>
            {
                Takes = "samples",
                Yields = "samples in single precision, in the unit of the input",
                Accepts = flow => flow is { Kind: FlowKind.Samples, Samples: not null },
                Output = (flow, _) => flow with { Samples = new SampleFlow(flow.Samples!.Rate, SampleFormat.Float32) },
                Kernel = (flow, values) => Create(flow, values),
            },
        ],
        Check = (values, input) => SampleSpan.Check("over", values, input),
    };

    private static RateOfChangeKernel Create(Flow input, ParameterValues values)
    {
        SampleRate rate = input.Samples!.Rate;
        int samples = (int)SampleSpan.Of(values.Quantity("over"), input);
        double factor = values.Number("per") * rate.Numerator / ((double)rate.Denominator * samples);
        return new RateOfChangeKernel(samples, factor, input.Samples.Format, input.Channels);
    }
}

/// <summary>Each sample less the one that many earlier, times a factor.</summary>
internal sealed class RateOfChangeKernel(int samples, double factor, SampleFormat format, int channels) : SampleKernel(channels)
{
    private readonly DelayLine _line = new(samples * channels * SampleBlock.SizeOf(format));
    private readonly SampleBuffer _earlier = new();
    private long _next;

    protected override void Step<T>(in SampleBlock input, ReadOnlySpan<T> block, IEmit<SampleBlock> output)
    {
        if (input.Format != format)
            throw new ArgumentException($"The input was declared in {format}, not {input.Format}.", nameof(input));
        if (input.FirstIndex != _next)
            _line.Clear();
        _next = input.EndIndex;
        int known = _line.Passing(input.Bytes.Length) / SampleBlock.SizeOf(format);
        Span<T> earlier = _earlier.Room<T>(known);
        _line.Push(input.Bytes.Span, MemoryMarshal.AsBytes(earlier));
        if (known == 0)
            return;
        Apply(block[^known..], earlier, Made.Room<float>(known));
        int frames = known / Channels;
        output.Emit(Made.Block(SampleFormat.Float32, frames, input.EndIndex - frames, input.Clock, Channels));
    }

    public override void Reset()
    {
        _line.Clear();
        _next = 0;
    }

    public override void Save(StateWriter writer)
    {
        writer.Int64(_next);
        _line.Save(writer);
    }

    public override void Load(StateReader reader)
    {
        _next = reader.Int64();
        _line.Load(reader, Channels * SampleBlock.SizeOf(format));
    }

    private void Apply<T>(ReadOnlySpan<T> now, ReadOnlySpan<T> earlier, Span<float> change)
        where T : unmanaged, INumber<T>
    {
        ref T first = ref MemoryMarshal.GetReference(now);
        ref T before = ref MemoryMarshal.GetReference(earlier);
        ref float to = ref MemoryMarshal.GetReference(change);
        Sixteen factors = Sixteen.All(factor);
        int at = 0;
        for (; at <= now.Length - Sixteen.Count; at += Sixteen.Count)
            ((Sixteen.Load(ref first, (nuint)at) - Sixteen.Load(ref before, (nuint)at)) * factors).Store(ref to, (nuint)at);
        for (; at < now.Length; at++)
            change[at] = (float)((double.CreateTruncating(now[at]) - double.CreateTruncating(earlier[at])) * factor);
    }
}
