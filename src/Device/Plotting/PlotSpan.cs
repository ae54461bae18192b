using System;
using Reactive.Signals;

namespace Reactive.Device.Plotting;

/// <summary>The part of signal time that a picture shows, and how wide it is.</summary>
/// <param name="From">Its left edge.</param>
/// <param name="To">Its right edge, after <paramref name="From"/>.</param>
/// <param name="Columns">Its width in pixels.</param>
internal sealed record PlotSpan(SignalTime From, SignalTime To, int Columns)
{
    /// <summary>How long it is, in seconds.</summary>
    public double Seconds => (To - From) / 1e9;

    /// <summary>Where an instant lies, in pixels from the left edge; outside of 0 to <see cref="Columns"/> where it is not shown.</summary>
    public double XOf(SignalTime time) => (double)(time - From) / (To - From) * Columns;

    /// <summary>Whether any of a stretch of time is shown.</summary>
    public bool Shows(SignalTime from, SignalTime to) => to >= From && from <= To;

    /// <summary>What lies outside, moved to the nearer edge.</summary>
    public double Clamped(SignalTime time) => Math.Clamp(XOf(time), 0, Columns);
}
