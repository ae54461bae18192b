using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests;

/// <summary>The strict subset: what is refused, where, and that it all comes in one go.</summary>
public sealed class YamlTests
{
    private const string Head = "pipeline: p\ndevice: door-controller\n";
    private const string Rule = "{ when: tamper is active, do: { log: x } }";

    [Theory]
    [InlineData("", 1, 1, "R0006")]
    [InlineData("  \n\n", 1, 1, "R0006")]
    [InlineData("# only a comment\n", 1, 1, "R0006")]
    [InlineData("\uFEFFpipeline: p\n", 1, 1, "R0002")]
    [InlineData("pipeline: p\nde\0vice: x\n", 2, 3, "R0001")]
    [InlineData("pipeline: \u0007\n", 1, 11, "R0001")]
    [InlineData("pipeline: p\rdevice: x\n", 1, 11, "R0001")]
    [InlineData("just text\n", 1, 1, "R0020")]
    [InlineData("- a\n- b\n", 1, 1, "R0020")]
    [InlineData("pipeline: p\ndevice door-controller\n", 2, 1, "R0008")]
    [InlineData("pipeline: p\ndevice: \"door\n", 2, 9, "R0008")]
    [InlineData("pipeline: p\ndevice: @door\n", 2, 9, "R0008")]
    [InlineData("pipeline: p\ndevice: door: x\n", 2, 13, "R0008")]
    [InlineData("pipeline: p\ndevice: ]\n", 2, 9, "R0008")]
    [InlineData("pipeline: p\nrules: { a: 1\ndevice: x\n", 2, 8, "R0008")]
    [InlineData("pipeline: p\nrules: [ a, 1\ndevice: x\n", 2, 8, "R0008")]
    [InlineData("pipeline: p\nrules: [ a, { b: c ]\n", 2, 13, "R0008")]
    [InlineData("pipeline: 'it's'\n", 1, 15, "R0008")]
    [InlineData("pipeline: \"a\\qb\"\n", 1, 11, "R0008")]
    public void ATextThatIsNoDefinition_IsRefused(string text, int line, int column, string code)
    {
        Diagnostic diagnostic = Assert.Single(StandIns.Check(text));
        Assert.Equal((line, column, code), (diagnostic.Position.Line, diagnostic.Position.Column, diagnostic.Code));
    }

    [Theory]
    [InlineData("rules:\n  r: &a " + Rule + "\n", 4, 6, "R0009")]
    [InlineData("rules:\n  r: *a\n", 4, 6, "R0009")]
    [InlineData("rules:\n  r: !!map " + Rule + "\n", 4, 6, "R0010")]
    [InlineData("rules:\n  <<: {}\n  r: " + Rule + "\n", 4, 3, "R0011")]
    [InlineData("rules:\n  r: " + Rule + "\n  r: " + Rule + "\n", 5, 3, "R0012")]
    [InlineData("pipeline: q\n", 3, 1, "R0012")]
    [InlineData("rules:\n  ? [a]\n  : x\n", 4, 5, "R0013")]
    [InlineData("rules:\n  { a: b }: x\n", 4, 3, "R0013")]
    [InlineData("---\npipeline: q\n", 3, 1, "R0014")]
    public void WhatIsNotPartOfTheSubset_IsRefused(string text, int line, int column, string code)
    {
        Diagnostic diagnostic = Assert.Single(StandIns.Check(Head + text));
        Assert.Equal((line, column, code), (diagnostic.Position.Line, diagnostic.Position.Column, diagnostic.Code));
    }

    [Fact]
    public void EveryRefusal_ComesInOneGo()
    {
        ImmutableArray<Diagnostic> diagnostics = StandIns.Check(Head + "rules:\n  a: *x\n  b: !t " + Rule + "\n  b: " + Rule + "\n  <<: y\n  c: { when: tamper is opn, do: { log: x } }\n");
        Assert.Equal(["4:6 R0009", "5:6 R0010", "6:3 R0012", "7:3 R0011", "8:24 R0114"], diagnostics.Select(d => $"{d.Position.Line}:{d.Position.Column} {d.Code}"));
    }

    // What cannot be read is cut out, where the rest can be understood without it.
    [Theory]
    [InlineData("rules:\n  a: { when: tampr is active, do: { log: room #5 is open }\n  b: { when: tampr is active, do: { log: \"x } }\n  c: { when: tampr is active, do: { log: x } }\n", "4:47 R0016", "5:42 R0008", "6:14 R0108")]
    [InlineData("rules:\n  a:\n    when: 'tamper' is active\n    do: { log: door: open }\n  c: { when: tampr is active, do: { log: x } }\n", "5:20 R0008", "6:20 R0008", "7:14 R0108")]
    [InlineData("signals:\n  s: { from: tamper ]\n  t: { from: tampr }\nrules:\n  a: { when: s is active and tampr is active, do: { log: x } }\n", "4:6 R0008", "5:14 R0105", "7:30 R0108")]
    [InlineData("tests:\n  - name: x\n    feed: [ { at: 1 s, tamper: active }\n    expect: []\n    until: 5\n", "5:11 R0008", "7:12 R0201")]
    public void WhatStandsBehindABrokenValue_IsReadAsWell(string text, params string[] told) =>
        Assert.Equal(told, StandIns.Check(Head + text).Select(d => $"{d.Position.Line}:{d.Position.Column} {d.Code}"));

    [Theory]
    [InlineData("rules:\n  r: { wen: tampr is active, do: { log: x } }\n", "4:8 R0101", "4:13 R0108")]
    [InlineData("rulse:\n  r: { when: tampr is active, do: { log: x } }\n", "3:1 R0101", "4:14 R0108")]
    [InlineData("rules:\n  r: { wen: tampr is active, whne: alarm is active, do: { log: x } }\n", "4:8 R0101", "4:13 R0108", "4:30 R0101")]
    [InlineData("rules:\n  r: { when: tamper is active, wen: tampr is active, do: { log: x } }\n", "4:32 R0101")]
    public void WhatStandsBehindAKeyWithASlip_IsReadAsThatOfTheKey(string text, params string[] told) =>
        Assert.Equal(told, StandIns.Check(Head + text).Select(d => $"{d.Position.Line}:{d.Position.Column} {d.Code}"));

    [Fact]
    public void WindowsLineEnds_ChangeNothing()
    {
        string text = StandIns.Text("pipelines/front-door.yaml").Replace("door is open for 30 s", "door is opn for 30 s", System.StringComparison.Ordinal);
        Diagnostic unix = Assert.Single(StandIns.Check(text));
        Diagnostic windows = Assert.Single(StandIns.Check(text.Replace("\n", "\r\n", System.StringComparison.Ordinal)));
        Assert.Equal(unix, windows);
    }

    [Fact]
    public void HalfASurrogatePair_IsNoText() => Assert.Equal("R0001", Assert.Single(StandIns.Check(Head + "# " + (char)0xD800 + "x\n")).Code);

    [Theory]
    [InlineData("pipeline: p\nrules:\n  # caf\xE9\n", 3, 8, "this is no UTF-8: the byte 0xE9 belongs to no character here")]
    [InlineData("pipeline: \xC3\xA4\ndevice: \"\xE2\x82", 2, 10, "this is no UTF-8: the byte 0xE2 belongs to no character here")]
    [InlineData("a: \xED\xA0\x80\n", 1, 4, "this is no UTF-8: the byte 0xED belongs to no character here")]
    [InlineData("\xFF\xFEp\0i\0", 1, 1, "the file is UTF-16")]
    [InlineData("\xFE\xFF\0p\0i", 1, 1, "the file is UTF-16")]
    [InlineData("p\0i\0p\0", 1, 1, "the file is UTF-16")]
    [InlineData("\0p\0i\0p", 1, 1, "the file is UTF-16")]
    public void BytesThatAreNoUtf8_AreRefusedAtTheirPlace(string bytes, int line, int column, string message)
    {
        Diagnostic diagnostic = Assert.Single(StandIns.Check(DefinitionText.Decode(System.Text.Encoding.Latin1.GetBytes(bytes))));
        Assert.Equal((line, column, "R0001", message), (diagnostic.Position.Line, diagnostic.Position.Column, diagnostic.Code, diagnostic.Message));
    }

    [Fact]
    public void BytesThatAreUtf8_AreTheirText() => Assert.Equal("kΩ €😀\uFEFF", DefinitionText.Decode("kΩ €😀\uFEFF"u8));

    [Fact]
    public void AnExplicitStartOfTheDocument_IsAccepted() => Assert.Empty(StandIns.Check("--- # a comment\n" + Head));

    [Theory]
    [InlineData("rules:\n")]
    [InlineData("signals:\nrules:\ntests:\n")]
    [InlineData("rules: {}\ntests: []\n")]
    public void AnEmptySection_IsNoMistake(string text) => Assert.Empty(StandIns.Check(Head + text));

    [Fact]
    public void OneCharacterTooMany_IsRefusedWithoutReading()
    {
        Assert.Empty(StandIns.Check((Head + "#").PadRight(1 << 23, 'x')));
        Diagnostic diagnostic = Assert.Single(StandIns.Check((Head + "#").PadRight((1 << 23) + 1, 'x')));
        Assert.Equal("R0003", diagnostic.Code);
    }

    [Fact]
    public void NestingBeyond32_IsRefused()
    {
        Assert.DoesNotContain(StandIns.Check(Head + "rules: " + new string('[', 30) + new string(']', 30)), d => d.Code == "R0004");
        Assert.Equal("R0004", Assert.Single(StandIns.Check(Head + "rules: " + new string('[', 33) + new string(']', 33))).Code);
    }

    [Fact]
    public void WordsThatYamlOnceTookForBooleans_AreWords()
    {
        string text = StandIns.With("rules:\n  on: { when: rex is active, do: { log: yes } }\n");
        Assert.Empty(StandIns.Check(text));
    }
}
