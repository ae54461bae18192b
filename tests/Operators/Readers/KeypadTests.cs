using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Readers;

public sealed class KeypadTests
{
    private static readonly Flow Frames = new(FlowKind.Event, Record: RecordType.Frame);

    [Theory]
    [InlineData("keypad: {}", 4, "0 1 2 3 4 5 6 7 8 9 A B C D", "E F")]
    [InlineData("keypad: eight-bit-zero-padded", 8, "00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D", "0E 0F 10 12 F0 E1 FF")]
    // what keypads with a check send for 0 to 9, *, #, F1 and F2
    [InlineData("keypad: eight-bit-invert-padded", 8, "F0 E1 D2 C3 B4 A5 96 87 78 69 5A 4B 3C 2D", "1E 0F 00 01 FF E0 F1")]
    public void EveryCode_IsItsKey_OrTheFaultWithItsBits(string yaml, int bits, string keys, string others)
    {
        Assert.Equal(SymbolType.Key.Names.Select(n => Value.Symbol(SymbolType.Key, n)), Run(yaml, keys.Split(' ').Select(k => Frame(bits, k))));
        List<Value> faults = Run(yaml, others.Split(' ').Select(k => Frame(bits, k)));
        Assert.All(faults, f => Assert.Equal(Value.Fault("no-key"), f));
        Assert.Equal(others.Split(' '), faults.Select(f => f.Frame.Raw[2..].ToUpperInvariant()));
    }

    [Fact]
    public void EverySingleWrongBit_OfACheckedKey_IsAFault()
    {
        for (int key = 0; key < 14; key++)
        {
            int sound = ((~key & 15) << 4) | key;
            for (int bit = 0; bit < 8; bit++)
                Assert.Equal([Value.Fault("no-key")], Run("keypad: eight-bit-invert-padded", [Value.Of(new ReaderBits(8, (UInt128)(sound ^ (1 << bit))))]));
        }
    }

    [Fact]
    public void FramesOfOtherLengths_GiveNothing_AndFaultsPass()
    {
        Value cut = Value.Fault("cut", new ReaderBits(5, 3));
        foreach (int length in new[] { 1, 3, 5, 8, 26, 128 })
            Assert.Empty(Run("keypad: {}", [Value.Of(new ReaderBits(length, 1))]));
        Assert.Empty(Run("keypad: eight-bit-invert-padded", [Frame(4, "5"), Frame(26, "A5")]));
        Assert.Equal(new ReaderBits(5, 3), Assert.Single(Run("keypad: {}", [cut])).Frame);
    }

    private static Value Frame(int bits, string hexadecimal) => ReaderBits.TryParse($"0x{hexadecimal}/{bits}", out ReaderBits frame, out string problem) ? Value.Of(frame) : throw new ArgumentException(problem);

    private static List<Value> Run(string yaml, IEnumerable<Value> frames)
    {
        Kernel<Stamped<Value>, Stamped<Value>> kernel = Probe.Kernel<Stamped<Value>, Stamped<Value>>(KeypadOperator.Spec, yaml, Frames);
        var transcript = new Transcript();
        foreach ((Value frame, int i) in frames.Select((f, i) => (f, i)))
        {
            SignalTime at = SignalTime.FromMilliseconds(100 * i);
            Probe.Feed(kernel, new Stamped<Value>(frame, at, at.AddNanoseconds(-20_000_000)), transcript);
        }

        Assert.All(transcript.Values, v => Assert.Equal(20_000_000, v.Stamp - v.Since));
        return [.. transcript.Values.Select(v => v.Value)];
    }
}
