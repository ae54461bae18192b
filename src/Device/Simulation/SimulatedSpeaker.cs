using System;
using System.Threading;
using Reactive.Signals.Specs;
using Reactive.Sinks;

namespace Reactive.Device.Simulation;

/// <summary>A simulated speaker: takes as long as the sound lasts.</summary>
/// <param name="spec">What it stands for.</param>
public sealed class SimulatedSpeaker(SpeakerSpec spec) : ISpeaker
{
    /// <inheritdoc/>
    public void Play(ReadOnlyMemory<float> samples, CancellationToken stop) => stop.WaitHandle.WaitOne(TimeSpan.FromSeconds(samples.Length / (double)spec.RateHertz));
}
