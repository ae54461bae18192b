using System;

namespace Reactive.Sinks.Mqtt;

/// <summary>
/// Looks whether the broker still answers. Where nothing was heard for three quarters of the keep alive, it is asked something; where it then says
/// nothing at all for half of the keep alive, it is gone: noticed within 1.25 of it. The question is the end of a subscription that there is not, which every broker
/// acknowledges (MQTT 3.1.1, 3.10.4; MQTT 5.0, 3.11.3), which needs no right to a topic and leaves nothing behind; a ping of the library's cannot be seen from here.
/// </summary>
internal sealed class MqttWatch(TimeProvider time, MqttLimits limits)
{
    private TimeSpan _keepAlive;
    private bool _alwaysAsks;
    private long _heard;
    private long _asked;
    private bool _waits;

    /// <summary>What is to be done.</summary>
    public enum Verdict
    {
        /// <summary>Nothing for now.</summary>
        Well,

        /// <summary>The broker is to be asked.</summary>
        Ask,

        /// <summary>It does not answer.</summary>
        Silent,

        /// <summary>It answers, and does not acknowledge a message.</summary>
        Overdue,
    }

    /// <summary>Begins with a connection.</summary>
    /// <param name="keepAlive">The keep alive in force; zero for none.</param>
    /// <param name="alwaysAsks">Whether to ask although the broker is heard: it counts what it hears itself, and may want that more often than the library knows.</param>
    public void Begin(TimeSpan keepAlive, bool alwaysAsks)
    {
        _keepAlive = keepAlive;
        _alwaysAsks = alwaysAsks;
        _heard = _asked = time.GetTimestamp();
        _waits = false;
    }

    /// <summary>The broker has been heard.</summary>
    public void Heard()
    {
        _heard = time.GetTimestamp();
        _waits = false;
    }

    /// <summary>Looks.</summary>
    /// <param name="oldest">Since when the oldest message waits for its acknowledgement; null for none.</param>
    /// <param name="next">When to look again.</param>
    public Verdict Look(long? oldest, out TimeSpan next)
    {
        next = limits.Acknowledge;
        if (oldest is { } since)
        {
            next = limits.Acknowledge - time.GetElapsedTime(since);
            if (next <= TimeSpan.Zero)
                return Verdict.Overdue;
        }

        if (_keepAlive == TimeSpan.Zero)
            return Verdict.Well;
        if (_waits)
        {
            TimeSpan left = (_keepAlive / 2) - time.GetElapsedTime(_asked);
            next = Least(next, left);
            return left <= TimeSpan.Zero ? Verdict.Silent : Verdict.Well;
        }

        TimeSpan quiet = (_keepAlive * 3 / 4) - time.GetElapsedTime(_alwaysAsks ? _asked : _heard);
        if (quiet > TimeSpan.Zero)
        {
            next = Least(next, quiet);
            return Verdict.Well;
        }

        _waits = true;
        _asked = time.GetTimestamp();
        next = Least(next, _keepAlive / 2);
        return Verdict.Ask;
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
