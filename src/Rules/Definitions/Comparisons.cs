namespace Reactive.Rules;

/// <summary>What comparisons mean.</summary>
internal static class Comparisons
{
    /// <summary>Whether a comparison holds of two things of which the first lies below (less than 0), at or above (more than 0) the second.</summary>
    public static bool Holds(this Comparison comparison, int order) => comparison switch
    {
        Comparison.Less => order < 0,
        Comparison.AtMost => order <= 0,
        Comparison.Greater => order > 0,
        Comparison.AtLeast => order >= 0,
        Comparison.Equal => order == 0,
        _ => order != 0,
    };
}
