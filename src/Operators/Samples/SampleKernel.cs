using System;
using System.Numerics;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>What kernels from samples to samples have in common: they look at what came once a block and are then typed.</summary>
/// <param name="channels">Samples in a frame, as declared.</param>
internal abstract class SampleKernel(int channels) : Kernel<SampleBlock, SampleBlock>
{
    /// <summary>Samples in a frame.</summary>
    protected int Channels => channels;

    /// <summary>The memory of what comes out.</summary>
    protected SampleBuffer Made { get; } = new();

    /// <inheritdoc/>
    public sealed override void Step(in SampleBlock input, IEmit<SampleBlock> output)
    {
        if (input.Channels != channels)
            throw new ArgumentException($"The input was declared with {channels} channels, not {input.Channels}.", nameof(input));
        if (input.Count == 0)
            return;
        switch (input.Format)
        {
            case SampleFormat.Int16:
                Step(input, input.Int16, output);
                break;
            case SampleFormat.Int32:
                Step(input, input.Int32, output);
                break;
            default:
                Step(input, input.Float32, output);
                break;
        }
    }

    /// <summary>Takes a block that is not empty, and its samples.</summary>
    protected abstract void Step<T>(in SampleBlock input, ReadOnlySpan<T> samples, IEmit<SampleBlock> output)
        where T : unmanaged, INumber<T>;
}
