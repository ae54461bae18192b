using System;

namespace Reactive.Sinks.Mqtt;

/// <summary>How much a connection holds, and how patient it is.</summary>
public sealed record MqttLimits
{
    /// <summary>Messages of QoS 1 and 2 on their way, 1 to 65,535; fewer where the broker takes fewer. Default: 256.</summary>
    public int Unacknowledged { get; init; } = 256;

    /// <summary>Messages of QoS 0 that the library has and has not written yet. Default: 1,000.</summary>
    public int Unsent { get; init; } = 1_000;

    /// <summary>Bytes of payload on their way in all; one message may go beyond it where nothing else is on its way. Default: 1 MiB.</summary>
    public int BytesOut { get; init; } = 1 << 20;

    /// <summary>Messages that have come and that the listener has not taken yet. Default: 1,024.</summary>
    public int Waiting { get; init; } = 1_024;

    /// <summary>Bytes of payload that wait for the listener; one message may go beyond it where no other waits. Default: 4 MiB.</summary>
    public int BytesWaiting { get; init; } = 4 << 20;

    /// <summary>Filters that are subscribed to. Default: 1,000.</summary>
    public int Subscriptions { get; init; } = 1_000;

    /// <summary>The shortest pause before the next attempt to connect. Default: 1 s.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest. Default: 60 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A connection that lasted this long begins with the shortest pause again. Default: 60 s.</summary>
    public TimeSpan Lasting { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the broker has to acknowledge a message before the connection is given up. Default: 30 s.</summary>
    public TimeSpan Acknowledge { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long stopping waits for what is on its way and for the farewell. Default: 1 s.</summary>
    public TimeSpan Farewell { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The pause before attempt <paramref name="failures"/> + 1: between half and the whole of a time that begins with twice the shortest pause, doubles each
    /// time and ends at the longest. Devices that lost the same broker at once thus do not come back at once.
    /// </summary>
    /// <param name="failures">Attempts that failed in a row, 1 or more.</param>
    /// <param name="chance">Chance, 0 to below 1.</param>
    public TimeSpan Pause(int failures, double chance)
    {
        long most = LongestPause.Ticks;
        long whole = Math.Min(most, FirstPause.Ticks << Math.Clamp(failures, 1, 20));
        long half = Math.Max(Math.Min(FirstPause.Ticks, most), whole / 2);
        return new TimeSpan(half + (long)((whole - half) * chance));
    }
}
