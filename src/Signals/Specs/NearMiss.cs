using System;
using System.Collections.Generic;
using System.Linq;

namespace Reactive.Signals.Specs;

/// <summary>Finds the word that was probably meant.</summary>
public static class NearMiss
{
    // a longer list would hide the one that was meant
    private const int MostListed = 8;

    /// <summary><c>did you mean 'debounce'?</c>, or nothing where no candidate is near (a third of the letters wrong at most, swapped neighbours count once, hyphens do not count).</summary>
    public static string Hint(string word, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(candidates);
        if (word.Length > 64)
            return "";
        string? best = null;
        int least = Math.Max(1, word.Length / 3) + 1;
        foreach (string candidate in candidates)
        {
            int distance = Distance(word, candidate);
            // 'lockdown' for 'locked-down': what parts the words is easily left out
            if (candidate.Contains('-', StringComparison.Ordinal) || word.Contains('-', StringComparison.Ordinal))
                distance = Math.Min(distance, Math.Max(1, Distance(Joined(word), Joined(candidate))));
            // two words without a letter in common are no slip of each other
            if (distance < least && distance < Math.Max(word.Length, candidate.Length))
                (best, least) = (candidate, distance);
        }

        return best is null ? "" : $"did you mean '{best}'?";
    }

    /// <summary><see cref="Hint"/>, or else <see cref="Names"/>.</summary>
    public static string HintOrNames(string word, IReadOnlyList<string> known, string lead) => Hint(word, known) is { Length: > 0 } hint ? hint : Names(known, lead);

    /// <summary>What there is: <c>the contacts are ann, bob or eve</c>. Of more than eight the first, and how many more; nothing where there is none.</summary>
    /// <param name="known">All names.</param>
    /// <param name="lead">The words before them.</param>
    public static string Names(IReadOnlyList<string> known, string lead)
    {
        ArgumentNullException.ThrowIfNull(known);
        return known.Count == 0 ? ""
            : known.Count <= MostListed ? $"{lead} {ParameterSpec.Or([.. known])}"
            : $"{lead} {string.Join(", ", known.Take(MostListed))} and {known.Count - MostListed} more";
    }

    /// <summary><see cref="Hint"/> as a sentence of its own: <c>Did you mean 'debounce'?</c></summary>
    public static string Sentence(string word, IEnumerable<string> candidates) => Hint(word, candidates) is { Length: > 0 } hint ? "D" + hint[1..] : "";

    /// <summary>Whether two words differ by one slip: a letter too many, too few or another, or two neighbours swapped.</summary>
    public static bool IsOneSlip(string word, string candidate)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(candidate);
        return Math.Abs(word.Length - candidate.Length) <= 1 && word.Length <= 64 && Distance(word, candidate) == 1;
    }

    private static string Joined(string words) => words.Replace("-", "", StringComparison.Ordinal);

    // Optimal string alignment: insertions, deletions, substitutions, swaps of neighbours.
    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 8)
            return int.MaxValue;
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
            cost[i, 0] = i;
        for (int j = 0; j <= b.Length; j++)
            cost[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                bool same = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
                int best = Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    best = Math.Min(best, cost[i - 2, j - 2] + 1);
                cost[i, j] = best;
            }
        }

        return cost[a.Length, b.Length];
    }
}
