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
    /// <summary>The first of the outcomes of a rule, which follow in their own order.</summary>
    Outcome = 1 << 7,
}

/// <summary>The flags of truths and outcomes.</summary>
internal static class ShownBits
{
    public static Shown Of(Truth truth) => (Shown)(1 << (int)truth);

    public static Shown Of(RuleOutcome outcome) => (Shown)((int)Shown.Outcome << (int)outcome);
}
