using System;

namespace Reactive.Sinks.Sip;

/// <summary>What hears the other ends of calls.</summary>
public interface ISipSound
{
    /// <summary>
    /// The sound of all calls that stand, mixed: one channel at 8 kHz, in blocks of mostly 20 ms, without a break as long as the agent lives; zeros where there is no call. Called on one
    /// thread for it alone, which may wait for some 100 ms before anything is lost.
    /// </summary>
    /// <param name="samples">The samples, for the time of the call.</param>
    void Hear(ReadOnlySpan<short> samples);
}
