using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Readers;

public sealed class KeyOutputTests
{
    private static readonly Value[] Keys = [.. SymbolType.Key.Names.Select(n => Value.Symbol(SymbolType.Key, n))];

    [Theory]
    [InlineData("four-bit", 4, "0 1 2 3 4 5 6 7 8 9 a b c d")]
    [InlineData("eight-bit-zero-padded", 8, "00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d")]
    [InlineData("eight-bit-invert-padded", 8, "f0 e1 d2 c3 b4 a5 96 87 78 69 5a 4b 3c 2d")]
    public void EveryKey_HasItsFrame_AndIsReadBack(string format, int bits, string frames)
    {
        Assert.Equal(frames.Split(' ').Select(f => Value.Of(ReaderChain.Bits($"0x{f}/{bits}"))), new ReaderChain(ReaderChain.Keys, $"key-output: {format}").Values(Keys));
        Assert.Equal(Keys, new ReaderChain(ReaderChain.Keys, $"key-output: {format}", $"keypad: {format}").Values(Keys));
    }

    [Theory]
    [InlineData("key-output: Wiegand26", "1234", "0:1234")]
    [InlineData("key-output: { format: Wiegand26, facility: 255 }", "65535", "255:65535")]
    [InlineData("key-output: { format: Wiegand26, facility: 1 }", "0042", "1:42")]
    [InlineData("key-output: Wiegand26", "0000", "0:0")]
    [InlineData("key-output: Wiegand26", "00000000000000000000000000065535", "0:65535")]
    [InlineData("key-output: { format: Wiegand34, facility: 65535 }", "65535", "65535:65535")]
    [InlineData("key-output: Wiegand37", "34359738367", "34359738367")]
    [InlineData("key-output: { format: Wiegand37FacilityCode, facility: 700 }", "524287", "700:524287")]
    public void Pin_IsTheNumberOfACard(string yaml, string pin, string numbers)
    {
        CardFormat format = CardFormats.Find(ExampleReader.Read(KeyOutputOperator.Spec, yaml).Text("format"))!.Format;
        Value sent = Assert.Single(new ReaderChain(ReaderChain.Pins, yaml).Values(Pin(pin)));
        Assert.True(format.Matches(sent.Frame));
        Assert.Equal(numbers, format.Numbers(sent.Frame).ToString());
    }

    [Theory]
    [InlineData("key-output: Wiegand26", "65536")]
    [InlineData("key-output: Wiegand34", "65536")]
    [InlineData("key-output: Wiegand37", "34359738368")]
    [InlineData("key-output: Wiegand37FacilityCode", "524288")]
    [InlineData("key-output: Wiegand37", "99999999999999999999999999999999")]
    // 2^64 and 4: what overflowed would fit
    [InlineData("key-output: Wiegand37", "18446744073709551620")]
    public void PinThatIsTooLarge_IsAFaultThatSaysNothingOfIt(string yaml, string pin)
    {
        Value said = Assert.Single(new ReaderChain(ReaderChain.Pins, yaml).Values(Pin(pin)));
        Assert.Equal(("fault too-large", 0), (said.ToString(), said.Frame.Length));
    }

    [Fact]
    public void EveryPinOfFourDigits_IsReadBackAsItsNumber()
    {
        var chain = new ReaderChain(ReaderChain.Pins, "key-output: { format: Wiegand26, facility: 200 }", "card: Wiegand26");
        List<Value> cards = chain.Values(Enumerable.Range(0, 10_000).Select(n => Pin($"{n:0000}")));
        Assert.Equal(Enumerable.Range(0, 10_000).Select(n => $"H10301 200:{n}"), cards.Select(c => c.ToString()));
    }

    [Fact]
    public void StampAndSinceAreTheirs_AndFaultsPass()
    {
        var pin = new Stamped<Value>(Pin("42"), SignalTime.FromMilliseconds(900), SignalTime.FromMilliseconds(100));
        var key = new Stamped<Value>(Keys[5], SignalTime.FromMilliseconds(900), SignalTime.FromMilliseconds(100));
        Stamped<Value> wrong = pin with { Value = Value.Fault("no-key", new ReaderBits(4, 15)) };
        foreach ((Flow flow, Stamped<Value> input, string yaml) in new[] { (ReaderChain.Pins, pin, "key-output: Wiegand37"), (ReaderChain.Keys, key, "key-output: {}") })
        {
            List<Stamped<Value>> sent = new ReaderChain(flow, yaml).Run([input, wrong]);
            Assert.Equal((ValueKind.Frame, input.Stamp, input.Since), (sent[0].Value.Kind, sent[0].Stamp, sent[0].Since));
            Assert.Equal(wrong, sent[1]);
        }
    }

    [Theory]
    [InlineData("key-output: {}", "a PIN is sent as Wiegand26, Wiegand34, Wiegand37 or Wiegand37FacilityCode, not as four-bit")]
    [InlineData("key-output: { format: Wiegand26, facility: 256 }", "'facility' of H10301 is 0 to 255, not 256")]
    [InlineData("key-output: { format: Wiegand26, facility: 2.5 }", "'facility' must be a whole number, not 2.5")]
    [InlineData("key-output: { format: Wiegand37, facility: 1 }", "H10302 has no 'facility'")]
    public void ParametersThatNoPinTakes_AreRefused(string yaml, string message) => Assert.Equal([message], ReaderChain.Problems(KeyOutputOperator.Spec, yaml, ReaderChain.Pins));

    [Theory]
    [InlineData("key-output: Wiegand26", "a key is sent as four-bit, eight-bit-zero-padded or eight-bit-invert-padded, not as Wiegand26")]
    [InlineData("key-output: { facility: 1 }", "a key has no facility code")]
    public void ParametersThatNoKeyTakes_AreRefused(string yaml, string message) => Assert.Equal([message], ReaderChain.Problems(KeyOutputOperator.Spec, yaml, ReaderChain.Keys));

    private static Value Pin(string digits) => Value.Pin(ReaderChain.Bits($"0x{digits}/{4 * digits.Length}"));
}
