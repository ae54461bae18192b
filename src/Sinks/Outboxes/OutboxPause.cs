using System;

namespace Reactive.Sinks;

/// <summary>How long nothing goes out behind a letter that has come back, so that what comes back again and again is not sent again and again at once: twice as long each time, until one is delivered or the transport says that it is ready.</summary>
internal sealed class OutboxPause
{
    private const long FirstNanoseconds = 100_000_000;
    private const long LongestNanoseconds = 30_000_000_000;
    private const int MostDoublings = 20;

    private long _until = long.MinValue;
    private int _returns;

    /// <summary>A letter has come back.</summary>
    public void Begin(long now) => _until = now + Math.Min(LongestNanoseconds, FirstNanoseconds << Math.Min(_returns++, MostDoublings));

    /// <summary>The transport is ready.</summary>
    public void End() => (_until, _returns) = (long.MinValue, 0);

    /// <summary>A letter has been delivered: the next pause is a short one again.</summary>
    public void Delivered() => _returns = 0;

    /// <summary>Whether nothing goes out.</summary>
    public bool Holds(long now) => now < _until;

    /// <summary>When to send again what waits: now where it is over; <see cref="long.MaxValue"/> where there was none.</summary>
    public long Due(long now) => _until == long.MinValue ? long.MaxValue : Math.Max(_until, now);
}
