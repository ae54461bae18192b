using System;

namespace Reactive.Device.Speakers;

/// <summary>Samples from -1 to 1 as 16-bit ones.</summary>
internal static class PcmSample
{
    /// <summary>The nearest 16-bit sample; what is beyond the range is at its edge.</summary>
    public static short Of(float sample) => (short)Math.Clamp(MathF.Round(sample * short.MaxValue), short.MinValue, short.MaxValue);

    /// <summary>The sample that a 16-bit one stands for.</summary>
    public static float Of(short sample) => sample / 32768f;
}
