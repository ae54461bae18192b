using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests.Cards;

public sealed class CardFormatSectionTests
{
    private const string Site = "{ bits: 30, fields: { facility: 1-8, card: 9-28 }, parity: { 0: even 1-14, 29: odd 15-28 } }";

    [Fact]
    public void OwnFormat_IsTakenByItsName_BesideThoseOfTheProduct()
    {
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics) = Read($"site-30: {Site}", "[site-30, H10304]");
        Assert.Empty(diagnostics);
        Assert.Equal(["site-30", "H10304"], pipeline!.Signals.Single(s => s.Name == "card").Stages[0].Parameters.CardFormats("formats").Select(f => f.Name));
    }

    [Theory]
    [InlineData("{ bits: 30, fields: { card: 9-30 } }", "4:40 R0702 there is no bit 30: the 30 bits count from 0 to 29")]
    [InlineData("{ bits: 30, fields: { card: 9-28, facilty: 1-8 } }", "4:46 R0702 there is no field 'facilty': a card has facility, card, issue, oem (did you mean 'facility'?)")]
    [InlineData("{ bits: 30, fields: { facility: 1-8 } }", "4:24 R0702 a format needs the number of the card (add card: 9-24, with its bits)")]
    [InlineData("{ bits: 30, fields: { card: 1-28 }, parity: { 0: evn 1-14 } }", "4:61 R0702 parity is 'even' or 'odd' over some bits, not 'evn 1-14' (such as 25: odd 13-24)")]
    [InlineData("{ bits: 30, fields: { card: 1-28 }, fixed: { 0: 01 } }", "4:60 R0702 1 fixed bits need as many digits 0 or 1, not '01'")]
    [InlineData("{ bits: 300, fields: { card: 1-28 } }", "4:20 R0204 'bits' must be between 1 and 128, not 300")]
    [InlineData("{ bits: 30 }", "4:3 R0102 the key 'fields' is missing (add fields: { facility: 1-8, card: 9-28 })")]
    [InlineData("{ bits: 30, fields: [card] }", "4:32 R0020 a map belongs here, not a list (leave out the '- ' and write fields: { card: 9-24 })")]
    [InlineData("{ bits: 30, fields: { card: 1-28 }, checks: 1 }", "4:48 R0101 'checks' is not a key of a card format: bits, fields, parity or fixed")]
    [InlineData("30", "4:12 R0020 a map belongs here, not '30' (write site-30: { bits: 30, fields: { card: 1-28 } })")]
    public void WrongFormat_IsToldAtItsPlace_AndWhoUsesItStaysSilent(string format, string told)
    {
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics) = Read($"site-30: {format}", "site-30");
        Assert.Null(pipeline);
        Assert.Equal([told], diagnostics.Select(Told));
    }

    [Fact]
    public void EveryMistake_IsToldAtOnce()
    {
        ImmutableArray<Diagnostic> diagnostics = Read("a-1: { bits: 30, fields: { facility: 1-9, card: 9-40 } }\n  H10301: { bits: 26 }\n  b-1: { bits: 8, fields: { card: 0-7 }, parity: { 0: odd 1-7 } }", "[a-1, b-1, H1031, a-1]").Diagnostics;
        Assert.Equal(["R0702", "R0111", "R0702", "R0701"], diagnostics.Select(d => d.Code));
        Assert.Equal("there is no card format 'H1031' (did you mean 'H10301'?)", $"{diagnostics[^1].Message} ({diagnostics[^1].Hint})");
    }

    [Fact]
    public void FormatNamedTwice_IsAMistake() => Assert.Equal(["8:57 R0701 H10304 is listed twice (remove one of them)"], Read($"site-30: {Site}", "[H10304, H10304]").Diagnostics.Select(Told));

    private static (PipelineDefinition? Pipeline, ImmutableArray<Diagnostic> Diagnostics) Read(string formats, string names) => PipelineReader.Read(
        "a.yaml",
        $"pipeline: p\ndevice: door-controller\ncard-formats:\n  {formats}\nsignals:\n  frame: {{ from: reader, through: [ wiegand ] }}\n  card:\n    {{ from: frame, through: [ card: {{ formats: {names} }} ] }}\n",
        StandIns.Catalog);

    private static string Told(Diagnostic diagnostic) =>
        $"{diagnostic.Position.Line}:{diagnostic.Position.Column} {diagnostic.Code} {diagnostic.Message}{(diagnostic.Hint.Length == 0 ? "" : $" ({diagnostic.Hint})")}";
}
