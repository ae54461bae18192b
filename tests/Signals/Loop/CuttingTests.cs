using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals.Loop;
using Xunit;
using static Reactive.Signals.Tests.Loop.Bench;

namespace Reactive.Signals.Tests.Loop;

/// <summary>However samples are cut into blocks, and however late within the rules they are delivered, the commands are the same.</summary>
public class CuttingTests
{
    private const int Cases = 250;
    private const int Quiet = 100;
    private const int End = 600;

    [Fact]
    public void AnyCuttingAndAnyTimelyDelivery_GivesTheSameCommands()
    {
        int commands = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            var story = new Story(seed);
            Journal reference = story.Feed(_ => 1);
            Journal cut = story.Feed(random => random.Next(1, 40));
            Assert.True(reference.Lines.SequenceEqual(cut.Lines), $"seed {seed}: {Difference(reference.Lines, cut.Lines)}");
            Journal live = story.Deliver();
            foreach (Arrival arrival in live.Arrivals.Where(a => a.Stamp >= Ms(Quiet)))
                Assert.False(arrival.Kind is ArrivalKind.Stalled or ArrivalKind.Offline or ArrivalKind.Reanchor || arrival.Is(ArrivalMarks.Late), $"seed {seed}: not timely: {Bench.Describe(arrival)}");
            // How a run starts is not the same: what is compared begins behind it.
            Assert.True(reference.From(Quiet).SequenceEqual(live.From(Quiet)), $"seed {seed}: live {Difference(reference.From(Quiet), live.From(Quiet))}");
            commands += reference.From(Quiet).Count();
        }

        Assert.True(commands > Cases * 50, $"only {commands} commands: the cases show nothing");
    }

    private static string Difference(IEnumerable<string> expected, IEnumerable<string> actual)
    {
        string[] left = [.. expected], right = [.. actual];
        int i = 0;
        while (i < left.Length && i < right.Length && left[i] == right[i])
            i++;
        return $"command {i}: {(i < left.Length ? left[i] : "none")} / {(i < right.Length ? right[i] : "none")}";
    }

    // Two ADCs and two contacts, quiet for 100 ms, then changing at random, often at the same instants.
    private sealed class Story
    {
        private readonly int _seed;
        private readonly bool[][] _levels;
        private readonly List<Stamped<Value>>[] _values;
        private readonly long _hold;

        public Story(int seed)
        {
            _seed = seed;
            var random = new Random(seed);
            _hold = random.Next(1, 30);
            _levels = [.. Enumerable.Range(0, 2).Select(_ => Level(random))];
            _values = [.. Enumerable.Range(0, 2).Select(_ => Edges(random))];
        }

        public Journal Feed(Func<Random, int> size)
        {
            var random = new Random(_seed);
            Bench bench = Make();
            FeedOrderTests.Run(
                bench,
                [.. Enumerable.Range(0, 2).Select(i => new CutFeed(bench, i == 0 ? 0 : 2, Cut(random, size)))],
                [new ListFeed(1, _values[0]), new ListFeed(3, _values[1])],
                End);
            return bench.Journal;
        }

        public Journal Deliver()
        {
            var random = new Random(_seed + 1_000_000);
            Bench bench = Make();
            var handovers = new List<(SignalTime At, int Order, Action Hand)>();
            foreach (int source in (int[])[0, 2])
            {
                SignalTime last = SignalTime.Zero;
                int number = 0;
                foreach ((long first, int count) in Cut(random, r => r.Next(1, 9)).ToArray())
                {
                    // Mostly at once, now and then late, never so late that it stalls; in time often enough not to look like drift.
                    double delay = random.NextDouble() * (number++ % 4 == 0 ? 2 : 8);
                    SignalTime at = last = SignalTime.Max(last, Ms(first + count - 1 + delay));
                    handovers.Add((at, handovers.Count, () => bench.Order.Ingest(source, bench.Samples(source, first, count), 0, at)));
                }
            }

            for (int i = 0; i < 2; i++)
            {
                int source = (2 * i) + 1;
                foreach (Stamped<Value> value in _values[i])
                {
                    SignalTime at = value.Stamp.AddNanoseconds(random.Next(1_999_999));
                    handovers.Add((at, handovers.Count, () => bench.Order.Ingest(source, value, 0, at)));
                }
            }

            foreach ((SignalTime at, int _, Action hand) in handovers.OrderBy(h => h.At).ThenBy(h => h.Order))
            {
                hand();
                if (random.Next(3) > 0)
                    bench.Order.Advance(at);
            }

            bench.Order.End(Ms(End));
            return bench.Journal;
        }

        private static bool[] Level(Random random)
        {
            var level = new bool[End];
            bool active = false;
            int period = random.Next(2, 40);
            for (int i = Quiet; i < End; i++)
                level[i] = active ^= random.Next(period) == 0;
            return level;
        }

        private static List<Stamped<Value>> Edges(Random random)
        {
            var edges = new List<Stamped<Value>> { new(Inactive, SignalTime.Zero) };
            for (double at = Quiet; at < End - 20;)
            {
                at = random.Next(2) == 0 ? Math.Floor(at) + random.Next(1, 20) : at + (random.NextDouble() * 10) + 0.001;
                edges.Add(new Stamped<Value>(random.Next(2) == 0 ? Active : Inactive, Ms(at)));
            }

            return edges;
        }

        private static IEnumerable<(long First, int Count)> Cut(Random random, Func<Random, int> size)
        {
            for (int first = 0; first < End;)
            {
                int count = Math.Min(size(random), End - first);
                yield return (first, count);
                first += count;
            }
        }

        private Bench Make() =>
            new Bench([Ports.Adc("a"), Ports.Contact("b"), Ports.Adc("c"), Ports.Contact("d")], [], _hold)
                .Measuring(0, i => (short)(_levels[0][i] ? 200 : 0)).Measuring(2, i => (short)(_levels[1][i] ? 200 : 0));
    }
}
