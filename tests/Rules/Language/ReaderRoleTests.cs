using System.Collections.Immutable;
using Reactive.Rules.Testing;
using Reactive.Rules.Tests.Guide;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests.Language;

/// <summary>A device that is itself a reader: what comes from its own reader goes out on two lines, and is read there as a controller reads it.</summary>
public sealed class ReaderRoleTests
{
    private const string Pipeline = """
        pipeline: role
        device: door-controller
        ports: { reader: { sensitive: yes } }
        card-formats:
          site-40: { bits: 40, fields: { facility: 1-6, card: 7-38 }, parity: { 0: even 1-19, 39: odd 20-38 } }
        signals:
          frame: { from: reader, through: [ wiegand ] }
          card: { from: frame, through: [ card: H10301 ] }
          pin: { from: frame, through: [ keypad, pin ] }
          sent-card: { from: card, through: [ reader-output: { format: site-40, facility-override: override, facility: 60 } ] }
          sent-pin: { from: pin, through: [ key-output: { format: Wiegand26, facility: 200 } ] }
          lines: { from: sent, through: [ pulse-train ] }
          sent: { from: [sent-card, sent-pin], through: [ merge ] }
          controller: { from: lines, through: [ wiegand, card: { formats: [H10301, site-40] } ] }
        rules:
          told: { when: controller, do: { log: told } }

        """;

    [Theory]
    // 26 bits from 1 s on, 2 ms apart, and 20 ms of silence; then 40 bits in the same way
    [InlineData("{ at: 1 s, port.reader: { format: H10301, facility: 12, card: 3456 } }", "{ at: 1.07 s, sent-card: 0x7800001b01/40, lines: d0 }, { at: 1.168 s, lines: idle, controller: site-40 60:3456, log: told }")]
    // the last of four keys, half a second apart, is read 6 ms after it began and 20 ms of silence
    [InlineData("{ at: 1 s, port.reader: 0x0/4 }, { at: 1.5 s, port.reader: 0x0/4 }, { at: 2 s, port.reader: 0x4/4 }, { at: 2.5 s, port.reader: 0x2/4 }", "{ at: 2.526 s, lines: d1 }, { at: 2.596 s, controller: H10301 200:42, log: told }")]
    public void WhatIsReadHere_IsReadByTheController(string feed, string expect) => Passes(feed, expect);

    [Fact]
    public void TwoCardsAtOnce_AreSentOneAfterTheOther() =>
        // the second frame begins 50 ms after the last pulse of the first: 1 s, 1.078 s, 1.128 s, 1.206 s
        Passes("{ at: 1 s, card: H10301 12:1 }, { at: 1.01 s, card: H10301 12:2 }", "{ at: 1.098 s, controller: site-40 60:1, log: told }, { at: 1.226 s, controller: site-40 60:2, log: told }");

    [Fact]
    public void Lines_AreIdleFromTheStart() => Passes("{ at: 0 s, card: H10301 12:1 }", "{ at: 0 s..1 ms, lines: idle }, { at: 98 ms, controller: site-40 60:1, log: told }");

    private static void Passes(string feed, string expect)
    {
        string text = $"{Pipeline}tests:\n  - name: t\n    feed: [ {feed} ]\n    expect: [ {expect} ]\n    until: 5 s\n";
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.Read("a.yaml", text, Product.Catalog);
        Assert.Empty(diagnostics);
        Assert.Empty(PipelineTest.Run(pipeline!, Assert.Single(pipeline!.Tests)).Failures);
    }
}
