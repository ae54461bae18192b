using Reactive.Device.Live;
using Reactive.Device.Live.Inputs;
using Reactive.Device.Time;
using Reactive.Signals;
using Reactive.Sinks.Sip;

namespace Reactive.Device.Messaging;

/// <summary>Hands the sound of calls over to a port: without a break while there is a telephone, silence where no call stands.</summary>
/// <param name="channel">The port: one channel at 8 kHz.</param>
/// <param name="clock">The device clock.</param>
internal sealed class CallSound(InputChannel channel, DeviceClock clock) : ISipSound
{
    // a pause as long as this is one of the agent, not of a thread that had to wait
    private const long LongestPause = 500_000_000;

    private readonly SoundLine _sound = new(channel);
    private SignalTime? _last;

    /// <inheritdoc/>
    public void Hear(System.ReadOnlySpan<short> samples)
    {
        SignalTime now = clock.Now;
        if (_last is not { } last || now - last > LongestPause)
            _sound.Skip(_sound.Clock.FirstIndexAtOrAfter(now) - samples.Length);
        _last = now;
        _sound.Write(samples, now);
    }

    /// <summary>There is no telephone: nothing is heard.</summary>
    public void Lost() => channel.Line.PostLost();
}
