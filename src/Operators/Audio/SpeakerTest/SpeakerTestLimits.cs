namespace Reactive.Operators;

/// <summary>
/// By what a speaker passes its test. A band whose tone is heard with at least <see cref="SnrDb"/> is judged: it fails where it is more than
/// <see cref="FailDb"/> louder or quieter than in the reference, or distorted beyond <see cref="DistortionPercent"/>; it warns where it is more than
/// <see cref="WarnDb"/> off; else it passes. A band whose tone is heard with less fails as well, where the noise would have let through a tone
/// at the edge of what passes: then the speaker is too quiet there, or silent. Else nothing can be said of it.
/// The whole fails where a band fails. Else it is inconclusive where fewer than <see cref="JudgedPercent"/> of the bands are judged, or one from
/// <see cref="CoreLowHertz"/> to <see cref="CoreHighHertz"/>, where speech lives, is not. Else it passes.
/// </summary>
public sealed record SpeakerTestLimits
{
    /// <summary>How far a level may be off before it is noted, in dB; 0 to 60. Default 3.</summary>
    public double WarnDb { get; init; } = 3;

    /// <summary>How far a level may be off, in dB; from <see cref="WarnDb"/> to 60. Default 6.</summary>
    public double FailDb { get; init; } = 6;

    /// <summary>How distorted a tone may be, noise left out, in percent; 0 to 100. It is not judged by that where noise alone makes as much. Default 10.</summary>
    public double DistortionPercent { get; init; } = 10;

    /// <summary>How far a tone must stand out against the noise in its band to be judged, in dB; 0 to 60. Default 10.</summary>
    public double SnrDb { get; init; } = 10;

    /// <summary>A tone that stands out less, in dB, is called missing rather than quiet. Default 3.</summary>
    public double MissingSnrDb { get; init; } = 3;

    /// <summary>How many of the bands must be judged, in percent; 0 to 100. Default 80.</summary>
    public double JudgedPercent { get; init; } = 80;

    /// <summary>The lowest of the bands that must be judged, in hertz. Default 500.</summary>
    public int CoreLowHertz { get; init; } = 500;

    /// <summary>The highest of the bands that must be judged, in hertz. Default 2000.</summary>
    public int CoreHighHertz { get; init; } = 2000;

    /// <summary>Whether noise alone is less than the distortion that is looked for.</summary>
    public bool CanTellDistortion(in HeardTone heard) => heard.NoisePercent <= DistortionPercent;
}
