using System;
using System.Collections.Generic;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>delay</c> over samples.</summary>
public static class DenseDelay
{
    private const string Time = "time";

    /// <summary>
    /// The samples later: at each index the sample that came so many before, with the clock of the input. The first ones are
    /// left out, and so is nothing else: over a gap, what waits for more samples waits longer. Allocates nothing per block;
    /// blocks that come out are valid during the call only.
    /// </summary>
    /// <param name="source">Samples of one channel or of a bank.</param>
    /// <param name="samples">How many samples later, 0 to 2^22; at most 2^24 of all channels together.</param>
    /// <param name="input">What the samples are.</param>
    public static IObservable<SampleBlock> Delay(this IObservable<SampleBlock> source, int samples, Flow input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(samples, Math.Min(SampleSpan.MostOfChannel, SampleSpan.MostOfBank / input.Channels));
        SampleFormat format = input.Samples?.Format ?? throw new ArgumentException("The input must be samples of a known format.", nameof(input));
        return source.Through(() => new DenseDelayKernel(samples, format, input.Channels));
    }

    /// <summary>The form of <c>delay</c> that takes samples.</summary>
    internal static OperatorForm Form { get; } = new OperatorForm<SampleBlock, SampleBlock>
    {
        Takes = "samples",
        Yields = "the samples, later by the time rounded up to whole samples; the first ones are left out",
        Accepts = flow => flow is { Kind: FlowKind.Samples, Samples: not null },
        Output = (flow, _) => flow,
        Kernel = (flow, values) => new DenseDelayKernel((int)SampleSpan.Of(values.Quantity(Time), flow), flow.Samples!.Format, flow.Channels),
    };

    /// <summary>What is wrong where so many samples cannot be kept; nothing for what is sparse.</summary>
    internal static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input) =>
        input.Kind == FlowKind.Samples ? SampleSpan.Check(Time, values, input) : [];
}

/// <summary>Samples through a delay line.</summary>
internal sealed class DenseDelayKernel(int samples, SampleFormat format, int channels) : SampleKernel(channels)
{
    private readonly DelayLine? _line = samples == 0 ? null : new DelayLine(samples * channels * SampleBlock.SizeOf(format));

    protected override void Step<T>(in SampleBlock input, ReadOnlySpan<T> block, IEmit<SampleBlock> output)
    {
        if (input.Format != format)
            throw new ArgumentException($"The input was declared in {format}, not {input.Format}.", nameof(input));
        if (_line is null)
        {
            output.Emit(input);
            return;
        }

        int bytes = _line.Passing(input.Bytes.Length), frames = bytes / (Channels * SampleBlock.SizeOf(format));
        _line.Push(input.Bytes.Span, Made.Room<byte>(bytes));
        if (frames > 0)
            output.Emit(Made.Block(format, frames, input.EndIndex - frames, input.Clock, Channels));
    }

    public override void Reset() => _line?.Clear();

    public override void Save(StateWriter writer) => _line?.Save(writer);

    public override void Load(StateReader reader) => _line?.Load(reader, Channels * SampleBlock.SizeOf(format));
}
