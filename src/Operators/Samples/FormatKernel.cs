using System;
using System.Numerics;
using System.Runtime.InteropServices;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>A kernel from samples to samples that keeps samples of its input, and so is made for one format.</summary>
/// <param name="format">The format, as declared.</param>
/// <param name="channels">Samples in a frame, as declared.</param>
internal abstract class FormatKernel<T>(SampleFormat format, int channels) : Kernel<SampleBlock, SampleBlock>
    where T : unmanaged, INumber<T>
{
    /// <summary>Samples in a frame.</summary>
    protected int Channels => channels;

    /// <summary>The format of what comes in.</summary>
    protected SampleFormat Format => format;

    /// <summary>The memory of what comes out.</summary>
    protected SampleBuffer Made { get; } = new();

    /// <inheritdoc/>
    public sealed override void Step(in SampleBlock input, IEmit<SampleBlock> output)
    {
        if (input.Channels != channels || input.Format != format)
            throw new ArgumentException($"The input was declared with {channels} channels in {format}, not {input.Channels} in {input.Format}.", nameof(input));
        if (input.Count > 0)
            Step(input, MemoryMarshal.Cast<byte, T>(input.Bytes.Span), output);
    }

    /// <summary>Takes a block that is not empty, and its samples.</summary>
    protected abstract void Step(in SampleBlock input, ReadOnlySpan<T> samples, IEmit<SampleBlock> output);
}
