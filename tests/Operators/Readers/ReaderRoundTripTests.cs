using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Operators.Tests.Conformance;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Readers;

/// <summary>What this reader sends, read by <c>wiegand</c> as a controller reads it.</summary>
public sealed class ReaderRoundTripTests
{
    public static TheoryData<string> Formats => [.. CardFormats.All.Select(e => e.Format.Name)];

    [Theory]
    [InlineData("pulse-train: {}")]
    [InlineData("pulse-train: { width: 20 µs, spacing: 200 µs, gap: 10 ms }")]
    [InlineData("pulse-train: { width: 400 µs, spacing: 500 µs }")]
    [InlineData("pulse-train: { width: 50 µs, spacing: 5 ms, gap: 50 ms }")]
    [InlineData("pulse-train: { spacing: 20 ms, gap: 60 ms }")]
    public void FramesOfEveryLength_ComeBack(string yaml)
    {
        var random = new Random(4);
        foreach (int apart in new[] { 1, 5000 })
        {
            Value[] frames = [.. Enumerable.Range(4, ReaderBits.Most - 3).Select(length => Value.Of(Bits(random, length)))];
            // those that come a millisecond apart wait, a few at a time
            foreach (Value[] some in frames.Chunk(16))
                Assert.Equal(some, Through(ReaderChain.Frames, some, apart, yaml, "wiegand: {}"));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void CardsOfEveryFormat_ComeBack(string name)
    {
        CardFormat format = CardFormats.Find(name)!.Format;
        var random = new Random(37);
        Value[] cards = [.. Enumerable.Range(0, 16).Select(_ => Card(random, format))];
        Assert.Equal(cards, Through(ReaderChain.Cards, cards, 1, $"reader-output: {name}", "pulse-train: {}", "wiegand: {}", $"card: {name}"));
    }

    [Fact]
    public void SerialNumbers_ComeBackAsTheyWereRead()
    {
        var random = new Random(14443);
        Value[] cards = [.. Enumerable.Range(0, 16).Select(i => Value.Card(Bits(random, i % 2 == 0 ? 32 : 56), null))];
        Assert.Equal(cards, Through(ReaderChain.Cards, cards, 1, "reader-output: {}", "pulse-train: {}", "wiegand: {}", "card: {}"));
        Assert.Equal(cards, Through(ReaderChain.Cards, cards, 1, "reader-output: { byte-order: reversed }", "pulse-train: {}", "wiegand: {}", "reader-output: { byte-order: reversed }", "card: {}"));
    }

    [Theory]
    [InlineData("four-bit")]
    [InlineData("eight-bit-zero-padded")]
    [InlineData("eight-bit-invert-padded")]
    public void Keys_ComeBackInTheirOrder(string format)
    {
        Value[] keys = [.. SymbolType.Key.Names.Select(n => Value.Symbol(SymbolType.Key, n))];
        Assert.Equal(keys, Through(ReaderChain.Keys, keys, 1, $"key-output: {format}", "pulse-train: {}", "wiegand: {}", $"keypad: {format}"));
    }

    [Theory]
    [InlineData("Wiegand26", "H10301 0:4711")]
    [InlineData("Wiegand34", "H10306 0:4711")]
    [InlineData("Wiegand37", "H10302 4711")]
    [InlineData("Wiegand37FacilityCode", "H10304 0:4711")]
    public void Pin_ComesBackAsANumber(string format, string card)
    {
        Value pin = Value.Pin(ReaderChain.Bits("0x004711/24"));
        Assert.Equal([card], Through(ReaderChain.Pins, [pin], 1, $"key-output: {format}", "pulse-train: {}", "wiegand: {}", $"card: {format}").Select(v => v.ToString()));
    }

    private static IEnumerable<Value> Through(Flow input, IEnumerable<Value> values, long millisecondsApart, params string[] operators) =>
        new ReaderChain(input, operators).Run(values.Select((v, i) => new Stamped<Value>(v, SignalTime.FromMilliseconds(1000 + (i * millisecondsApart))))).Select(v => v.Value);

    private static ReaderBits Bits(Random random, int length)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new ReaderBits(length, BitConverter.ToUInt128(bytes) >> (ReaderBits.Most - length));
    }

    private static Value Card(Random random, CardFormat format)
    {
        CardNumbers numbers = ReaderFrames.Numbers(random, format);
        // its facility code is fixed
        if (format.Name == "S12906b")
            numbers = numbers with { Facility = 217 };
        Assert.True(format.TryEncode(numbers, out ReaderBits frame, out string problem), problem);
        return Value.Card(frame, format);
    }
}
