using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Operators.Tests.Conformance;
using Reactive.Signals;
using Xunit;

namespace Reactive.Operators.Tests.Readers;

public sealed class ReaderOutputTests
{
    public static TheoryData<string> Formats => [.. CardFormats.All.Select(e => e.Format.Name)];

    [Theory]
    // the numbers go field by field
    [InlineData("reader-output: Wiegand26", "H10301 12:3456", "12:3456")]
    [InlineData("reader-output: Wiegand34", "H10301 12:3456", "12:3456")]
    [InlineData("reader-output: Wiegand37FacilityCode", "H10306 65535:65535", "65535:65535")]
    [InlineData("reader-output: S12906", "SMP34 12:3456 issue 3", "12:3456 issue 3")]
    [InlineData("reader-output: S12906", "H10301 12:3456", "12:3456 issue 0")]
    // what is 0 needs no field
    [InlineData("reader-output: Wiegand37", "H10301 0:3456", "3456")]
    [InlineData("reader-output: C15001", "BC40 12:3456 oem 5", "12:3456 oem 5")]
    // auto: what a card has, else what its number has beyond the field of the card
    [InlineData("reader-output: Wiegand34", "0x12345678/32", "4660:22136")]
    [InlineData("reader-output: Wiegand34", "0x00005678/32", "0:22136")]
    [InlineData("reader-output: Wiegand26", "0x00fe5678/32", "254:22136")]
    [InlineData("reader-output: Wiegand26", "Wiegand37 16777215", "255:65535")]
    [InlineData("reader-output: Wiegand26", "Wiegand37 65535", "0:65535")]
    [InlineData("reader-output: Wiegand37FacilityCode", "0x7fffffff8/35", "65535:524280")]
    [InlineData("reader-output: Wiegand37", "0x12345678/32", "305419896")]
    [InlineData("reader-output: Wiegand37", "0x0007ffffffff/48", "34359738367")]
    [InlineData("reader-output: H10320", "0x05f5e0ff/32", "99999999")]
    [InlineData("reader-output: IR56", "0x04a1b2c3d4e5f6/56", "303538:3285509622")]
    // optional: what a card has, else what is configured; the number is not cut
    [InlineData("reader-output: { format: Wiegand26, facility-override: optional, facility: 7 }", "H10301 12:3456", "12:3456")]
    [InlineData("reader-output: { format: Wiegand26, facility-override: optional, facility: 7 }", "H10301 0:3456", "0:3456")]
    [InlineData("reader-output: { format: Wiegand26, facility-override: optional, facility: 7 }", "Wiegand37 3456", "7:3456")]
    [InlineData("reader-output: { format: Wiegand26, facility-override: optional, facility: 7 }", "0x00000d80/32", "7:3456")]
    [InlineData("reader-output: { format: Wiegand26, facility-override: optional, facility: 0 }", "0x00000d80/32", "0:3456")]
    // override: what is configured
    [InlineData("reader-output: { format: Wiegand26, facility-override: override, facility: 7 }", "H10301 12:3456", "7:3456")]
    [InlineData("reader-output: { format: Wiegand26, facility-override: override, facility: 7 }", "SMP34 8191:3456", "7:3456")]
    [InlineData("reader-output: { format: Wiegand37FacilityCode, facility-override: override, facility: 65535 }", "0x0007ffff/32", "65535:524287")]
    [InlineData("reader-output: { format: S12906b, facility-override: override, facility: 217 }", "H10301 12:3456", "217:3456")]
    // the bytes of what has no format are turned round, those of other cards are not
    [InlineData("reader-output: { format: Wiegand37, byte-order: reversed }", "0x12345678/32", "2018915346")]
    [InlineData("reader-output: { format: Wiegand34, byte-order: reversed }", "0x78563412/32", "4660:22136")]
    [InlineData("reader-output: { format: Wiegand26, byte-order: reversed }", "0x563412/24", "18:13398")]
    [InlineData("reader-output: { format: Wiegand26, byte-order: reversed }", "H10301 12:3456", "12:3456")]
    public void Card_IsSentInTheFormat_AndReadBackAsTheNumbers(string yaml, string card, string numbers)
    {
        CardFormat format = ExampleReader.Read(ReaderOutputOperator.Spec, yaml).CardFormats("format")[0];
        Value sent = Assert.Single(new ReaderChain(ReaderChain.Cards, yaml).Values(ReaderChain.Card(card)));
        Assert.Equal(ValueKind.Frame, sent.Kind);
        Assert.True(format.Matches(sent.Frame));
        Assert.Equal(numbers, format.Numbers(sent.Frame).ToString());
    }

    [Theory]
    [InlineData("reader-output: Wiegand26", "0x01000000/32", "too-large")]
    [InlineData("reader-output: Wiegand26", "0x12345678/32", "too-large")]
    [InlineData("reader-output: Wiegand26", "Wiegand37 16777216", "too-large")]
    [InlineData("reader-output: Wiegand26", "Wiegand34 256:1", "too-large")]
    [InlineData("reader-output: Wiegand34", "Wiegand37FacilityCode 1:65536", "too-large")]
    [InlineData("reader-output: Wiegand37", "0x0800000000/40", "too-large")]
    [InlineData("reader-output: H10320", "0x05f5e100/32", "too-large")]
    [InlineData("reader-output: Wiegand34", "0xffffffffffffffffffffffff/96", "too-large")]
    [InlineData("reader-output: { format: Wiegand34, facility-override: optional, facility: 7 }", "0x00010000/32", "too-large")]
    [InlineData("reader-output: { format: Wiegand34, facility-override: override, facility: 7 }", "0xffffffffffffffffffffffff/96", "too-large")]
    [InlineData("reader-output: Wiegand37", "H10301 12:3456", "no-field")]
    [InlineData("reader-output: { format: Wiegand26, facility-override: override, facility: 7 }", "SMP34 12:3456 issue 1", "no-field")]
    [InlineData("reader-output: Wiegand26", "C15001 12:3456 oem 900", "no-field")]
    [InlineData("reader-output: S12906b", "H10301 12:3456", "fixed-bits")]
    [InlineData("reader-output: { format: Wiegand37, byte-order: reversed }", "0x254008a/26", "part-byte")]
    [InlineData("reader-output: { byte-order: reversed }", "0x254008a/26", "part-byte")]
    public void CardThatDoesNotFit_IsAFaultWithWhatWasRead(string yaml, string card, string fault)
    {
        Value read = ReaderChain.Card(card), said = Assert.Single(new ReaderChain(ReaderChain.Cards, yaml).Values(read));
        Assert.Equal(Value.Fault(fault), said);
        // a fault keeps the first 64 bits
        int kept = Math.Min(read.Frame.Length, 64);
        Assert.Equal(new ReaderBits(kept, read.Frame.Bits >> (read.Frame.Length - kept)), said.Frame);
    }

    [Theory]
    [InlineData("reader-output: {}", "0x254008a/26", "0x254008a/26")]
    [InlineData("reader-output: {}", "H10301 42:69", "0x254008a/26")]
    [InlineData("reader-output: { byte-order: reversed }", "0x12345678/32", "0x78563412/32")]
    [InlineData("reader-output: { byte-order: reversed }", "0x04a1b2c3d4e5f6/56", "0xf6e5d4c3b2a104/56")]
    [InlineData("reader-output: { byte-order: reversed }", "0x000102030405060708090a0b0c0d0e0f/128", "0x0f0e0d0c0b0a09080706050403020100/128")]
    [InlineData("reader-output: { byte-order: reversed }", "H10301 42:69", "0x254008a/26")]
    [InlineData("reader-output: { byte-order: reversed }", "WIE32 18:13398", "0x00123456/32")]
    public void WithoutAFormat_TheBitsGoAsTheyAre(string yaml, string card, string frame) =>
        Assert.Equal([Value.Of(ReaderChain.Bits(frame))], new ReaderChain(ReaderChain.Cards, yaml).Values(ReaderChain.Card(card)));

    [Fact]
    public void CardOfTheFormat_KeepsItsBitsWithoutMeaning_UnlessItsNumbersChange()
    {
        CardFormat format = CardFormats.Find("PIV75")!.Format;
        Assert.True(format.TryEncode(new CardNumbers(12, 3456, null, 7), out ReaderBits frame, out _));
        // two bits of the date of expiry, which leave the parity as it is
        var dated = new ReaderBits(75, frame.Bits | (UInt128)0b110);
        Value card = Value.Card(dated, format);
        Assert.Equal([Value.Of(dated)], new ReaderChain(ReaderChain.Cards, "reader-output: PIV75").Values(card));
        Assert.Equal([Value.Of(dated)], new ReaderChain(ReaderChain.Cards, "reader-output: { format: PIV75, facility-override: override, facility: 12 }").Values(card));
        Value changed = Assert.Single(new ReaderChain(ReaderChain.Cards, "reader-output: { format: PIV75, facility-override: override, facility: 13 }").Values(card));
        Assert.True(format.TryEncode(new CardNumbers(13, 3456, null, 7), out ReaderBits expected, out _));
        Assert.Equal(Value.Of(expected), changed);
    }

    [Fact]
    public void CardWhoseParityIsWrong_IsSentWithItsNumbersAndRightParity()
    {
        CardFormat format = CardFormats.Find("H10301")!.Format;
        ReaderBits right = ReaderChain.Bits("0x254008a/26"), wrong = ReaderChain.Bits("0x254008b/26");
        Assert.False(format.Matches(wrong));
        Assert.Equal([Value.Of(right)], new ReaderChain(ReaderChain.Cards, "reader-output: Wiegand26").Values(Value.Card(wrong, format)));
    }

    [Theory]
    [InlineData("reader-output: Wiegand34", 16)]
    [InlineData("reader-output: { format: Wiegand34, fewest-bits: 32 }", 32)]
    public void Frame_IsACardWithoutAFormat_IfItIsLongEnough(string yaml, int fewest)
    {
        var chain = new ReaderChain(ReaderChain.Frames, yaml);
        Assert.Empty(chain.Values([Value.Of(new ReaderBits(fewest - 1, 1)), Value.Of(new ReaderBits(4, 1))]));
        Value sent = Assert.Single(chain.Values(Value.Of(new ReaderBits(fewest, 0x4567))));
        Assert.Equal(new CardNumbers(0, 0x4567), CardFormats.Find("Wiegand34")!.Format.Numbers(sent.Frame));
        // whatever format it would match
        Assert.Equal([Value.Fault("too-large")], new ReaderChain(ReaderChain.Frames, "reader-output: Wiegand26").Values(Value.Of(ReaderChain.Bits("0x254008a/26"))));
    }

    [Fact]
    public void StampAndSinceAreTheCards_AndOtherFaultsPass()
    {
        var card = new Stamped<Value>(ReaderChain.Card("H10301 12:3456"), SignalTime.FromMilliseconds(100), SignalTime.FromMilliseconds(40), 2);
        Stamped<Value> cut = card with { Value = Value.Fault("cut", new ReaderBits(5, 3)) };
        List<Stamped<Value>> sent = new ReaderChain(ReaderChain.Cards, "reader-output: Wiegand26").Run([card, cut]);
        Assert.Equal([card with { Value = Value.Of(ReaderChain.Card("H10301 12:3456").Frame) }, cut], sent);
        Assert.Equal(new ReaderBits(5, 3), sent[1].Value.Frame);
    }

    [Fact]
    public void PublishedCards_InTheirOwnFormat_AreTheirFrames()
    {
        foreach (CardVector vector in WiegandCorpus.Vectors("vectors_trusted.csv"))
            Assert.Equal([Value.Of(vector.Frame)], new ReaderChain(ReaderChain.Frames, $"card: {vector.Format}", $"reader-output: {vector.Format}").Values(Value.Of(vector.Frame)));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void WhateverIsSent_IsReadBackAsWhatWasMeant(string name)
    {
        CardFormat format = CardFormats.Find(name)!.Format;
        bool hasFacility = format.FieldOf(CardField.Facility) is not null;
        ulong facility = name == "S12906b" ? 217UL : 5UL;
        int sent = 0;
        for (int mode = 0; mode < (hasFacility ? 3 : 1); mode++)
        {
            var kernel = new ReaderOutputKernel(new ReaderOutputOptions { Format = format, FacilityOverride = (FacilityOverride)mode, Facility = facility });
            var random = new Random(name.Length);
            for (int i = 0; i < 500; i++)
            {
                Value card = i % 5 > 0 ? ReaderFrames.Card(random) : Sound(random, format);
                var transcript = new Transcript();
                kernel.Step(new Stamped<Value>(card, SignalTime.Zero), transcript);
                Value said = Assert.Single(transcript.Values).Value;
                if (said.Kind == ValueKind.Fault)
                    continue;
                sent++;
                Assert.True(format.Matches(said.Frame), $"{card} as {said}");
                CardNumbers read = format.Numbers(said.Frame), had = card.Format?.Numbers(card.Frame) ?? default;
                Assert.Equal((had.Issue ?? 0, had.Oem ?? 0), (read.Issue ?? 0, read.Oem ?? 0));
                ulong? meant = mode == 2 || (mode == 1 && had.Facility is null) ? facility : had.Facility;
                UInt128 number = had.Card ?? card.Frame.Bits;
                if (meant is not null)
                    Assert.Equal((meant.Value, number), (read.Facility ?? 0, (UInt128)read.Card!.Value));
                else
                    Assert.Equal(number, ((UInt128)(read.Facility ?? 0) * (format.FieldOf(CardField.Card)!.Most + UInt128.One)) + read.Card!.Value);
            }
        }

        Assert.InRange(sent, 100, int.MaxValue);
    }

    [Fact]
    public void FormatOfAPipelinesOwn_IsSentLikeAnother()
    {
        CardFormat format = CardFormatReader.Read("site", 40, CardFormatReader.Lines("facility 1-6; card 7-38"), CardFormatReader.Lines("0 even 1-19; 39 odd 20-38"), [], out ImmutableArray<CardFormatProblem> problems)!;
        Assert.Empty(problems);
        var transcript = new Transcript();
        new ReaderOutputKernel(new ReaderOutputOptions { Format = format }).Step(new Stamped<Value>(ReaderChain.Card("0x2512345678/40"), SignalTime.Zero), transcript);
        Value sent = Assert.Single(transcript.Values).Value;
        Assert.True(format.Matches(sent.Frame));
        Assert.Equal(new CardNumbers(0x25, 0x12345678), format.Numbers(sent.Frame));
    }

    [Theory]
    [InlineData("reader-output: { format: [Wiegand26, Wiegand34] }", "cards are sent in one format, not in 2")]
    [InlineData("reader-output: { format: Wiegand26, facility: 7 }", "with 'facility-override: auto' the facility code is never 'facility'")]
    [InlineData("reader-output: { format: Wiegand26, facility-override: optional }", "'facility-override: optional' needs 'facility'")]
    [InlineData("reader-output: { format: Wiegand26, facility-override: override }", "'facility-override: override' needs 'facility'")]
    [InlineData("reader-output: { format: Wiegand26, facility-override: override, facility: 256 }", "'facility' of H10301 is 0 to 255, not 256")]
    [InlineData("reader-output: { format: Wiegand26, facility-override: override, facility: 1.5 }", "'facility' must be a whole number, not 1.5")]
    [InlineData("reader-output: { format: Wiegand37, facility-override: optional, facility: 7 }", "H10302 has no 'facility'")]
    [InlineData("reader-output: { format: S12906b, facility-override: override, facility: 7 }", "'facility' of S12906b is always 217, not 7")]
    [InlineData("reader-output: { facility-override: override, facility: 7 }", "without 'format' the bits go as they are, and no facility code is put into them")]
    [InlineData("reader-output: { fewest-bits: 26 }", "'fewest-bits' is of frames, and cards have been chosen already")]
    [InlineData("reader-output: { fewest-bits: 4.5 }", "'fewest-bits' must be a whole number, not 4.5")]
    public void ParametersThatDisagree_AreRefused(string yaml, string message) => Assert.Equal([message], ReaderChain.Problems(ReaderOutputOperator.Spec, yaml, ReaderChain.Cards));

    [Fact]
    public void EveryMistake_IsToldAtOnce() =>
        Assert.Equal(3, ReaderChain.Problems(ReaderOutputOperator.Spec, "reader-output: { format: [Wiegand26, Wiegand34], fewest-bits: 26, facility: 7 }", ReaderChain.Cards).Count());

    // a card of the format itself
    private static Value Sound(Random random, CardFormat format)
    {
        CardNumbers numbers = ReaderFrames.Numbers(random, format);
        if (format.Name == "S12906b")
            numbers = numbers with { Facility = 217 };
        Assert.True(format.TryEncode(numbers, out ReaderBits frame, out string problem), problem);
        return Value.Card(frame, format);
    }
}
