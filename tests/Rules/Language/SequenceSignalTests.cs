using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Picturing;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests.Language;

/// <summary>How named sequences are written in a definition.</summary>
public sealed class SequenceSignalTests
{
    [Fact]
    public void Sequences_AreReadInTheirOrder_AndOneNameMayHaveSeveral()
    {
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics) = Read("{ open: \"5\", night: ['*1#', 55] }");
        Assert.Empty(diagnostics);
        Assert.Equal([new("open", "5"), new("night", "*1#"), new NamedText("night", "55")], pipeline!.Signals.Single(s => s.Name == "code").Stages[0].Parameters.Texts("of"));
    }

    [Theory]
    [InlineData("{}", "5:49 R0204 'of' takes at least one name (such as { open: \"5\" })")]
    [InlineData("55", "5:49 R0020 a map belongs here, not '55' (write of: { open: \"5\" })")]
    [InlineData("{ open: [] }", "5:57 R0204 'open' has no text (write open: \"text\")")]
    [InlineData("{ open: { a: 5 } }", "5:57 R0020 a single value belongs here, not a map (write open: \"text\")")]
    [InlineData("{ Open: 5 }", "5:51 R0111 'Open' is no name for a text of 'of' (write 'open': a name has 64 characters at most: small letters, digits and '-', a letter first)")]
    [InlineData("{ open: 5, page: 9x }", "5:66 R0208 'x' in 'page'")]
    public void WrongSequences_AreToldAtTheirPlace(string of, string told) => Assert.Equal([told], Read(of).Diagnostics.Select(Told));

    [Fact]
    public void TooMany_AreRefused()
    {
        string names = string.Join(", ", Enumerable.Range(0, 65).Select(i => $"n{i}: 1"));
        Assert.Equal("'of' has at most 64 names, not 65", Read($"{{ {names} }}").Diagnostics.First(d => d.Code == "R0115").Message);
        string many = string.Join(", ", Enumerable.Repeat("1", 257));
        Assert.Equal("'of' has at most 256 texts", Assert.Single(Read($"{{ a: [{many}] }}").Diagnostics).Message);
    }

    [Fact]
    public void APicture_NamesSequences_AndDoesNotShowThem()
    {
        var values = new ParameterValues([]);
        values.Set("of", ImmutableArray.Create(new NamedText("open", "471"), new NamedText("night", "08"), new NamedText("night", "15")));
        Assert.Equal(["open", "night"], Written.Parameters([ParameterSpec.Texts("of", "", "{ open: \"5\" }", required: true, isTyped: true)], values, "of"));
    }

    private static (PipelineDefinition? Pipeline, ImmutableArray<Diagnostic> Diagnostics) Read(string of) =>
        PipelineReader.Read("a.yaml", $"pipeline: p\ndevice: door-controller\nsignals:\n  key: {{ from: reader, through: [ wiegand ] }}\n  code: {{ from: key, through: [ sequence: {{ of: {of} }} ] }}\n", Catalog);

    // refuses the letter x, as an operator refuses what its input cannot give
    private static Catalog Catalog { get; } = StandIns.Catalog with
    {
        Operators =
        [
            .. StandIns.Catalog.Operators,
            new OperatorSpec
            {
                Name = "sequence",
                Summary = "",
                Parameters = [ParameterSpec.Texts("of", "", "{ open: \"5\" }", required: true, isTyped: true)],
                Forms =
                [
                    new OperatorForm<Stamped<Value>, Stamped<Value>>
                    {
                        Takes = "anything",
                        Yields = "words",
                        Accepts = static _ => true,
                        Output = static (flow, _) => flow,
                        Kernel = static (_, _) => throw new NotSupportedException("Nothing runs here."),
                    },
                ],
                Check = static (values, _) => values.Texts("of").Where(s => s.Text.Contains('x', StringComparison.Ordinal)).Select(s => new ParameterProblem("of." + s.Name, $"'x' in '{s.Name}'")),
            },
        ],
    };

    private static string Told(Diagnostic diagnostic) =>
        $"{diagnostic.Position.Line}:{diagnostic.Position.Column} {diagnostic.Code} {diagnostic.Message}{(diagnostic.Hint.Length == 0 ? "" : $" ({diagnostic.Hint})")}";
}
