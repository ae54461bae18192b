using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Testing;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests.Language;

/// <summary>Frames that rules send on the lines of a device: what is sent and when, and what is refused.</summary>
public sealed class ReaderLineTests
{
    private const string Signals = """
        signals:
          frame: { from: reader, through: [ wiegand: {} ] }
          card: { from: frame, through: [ card: H10301 ] }
          passed-on: { from: card, through: [ reader-output ] }
          typed: { from: frame, through: [ keypad: four-bit ] }

        """;

    private static readonly Catalog Catalog = Said.Catalog with { Profiles = [StandIns.DoorController, Profile()] };

    [Fact]
    public void AFrame_IsSentInTheTurnThatBringsIt() => Passes(
        "rules: { r: { when: passed-on, do: { send: passed-on, on: controller } } }",
        "{ at: 1 s, port.reader: { format: H10301, facility: 12, card: 3456 } }",
        "{ at: 1.07 s, controller: { format: H10301, facility: 12, card: 3456 } }");

    [Fact]
    public void WithoutOneInItsTurn_TheLastOneIsSent() => Passes(
        "rules: { r: { when: io-1-in becomes active, do: { send: passed-on, on: controller } } }",
        "{ at: 0 s, io-1-in: inactive }, { at: 1 s, passed-on: 0x1/26 1s 0x2/26 }, { at: 3 s, io-1-in: active 1s inactive 1s active }",
        "{ at: 3 s, controller: 0x2/26 }, { at: 5 s, controller: 0x2/26 }");

    [Fact]
    public void WhileItsReaderIsOffline_TheLastOneIsSentAsWell() => Passes(
        "rules: { r: { when: io-1-in becomes active, do: { send: frame, on: controller } } }",
        "{ at: 0 s, io-1-in: inactive }, { at: 1 s, port.reader: 0x1/26 }, { at: 3 s, io-1-in: active }",
        "{ at: 3 s, controller: 0x1/26 }",
        "faults: [ { at: 2 s, offline: reader, for: 5 s } ]");

    [Fact]
    public void WhereNoFrameHasCome_NothingIsSent_AndThatIsAFaultOfTheRun()
    {
        TestOutcome outcome = Run(
            "rules: { r: { when: io-1-in becomes active, do: { send: passed-on, on: controller } } }",
            "{ at: 0 s, io-1-in: inactive 1s active }, { at: 2 s, passed-on: 0x1/26 }",
            "",
            "silent: 0 s..5 s");
        Assert.Equal("at 1 s rule 'r' has nothing to send on 'controller': 'passed-on' has not brought a frame yet", outcome.Failures[0].Message);
        Assert.DoesNotContain(outcome.Failures, f => f.Message.Contains("'controller' was to be silent", StringComparison.Ordinal));
    }

    [Fact]
    public void AfterARestart_NoFrameHasCome() => Assert.Contains(
        Run(
            "rules: { r: { when: io-1-in becomes active, do: { send: passed-on, on: controller } } }",
            "{ at: 1 s, passed-on: 0x1/26 }, { at: 4 s, io-1-in: inactive 1s active }",
            "",
            "faults: [ { at: 2 s, restart: 1 s } ]").Failures,
        f => f.Message.Contains("'passed-on' has not brought a frame yet", StringComparison.Ordinal));

    [Fact]
    public void FramesOfAnInstant_AreSentOneByOne_InTheOrderOfRules() => Passes(
        "rules: { b: { when: passed-on, do: [ { send: passed-on, on: controller }, { send: frame, on: controller } ] }, a: { when: passed-on, do: { send: passed-on, on: controller } } }",
        "{ at: 1 s, frame: 0x5/26 }, { at: 1 s, passed-on: 0x1/26 }",
        "{ at: 1 s, controller: 0x1/26 }, { at: 1 s, controller: 0x1/26 }, { at: 1 s, controller: 0x5/26 }");

    [Fact]
    public void AfterAPause_WhatCameMeanwhileIsSent() => Passes(
        "rules: { r: { when: io-1-in becomes active, do: [ { wait: 1 s }, { send: passed-on, on: controller } ] } }",
        "{ at: 0 s, io-1-in: inactive 1s active }, { at: 500 ms, passed-on: 0x1/26 1s 0x2/26 }",
        "{ at: 2 s, controller: 0x2/26 }");

    [Fact]
    public void ABlock_SendsOnTheLineThatItIsGiven()
    {
        const string Block = "block: on\nparameters: { frames: { is: source }, line: { is: word, of: [controller, other] } }\nsignals: { out: { from: $frames } }\nrules: { go: { when: out, do: { send: out, on: $line } } }\n";
        string text = $"pipeline: p\ndevice: i8307\n{Signals}use: {{ to: on.yaml, with: {{ frames: passed-on, line: controller }} }}\n";
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.Read("a.yaml", text, Catalog, name => name == "on.yaml" ? Block : null);
        Assert.True(pipeline is not null, string.Join('\n', diagnostics));
        ActionDefinition action = pipeline.Rules.Single().Do.Single();
        Assert.Equal(("to.out", "controller"), (action.Target, action.Line));
    }

    [Fact]
    public void AnotherFrame_IsToldByBoth()
    {
        TestFailure failure = Run("rules: { r: { when: passed-on, do: { send: passed-on, on: controller } } }", "{ at: 1 s, passed-on: 0x1/26 }", "{ at: 1 s, controller: 0x2/26 }").Failures.Single();
        Assert.Equal("expected 'controller' 0x0000002/26 at 1 s; instead 'controller' 0x0000001/26 came at 1 s (rule r, line 8)", failure.Message);
    }

    [Fact]
    public void WhatIsSentFromASensitivePort_IsNotToldByAFailure()
    {
        TestFailure failure = Run("ports: { reader: { sensitive: yes } }\nrules: { r: { when: frame, do: { send: frame, on: controller } } }", "{ at: 1 s, port.reader: 0x2f623ae/26 }", "").Failures.Single();
        Assert.Equal("nothing expects 'controller' 26 bits at 1.07 s (rule r, line 9)", failure.Message);
    }

    [Theory]
    [InlineData("send: card, on: controller", "R0303", "'card' brings no frames: only frames are sent", "make frames of it: passed-on: { from: card, through: [ reader-output ] }, and send that")]
    [InlineData("send: typed, on: controller", "R0303", "'typed' brings no frames: only frames are sent", "make frames of it: typed: { from: typed, through: [ key-output ] }, and send that")]
    [InlineData("send: reader, on: controller", "R0303", "'reader' brings no frames: only frames are sent", "name an event that 'reader-output', 'key-output' or 'wiegand' gives")]
    [InlineData("send: relay-1, on: controller", "R0303", "'relay-1' brings no frames: only frames are sent", "name an event that 'reader-output', 'key-output' or 'wiegand' gives")]
    [InlineData("send: passed-one, on: controller", "R0108", "there is no signal 'passed-one'", "did you mean 'passed-on'?")]
    [InlineData("send: passed-on", "R0207", "'send' needs 'on'", "add on: \"text\"")]
    [InlineData("send: passed-on, on: controler", "R0109", "'i8307' has no reader line 'controler'", "did you mean 'controller'?")]
    [InlineData("send: passed-on, on: relay-1", "R0109", "'i8307' has no reader line 'relay-1'", "its reader lines are controller")]
    public void WhatCannotBeSent_IsRefused(string action, string code, string message, string hint)
    {
        Diagnostic diagnostic = Check($"{Signals}rules: {{ r: {{ when: passed-on, do: {{ {action} }} }} }}\n").Single(d => d.Severity == Severity.Error);
        Assert.Equal((code, message, hint), (diagnostic.Code, diagnostic.Message, diagnostic.Hint));
    }

    [Fact]
    public void ADeviceWithoutLines_SendsNothing()
    {
        Diagnostic diagnostic = Check($"{Signals}rules: {{ r: {{ when: passed-on, do: {{ send: passed-on, on: controller }} }} }}\n", "door-controller").Single(d => d.Severity == Severity.Error);
        Assert.Equal(("R0109", "'door-controller' has no reader lines: it cannot send frames", "a profile says under 'lines' on which it can"), (diagnostic.Code, diagnostic.Message, diagnostic.Hint));
    }

    [Theory]
    [InlineData("controller: { width: 19 us }", "R0204")]
    [InlineData("controller: { width: 401 us }", "R0204")]
    [InlineData("controller: { spacing: 199 us }", "R0204")]
    [InlineData("controller: { spacing: 21 ms }", "R0204")]
    [InlineData("controller: { width: 300 us, spacing: 300 us }", "R0208")]
    [InlineData("controller: { normally: closed }", "R0304")]
    [InlineData("relay-1: { width: 50 us }", "R0304")]
    [InlineData("reader: { spacing: 2 ms }", "R0304")]
    [InlineData("controler: { width: 50 us }", "R0104")]
    public void WrongSettings_AreRefused(string setting, string code) =>
        Assert.Equal(code, Check($"ports: {{ {setting} }}\n").Single(d => d.Severity == Severity.Error).Code);

    [Fact]
    public void Settings_ChangeWhatTheProfileSays()
    {
        PipelineDefinition pipeline = Read("ports: { controller: { width: 300 us, spacing: 1 ms } }\n");
        ReaderLineSpec line = pipeline.Device.Line("controller")!;
        Assert.Equal((TimeSpan.FromMicroseconds(300), TimeSpan.FromMilliseconds(1)), (line.Width, line.Spacing));
        Assert.Equal((TimeSpan.FromMicroseconds(50), TimeSpan.FromMilliseconds(2)), (Profile().Line("controller")!.Width, Profile().Line("controller")!.Spacing));
    }

    [Theory]
    [InlineData("lines: { out: { send: wiegand, width: 100 us, spacing: 500 us, summary: the controller } }", null)]
    [InlineData("lines: { out: { send: osdp } }", "R0205")]
    [InlineData("lines: { out: {} }", "R0207")]
    [InlineData("lines: { out: { send: wiegand, width: 200 us, spacing: 200 us } }", "R0208")]
    [InlineData("outputs: { out: { kind: relay } }\nlines: { out: { send: wiegand } }", "R0112")]
    public void AProfile_HasLines(string sections, string? code)
    {
        (DeviceProfile? profile, ImmutableArray<Diagnostic> diagnostics) = ProfileReader.Read("d.yaml", $"profile: d\n{sections}\n");
        Assert.Equal(code, diagnostics.SingleOrDefault()?.Code);
        if (code is null)
            Assert.Equal([new ReaderLineSpec { Name = "out", Summary = "the controller", Width = TimeSpan.FromMicroseconds(100), Spacing = TimeSpan.FromMicroseconds(500) }], profile!.Lines);
    }

    [Fact]
    public void ASignal_IsNotCalledAsALine() =>
        Assert.Equal(("R0112", "'controller' is a reader line of this device"), Check("signals: { controller: { from: reader, through: [ wiegand: {} ] } }\n").Where(d => d.Severity == Severity.Error).Select(d => (d.Code, d.Message)).Single());

    [Theory]
    [InlineData("expect: [ { at: 1 s, controller: active } ]", "R0504")]
    [InlineData("expect: [ { at: 1 s, controller: { format: H10301, facility: 300, card: 1 } } ]", "R0504")]
    [InlineData("expect: [ { at: 1 s, controler: 0x1/26 } ]", "R0502")]
    [InlineData("silent: [ { at: 1 s..2 s, of: controler } ]", "R0502")]
    public void WrongExpectations_AreRefused(string expects, string code) =>
        Assert.Equal(code, Check($"{Signals}tests: [ {{ name: t, feed: [ {{ at: 0 s, passed-on: 0x1/26 }} ], {expects} }} ]\n").Single(d => d.Severity == Severity.Error).Code);

    private static void Passes(string sections, string feed, string expect, string more = "")
    {
        TestOutcome outcome = Run(sections, feed, expect, more);
        Assert.True(outcome.Passed, string.Join('\n', outcome.Failures));
    }

    private static TestOutcome Run(string sections, string feed, string expect, string more = "")
    {
        string expects = $"    expect: [ {expect} ]\n", others = more.Length == 0 ? "" : $"    {more}\n";
        PipelineDefinition pipeline = Read($"{Signals}{sections}\ntests:\n  - name: t\n    feed: [ {feed} ]\n{expects}{others}    until: 20 s\n");
        return PipelineTest.Run(pipeline, pipeline.Tests.Single());
    }

    private static PipelineDefinition Read(string sections)
    {
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.Read("a.yaml", "pipeline: p\ndevice: i8307\n" + sections, Catalog);
        Assert.True(pipeline is not null, string.Join('\n', diagnostics));
        return pipeline;
    }

    private static ImmutableArray<Diagnostic> Check(string sections, string device = "i8307") => PipelineReader.Read("a.yaml", $"pipeline: p\ndevice: {device}\n{sections}", Catalog).Diagnostics;

    private static DeviceProfile Profile() => ProfileReader.Read("i8307.yaml", StandIns.Text("src/Device/Profiles/i8307.yaml")).Profile!;
}
