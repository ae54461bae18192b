using System;

namespace Reactive.Rules.Graph;

/// <summary>What a node has shown since it was built, for coverage. It is no part of the node's state.</summary>
[Flags]
internal enum Shown : ushort
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>A condition was false.</summary>
    False = 1 << Truth.False,
    /// <summary>A condition was true.</summary>
    True = 1 << Truth.True,
    /// <summary>A condition was unknown.</summary>
    Unknown = 1 << Truth.Unknown,
    /// <summary>An event occurred.</summary>
    Occurred = 1 << 3,
    /// <summary>A time ran out: <c>for</c> became true.</summary>
    Fulfilled = 1 << 4,
    /// <summary>A time was broken: what <c>for</c> waits on ended before.</summary>
    Broken = 1 << 5,
    /// <summary>What <c>within</c> remembers was forgotten.</summary>
    Expired = 1 << 6,
    /// <summary>A rule activated.</summary>
    Activated = 1 << 7,
    /// <summary>A rule was suppressed by its cooldown.</summary>
    Suppressed = 1 << 8,
    /// <summary>A rule's trigger occurred while its conditions did not hold.</summary>
    HeldBack = 1 << 9,
    /// <summary>A rule was active no longer.</summary>
    Released = 1 << 10,
}
