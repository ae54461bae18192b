using System;

namespace Reactive.Device.Telephony;

/// <summary>What is heard in place of packets of sound that were lost: the packet before them once more, fading out within <see cref="Fade"/>, then silence.</summary>
/// <param name="rateHertz">Frames a second.</param>
internal readonly struct LossConcealment(int rateHertz)
{
    /// <summary>How long it is heard.</summary>
    public static readonly TimeSpan Fade = TimeSpan.FromMilliseconds(40);

    private readonly int _fadeFrames = (int)(Fade.TotalSeconds * rateHertz);

    /// <summary>A sample of it.</summary>
    /// <param name="last">The samples of the packet before, frame by frame.</param>
    /// <param name="frames">How many frames that has, 1 at least.</param>
    /// <param name="frame">Which frame since the loss, from 0.</param>
    /// <param name="channel">Which channel, from 0.</param>
    public short Sample(ReadOnlySpan<short> last, int frames, int frame, int channel) =>
        frame < _fadeFrames ? (short)(last[(frame % frames * (last.Length / frames)) + channel] * (_fadeFrames - frame) / _fadeFrames) : (short)0;
}
