using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Reactive.Rules.Tests.Guide;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests;

/// <summary>
/// Whole files as newcomers write them, each with one mistake. The file of the same name that ends in <c>.expected</c> is all that
/// is said of it: one diagnostic, at the place, with the cure. <c>REACTIVE_ACCEPT=1</c> writes what is said now.
/// </summary>
public sealed class NewcomerFileTests
{
    private static readonly string Folder = Path.Combine(StandIns.Root, "tests", "Rules", "Newcomer");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void AMistake_IsAnsweredOnceWithItsCure(string name)
    {
        string expected = Path.Combine(Folder, name + ".expected");
        ImmutableArray<Diagnostic> diagnostics = PipelineReader.Read(name + ".yaml", File.ReadAllText(Path.Combine(Folder, name + ".yaml")), Product.Catalog).Diagnostics;
        string said = string.Concat(diagnostics.Select(d => d + "\n"));
        if (Environment.GetEnvironmentVariable("REACTIVE_ACCEPT") == "1")
            File.WriteAllText(expected, said);
        Assert.Equal(File.ReadAllText(expected), said);
        Assert.NotEmpty(Assert.Single(diagnostics).Hint);
    }

    [Fact]
    public void EveryAnswer_HasItsFile() =>
        Assert.Equal(Files.Select(f => f.Data), Directory.GetFiles(Folder, "*.expected").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal));
}
