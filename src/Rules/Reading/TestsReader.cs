using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads <c>tests</c>: what is fed when, what goes wrong, and what must come of it.</summary>
/// <param name="context">The file.</param>
/// <param name="scope">The names that tests can use.</param>
/// <param name="start">Wall time at the start of tests that do not say it.</param>
internal sealed class TestsReader(ReadContext context, NameScope scope, long? start = null)
{
    public const int MostTests = 1000;
    private const string Example = "- { name: it opens, feed: [ { at: 1 s, rex: active } ], expect: [ { at: 1 s, strike: active } ] }";
    public static readonly ParameterSpec At = ParameterSpec.Duration("at", "The instant, since the start.", required: true);
    public static readonly ParameterSpec Until = ParameterSpec.Duration("until", "Until when the test runs.");

    private readonly FeedReader _feeds = new(context, scope);
    private readonly ExpectationReader _expectations = new(context, scope);
    private readonly SilenceReader _silences = new(context, scope);
    private readonly FaultReader _faults = new(context, scope);

    /// <summary>All good tests.</summary>
    public ImmutableArray<TestDefinition> Read(YamlNode section, string path)
    {
        if (context.List(section, path, $"a list: {Example}") is not YamlList list)
            return [];
        ImmutableArray<TestDefinition>.Builder tests = ImmutableArray.CreateBuilder<TestDefinition>();
        Dictionary<string, int> names = new(StringComparer.Ordinal);
        for (int i = 0; i < list.Items.Count; i++)
        {
            if (i == MostTests)
            {
                context.Error(DiagnosticCodes.TooMany, list.Items[i].Start, path, $"a file has at most {MostTests} tests", "split it");
                break;
            }

            if (context.Map(list.Items[i], $"{path}[{i}]", Example) is YamlMap map && ReadTest(map, $"{path}[{i}]", names) is TestDefinition test)
                tests.Add(test);
        }

        return tests.ToImmutable();
    }

    private TestDefinition? ReadTest(YamlMap map, string path, Dictionary<string, int> names)
    {
        int errors = context.Report.Errors;
        context.OnlyKeys(map, path, Keys.Test.All, static key => Keys.Pipeline.All.Has(key) ? "it is a section of the pipeline: start it at the beginning of its line" : null);
        YamlScalar? name = context.Required(map, Keys.Test.Name, path, map.Start, "name: and what the test shows") is YamlEntry named
            ? context.Text(named.Value, ReadContext.Join(path, "name"), "name: and what the test shows")
            : null;
        if (name is not null && !names.TryAdd(name.Value, name.Start))
            context.Error(DiagnosticCodes.TakenName, name.Start, path, $"two tests are called {name.Describe()}, the first in line {context.Report.Source.LineOf(names[name.Value])}", "give one of them another name");
        SignalTime last = SignalTime.Zero;
        long? own = PipelineReader.Start(context, map, Keys.Test.Start, scope.Table.Zone.Name, path) ?? start;
        ImmutableDictionary<string, ParameterValues> peers = map.Find(Keys.Test.Telephones) is YamlEntry telephones ? new PeersReader(context, scope).Read(telephones, path) : ImmutableDictionary<string, ParameterValues>.Empty;
        ImmutableArray<FeedDefinition> feeds = context.Required(map, Keys.Test.Feed, path, map.Start, FeedReader.Example) is YamlEntry feed ? _feeds.Read(feed.Value, ReadContext.Join(path, "feed"), own ?? FeedOrder.DefaultWallNanoseconds, ref last) : [];
        ImmutableArray<ExpectationDefinition> expectations = map.Find(Keys.Test.Expect) is YamlEntry expect ? _expectations.Read(expect.Value, ReadContext.Join(path, "expect"), ref last) : [];
        ImmutableArray<SilenceDefinition> silences = map.Find(Keys.Test.Silent) is YamlEntry silent ? _silences.Read(silent.Value, ReadContext.Join(path, "silent"), ref last) : [];
        ImmutableArray<FaultDefinition> faults = map.Find(Keys.Test.Faults) is YamlEntry wrong ? _faults.Read(wrong.Value, ReadContext.Join(path, "faults"), feeds, ref last) : [];
        _feeds.NothingWhileLost(faults, ReadContext.Join(path, "feed"));
        if (map.Find(Keys.Test.Expect) is null && map.Find(Keys.Test.Silent) is null && !map.MayHave("expect") && !map.MayHave("silent"))
            context.Error(DiagnosticCodes.MissingKey, map.Start, path, "the key 'expect' is missing", $"add {ExpectationReader.Example}, 'expect: []' for no command at all, or 'silent' and a span");
        if (map.Find(Keys.Test.Until) is YamlEntry until && ParameterReader.ReadOne(context, Until, until.Value, ReadContext.Join(path, "until")) is Quantity end)
        {
            if (end.Nanoseconds < last.Nanoseconds)
                context.Error(DiagnosticCodes.UntilTooEarly, until.Value.Start, ReadContext.Join(path, "until"), $"the test ends at {end}, but something is fed or expected at {last} s", "let it end later");
            last = new SignalTime(end.Nanoseconds);
        }

        // a name that YAML refused has been told
        return name is not null && context.Report.Errors == errors
            ? new TestDefinition(name.Value, context.At(map.Start), feeds, expectations, last) { Peers = peers, Silences = silences, Faults = faults, AllowsOthers = map.Find(Keys.Test.Expect) is null, StartWallNanoseconds = own }
            : null;
    }
}
