using System;

namespace Reactive.Sinks.Sip;

/// <summary>How long a <see cref="BaresipAgent"/> waits for what.</summary>
internal sealed record BaresipLimits
{
    /// <summary>For the program to be ready, 5 s.</summary>
    public TimeSpan Start { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where nothing was asked for so long, something is, 2 s.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>For an answer, 3 s; then the program counts as hung and is killed.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Once more where none came: this process may have been stopped itself, and what was said meanwhile is still to be read, 250 ms.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>For the program to end by itself, 2 s; then it is killed.</summary>
    public TimeSpan Farewell { get; init; } = TimeSpan.FromSeconds(2);
}
