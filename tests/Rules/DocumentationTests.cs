using System;
using System.Linq;
using Reactive.Signals.Specs;
using Reactive.Sinks;
using Xunit;

namespace Reactive.Rules.Tests;

/// <summary>What the docs and specs show can be written.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public void TheExampleOfTheReadme_HasNothingToSay()
    {
        string page = StandIns.Text("pipelines/README.md");
        int start = page.IndexOf("```yaml\n", StringComparison.Ordinal) + 8;
        Assert.Empty(StandIns.Check(page[start..page.IndexOf("```", start, StringComparison.Ordinal)]));
    }

    [Fact]
    public void TheExampleOfEveryAction_HasNothingToSay()
    {
        foreach (ActionSpec action in SinkCatalog.All.SelectMany(s => s.Actions))
            Assert.Empty(StandIns.Check(StandIns.With($"rules:\n  r: {{ when: rex is active, {(action.Once ? "do" : "while")}: {action.Example} }}\n")));
    }

    [Fact]
    public void EveryAction_StandsOnceInTheCatalog()
    {
        string[] names = [.. SinkCatalog.All.SelectMany(s => s.Actions).Select(a => a.Name)];
        Assert.Equal(["pulse", "activate", "deactivate", "lockdown", "release", "log"], names);
        Assert.All(SinkCatalog.All.SelectMany(s => s.Actions), a => Assert.True(a.Once ^ a.Lasting));
    }
}
