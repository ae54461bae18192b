using Reactive.Signals.Specs;

namespace Reactive.Device.Speakers;

/// <summary>The rates of sound that is played and heard.</summary>
internal static class SpeakerRates
{
    /// <summary>The lowest, in hertz.</summary>
    public const int Least = SpeakerSpec.LeastRate;

    /// <summary>The highest, in hertz.</summary>
    public const int Most = SpeakerSpec.MostRate;
}
