namespace Reactive.Signals.Specs;

/// <summary>A speaker of a device, on which clips are played.</summary>
public sealed record SpeakerSpec
{
    /// <summary>The lowest rate, in hertz.</summary>
    public const int LeastRate = 8000;

    /// <summary>The highest rate, in hertz.</summary>
    public const int MostRate = 192_000;

    /// <summary>The name in a definition.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Samples a second that it plays, <see cref="LeastRate"/> to <see cref="MostRate"/>: clips are brought to it.</summary>
    public required int RateHertz { get; init; }
}
