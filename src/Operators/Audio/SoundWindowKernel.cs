using System;
using Reactive.Operators.Vectors;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>Looks at the last so many samples of each channel as parts of full scale, in single precision.</summary>
/// <param name="format">The format of what comes.</param>
/// <param name="channels">Its channels.</param>
/// <param name="window">How many samples are looked at; a multiple of the hop.</param>
/// <param name="hop">How many samples lie between one look and the next.</param>
/// <param name="down">How many samples of the input become one before; 1 for none.</param>
internal abstract class SoundWindowKernel(SampleFormat format, int channels, int window, int hop, int down = 1)
    : WindowedSoundKernel<float>(channels, window, hop, down, Correlation.Step)
{
    private readonly int _channels = channels;
    private readonly float _scale = (float)(1 / SampleBlock.FullScaleOf(format));

    /// <inheritdoc/>
    protected sealed override void Convert(in SampleBlock input, int from, int channel, Span<float> kept)
    {
        int start = from * _channels, length = kept.Length * _channels;
        switch (input.Format)
        {
            case SampleFormat.Int16:
                FullScale.Take(input.Int16.Slice(start, length), channel, _channels, _scale, kept);
                break;
            case SampleFormat.Int32:
                FullScale.Take(input.Int32.Slice(start, length), channel, _channels, _scale, kept);
                break;
            default:
                FullScale.Take(input.Float32.Slice(start, length), channel, _channels, _scale, kept);
                break;
        }
    }

    /// <inheritdoc/>
    protected sealed override void SaveSample(StateWriter writer, float sample) => writer.Single(sample);

    /// <inheritdoc/>
    protected sealed override float LoadSample(StateReader reader) =>
        reader.Single() is >= -1 and <= 1 and var read ? read : throw new StateException("A sample lies beyond full scale.");
}
