using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace Reactive.Rules.Tests.Guide;

/// <summary>A snippet of the guide.</summary>
/// <param name="Line">The line in which it begins.</param>
/// <param name="Wrong">The codes of the mistakes that it shows; empty where it is right.</param>
/// <param name="Text">As it is written.</param>
internal sealed record GuideSnippet(int Line, string Wrong, string Text)
{
    /// <summary>What its first key says that it is: a pipeline, block, part or file of tests; or a section of a fragment.</summary>
    public string Kind => Text[..Text.IndexOf(':', StringComparison.Ordinal)];

    /// <summary>The value of its first key.</summary>
    public string Name => Text[(Kind.Length + 1)..Text.IndexOf('\n', StringComparison.Ordinal)].Trim();
}

/// <summary>
/// <c>docs/language.md</c>: its snippets and tables. Blocks and parts are files by their names. A fragment goes on from the door with which the
/// guide begins: it is completed with that door's device, time zone, inputs and signals, as far as it has none of those names itself.
/// </summary>
internal static partial class GuidePage
{
    private static readonly string[] Sections = ["inputs", "signals"];

    public static string Text { get; } = StandIns.Text("docs/language.md");

    public static IReadOnlyList<GuideSnippet> Snippets { get; } =
        [.. Snippet().Matches(Text).Select(m => new GuideSnippet(Text[..m.Groups[2].Index].Count(static c => c == '\n') + 1, m.Groups[1].Value, m.Groups[2].Value))];

    private static Dictionary<string, string> Door { get; } = SectionsOf(Snippets[0].Text);

    /// <summary>The whole definition that a snippet stands for.</summary>
    public static string Whole(GuideSnippet snippet)
    {
        if (snippet.Kind == "pipeline")
            return snippet.Text;
        Dictionary<string, string> own = SectionsOf(snippet.Text);
        StringBuilder whole = new("pipeline: fragment\ndevice: door-controller\n");
        foreach (string setting in (string[])["time-zone", "start"])
            whole.Append(own.ContainsKey(setting) ? "" : Door[setting]);
        foreach (string section in Sections)
            whole.Append(section).Append(":\n").Append(Entries(Door[section], own.GetValueOrDefault(section, ""))).Append(WithoutKey(own.GetValueOrDefault(section, "")));
        foreach ((string name, string text) in own.Where(s => !Sections.Contains(s.Key)))
            whole.Append(text);
        return whole.ToString();
    }

    /// <summary>The table of a name that stands in a page: behind a line that ends with the name in backticks and a colon; null where there is none.</summary>
    public static string? Table(string page, string name) => Csv().Matches(page).FirstOrDefault(m => m.Groups[1].Value == name)?.Groups[2].Value;

    /// <summary>The text of a block, part or table of the guide; null where there is none of that name.</summary>
    public static string? File(string name) => Table(Text, name) ?? Snippets.FirstOrDefault(s => s.Kind is "block" or "part" && s.Name + ".yaml" == name)?.Text;

    /// <summary>The rows of all tables under a heading, up to the next heading, without heads: their cells.</summary>
    public static string[][] Rows(string heading)
    {
        string[] lines = Text.Split('\n');
        int start = Array.IndexOf(lines, heading);
        Assert.True(start >= 0, $"the guide has no heading '{heading}'");
        string[] section = [.. lines.Skip(start + 1).TakeWhile(static l => !l.StartsWith('#'))];
        return [.. section.Where((l, i) => l.StartsWith('|') && !l.StartsWith("|---", StringComparison.Ordinal) && !(i + 1 < section.Length && section[i + 1].StartsWith("|---", StringComparison.Ordinal))).Select(Cells)];
    }

    /// <summary>What stands in backticks.</summary>
    public static IEnumerable<string> Codes(string cell) => Code().Matches(cell).Select(m => m.Groups[1].Value);

    // a cell may hold no '|', for nothing in the language does
    private static string[] Cells(string row) => [.. row.Trim().Trim('|').Split('|').Select(static c => c.Trim())];

    private static Dictionary<string, string> SectionsOf(string text)
    {
        Dictionary<string, string> sections = [];
        foreach (Match section in Section().Matches(text))
            sections.Add(section.Groups[1].Value, section.Value);
        return sections;
    }

    // those that the fragment does not name itself
    private static string Entries(string section, string own) =>
        string.Concat(Entry().Matches(section).Where(e => !Entry().Matches(own).Any(o => o.Groups[1].Value == e.Groups[1].Value)).Select(e => e.Value));

    private static string WithoutKey(string section)
    {
        int end = section.IndexOf('\n', StringComparison.Ordinal);
        Assert.True(end < 0 || section[end - 1] == ':', $"to be completed, this section needs a name a line: {section}");
        return section[(end + 1)..];
    }

    [GeneratedRegex("(?:<!-- wrong: ([R0-9 ]+) -->\n)?```yaml\n(.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex("^([a-z-]+):.*\n(?:[ #].*\n|\n)*", RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex("^  ([a-z0-9-]+):.*\n(?:    .*\n)*", RegexOptions.Multiline)]
    private static partial Regex Entry();

    [GeneratedRegex("`([a-z-]+\\.csv)`:\n\n```csv\n(.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex Csv();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
