using System;
using Reactive.Signals;

namespace Reactive.Device.Telephony;

/// <summary>
/// How many frames after the first one of the last packet a packet begins: by their timestamps, unless those go back, or are more than
/// <see cref="LargestDrift"/> off the arrivals, which then say how much time has passed.
/// </summary>
/// <param name="Frames">The frames.</param>
/// <param name="IsJump">Whether the arrivals had to say.</param>
internal readonly record struct PacketStep(long Frames, bool IsJump)
{
    /// <summary>How far one step of the timestamps may be off that of the arrivals.</summary>
    public static readonly TimeSpan LargestDrift = TimeSpan.FromSeconds(2);

    /// <summary>The step between two packets.</summary>
    /// <param name="rate">Frames a second.</param>
    /// <param name="lastFrames">How many frames the last one has.</param>
    /// <param name="ticks">From its timestamp to that of the next, as they are sent.</param>
    /// <param name="arrived">From its arrival to that of the next, in nanoseconds.</param>
    public static PacketStep Of(SampleRate rate, int lastFrames, uint ticks, long arrived)
    {
        long step = (int)ticks, elapsed = Math.Max(lastFrames, rate.PeriodsIn(Math.Max(0, arrived)));
        return step > 0 && Math.Abs(step - elapsed) <= (long)(LargestDrift.TotalSeconds * rate.Hertz) ? new PacketStep(step, false) : new PacketStep(elapsed, true);
    }
}
