using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace Reactive.Operators.Tests.Readers.EntryList;

/// <summary>What the page about the entry list shows is so.</summary>
public sealed partial class EntryListPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Root(), "docs", "entry-list.md"));

    [Fact]
    public void TheTable_IsRight_AndTheOtherIsWrongAsTold()
    {
        string[] blocks = [.. Block().Matches(Page).Select(m => m.Groups[1].Value)];
        Assert.Equal(3, blocks.Length);
        HolderList? list = HolderCsv.Read(blocks[0], Desk.Secret, out ImmutableArray<HolderProblem> problems);
        Assert.Empty(problems);
        Assert.Equal(["Anna Smith", "Ben", "Courier"], list!.Holders.Select(h => h.ToString()));
        Assert.Null(HolderCsv.Read(blocks[1], Desk.Secret, out problems));
        Assert.Equal(blocks[2].TrimEnd('\n').Split('\n'), problems.Select(p => p.ToString()));
    }

    [Fact]
    public void TheReasonsToDeny_AreAllThere_InTheirOrder() => Assert.Equal(
        Enum.GetValues<EntryDenial>().Skip(1).Select(EntryDecision.NameOf),
        Reason().Matches(Page[Page.IndexOf("| reason |", StringComparison.Ordinal)..Page.IndexOf("What nobody has", StringComparison.Ordinal)]).Select(m => m.Groups[1].Value));

    [Fact]
    public void TheColumns_AreAllThere()
    {
        string table = Page[Page.IndexOf("| column |", StringComparison.Ordinal)..Page.IndexOf("A table has at most", StringComparison.Ordinal)];
        Assert.Equal(HolderColumns.All, [.. table.Split('\n').Skip(2).SelectMany(l => Name().Matches(l.Split('|').ElementAtOrDefault(1) ?? "").Select(m => m.Groups[1].Value))]);
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Reactive.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }

    [GeneratedRegex("```(?:csv|text)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("^\\| `([a-z-]+)` \\|", RegexOptions.Multiline)]
    private static partial Regex Reason();

    [GeneratedRegex("`([a-z-]+)`")]
    private static partial Regex Name();
}
