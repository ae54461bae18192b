using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Operators;
using Reactive.Signals;

namespace Reactive.Device.Bench;

/// <summary>A decision among 50,000 holders, from the value that was presented; and what it takes to make and to change their list.</summary>
internal static class EntryListDecision
{
    private const string Name = "entry-list";
    private const int Holders = 50_000;
    private const int Decisions = 20_000;
    private const int Rounds = 15;
    private const double BudgetMicroseconds = 5;
    private const double ListBudgetMilliseconds = 1000;
    private const double ChangeBudgetMilliseconds = 1;

    private static readonly CardFormat Format = CardFormats.Find("H10304")!.Format;
    private static readonly PinSecret Secret = new(new byte[PinSecret.Length]);

    public static IEnumerable<BenchResult> Run()
    {
        Holder[] holders = [.. Enumerable.Range(1, Holders).Select(Person)];
        HolderList list = Listed(holders);
        foreach ((string what, Func<int, Value> presented) in new (string, Func<int, Value>)[]
        {
            ("a card known by its bits", i => Value.Card(Bits(i - (i % 2) + 1), null)),
            ("a card known by its numbers", i => Value.Card(Numbers(i - (i % 2) + 2).Frame, Format)),
            ("a PIN of six digits, its digest made", i => Value.Pin(Digits(i))),
        })
        {
            yield return Decide(list, what, presented);
        }

        yield return Make("a list of 50,000 holders made", () => Listed(holders), 1, ListBudgetMilliseconds);
        yield return Make("one of 50,000 holders changed", () => list.With(holders[7] with { IsSuspended = true }, out _), 100, ChangeBudgetMilliseconds);
    }

    // holders are met in an order in which the processor has not the next one at hand
    private static BenchResult Decide(HolderList list, string what, Func<int, Value> presented)
    {
        Value[] values = [.. Enumerable.Range(0, Decisions).Select(i => presented((int)((i * 7919L) % (Holders - 2))))];
        var kernel = new EntryKernel(new EntryOptions());
        var granted = new Granted();
        kernel.Step(new Stamped<EntryInput>(EntryInput.Of(list), SignalTime.Zero), granted);
        void Work()
        {
            for (int i = 0; i < values.Length; i++)
            {
                if (Credential.TryOf(values[i], Secret, out Credential credential))
                    kernel.Step(new Stamped<EntryInput>(EntryInput.Presented(credential), SignalTime.FromMilliseconds(i)), granted);
            }
        }

        double[] seconds = [.. Enumerable.Range(0, Rounds).Select(_ => CoreTime.Of(Work))];
        if (granted.Count != Rounds * Decisions)
            throw new InvalidOperationException($"Of {Rounds * Decisions} credentials {granted.Count} were granted.");
        // the first rounds are those in which the runtime still compiles
        double microseconds = Benchmark.Median(seconds[(Rounds / 3)..]) / Decisions * 1e6;
        return new BenchResult(Name, what, microseconds, "µs", "budget", BudgetMicroseconds, microseconds / BudgetMicroseconds);
    }

    private static BenchResult Make(string what, Action work, int times, double budgetMilliseconds)
    {
        double seconds = Benchmark.Median(Enumerable.Range(0, 5).Select(_ => CoreTime.Of(() =>
        {
            for (int i = 0; i < times; i++)
                work();
        })));
        double milliseconds = seconds / times * 1e3;
        return new BenchResult(Name, what, milliseconds, "ms", "budget", budgetMilliseconds, milliseconds / budgetMilliseconds);
    }

    private static HolderList Listed(Holder[] holders) => HolderList.Create(holders, out _) ?? throw new InvalidOperationException("Two holders are one.");

    private static Holder Person(int id) => new()
    {
        Id = id,
        FirstName = $"Person {id}",
        Card = id % 2 == 0 ? Numbers(id) : HolderCard.Of(Bits(id)),
        Pin = Secret.Digest(Digits(id)),
    };

    private static ReaderBits Bits(int id) => new(56, (UInt128)(uint)id << 20);

    private static HolderCard Numbers(int id) => HolderCard.Of(Format, 12, (ulong)id, out string problem) ?? throw new InvalidOperationException(problem);

    // six decimal digits, four bits each; the first holder's are those of 1
    private static ReaderBits Digits(int id)
    {
        UInt128 digits = UInt128.Zero;
        for (int i = 0, rest = Math.Max(id, 1); i < 6; i++, rest /= 10)
            digits |= (UInt128)(uint)(rest % 10) << (4 * i);
        return new ReaderBits(24, digits);
    }

    private sealed class Granted : IEmit<Stamped<EntryDecision>>
    {
        public int Count { get; private set; }

        public void Emit(in Stamped<EntryDecision> output) => Count += output.Value.Outcome == EntryOutcome.Granted ? 1 : 0;
    }
}
