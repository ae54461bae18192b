using System;
using Reactive.Signals;

namespace Reactive.Device.Running;

/// <summary>
/// How often something that changes may be written to a disk that wears: <see cref="Most"/> times at once, and one more every
/// <see cref="Spacing"/>. What changes now and then is written at once, what keeps changing 8640 times a day at most.
/// </summary>
internal sealed class WritePace
{
    /// <summary>Signal time after which one more write is allowed, in nanoseconds.</summary>
    public const long Spacing = 10 * SignalTime.NanosecondsPerSecond;

    /// <summary>Writes that may come one upon the other after a minute of silence.</summary>
    public const int Most = 6;

    // when all that was written is paid for
    private long _paid = long.MinValue;

    /// <summary>Whether something may be written at <paramref name="now"/>.</summary>
    public bool Allows(SignalTime now) => _paid <= now.Nanoseconds;

    /// <summary>Counts a write.</summary>
    public void Wrote(SignalTime now) => _paid = Math.Max(_paid, now.Nanoseconds - ((Most - 1) * Spacing)) + Spacing;
}
