using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Testing;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests.Language;

/// <summary>Entry lists in pipelines: what is said of them, what they do in tests, and what is wrong with them.</summary>
public sealed class EntryListTests
{
    private const string Table = "first-name,format,facility,number,pin,qr,conditions,uses\nAnna,H10301,12,1,1234,,access-granted lift,\nBen,H10301,12,2,,ticket 7,,2\n";

    private const string Signals = """
        pipeline: p
        device: door-controller
        ports: { reader: { sensitive: yes } }
        inputs: { code: text }
        signals:
          frame: { from: reader, through: [ wiegand ] }
          card: { from: frame, through: [ card: H10301 ] }
          pin: { from: frame, through: [ keypad, pin ] }
          front: { from: [card, pin, code], through: [ entry-list: { holders: people.csv, pin-key: secret pins } ] }

        """;

    [Theory]
    [InlineData("front is granted", "12:1 12:2")]
    [InlineData("front in [granted, denied]", "12:1 12:2 12:3")]
    [InlineData("front is not granted", "12:3")]
    [InlineData("front.reason is unknown", "12:3")]
    [InlineData("front.reason is not unknown", "")]
    [InlineData("front.condition is lift", "12:1")]
    [InlineData("front.condition is access-granted", "12:1 12:2")]
    [InlineData("front.condition is not lift", "12:2")]
    [InlineData("front.condition in [lift, cellar]", "12:1")]
    [InlineData("front.holder is 'Anna'", "12:1")]
    [InlineData("front.id is 2", "12:2")]
    [InlineData("front.remaining < 2", "12:2")]
    [InlineData("front.credential is card", "12:1 12:3")]
    [InlineData("front is granted and front.check is no", "12:1 12:2")]
    [InlineData("front", "12:1 12:2 12:3")]
    public void APartOfAnEntry_IsTheEntryWithSuchAValue(string expression, string heard)
    {
        string[] cards = ["12:1", "12:2", "12:3"];
        string feed = string.Join(", ", cards.Select((c, i) => $"{{ at: {i + 1} s, card: H10301 {c} }}"));
        string expect = string.Join(", ", cards.Select((c, i) => (c, i)).Where(c => heard.Split(' ').Contains(c.c)).Select(c => $"{{ at: {c.i + 1} s, log: heard }}"));
        Passes($"rules: {{ r: {{ when: \"{expression}\", do: {{ log: heard }} }} }}", feed, expect);
    }

    [Fact]
    public void CardsPinsAndCodes_ComeTogether() => Passes(
        "rules: { r: { when: front is granted, do: { pulse: strike, for: 1 s } } }",
        "{ at: 1 s, card: H10301 12:1 }, { at: 3 s, pin: '1234' }, { at: 5 s, code: ticket 7 }, { at: 7 s, code: ticket 8 }",
        "{ at: 1 s, strike: active, front: { outcome: granted, credential: card } }, { at: 2 s, strike: inactive }, { at: 3 s, strike: active, front: { holder: Anna, credential: pin } }, { at: 4 s, strike: inactive }, "
            + "{ at: 5 s, strike: active, front: { holder: Ben, remaining: 1 } }, { at: 6 s, strike: inactive }, { at: 7 s, front: { outcome: denied, credential: qr } }");

    [Fact]
    public void TwoReaders_ShareTheUses() => Passes(
        "  yard: { from: card, through: [ entry-list: people.csv ] }\nrules: { r: { when: front is granted or yard is granted, do: { log: in } } }",
        "{ at: 1 s, card: H10301 12:2 }, { at: 2 s, card: H10301 12:2 }",
        "{ at: 1 s, log: in, front: { outcome: granted, remaining: 1 }, yard: { outcome: granted, remaining: 0 } }, { at: 2 s, front: { outcome: denied, reason: used-up }, yard: { outcome: denied, reason: used-up } }",
        exact: false);

    [Fact]
    public void AFedEntry_StandsInPlaceOfTheList() => Passes(
        "rules: { r: { when: front is granted and front.condition is lift, do: { log: up } } }",
        "{ at: 1 s, front: granted }, { at: 2 s, front: { outcome: granted, holder: Zoe, condition: cellar lift } }",
        "{ at: 2 s, log: up, front: { holder: Zoe } }");

    [Fact]
    public void WhatIsForwarded_GoesOnAsItIs() => Passes(
        "  yard: { from: [card, pin], through: [ entry-list: { holders: people.csv, pin-key: secret pins, unknown: forward } ] }\n  on: { from: yard, through: [ credential ] }\n  keys: { from: yard, through: [ credential: pin, key-output: Wiegand26 ] }\n"
            + "rules: { r: { when: on.card is 9, do: { log: on } }, k: { when: keys, do: { log: key } } }",
        "{ at: 1 s, card: H10301 12:9 }, { at: 2 s, card: H10301 12:1 }, { at: 3 s, pin: '77' }, { at: 8 s, pin: '1234' }",
        "{ at: 1 s, log: on, yard: forwarded }, { at: 2 s, yard: granted }, { at: 3 s, log: key, yard: forwarded }, { at: 8 s, yard: granted }",
        exact: false);

    [Theory]
    [InlineData("entry-list: people.csv", "R0208 PINs are presented here, and without 'pin-key' none can be told from another (add pin-key: secret door-pins)")]
    [InlineData("entry-list: { holders: people.csv, pin-key: 1234 }", "R0801")]
    [InlineData("entry-list: { holders: people.csv, pin-key: secret other }", "R0208 'pin-key' is another one than that of 'front' in line 9, which shares people.csv (name the same one everywhere)")]
    [InlineData("entry-list: { holders: ../people.csv, pin-key: secret pins }", "R0208 '../people.csv' is no name of a table (name a file beside the pipeline by small letters, digits and hyphens: residents.csv)")]
    [InlineData("entry-list: { holders: others.csv, pin-key: secret pins }", "R0703 there is no table others.csv beside the pipeline (nobody is in it, unless the device has a store of that name)")]
    [InlineData("entry-list: { pin-key: secret pins }", "R0207 'entry-list' needs 'holders' (add holders: residents.csv)")]
    [InlineData("merge", "R0301 'merge' takes events of several signals, not cards and PINs ('entry-list' would take it)")]
    public void WhatIsWrong_IsTold(string stage, string told)
    {
        string[] said = [.. Diagnostics($"  back: {{ from: [card, pin], through: [ {stage} ] }}\n").Select(d => d.Code == "R0801" ? d.Code : $"{d.Code} {d.Message} ({d.Hint})")];
        Assert.Equal([told], said);
    }

    [Theory]
    [InlineData("card", "pin", "R0208 'present: pin', and cards come in (let 'from' name what has to be presented)")]
    [InlineData("pin", "card-and-pin", "R0208 'present: card-and-pin', and PINs come in (let 'from' name what has to be presented)")]
    public void WhatNobodyCanPresent_IsTold(string from, string present, string told) => Assert.Equal(
        [told],
        Diagnostics($"  back: {{ from: {from}, through: [ entry-list: {{ holders: people.csv, present: {present}, pin-key: secret pins }} ] }}\n").Select(d => $"{d.Code} {d.Message} ({d.Hint})"));

    [Theory]
    [InlineData("front.reason is expird", "R0114 'front.reason' is never 'expird': it is locked-out, unknown, not-accepted, no-card, wrong-pin, suspended, time-unknown, not-yet-valid, expired, used-up, no-pin, holders-unknown, holder-conflict, store-timeout, store-busy, store-restarted, store-locked, store-full, store-corrupt, store-foreign, store-failed, store-closed or use-refused (did you mean 'expired'?)")]
    [InlineData("front is open", "R0114 'front' is never 'open': it is granted, denied, forwarded, awaits-pin or failed ()")]
    [InlineData("front.name is 'Anna'", "R0108 an entry has no part 'name' (it has outcome, reason, holder, id, condition, remaining, credential or check)")]
    public void AWordThatNeverIs_IsTold(string expression, string told) =>
        Assert.Equal([told], Diagnostics($"rules: {{ r: {{ when: \"{expression}\", do: {{ log: x }} }} }}\n").Select(d => $"{d.Code} {d.Message} ({d.Hint})"));

    [Fact]
    public void ACheckOfAListThatTheTestReplaces_IsRefused() => Assert.Equal(
        ["R0503 'check.front' asks an entry list in whose place this test feeds 'front' (make two tests of it)"],
        Diagnostics("rules: { r: { when: front, do: { log: x } } }\ntests: [ { name: t, feed: [ { at: 1 s, front: granted }, { at: 2 s, check.front: H10301 12:1 } ], silent: 5 s..6 s } ]\n").Select(d => $"{d.Code} {d.Message} ({d.Hint})"));

    [Fact]
    public void AllMistakesOfATable_AreTold_HoweverMany()
    {
        string table = "first-name,pin\n" + string.Concat(Enumerable.Range(1, 10_000).Select(i => $"P{i},x{i}\n"));
        ImmutableArray<Diagnostic> said = PipelineReader.Read("dir/a.yaml", Signals, Said.Catalog, name => name == "people.csv" ? table : null).Diagnostics;
        Assert.Equal(Enumerable.Range(2, 10_000), said.Where(d => d.Code == "R0704").Select(d => d.Position.Line));
        Assert.All(said, d => Assert.True(d.Position.File == "dir/people.csv" && d.Position.Column > 1));
    }

    private static ImmutableArray<Diagnostic> Diagnostics(string more) => PipelineReader.Read("a.yaml", Signals + more, Said.Catalog, Open).Diagnostics;

    private static string? Open(string name) => name == "people.csv" ? Table : null;

    private static void Passes(string more, string feed, string expect, bool exact = true)
    {
        string text = $"{Signals}{more}\ntests:\n  - name: t\n    feed: [ {feed} ]\n    expect: [ {expect} ]\n    until: 20 s\n";
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.Read("a.yaml", text, Said.Catalog, Open);
        Assert.True(pipeline is not null, string.Join("\n", diagnostics));
        TestOutcome outcome = PipelineTest.Run(pipeline, pipeline.Tests.Single());
        // where it is about entries, further lines in the log are no matter
        Assert.True(outcome.Failures.All(f => !exact && f.Message.StartsWith("nothing expects", StringComparison.Ordinal)), string.Join("\n", outcome.Failures));
    }
}
