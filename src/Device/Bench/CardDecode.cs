using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Operators;
using Reactive.Signals;

namespace Reactive.Device.Bench;

/// <summary>A frame of a reader against all card formats.</summary>
internal static class CardDecode
{
    private const string Name = "card-formats";
    private const int Frames = 100_000;
    private const int Rounds = 15;
    private const double BudgetMicroseconds = 5;

    public static IEnumerable<BenchResult> Run()
    {
        foreach (string format in new[] { "H10301", "H10304" })
        {
            ReaderBits frame = Frame(format);
            double[] seconds = [.. Enumerable.Range(0, Rounds).Select(_ => CoreTime.Of(() => Decode(frame)))];
            // the first rounds are those in which the runtime still compiles
            double microseconds = Benchmark.Median(seconds[(Rounds / 3)..]) / Frames * 1e6;
            yield return new BenchResult(Name, $"a frame of {frame.Length} bits", microseconds, "µs", "budget", BudgetMicroseconds, microseconds / BudgetMicroseconds);
        }
    }

    private static ReaderBits Frame(string format) => CardFormats.Find(format)!.Format.TryEncode(new CardNumbers(123, 4567), out ReaderBits frame, out string problem)
        ? frame
        : throw new InvalidOperationException(problem);

    private static void Decode(ReaderBits frame)
    {
        ulong sum = 0;
        for (int i = 0; i < Frames; i++)
        {
            foreach (CardFormatEntry entry in CardFormats.Matching(frame))
                sum += entry.Format.Numbers(frame).Card!.Value;
        }

        if (sum == 0)
            throw new InvalidOperationException("No format matched.");
    }
}
