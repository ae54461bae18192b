using System.Collections.Immutable;

namespace Reactive.Rules;

/// <summary>The words for what a rule says of itself, each in the place of its value: they are read, drawn and explained by the same.</summary>
internal static class OptionWords
{
    /// <summary>Of <see cref="RuleMode"/>.</summary>
    public static readonly ImmutableArray<string> Modes = ["restart", "ignore", "queue", "parallel"];

    /// <summary>Of <see cref="OverflowPolicy"/>.</summary>
    public static readonly ImmutableArray<string> Overflows = ["drop-newest", "drop-oldest"];

    /// <summary>Of <see cref="RestartPolicy"/>.</summary>
    public static readonly ImmutableArray<string> Restarts = ["cancel", "resume", "fire"];

    /// <summary>What is released, and what is held, while it is unknown whether the conditions hold.</summary>
    public static readonly ImmutableArray<string> Unknowns = ["release", "hold"];

    public static string Of(RuleMode mode) => Modes[(int)mode];

    public static string Of(OverflowPolicy policy) => Overflows[(int)policy];

    public static string Of(RestartPolicy policy) => Restarts[(int)policy];

    /// <summary>The word behind <c>on-unknown</c>.</summary>
    public static string OnUnknown(bool holds) => Unknowns[holds ? 1 : 0];
}
