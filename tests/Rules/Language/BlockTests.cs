using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Testing;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests.Language;

/// <summary>Building blocks and included files: parameters, names, overriding, and where mistakes are shown.</summary>
public sealed class BlockTests
{
    private const string Watch =
        """
        block: watch
        summary: Beeps while something lasts too long.
        parameters:
          what: { is: condition, summary: what is watched }
          quiet: { is: event, default: never }
          sounder: { is: output }
          lamp: { is: output, default: none }
          after: { is: duration, default: 5 s, least: 1 s, most: 1 min }
          name: { is: text, default: something }
          style: { is: word, of: [loud, soft], default: loud }
        inputs:
          armed: { is: contact, initially: active }
        signals:
          lasting: { is: $what for $after }
          loud: { latch: { set: lasting becomes active, reset: $quiet } }
        states:
          phase:
            starts: idle
            idle: { on: { when: lasting is active, go: busy } }
            busy: { timeout: { after: $after, go: idle }, entry: { log: "$name lasts" } }
        rules:
          beep: { when: loud is active, if: armed is active, while: [ { activate: $sounder }, { activate: $lamp } ] }
          over: { when: loud leaves active and $sounder is active, do: { log: "$name is over" } }
        """;

    private const string Head = "pipeline: p\ndevice: door-controller\n";

    private static readonly Dictionary<string, string> Files = new()
    {
        ["watch.yaml"] = Watch,
        ["twice.yaml"] = "block: twice\nparameters: { what: { is: condition }, sounder: { is: output } }\nuse: { inner: watch.yaml, with: { what: $what, sounder: $sounder, after: 2 s } }\nrules: { both: { when: inner.loud is active, do: { log: inner } } }\n",
        ["self.yaml"] = "block: self\nuse: { again: self.yaml }\n",
        ["broken.yaml"] = "block: broken\nrules:\n  r: { when: nothing is open, do: { pulse: strike, for: 1 s } }\n",
        ["reads.yaml"] = "block: reads\nparameters: { strike: { is: output } }\nrules:\n  r: { when: tamper is active, while: { activate: $strike } }\n  s: { when: strike is active, do: { log: x } }\n",
        ["says.yaml"] = "block: says\nparameters: { after: { is: duration, default: 5 s }, what: { is: event, default: never } }\nrules:\n  r: { when: $what, do: { log: \"over after $after, $ater, $5 and $\" } }\n  s: { when: $what, do: [ { log: $what }, { log: $after } ] }\n",
        ["parts/alarms.yaml"] = "part: alarms\nsignals: { alarmed: { is: alarm is active } }\nrules: { tell: { when: alarmed is active and wet is active, do: { log: alarm } } }\n",
    };

    [Fact]
    public void AWordOfWhichNoWordsAreListed_IsAMistakeOfTheBlock_AlsoWhereItIsGiven()
    {
        const string Block = "block: b\nparameters: { word: { is: word } }\nrules: { r: { when: tamper is active, do: { log: $word } } }\n";
        ImmutableArray<Diagnostic> diagnostics = PipelineReader.Read("a.yaml", "pipeline: p\ndevice: door-controller\nuse: { one: b.yaml, with: { word: x } }\n", Said.Catalog, _ => Block).Diagnostics;
        Assert.Contains(diagnostics, d => d is { Severity: Severity.Error, Position.File: "b.yaml" });
    }

    [Fact]
    public void ABlock_IsNamed_TakesWhatItIsGiven_AndKeepsItsNamesApart() => Passes(
        "use:\n  - { first: watch.yaml, with: { what: tamper is active, sounder: buzzer, name: the casing } }\n  - { second: watch.yaml, with: { what: alarm is active, sounder: led-red, lamp: led-green, after: 2 s, quiet: aux-1-in becomes active } }\n",
        "{ at: 0 s, tamper: inactive, alarm: inactive, aux-1-in: inactive }, { at: 1 s, tamper: active }, { at: 2 s, alarm: active }, { at: 5 s, aux-1-in: active }",
        "{ at: 4 s, led-red: active }, { at: 4 s, led-green: active }, { at: 4 s, log: something lasts }, { at: 5 s, led-red: inactive }, { at: 5 s, led-green: inactive }, { at: 5 s, log: something is over }, { at: 6 s, buzzer: active }, { at: 6 s, log: the casing lasts }");

    [Fact]
    public void WhatIsInABlock_IsReadFromOutsideByItsWholeName() => Passes(
        "use: { first: watch.yaml, with: { what: tamper is active, sounder: buzzer } }\nrules: { r: { when: first.phase is busy and first.armed is active, do: { log: busy } } }\n",
        "{ at: 0 s, tamper: active, first.armed: active }",
        "{ at: 5 s, buzzer: active }, { at: 5 s, log: busy }, { at: 5 s, log: something lasts }");

    [Fact]
    public void WhatIsOverridden_IsMergedByStructure() => Passes(
        "signals: { mine: { is: aux-2-in is active } }\nuse:\n  first: watch.yaml\n  with: { what: tamper is active, sounder: buzzer }\n  override:\n    rules:\n      beep: { if: mine is active, while: { activate: led-red } }\n      extra: { when: lasting is active and mine is active, do: { log: extra } }\n      over: none\n    states: { phase: { busy: { entry: none } } }\n",
        "{ at: 0 s, tamper: active, aux-2-in: inactive }, { at: 7 s, aux-2-in: active }",
        "{ at: 7 s, led-red: active }, { at: 7 s, log: extra }");

    [Fact]
    public void BlocksUseBlocks() => Passes(
        "use: { outer: twice.yaml, with: { what: tamper is active, sounder: buzzer } }\nrules: { r: { when: outer.inner.loud is active, do: { log: seen } } }\n",
        "{ at: 0 s, tamper: active }",
        "{ at: 2 s, buzzer: active }, { at: 2 s, log: inner }, { at: 2 s, log: seen }, { at: 2 s, log: something lasts }");

    [Fact]
    public void AnIncludedPart_IsReadAsIfItStoodThere() => Passes(
        "include: [parts/alarms.yaml]\nsignals: { wet: { is: tamper is active } }\nrules: { r: { when: alarmed leaves active, do: { log: calm } } }\n",
        "{ at: 0 s, tamper: active, alarm: inactive }, { at: 1 s, alarm: active }, { at: 2 s, alarm: inactive }",
        "{ at: 1 s, log: alarm }, { at: 2 s, log: calm }");

    [Fact]
    public void TheDefinition_KnowsTheFilesThatItWasMadeOf()
    {
        (PipelineDefinition? pipeline, _) = Read("use: { outer: twice.yaml, with: { what: tamper is active, sounder: buzzer } }\n");
        Assert.Equal(["twice.yaml", "watch.yaml"], pipeline!.Files.Select(f => f.Name));
    }

    [Theory]
    [InlineData("use: { first: watch.yaml, with: { sounder: buzzer } }", "sites/a.yaml:3:8 R0207")]
    [InlineData("use: { first: watch.yaml, with: { what: tamper is active, sounder: buzer } }", "sites/a.yaml:3:68 R0109")]
    [InlineData("use: { first: watch.yaml, with: { what: tamper is open, sounder: buzzer } }", "sites/a.yaml:3:51 R0114")]
    [InlineData("use: { first: watch.yaml, with: { what: tamper becomes active, sounder: buzzer } }", "sites/a.yaml:3:41 R0402")]
    [InlineData("use: { first: watch.yaml, with: { what: tamper is active, sounder: buzzer, after: 2 h } }", "sites/a.yaml:3:83 R0204")]
    [InlineData("use: { first: watch.yaml, with: { what: tamper is active, sounder: buzzer, style: quiet } }", "sites/a.yaml:3:83 R0205")]
    [InlineData("use: { first: watch.yaml, with: { what: tamper is active, sounder: none } }", "sites/a.yaml:3:68 R0109")]
    [InlineData("use: { first: watch.yaml, with: { wat: tamper is active, what: always, sounder: buzzer } }", "sites/a.yaml:3:35 R0107")]
    [InlineData("use: { first: wach.yaml, with: { what: tamper is active, sounder: buzzer } }", "sites/a.yaml:3:15 R0118")]
    [InlineData("use: { first: std/nothing }", "sites/a.yaml:3:15 R0118")]
    [InlineData("use: { with: {} }", "sites/a.yaml:3:6 R0102")]
    [InlineData("use: { strike: watch.yaml, with: { what: always, sounder: buzzer } }\nsignals: { strike-x: { is: strike.loud is actve } }", "sites/a.yaml:4:43 R0114")]
    [InlineData("use: { first: self.yaml }", "sites/self.yaml:2:15 R0004")]
    [InlineData("use: { first: broken.yaml }", "sites/broken.yaml:3:14 R0108, sites/broken.yaml:3:44 R0109")]
    [InlineData("use: { first: watch.yaml, with: { what: always, sounder: buzzer }, override: { rules: { beep: { if: mine is active } } } }", "sites/a.yaml:3:101 R0108")]
    [InlineData("include: nowhere.yaml", "sites/a.yaml:3:10 R0118")]
    [InlineData("rules: { r: { when: $what, do: { log: x } } }", "sites/a.yaml:3:21 R0108")]
    public void AMistake_IsShownWhereItWasMade(string sections, string expected)
    {
        ImmutableArray<Diagnostic> diagnostics = Read(sections + "\n").Diagnostics;
        Assert.True(expected == string.Join(", ", diagnostics.Select(d => $"{d.Position} {d.Code}")), string.Join("\n", diagnostics));
    }

    [Fact]
    public void ABlockThatReadsWhatItWasNotGiven_IsToldToTakeIt() => Assert.Equal(
        [
            "sites/reads.yaml:4:14: error R0108: there is no signal, output or port 'tamper' (a block knows only what it is given: add parameters: { tamper: { is: state } }, write $tamper here, and give it with: { tamper: tamper })",
            "sites/reads.yaml:5:14: error R0108: there is no signal, output or port 'strike' (write $strike: parameters stand behind a $)",
        ],
        Read("use: { first: reads.yaml, with: { strike: strike } }\n").Diagnostics.Select(d => d.ToString()));

    [Fact]
    public void AParameterInATextThatTakesNone_IsReported() => Assert.Equal(
        [
            "sites/says.yaml:4:32: error R0303: '$after' stands in a text, and 'after' is of the kind 'duration': only a 'text' is put into one (give the block a parameter of its own for it, such as after-text: { is: text }, or leave the $ out)",
            "sites/says.yaml:4:32: error R0108: there is no parameter 'ater' (parameters are declared by a block, under 'parameters')",
            "sites/says.yaml:5:34: error R0303: '$what' stands in a text, and 'what' is of the kind 'event': only a 'text' is put into one (give the block a parameter of its own for it, such as what-text: { is: text }, or leave the $ out)",
        ],
        Read("use: { first: says.yaml }\n").Diagnostics.Select(d => d.ToString()));

    [Fact]
    public void WhatIsGivenForAText_IsPutInAsItIs() => Passes(
        "use: { first: watch.yaml, with: { what: tamper is active, sounder: buzzer, name: a $what for $5 } }\n",
        "{ at: 0 s, tamper: active }",
        "{ at: 5 s, buzzer: active }, { at: 5 s, log: a $what for $5 lasts }");

    private static (PipelineDefinition? Pipeline, ImmutableArray<Diagnostic> Diagnostics) Read(string sections) =>
        PipelineReader.Read("sites/a.yaml", Head + sections, Said.Catalog, name => Files.GetValueOrDefault(name));

    private static void Passes(string sections, string feed, string expect)
    {
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics) = Read($"{sections}tests:\n  - {{ name: t, feed: [ {feed} ], expect: [ {expect} ], until: 9 s }}\n");
        Assert.True(pipeline is not null, string.Join("\n", diagnostics));
        TestOutcome outcome = PipelineTest.Run(pipeline, pipeline.Tests[0]);
        Assert.True(outcome.Passed, string.Join("\n", outcome.Failures));
    }
}
