using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text.RegularExpressions;
using Reactive.Rules.Testing;
using Reactive.Rules.Yaml;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests.Guide;

/// <summary>What the guide shows can be written, does what it says, and is all that there is.</summary>
public sealed partial class LanguageGuideTests
{
    private const string Wrongs = "### What goes wrong";

    public static TheoryData<int> Lines => [.. GuidePage.Snippets.Select(s => s.Line)];

    [Theory]
    [MemberData(nameof(Lines))]
    public void ASnippet_IsRightAndItsTestsPass_OrIsWrongAsItSays(int line)
    {
        GuideSnippet snippet = GuidePage.Snippets.Single(s => s.Line == line);
        if (snippet.Kind is "block" or "part")
            return; // read where it is used: see EveryBlockAndPart_IsUsed
        if (snippet.Kind == "for")
        {
            GuideSnippet tested = GuidePage.Snippets.Single(s => s.Kind == "pipeline" && s.Name + ".yaml" == snippet.Name);
            PipelineDefinition pipeline = Read(tested).Pipeline!;
            (ImmutableArray<TestDefinition> tests, ImmutableArray<Diagnostic> problems) = PipelineReader.ReadTests("language.tests.yaml", snippet.Text, pipeline);
            Assert.Empty(problems);
            Pass(pipeline, tests);
            return;
        }

        (PipelineDefinition? read, ImmutableArray<Diagnostic> diagnostics) = Read(snippet);
        // two rules of the guide show what is noted of others
        Assert.True(snippet.Wrong == string.Join(' ', diagnostics.Where(d => d.Severity > Severity.Note).Select(d => d.Code)), string.Join("\n", diagnostics));
        if (snippet.Wrong.Length == 0)
            Pass(read!, read!.Tests);
    }

    [Fact]
    public void NoSnippet_IsSkipped()
    {
        Assert.Equal(Fence().Count(GuidePage.Text), GuidePage.Snippets.Count);
        Assert.Equal(Mark().Count(GuidePage.Text), GuidePage.Snippets.Count(s => s.Wrong.Length > 0));
        Assert.True(GuidePage.Snippets.Count > 25);
    }

    [Fact]
    public void EveryBlockAndPart_IsUsed()
    {
        string[] used = [.. GuidePage.Snippets.Where(s => s.Kind is not ("block" or "part" or "for")).SelectMany(s => Read(s).Pipeline?.Files.Select(f => f.Name) ?? [])];
        Assert.All(GuidePage.Snippets.Where(s => s.Kind is "block" or "part"), s => Assert.Contains(s.Name + ".yaml", used));
    }

    [Theory]
    [InlineData("### Conditions", true)]
    [InlineData("### Conditions about time", true)]
    [InlineData("### Events", false)]
    public void AnExpressionOfATable_IsOfItsKind(string heading, bool isCondition)
    {
        string[][] rows = GuidePage.Rows(heading);
        Assert.True(rows.Length > 5);
        Assert.All(rows.SelectMany(r => GuidePage.Codes(r[0])), e => Assert.Equal(isCondition, Expression(e) is Condition));
    }

    [Fact]
    public void WhatBindsTighter_IsWhatItMeans()
    {
        string[][] rows = GuidePage.Rows("### What binds tighter");
        Assert.NotEmpty(rows);
        Assert.All(rows, r => Assert.Equal(Shape(Expression(GuidePage.Codes(r[1]).Single())), Shape(Expression(GuidePage.Codes(r[0]).Single()))));
    }

    [Fact]
    public void WhatGoesWrong_IsAnsweredAsItSays()
    {
        foreach (string[] row in GuidePage.Rows(Wrongs))
        {
            string code = Code().Match(row[1]).Value;
            Assert.True(code == string.Join(' ', Diagnostics(GuidePage.Codes(row[0]).Single()).Select(d => d.Code)), row[0]);
            Assert.Empty(Diagnostics(GuidePage.Codes(row[2]).First()));
        }
    }

    [Fact]
    public void EveryKey_StandsInTheGuide()
    {
        IEnumerable<KeySpec> keys = ((MapSpec[])[
            Keys.Pipeline.All, Keys.CardFormat.All, Keys.WrittenCard.All, Keys.WrittenEntry.All, Keys.Part.All, Keys.Block.All, Keys.BlockParameter.All, Keys.Use.All, Keys.Signal.All, Keys.Latch.All, Keys.Counter.All, Keys.Input.All,
            Keys.Machine.All, Keys.MachineState.All, Keys.Transition.All, Keys.Timeout.All, Keys.Rule.All, Keys.Test.All, Keys.Test.Silenced, Keys.Test.Expected, Keys.Fault.All, Keys.TestFile.All]).SelectMany(m => m.Keys);
        Assert.All(keys.Select(k => k.Name).Concat(PortSettings.All.Select(s => s.Name)), k => Assert.Matches($"[`{{ ,]{k}[`:,]", GuidePage.Text));
    }

    [Fact]
    public void TheKeysOfARule_AreThoseOfTheTable() => Assert.Equal(
        Keys.Rule.All.Names().Order(StringComparer.Ordinal),
        GuidePage.Rows("## Rules").SelectMany(r => GuidePage.Codes(r[0])).Order(StringComparer.Ordinal));

    [Fact]
    public void EveryAction_StandsInTheGuide() =>
        Assert.Equal(
            RuleSteps.AllSinks(Product.Catalog).SelectMany(s => s.Actions).Select(a => (a.Name, a.Once ? "do" : "while")).Order(),
            GuidePage.Rows("### What rules do").Select(r => (Name().Match(r[0]).Groups[1].Value, GuidePage.Codes(r[1]).Single())).Order());

    [Fact]
    public void TheKindsOfParameters_AreThoseOfTheTable() =>
        Assert.Equal(BlockParameter.Kinds, GuidePage.Rows("## Building blocks").Where(r => r.Length == 3).Select(r => r[0].Trim('`')));

    [Theory]
    [InlineData("std/door")]
    [InlineData("std/call-button")]
    [InlineData("std/call-lights")]
    public void TheTableOfABlock_IsTheBlocksOwn(string name)
    {
        Report report = new(new SourceText(name, Product.Catalog.Block(name)!));
        BlockFile block = BlockFile.Read(new ReadContext(report, Product.Catalog), YamlReader.Read(report)!)!;
        string[] rows = [.. block.Parameters.Select(p =>
            $"`{p.Name.Value}` {BlockParameter.Kinds[(int)p.Kind]} {(p.Default is null ? "must be given" : $"`{p.Default.Value}`")} {p.Summary}{(p.Spec is null ? "" : $" ({p.Spec.Least} to {p.Spec.Most})")}")];
        Assert.Equal(rows, GuidePage.Rows($"### {name}").Where(r => r.Length == 4).Select(r => string.Join(' ', r)));
    }

    [Fact]
    public void TheSignalsAndTriggersOfTheDoor_AreThoseOfTheTables()
    {
        (PipelineDefinition? pipeline, _) = PipelineReader.Read("a.yaml", "pipeline: p\ndevice: door-controller\nuse: { d: std/door, with: { open: tamper is active, lock: strike } }\n", Product.Catalog);
        string[] told = [.. GuidePage.Rows("### std/door").Where(r => r.Length == 2).SelectMany(r => GuidePage.Codes(r[0]))];
        string[] inputs = [.. pipeline!.Device.Ports.Where(p => p.IsVirtual).Select(p => p.Name["d.".Length..])];
        Assert.Equal(inputs.Order(), told.Where(inputs.Contains).Order());
        Assert.All(told, name => Assert.Contains(pipeline.Signals, s => s.Name == "d." + name));
        Assert.Equal(["mode", "alarm", "held", "contact", "is-open", "tamper", "fault", "escaping"], told.Except(inputs));
    }

    [Fact]
    public void TheLimits_AreThoseOfTheReaders()
    {
        string limits = string.Join('\n', GuidePage.Rows("## Limits").Select(r => r[1]));
        Assert.All((string[])[
            $"{TextGuard.MostCharacters >> 20} MiB, {YamlReader.MostDepth} levels deep",
            $"{SignalsReader.MostSignals:N0} signals, {RulesReader.MostRules:N0} rules, {SchedulesReader.MostSchedules} schedules; {BlocksReader.MostBlocks:N0} blocks, {BlocksReader.MostDepth} deep, in {BlockLibrary.MostFiles} files; {TestsReader.MostTests:N0} tests",
            $"{SignalsReader.MostInputs} inputs, {ChainReader.MostStages} operators",
            $"{ExpressionParser.MostDepth} levels deep, {ExpressionParser.MostSteps} steps of `then`, counts up to {ExpressionParser.MostCount:N0}",
            $"{ActionReader.MostActions} actions in `do` and in `while`; {RuleOptionsReader.Most.Most} activations waiting or at once; {ActionReader.MostTextCharacters:N0} characters in a text",
            $"{Signals.SymbolType.MostWords} states, {MachineDraft.MostTransitions} transitions and {MachineDraft.MostTransitions} timeouts a state",
            $"{BlockFile.MostParameters} parameters",
        ], limit => Assert.Contains(limit, limits, StringComparison.Ordinal));
    }

    private static (PipelineDefinition? Pipeline, ImmutableArray<Diagnostic> Diagnostics) Read(GuideSnippet snippet) =>
        PipelineReader.Read("language.yaml", GuidePage.Whole(snippet), Product.Catalog, GuidePage.File);

    private static void Pass(PipelineDefinition pipeline, ImmutableArray<TestDefinition> tests) =>
        Assert.All(tests, t => Assert.Empty(PipelineTest.Run(pipeline, t).Failures));

    private static (PipelineDefinition? Pipeline, ImmutableArray<Diagnostic> Diagnostics) Rule(string expression) =>
        Read(new GuideSnippet(0, "", $"rules:\n  r:\n    when: {expression}\n    do: {{ log: x }}\n"));

    // what is only noted of the rule is not said of the expression
    private static Diagnostic[] Diagnostics(string expression) => [.. Rule(expression).Diagnostics.Where(d => d.Severity > Severity.Note)];

    private static Expression Expression(string text)
    {
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics) = Rule(text);
        Assert.True(pipeline is not null, string.Join("\n", diagnostics));
        RuleDefinition rule = pipeline.Rules.Single();
        return (rule.Trigger, rule.When) switch
        {
            (Occurrence trigger, Condition guard) => new GuardedOccurrence(default, text, trigger, guard),
            (Occurrence trigger, null) => trigger,
            (_, var condition) => condition!,
        };
    }

    // how an expression is put together, without how it is written
    private static string Shape(Expression expression) => expression switch
    {
        NotCondition e => $"not({Shape(e.Inner)})",
        ForCondition e => $"for({Shape(e.Inner)}, {e.Nanoseconds})",
        AndCondition e => $"and({string.Join(", ", e.Inner.Select(Shape))})",
        AnyOccurrence e => $"any({string.Join(", ", e.Inner.Select(Shape))})",
        GuardedOccurrence e => $"while({Shape(e.Inner)}, {Shape(e.Guard)})",
        SequenceOccurrence e => $"then({string.Join(", ", e.Steps.Select(Shape))}, {e.Nanoseconds})",
        _ => expression.Text,
    };

    [GeneratedRegex("```yaml\n")]
    private static partial Regex Fence();

    [GeneratedRegex("<!-- wrong:")]
    private static partial Regex Mark();

    [GeneratedRegex("R[0-9]{4}")]
    private static partial Regex Code();

    [GeneratedRegex("^`\\{ ([a-z-]+):")]
    private static partial Regex Name();
}
