using System.Collections.Generic;

namespace Reactive.Signals;

/// <summary>A kernel that leaves something out on purpose, and counts it.</summary>
public interface ICounting
{
    /// <summary>What was counted since the kernel was made or reset, a phrase in the plural and a number each: <c>pulses shorter than 20 µs</c>, 3.</summary>
    IEnumerable<(string What, long Count)> Counts { get; }
}
