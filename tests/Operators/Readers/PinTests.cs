using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Readers;

public sealed class PinTests
{
    [Fact]
    public void LastDigit_TellsThePin_SinceTheFirst()
    {
        Stamped<Value> pin = Assert.Single(Type("pin: {}", "1 0 9 8"));
        Assert.Equal((Pin("1098"), SignalTime.FromMilliseconds(4000), SignalTime.FromMilliseconds(1000)), (pin.Value, pin.Stamp, pin.Since));
    }

    [Fact]
    public void LeadingZeros_Count() => Assert.Equal([Pin("0007"), Pin("0000")], Values("pin: {}", "0 0 0 7 0 0 0 0"));

    [Theory]
    [InlineData("pin: { length: 0 }", "1 2 # 3 #", "12 3")]
    [InlineData("pin: { length: 0 }", "# # 5 #", "5")]
    [InlineData("pin: { length: 0 }", "1 2 * 3 4 #", "34")]
    [InlineData("pin: {}", "1 2 # 1 2 3 4", "1234")]
    [InlineData("pin: {}", "1 2 * 1 2 3 4", "1234")]
    [InlineData("pin: {}", "1 2 3 4 #  5 6 7 8 #", "1234 5678")]
    [InlineData("pin: {}", "1 F1 2 F2 3 4", "1234")]
    [InlineData("pin: { length: 2, end: f1, clear: hash }", "1 # 2 3 * 4 5", "23 45")]
    [InlineData("pin: { length: 1 }", "1 2 3", "1 2 3")]
    public void Keys_MakePins(string yaml, string keys, string pins) => Assert.Equal(pins.Split(' ').Select(Pin), Values(yaml, keys));

    // keys come a second apart; a dot is a second without one
    [Theory]
    [InlineData("1 2 . . . 3 4", "1234")]
    [InlineData("1 2 . . . . 3 4 5 6", "3456")]
    [InlineData("1 2 . . . . . . 3 4 5 6", "3456")]
    public void PauseOfTheTimeout_ForgetsWhatWasTyped(string keys, string pin) => Assert.Equal([Pin(pin)], Values("pin: {}", keys));

    [Fact]
    public void PauseBehindAPin_IsNothing() => Assert.Equal([Pin("1234"), Pin("5678")], Values("pin: { timeout: 3 s }", "1 2 3 4 . . . . . . 5 6 7 8"));

    [Fact]
    public void ThirtyTwoDigits_ArePossible_AndOneMoreIsAFaultOnce()
    {
        string digits = string.Concat(Enumerable.Range(0, 32).Select(i => (i % 10).ToString(CultureInfo.InvariantCulture)));
        Assert.Equal([Pin(digits)], Values("pin: { length: 0 }", Spaced(digits) + " #"));
        Assert.Equal([Pin(digits)], Values("pin: { length: 32 }", Spaced(digits)));
        // and what follows is no PIN before the end, the clear key or the timeout
        foreach (string end in new[] { "#", "*", ". . . . ." })
            Assert.Equal([Value.Fault("too-long"), Pin("77")], Values("pin: { length: 0 }", Spaced(digits + "5678") + $" {end} 7 7 #"));
    }

    [Fact]
    public void DtmfDigits_AreKeys_AndTheirEndsAreNone()
    {
        List<Stamped<Value>> keys = [.. new[] { Value.Digit('9'), Value.Digit('*'), Value.Digit('0'), Value.DigitOver('0', 50_000_000), Value.Digit('A'), Value.Digit('4'), Value.Digit('#') }
            .Select((v, i) => new Stamped<Value>(v, SignalTime.FromMilliseconds(200 * i)))];
        Assert.Equal([Pin("04")], Run("pin: { length: 0 }", keys).Select(v => v.Value));
    }

    [Fact]
    public void Faults_PassAndTakeNothingBack()
    {
        List<Stamped<Value>> keys = Keys("1 2 3 4");
        keys.Insert(2, keys[1] with { Value = Value.Fault("no-key", new ReaderBits(4, 15)) });
        Assert.Equal([Value.Fault("no-key"), Pin("1234")], Run("pin: {}", keys).Select(v => v.Value));
    }

    [Fact]
    public void WhatWasTyped_IsNeverPrinted()
    {
        Assert.Equal("4 digits", Pin("1234").ToString());
        Assert.Equal(["digits"], RecordType.Pin.Fields.Select(f => f.Name));
    }

    [Theory]
    [InlineData("pin: { length: 4.5 }", "'length' must be a whole number, not 4.5")]
    [InlineData("pin: { end: star }", "'clear' and 'end' cannot both be star")]
    public void ParametersThatDisagree_AreRefused(string yaml, string message) =>
        Assert.Equal([message], PinOperator.Spec.Check(ExampleReader.Read(PinOperator.Spec, yaml), new Flow(FlowKind.Event, SymbolType.Key)).Select(p => p.Message));

    private static string Spaced(string digits) => string.Join(' ', digits.AsEnumerable());

    private static Value Pin(string digits)
    {
        Assert.True(ReaderBits.TryParse($"0x{digits}/{4 * digits.Length}", out ReaderBits bits, out string problem), problem);
        return Value.Pin(bits);
    }

    private static List<Stamped<Value>> Keys(string keys) =>
        [.. keys.Split(' ').Select((key, i) => (key, i)).Where(k => k.key is not ("." or "")).Select(k => new Stamped<Value>(Value.Symbol(SymbolType.Key, k.key), SignalTime.FromMilliseconds(1000 * (k.i + 1))))];

    private static List<Value> Values(string yaml, string keys) => [.. Type(yaml, keys).Select(v => v.Value)];

    private static List<Stamped<Value>> Type(string yaml, string keys) => Run(yaml, Keys(keys));

    private static List<Stamped<Value>> Run(string yaml, List<Stamped<Value>> keys)
    {
        Kernel<Stamped<Value>, Stamped<Value>> kernel = Probe.Kernel<Stamped<Value>, Stamped<Value>>(PinOperator.Spec, yaml, new Flow(FlowKind.Event, SymbolType.Key));
        var transcript = new Transcript();
        foreach (Stamped<Value> key in keys)
            Probe.Feed(kernel, key, transcript);
        Probe.RunOut(kernel, transcript);
        return transcript.Values;
    }
}
