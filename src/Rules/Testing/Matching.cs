using System;
using System.Collections.Generic;

namespace Reactive.Rules.Testing;

/// <summary>Gives expectations to what happened, one each, so that as many as possible are met.</summary>
internal static class Matching
{
    /// <summary>Beyond it the first assignment stands: looking for a better one would take minutes.</summary>
    private const long MostPairs = 1_000_000;

    /// <summary>For each happening the expectation that it meets, or -1.</summary>
    /// <param name="happenings">How many there are, in order of time.</param>
    /// <param name="expectations">How many there are.</param>
    /// <param name="fits">Whether a happening fits an expectation.</param>
    /// <param name="latest">The last instant at which an expectation can be met.</param>
    public static int[] Of(int happenings, int expectations, Func<int, int, bool> fits, Func<int, long> latest)
    {
        var met = new int[happenings];
        var isMet = new bool[expectations];
        for (int happening = 0; happening < happenings; happening++)
            met[happening] = First(happening, isMet, fits, latest);
        for (int expectation = 0; expectation < expectations && (long)happenings * expectations <= MostPairs; expectation++)
        {
            if (!isMet[expectation])
                Rearrange(expectation, met, fits);
        }

        return met;
    }

    // The one that is over first: so none is kept from its own by another's wide span.
    private static int First(int happening, bool[] isMet, Func<int, int, bool> fits, Func<int, long> latest)
    {
        int first = -1;
        for (int expectation = 0; expectation < isMet.Length; expectation++)
        {
            if (!isMet[expectation] && (first < 0 || latest(expectation) < latest(first)) && fits(happening, expectation))
                first = expectation;
        }

        if (first >= 0)
            isMet[first] = true;
        return first;
    }

    // A happening that one expectation has taken may be the only one for another, where the first can take some other: along
    // such a chain each takes over from the next (an augmenting path, breadth first).
    private static void Rearrange(int expectation, int[] met, Func<int, int, bool> fits)
    {
        var askedBy = new int[met.Length];
        Array.Fill(askedBy, -1);
        var asking = new Queue<int>([expectation]);
        while (asking.TryDequeue(out int asks))
        {
            for (int happening = 0; happening < met.Length; happening++)
            {
                if (askedBy[happening] >= 0 || !fits(happening, asks))
                    continue;
                askedBy[happening] = asks;
                if (met[happening] >= 0)
                {
                    asking.Enqueue(met[happening]);
                    continue;
                }

                TakeOver(happening, expectation, askedBy, met);
                return;
            }
        }
    }

    private static void TakeOver(int free, int expectation, int[] askedBy, int[] met)
    {
        while (true)
        {
            int takes = askedBy[free];
            int before = Array.IndexOf(met, takes);
            met[free] = takes;
            if (takes == expectation)
                return;
            free = before;
        }
    }
}
