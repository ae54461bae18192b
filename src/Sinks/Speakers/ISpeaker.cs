using System;
using System.Threading;

namespace Reactive.Sinks;

/// <summary>The hardware behind one speaker. Called on that speaker's own thread only. Whatever it throws means that the sound was not played.</summary>
public interface ISpeaker
{
    /// <summary>Plays sound. Returns once all of it has been heard, or it was stopped.</summary>
    /// <param name="samples">The sound at the rate of the speaker, from -1 to 1.</param>
    /// <param name="stop">Ends it before its time.</param>
    void Play(ReadOnlyMemory<float> samples, CancellationToken stop);
}
