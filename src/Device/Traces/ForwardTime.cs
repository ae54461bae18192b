using Reactive.Signals;

namespace Reactive.Device.Traces;

/// <summary>
/// Times of samples, block after block, that never go back: after a re-anchor that sets the clock back, samples wait at the
/// last instant until their own times have passed it.
/// </summary>
internal sealed class ForwardTime
{
    private SignalTime _last = new(long.MinValue);

    /// <summary>The time of a frame of <paramref name="block"/>; frames are asked for in their order.</summary>
    public SignalTime Of(in SampleBlock block, int frame) => _last = SignalTime.Max(_last, block.Clock.TimeOf(block.FirstIndex + frame));
}
