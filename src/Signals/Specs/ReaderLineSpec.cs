using System;

namespace Reactive.Signals.Specs;

/// <summary>A pair of lines of a device, D0 and D1, on which it sends frames to a controller as a Wiegand reader does.</summary>
public sealed record ReaderLineSpec
{
    /// <summary>The name in a definition.</summary>
    public required string Name { get; init; }

    /// <summary>What is connected there.</summary>
    public string Summary { get; init; } = "";

    /// <summary>How long a line is pulled low for a bit; 20 µs to 400 µs.</summary>
    public TimeSpan Width { get; init; } = ReaderPulses.UsualWidth;

    /// <summary>How far the bits of a frame are apart, from start to start; 200 µs to 20 ms, and above <see cref="Width"/>.</summary>
    public TimeSpan Spacing { get; init; } = ReaderPulses.UsualSpacing;
}
