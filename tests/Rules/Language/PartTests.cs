using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests.Language;

/// <summary>What conditions on parts of an event mean.</summary>
public sealed class PartTests
{
    private const string Signals = "signals:\n  frame: { from: reader, through: [ wiegand ] }\n  card: { from: frame, through: [ card: { formats: [H10301, C15001] } ] }\n  key: { from: frame, through: [ keypad ] }\n  pin: { from: key, through: [ pin ] }\n";

    // one that fits no format, so that it has neither facility nor number
    private const string Nameless = "0x12345678/32";

    [Theory]
    [InlineData("card.facility is 12", "12:7 12:8")]
    [InlineData("card.facility is not 12", "13:7")]
    [InlineData("card.facility in [12, 13] and card.card is 7", "12:7 13:7")]
    [InlineData("card.card is not in [7, 9]", "12:8")]
    [InlineData("card.card between 7 and 8", "12:7 13:7")]
    [InlineData("card.card > 7", "12:8")]
    [InlineData("card.card != 8", "12:7 13:7")]
    [InlineData("card.card = 8", "12:8")]
    [InlineData("card.format is H10301", "12:7 13:7 12:8")]
    [InlineData("card.format is not H10301", "")]
    [InlineData("card.bits >= 32", "none")]
    [InlineData("card.bits is not 32 and card.facility is 13", "13:7")]
    [InlineData("card.raw is '0x12345678'", "none")]
    [InlineData("card.oem is 0", "")]
    [InlineData("card.oem is not 0", "")]
    [InlineData("card", "12:7 13:7 12:8 none")]
    [InlineData("card.facility is 12 or card.card is 7", "12:7 13:7 12:8")]
    [InlineData("card.facility is 12 and tamper is active", "12:8")]
    [InlineData("card.facility is 13 then card.facility is 12 within 2 s", "12:8")]
    public void APartOfAnEvent_IsTheEventWithSuchAValue(string expression, string heard)
    {
        (string Card, int At)[] cards = [("12:7", 1), ("13:7", 2), ("12:8", 3), ("none", 4)];
        string feed = string.Join(", ", cards.Select(c => $"{{ at: {c.At} s, card: {(c.Card == "none" ? Nameless : "H10301 " + c.Card)} }}"));
        string expect = string.Join(", ", cards.Where(c => heard.Split(' ').Contains(c.Card)).Select(c => $"{{ at: {c.At} s, log: heard }}"));
        Said.Passes($"{Signals}rules:\n  r: {{ when: \"{expression}\", do: {{ log: heard }} }}", $"{{ at: 0 s, tamper: inactive }}, {feed.Replace("{ at: 3 s,", "{ at: 2.5 s, tamper: active }, { at: 3 s,")}", expect);
    }

    [Fact]
    public void AFaultInPlaceOfAValue_IsNotTheEvent_ButThatItIsFaulty() => Said.Passes(
        Signals + "rules:\n  good: { when: frame, do: { log: a frame } }\n  bad: { when: frame is faulty, do: { log: no frame } }\n  neither: { when: card, do: { log: a card } }\n  faulty: { when: card is faulty, do: { log: no card } }",
        "{ at: 0 s, port.reader: idle 1s d0 50us idle 950us both 50us idle }, { at: 3 s, port.reader: { format: H10301, facility: 12, card: 7 } }",
        "{ at: 1 s..1.1 s, log: no frame }, { at: 1 s..1.1 s, log: no card }, { at: 3 s..3.1 s, log: a frame }, { at: 3 s..3.1 s, log: a card }");

    [Theory]
    [InlineData("card.facilty is 12", "R0108 a card has no part 'facilty' (did you mean 'facility'?)")]
    [InlineData("card.uid is 12", "R0108 a card has no part 'uid' (it has format, facility, card, issue, oem, bits or raw)")]
    [InlineData("card.facility", "R0404 'card.facility' is the facility code: say which it must be (write 'card.facility is' and a value, or 'card' alone for any)")]
    [InlineData("card.facility is twelve", "R0303 'card.facility' is a number: 'twelve' is none (write a number without a unit)")]
    [InlineData("card.facility is 12 s", "R0202 'card.facility' is in no unit, not in s ()")]
    [InlineData("card.facility becomes 12", "R0402 'card.facility' is an event: it has no state that could be known or change (write 'card.facility' alone, or 'card.facility is' and a value)")]
    [InlineData("card.raw > 12", "R0303 'card.raw' is no number: it has events (compare it with 'is')")]
    [InlineData("pin.value is 1234", "R0108 a PIN has no part 'value' (it has digits)")]
    [InlineData("key.facility is 12", "R0108 there is no signal, output or port 'key.facility' ()")]
    [InlineData("card.facility is 12 and pin.digits is 4", "R0411 'pin.digits is 4' and 'card.facility is 12' are both events: they never come in one turn except by accident (write 'card.facility is 12 within 5 s and pin.digits is 4', or join them with 'or')")]
    public void WhatIsNoPart_IsTold(string expression, string told)
    {
        ImmutableArray<Diagnostic> diagnostics = PipelineReader.Read("a.yaml", $"pipeline: p\ndevice: door-controller\n{Signals}rules:\n  r: {{ when: \"{expression}\", do: {{ log: x }} }}\n", Said.Catalog).Diagnostics;
        Assert.Equal([told], diagnostics.Select(d => $"{d.Code} {d.Message} ({d.Hint})"));
    }

    [Theory]
    [InlineData("port.reader: { format: H10301, facility: 12, card: 3456 }", "{ at: 1.07 s, card: { format: H10301, facility: 12, card: 3456 } }")]
    [InlineData("port.reader: 0x0181b01/26", "{ at: 1.07 s, card: H10301 12:3456 }")]
    [InlineData("port.reader: 0101", "{ at: 1.026 s, key: 5 }")]
    [InlineData("port.reader: idle 1ms d0 50us idle 2ms d1 50us idle 2ms d0 50us idle 2ms d1 50us idle", "{ at: 1.02765 s, frame: 0101 }")]
    [InlineData("frame: 0x12345678/32", "{ at: 1 s, card: 0x12345678/32 }")]
    [InlineData("frame: 0010", "{ at: 1 s, key: 2 }")]
    [InlineData("key: 1 1s 2 1s 3 1s 4", "{ at: 4 s, pin: '1234', log: typed }")]
    [InlineData("pin: '0007'", "{ at: 1 s, log: typed }")]
    public void FramesCardsKeysAndPins_AreFedAndExpected(string fed, string expected) =>
        Said.Passes($"{Signals}rules: {{ r: {{ when: pin, do: {{ log: typed }} }} }}", $"{{ at: 1 s, {fed} }}", expected);

    [Theory]
    [InlineData("card: H10301", "R0503 'H10301' is no card: 'H' is neither 0 nor 1 (hexadecimal digits begin with 0x)")]
    [InlineData("card: H10301 12", null)]
    [InlineData("card: 0x000c0d80/32", null)]
    [InlineData("card: 0x000c0d80/32 2s 0x000c0d81/32", null)]
    [InlineData("card: H1031 12:7", "R0701 there is no card format 'H1031'")]
    [InlineData("card: H10301 256:7", "R0503 'facility' of H10301 is 0 to 255, not 256")]
    [InlineData("card: H10301 1:2:3", "R0503 'H10301 1:2:3' is no card")]
    [InlineData("card: { facility: 1 }", "R0102 the key 'format' is missing")]
    [InlineData("card: { format: H10301, issue: 1 }", "R0503 H10301 has no 'issue'")]
    [InlineData("card: { format: H10301, card: 1.5 }", "R0204 'card' is a whole number, not 1.5")]
    [InlineData("frame: 0x1ff/8", "R0503 '0x1ff/8' is no frame: 0x1ff does not fit 8 bits")]
    [InlineData("pin: 12a4", "R0503 a PIN has up to 32 digits, and nothing else")]
    [InlineData("port.reader: 01x1", "R0503 '01x1' is no frame: 'x' is neither 0 nor 1 (hexadecimal digits begin with 0x)")]
    [InlineData("port.reader: low", "R0503 'reader' is never 'low': it is idle, d0, d1, both, unknown or offline")]
    public void WhatCannotBeFed_IsTold(string fed, string? told)
    {
        ImmutableArray<Diagnostic> diagnostics = PipelineReader.Read("a.yaml", $"pipeline: p\ndevice: door-controller\n{Signals}rules: {{ r: {{ when: card, do: {{ log: x }} }} }}\ntests: [ {{ name: t, feed: [ {{ at: 1 s, {fed} }} ], silent: 0 s..1 s }} ]\n", Said.Catalog).Diagnostics;
        Assert.Equal(told is null ? [] : [told], diagnostics.Where(d => d.Severity > Severity.Note).Select(d => $"{d.Code} {d.Message}"));
    }
}
