using System;
using System.Linq;
using System.Text.RegularExpressions;
using Reactive.Signals.Specs;
using Reactive.Sinks;
using Reactive.Sinks.Sip;
using Xunit;

namespace Reactive.Rules.Tests;

/// <summary>What the docs and specs show can be written.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void TheExampleOfTheReadme_HasNothingToSay()
    {
        string page = StandIns.Text("pipelines/README.md");
        int start = page.IndexOf("```yaml\n", StringComparison.Ordinal) + 8;
        Assert.Empty(StandIns.Check(page[start..page.IndexOf("```", start, StringComparison.Ordinal)]));
    }

    [Fact]
    public void TheSnippetsAboutSchedules_AreRight_AndTheirTestsPass()
    {
        string[] snippets = [.. Snippet().Matches(StandIns.Text("docs/schedules.md")).Select(m => m.Groups[1].Value)];
        Assert.Equal(3, snippets.Length);
        int tests = 0;
        foreach (string snippet in snippets)
        {
            string text = snippet.StartsWith("pipeline:", StringComparison.Ordinal) ? snippet : "pipeline: p\ndevice: door-controller\ntime-zone: Europe/Stockholm\n" + snippet;
            (PipelineDefinition? pipeline, var diagnostics) = PipelineReader.Read("schedules.md", text, Language.Said.Catalog);
            Assert.Empty(diagnostics);
            foreach (TestDefinition test in pipeline!.Tests)
            {
                tests++;
                Assert.Empty(Testing.PipelineTest.Run(pipeline, test).Failures);
            }
        }

        Assert.Equal(2, tests);
    }

    [Fact]
    public void TheExampleOfEveryAction_HasNothingToSay()
    {
        // what sends, plays, publishes and calls is shown by the guide, on a device that has a line, a speaker, a broker and a telephone
        foreach (ActionSpec action in SinkCatalog.All.Where(s => s.Name != SipSink.Name).SelectMany(s => s.Actions).Where(a => a.Target is not (ActionTarget.Frames or ActionTarget.Clip or ActionTarget.Topic)))
            Assert.Empty(StandIns.Check(StandIns.With($"rules:\n  r: {{ when: rex is active, {(action.Once ? "do" : "while")}: {action.Example} }}\n")));
    }

    [Fact]
    public void EveryAction_StandsOnceInTheCatalog()
    {
        string[] names = [.. SinkCatalog.All.SelectMany(s => s.Actions).Select(a => a.Name)];
        Assert.Equal(["pulse", "activate", "deactivate", "lockdown", "release", "send", "play", "publish", "call", "hang-up", "answer", "send-digits", "log"], names);
        Assert.All(SinkCatalog.All.SelectMany(s => s.Actions), a => Assert.True(a.Once ^ a.Lasting));
    }

    [GeneratedRegex("```yaml\n(.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
