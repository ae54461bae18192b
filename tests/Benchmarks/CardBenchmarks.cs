using BenchmarkDotNet.Attributes;
using Reactive.Operators;
using Reactive.Signals;

namespace Reactive.Benchmarks;

/// <summary>A frame against all card formats, its numbers read.</summary>
[MemoryDiagnoser]
public class CardBenchmarks
{
    private readonly ReaderBits _of26 = Frame("H10301");
    private readonly ReaderBits _of37 = Frame("H10304");

    [Benchmark]
    public ulong Of26Bits() => Sum(_of26);

    [Benchmark]
    public ulong Of37Bits() => Sum(_of37);

    private static ReaderBits Frame(string format)
    {
        CardFormats.Find(format)!.Format.TryEncode(new CardNumbers(123, 4567), out ReaderBits frame, out _);
        return frame;
    }

    private static ulong Sum(in ReaderBits frame)
    {
        ulong sum = 0;
        foreach (CardFormatEntry entry in CardFormats.Matching(frame))
            sum += entry.Format.Numbers(frame).Card ?? 0;
        return sum;
    }
}
