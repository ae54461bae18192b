using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Reactive.Rules.Tests.Guide;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests;

/// <summary>Every code has a page, every page a code, and their examples hold.</summary>
public sealed partial class DiagnosticPagesTests
{
    public static TheoryData<string> Codes => [.. DiagnosticCodes.All.Select(c => c.Code)];

    [Fact]
    public void EveryCode_StandsOnceAndInOrder()
    {
        string[] codes = [.. DiagnosticCodes.All.Select(c => c.Code)];
        Assert.Equal(codes.Distinct().Order(StringComparer.Ordinal), codes);
    }

    [Fact]
    public void EveryPage_HasACode() => Assert.Equal(
        DiagnosticCodes.All.Select(c => c.Code + ".md").Append("README.md").Order(StringComparer.Ordinal),
        Directory.GetFiles(Path.Combine(StandIns.Root, "docs", "diagnostics")).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Codes))]
    public void TheWrongExample_HasThatMistakeAndNoOther(string code)
    {
        ImmutableArray<Diagnostic> diagnostics = StandIns.AllOf(Examples(code)[0], name => GuidePage.Table(Page(code), name));
        Assert.True(diagnostics.Length == 1 && diagnostics[0].Code == code, string.Join("\n", diagnostics));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void TheRightExample_HasNone(string code) => Assert.Empty(StandIns.AllOf(Examples(code)[1], name => GuidePage.Table(Page(code), name)));

    [Theory]
    [MemberData(nameof(Codes))]
    public void TheTitle_IsTheTablesOwn(string code)
    {
        DiagnosticCode listed = DiagnosticCodes.All.Single(c => c.Code == code);
        Assert.StartsWith($"# {listed.Code}: {listed.Title}\n", Page(code), StringComparison.Ordinal);
    }

    private static string Page(string code) => StandIns.Text($"docs/diagnostics/{code}.md");

    internal static List<string> Examples(string code)
    {
        List<string> examples = [.. Block().Matches(Page(code)).Select(m => Expand(m.Groups[1].Value))];
        Assert.Equal(2, examples.Count);
        return examples;
    }

    // ‹U+0000› is a character, ‹40 × x› a repetition: what would not show on a page
    private static string Expand(string text)
    {
        text = Character().Replace(text, m => ((char)int.Parse(m.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());
        return Repetition().Replace(text, m => string.Concat(Enumerable.Repeat(m.Groups[2].Value, int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))));
    }

    [GeneratedRegex("```yaml\n(.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("‹U\\+([0-9A-F]{4})›")]
    private static partial Regex Character();

    [GeneratedRegex("‹([0-9]+) × (.*?)›")]
    private static partial Regex Repetition();
}
