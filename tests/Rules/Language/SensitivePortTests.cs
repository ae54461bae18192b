using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Testing;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests.Language;

/// <summary>Ports whose values are nobody's business: what stems from them, and what is shown of it.</summary>
public sealed class SensitivePortTests
{
    private const string Signals = """
        signals:
          frame: { from: reader, through: [ wiegand ] }
          key: { from: frame, through: [ keypad ] }
          pin: { from: key, through: [ pin: { length: 4 } ] }
          card: { from: frame, through: [ card: H10301 ] }
          door: { from: door-monitor, through: [ end-of-line: parallel-first, debounce: 50 ms ] }
          typed: { latch: { set: pin } }

        """;

    private const string Sensitive = "ports: { reader: { sensitive: yes } }\n";

    [Fact]
    public void WhatStemsFromASensitivePort_IsSensitive_AndNothingElse()
    {
        PipelineDefinition pipeline = Said.Read(Sensitive + Signals);
        var sensitive = new SensitiveSignals(pipeline);
        Assert.Equal(["frame", "key", "pin", "card"], pipeline.Signals.Select(s => s.Name).Where(sensitive.Has));
        Assert.Equal(["reader"], pipeline.SensitivePorts.Select(p => p.Name));
    }

    [Fact]
    public void APortThatNothingIsMadeFrom_IsNoReasonToSeal() =>
        Assert.Empty(Said.Read("ports: { reader: { sensitive: yes } }\nrules: { r: { when: tamper becomes active, do: { log: x } } }\n").SensitivePorts);

    [Fact]
    public void AProfile_MaySayIt()
    {
        (DeviceProfile? profile, _) = ProfileReader.Read("d.yaml", "profile: d\nports:\n  pad: { in: wiegand, sensitive: yes }\n  mic: { in: samples, rate: 8 kHz, unit: counts, sensitive: yes }\n  rex: { in: contact }\n");
        Assert.Equal([true, true, false], profile!.Ports.Select(p => p.IsSensitive));
    }

    [Theory]
    [InlineData("true", "write yes")]
    [InlineData("false", "write no")]
    public void AnotherWord_IsAnswered(string word, string hint)
    {
        Diagnostic diagnostic = PipelineReader.Read("a.yaml", $"pipeline: p\ndevice: door-controller\nports: {{ reader: {{ sensitive: {word} }} }}\n", Said.Catalog).Diagnostics.Single();
        Assert.Equal(("R0205", hint), (diagnostic.Code, diagnostic.Hint));
    }

    [Fact]
    public void WhatIsTypedInTheOpen_IsNotedOnceAPort()
    {
        ImmutableArray<Diagnostic> diagnostics = PipelineReader.Read("a.yaml", "pipeline: p\ndevice: door-controller\n" + Signals, Said.Catalog).Diagnostics;
        Assert.Equal("a.yaml:5:34: note R0802: 'keypad' reads what is typed at 'reader', a port that is not sensitive: recordings hold it for everybody who has them (write ports: { reader: { sensitive: yes } })", Assert.Single(diagnostics).ToString());
    }

    [Fact]
    public void AFailure_TellsTheKindOnly()
    {
        string[] failures = Failures(Sensitive);
        Assert.Equal("expected 'key' 3 at 1.046 s; it happened at 1.026 s with key", failures[0]);
        Assert.Equal("expected 'card' H10301 12:3457 at 2.07 s; it happened at 2.07 s with card", failures[1]);
    }

    [Fact]
    public void ASilenceThatIsBroken_TellsTheKindOnly()
    {
        PipelineDefinition pipeline = Said.Read(Sensitive + Signals + "tests: [ { name: t, feed: [ { at: 1 s, port.reader: 0x7/4 } ], silent: [ { at: 0 s..5 s, of: key } ] } ]\n");
        Assert.Equal("'key' was to be silent between 0 s and 5 s; it happened with key at 1.026 s", PipelineTest.Run(pipeline, pipeline.Tests.Single()).Failures.Single().Message);
    }

    [Fact]
    public void AFailureOfAnOpenPort_TellsTheValue() => Assert.Equal("expected 'key' 3 at 1.046 s; it happened at 1.026 s with 7", Failures("")[0]);

    [Fact]
    public void Contacts_AreShown_AndWhatIsTypedIsNot()
    {
        Assert.Equal(["active", "open", "3.3 V", "unknown (offline)", "pulse", "day", "fault parity"], new[]
        {
            Value.Contact(true), Value.Symbol(SymbolType.LoopState, "open"), Value.Of(3.3, Unit.Volt), Value.Unknown(UnknownReason.Offline), Value.Pulse,
            Value.Symbol(SymbolType.Words(["day", "night"]), "day"), Value.Fault("parity", new ReaderBits(26, 0x2190e0f)),
        }.Select(v => v.Veiled().ToString()));
        Assert.Equal(["key", "Wiegand lines", "26 bits", "card", "PIN", "text"], new[]
        {
            Value.Symbol(SymbolType.Key, "7"), Value.Symbol(SymbolType.WiegandLines, "d0"), Value.Of(new ReaderBits(26, 0x2190e0f)), Value.Card(new ReaderBits(26, 0x2190e0f), null),
            Value.Pin(new ReaderBits(16, 0x1234)), Value.Of("open sesame"),
        }.Select(v => v.Veiled().ToString()));
    }

    [Fact]
    public void EveryTypeThatIsNotKnownToBeOfThings_IsVeiled() =>
        Assert.Equal(["Wiegand lines", "key"], SymbolType.All.Where(t => !t.IsOfThings).Select(t => t.Name));

    private static string[] Failures(string ports)
    {
        PipelineDefinition pipeline = Said.Read(ports + Signals + """
            tests:
              - name: t
                feed: [ { at: 1 s, port.reader: 0x7/4 }, { at: 2 s, port.reader: { format: H10301, facility: 12, card: 3456 } } ]
                expect: [ { at: 1.046 s, key: "3" }, { at: 2.07 s, card: H10301 12:3457 } ]

            """);
        return [.. PipelineTest.Run(pipeline, pipeline.Tests.Single()).Failures.Select(f => f.Message)];
    }
}
