using System;
using System.Linq;
using BenchmarkDotNet.Attributes;
using Reactive.Operators;
using Reactive.Signals;

namespace Reactive.Benchmarks;

/// <summary>A decision among 50,000 holders, from the value that was presented.</summary>
[MemoryDiagnoser]
public class EntryListBenchmarks
{
    private const int Holders = 50_000;

    private readonly Counter<Stamped<EntryDecision>> _counter = new();
    private readonly PinSecret _secret = new(new byte[PinSecret.Length]);
    private readonly EntryKernel _kernel = new(new EntryOptions());
    private int _next;

    [GlobalSetup]
    public void Setup()
    {
        HolderList list = HolderList.Create(Enumerable.Range(0, Holders).Select(i => new Holder { Id = i + 1, FirstName = $"Person {i}", Card = HolderCard.Of(Bits(i)), Pin = _secret.Digest(Digits(i)) }), out _)!;
        _kernel.Step(new Stamped<EntryInput>(EntryInput.Of(list), SignalTime.Zero), _counter);
    }

    [Benchmark]
    public int Card() => Present(Value.Card(Bits(Next()), null));

    [Benchmark]
    public int UnknownCard() => Present(Value.Card(Bits(Holders + Next()), null));

    [Benchmark]
    public int Pin() => Present(Value.Pin(Digits(Next())));

    private static ReaderBits Bits(int i) => new(56, (UInt128)(uint)i << 20);

    // six decimal digits, four bits each
    private static ReaderBits Digits(int i)
    {
        UInt128 digits = UInt128.Zero;
        for (int digit = 0; digit < 6; digit++, i /= 10)
            digits |= (UInt128)(uint)(i % 10) << (4 * digit);
        return new ReaderBits(24, digits);
    }

    private int Next() => _next = (_next + 7919) % Holders;

    private int Present(in Value value)
    {
        if (Credential.TryOf(value, _secret, out Credential credential))
            _kernel.Step(new Stamped<EntryInput>(EntryInput.Presented(credential), SignalTime.Zero), _counter);
        return _counter.Count;
    }
}
