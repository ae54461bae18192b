using System;
using System.Linq;
using Reactive.Rules.Testing;
using Xunit;

namespace Reactive.Rules.Tests.Trials;

public sealed class MatchingTests
{
    [Fact]
    public void AsManyAsPossibleAreMet_AsTryingEverythingShows()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            int happenings = random.Next(6), expectations = random.Next(6);
            bool[,] fits = new bool[happenings, expectations];
            for (int h = 0; h < happenings; h++)
            {
                for (int e = 0; e < expectations; e++)
                    fits[h, e] = random.Next(3) == 0;
            }

            int[] latest = [.. Enumerable.Range(0, expectations).Select(_ => random.Next(10))];
            int[] met = Matching.Of(happenings, expectations, (h, e) => fits[h, e], e => latest[e]);
            int[] taken = [.. met.Where(e => e >= 0)];
            Assert.Equal(taken.Distinct(), taken);
            Assert.All(Enumerable.Range(0, happenings).Where(h => met[h] >= 0), h => Assert.True(fits[h, met[h]], $"seed {seed}"));
            Assert.True(taken.Length == Most(fits, 0, 0), $"seed {seed}");
        }
    }

    [Fact]
    public void TheOneThatIsOverFirst_IsMetFirst() =>
        Assert.Equal([1, 0], Matching.Of(2, 2, (_, _) => true, e => e == 0 ? 9 : 2));

    // over all ways, by brute force
    private static int Most(bool[,] fits, int happening, int taken)
    {
        if (happening == fits.GetLength(0))
            return 0;
        int most = Most(fits, happening + 1, taken);
        for (int e = 0; e < fits.GetLength(1); e++)
        {
            if (fits[happening, e] && (taken & (1 << e)) == 0)
                most = Math.Max(most, 1 + Most(fits, happening + 1, taken | (1 << e)));
        }

        return most;
    }
}
