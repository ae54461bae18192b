using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads <c>tests</c>: what is fed when, and the commands that must come of it.</summary>
internal sealed class TestsReader(ReadContext context, NameScope scope)
{
    public const int MostTests = 1000;
    private const string Example = "- { name: it opens, feed: [ { at: 1 s, rex: active } ], expect: [ { at: 1 s, strike: active } ] }";
    private const string FeedExample = "feed: [ { at: 1 s, rex: active } ]";
    private const string ExpectExample = "expect: [ { at: 1 s, strike: active } ]";
    public static readonly ParameterSpec At = ParameterSpec.Duration("at", "The instant, since the start.", required: true);
    public static readonly ParameterSpec Until = ParameterSpec.Duration("until", "Until when the test runs.");

    /// <summary>What an output can be expected to become.</summary>
    public static readonly ImmutableArray<string> OutputStates = ["active", "inactive"];

    private readonly FeedReader _feeds = new(context, scope);

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
        context.OnlyKeys(map, path, Keys.Test.All);
        YamlScalar? name = context.Required(map, Keys.Test.Name, path, map.Start, "name: and what the test shows") is YamlEntry named
            ? context.Text(named.Value, ReadContext.Join(path, "name"), "name: and what the test shows")
            : null;
        if (name is not null && !names.TryAdd(name.Value, name.Start))
            context.Error(DiagnosticCodes.TakenName, name.Start, path, $"two tests are called {name.Describe()}, the first in line {context.Report.Source.LineOf(names[name.Value])}", "give one of them another name");
        SignalTime last = SignalTime.Zero;
        ImmutableArray<FeedDefinition> feeds = context.Required(map, Keys.Test.Feed, path, map.Start, FeedExample) is YamlEntry feed ? Feeds(feed.Value, ReadContext.Join(path, "feed"), ref last) : [];
        ImmutableArray<ExpectationDefinition> expectations = context.Required(map, Keys.Test.Expect, path, map.Start, $"{ExpectExample}, or 'expect: []' for no command at all") is YamlEntry expect ? Expectations(expect.Value, ReadContext.Join(path, "expect"), ref last) : [];
        if (map.Find(Keys.Test.Until) is YamlEntry until && ParameterReader.ReadOne(context, Until, until.Value, ReadContext.Join(path, "until")) is Quantity end)
        {
            if (end.Nanoseconds < last.Nanoseconds)
                context.Error(DiagnosticCodes.UntilTooEarly, until.Value.Start, ReadContext.Join(path, "until"), $"the test ends at {end}, but something is fed or expected at {last} s", "let it end later");
            last = new SignalTime(end.Nanoseconds);
        }

        return context.Report.Errors == errors ? new TestDefinition(name!.Value, context.At(map.Start), feeds, expectations, last) : null;
    }

    private ImmutableArray<FeedDefinition> Feeds(YamlNode node, string path, ref SignalTime last)
    {
        if (context.List(node, path, FeedExample) is not YamlList list)
            return [];
        ImmutableArray<FeedDefinition>.Builder feeds = ImmutableArray.CreateBuilder<FeedDefinition>();
        SignalTime now = SignalTime.Zero;
        for (int i = 0; i < list.Items.Count; i++)
        {
            string entryPath = $"{path}[{i}]";
            if (context.Map(list.Items[i], entryPath, "{ at: 1 s, rex: active }") is not YamlMap map)
                continue;
            SignalTime? at = null;
            if (context.Required(map, Keys.Test.At, entryPath, map.Start, "at: and an instant, such as 'at: 1 s'") is YamlEntry time
                && ParameterReader.ReadOne(context, At, time.Value, ReadContext.Join(entryPath, "at")) is Quantity instant)
            {
                SignalTime read = new(instant.Nanoseconds);
                InOrder(read, ref now, time.Value.Start, entryPath);
                at = read;
            }

            if (map.Entries.Count == 1 && at is not null)
                context.Error(DiagnosticCodes.MissingKey, map.Start, entryPath, "nothing is fed here", "add a signal and its value, such as 'rex: active'");
            foreach (YamlEntry entry in map.Entries)
            {
                if (entry.Key.Value == Keys.Test.At.Name || _feeds.Read(entry, at ?? now, entryPath) is not FeedDefinition feed)
                    continue;
                if (feed.Channel is not null && !IsFedWhole(feeds, feed.Port!))
                    context.Error(DiagnosticCodes.WrongFeed, entry.Key.Start, entryPath, $"'{entry.Key.Value}' is fed before the bank as a whole, so nothing says what its other channels measure", $"feed the port first, such as 'port.{feed.Port}: 4.7 kΩ'");
                feeds.Add(feed);
            }
        }

        last = SignalTime.Max(last, now);
        return feeds.ToImmutable();
    }

    private static bool IsFedWhole(ImmutableArray<FeedDefinition>.Builder feeds, string port)
    {
        foreach (FeedDefinition feed in feeds)
        {
            if (feed.Port == port && feed.Channel is null)
                return true;
        }

        return false;
    }

    private ImmutableArray<ExpectationDefinition> Expectations(YamlNode node, string path, ref SignalTime last)
    {
        if (context.List(node, path, ExpectExample) is not YamlList list)
            return [];
        ImmutableArray<ExpectationDefinition>.Builder expectations = ImmutableArray.CreateBuilder<ExpectationDefinition>();
        SignalTime now = SignalTime.Zero;
        for (int i = 0; i < list.Items.Count; i++)
        {
            string entryPath = $"{path}[{i}]";
            if (context.Map(list.Items[i], entryPath, "{ at: 1 s, strike: active }") is not YamlMap map)
                continue;
            Span? span = null;
            if (context.Required(map, Keys.Test.Span, entryPath, map.Start, "at: and an instant or span, such as 'at: 1 s..1.05 s'") is YamlEntry time
                && ReadSpan(time.Value, ReadContext.Join(entryPath, "at")) is Span read)
            {
                span = read;
                InOrder(read.Earliest, ref now, time.Value.Start, entryPath);
                last = SignalTime.Max(last, read.Latest);
            }

            if (map.Entries.Count == 1 && span is not null)
                context.Error(DiagnosticCodes.MissingKey, map.Start, entryPath, "nothing is expected here", "add an output and its state, such as 'strike: active', or 'log: \"text\"'");
            foreach (YamlEntry entry in map.Entries)
            {
                if (entry.Key.Value != Keys.Test.Span.Name && Expectation(entry, span ?? new Span(now, now), entryPath) is ExpectationDefinition expectation)
                    expectations.Add(expectation);
            }
        }

        return expectations.ToImmutable();
    }

    private ExpectationDefinition? Expectation(YamlEntry entry, Span span, string path)
    {
        string key = entry.Key.Value, keyPath = ReadContext.Join(path, key);
        SourcePosition position = context.At(entry.Key.Start);
        if (scope.Device?.Output(key) is not null)
        {
            if (context.Scalar(entry.Value, keyPath, $"{key}: active") is not YamlScalar state)
                return null;
            if (OutputStates.Contains(state.Value))
                return new ExpectationDefinition(span.Earliest, span.Latest, key, state.Value == "active" ? "activate" : "deactivate", null, position);
            string hint = ParameterReader.IsBoolean(state.Value) ? "there is no on or off here" : context.Near(state.Value, OutputStates);
            context.Error(DiagnosticCodes.WrongExpectation, state.Start, keyPath, $"an output becomes active or inactive, not {state.Describe()}", hint);
            return null;
        }

        if (key == Keys.Test.Log.Name)
            return context.Text(entry.Value, keyPath, "log: \"the text\"") is YamlScalar text ? new ExpectationDefinition(span.Earliest, span.Latest, "log", "log", text.Value, position) : null;
        if (scope.Device is null)
            return null;
        List<string> names = ReadContext.NamesOf(scope.Device.Outputs, static o => o.Name);
        names.Add(Keys.Test.Log.Name);
        bool signal = scope.Resolve(context, key, position, keyPath, out _) == Lookup.Found;
        context.Error(DiagnosticCodes.UnknownFeed, entry.Key.Start, keyPath, signal ? $"'{key}' is no output: tests expect commands" : $"there is no output {entry.Key.Describe()}", signal ? $"expect one of {ParameterSpec.Or([.. names])}" : context.Near(key, names));
        return null;
    }

    // "1 s" or "1 s..1.05 s"
    private Span? ReadSpan(YamlNode node, string path)
    {
        if (context.Scalar(node, path, "at: 1 s") is not YamlScalar scalar)
            return null;
        int dots = scalar.Value.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0)
            return ParameterReader.ReadOne(context, At, scalar, path) is Quantity at ? new Span(new SignalTime(at.Nanoseconds), new SignalTime(at.Nanoseconds)) : null;
        string from = scalar.Value[..dots].Trim(), to = scalar.Value[(dots + 2)..].Trim();
        if (Quantity.TryParse(to, out Quantity end, out _) && from.Length > 0 && char.IsAsciiDigit(from[^1]))
            from += " " + end.Unit.Symbol;
        if (ParameterReader.ReadOne(context, At, new YamlScalar(scalar.Start, scalar.End, from, scalar.Style), path) is not Quantity earliest
            || ParameterReader.ReadOne(context, At, new YamlScalar(scalar.Start, scalar.End, to, scalar.Style), path) is not Quantity latest)
            return null;
        if (earliest.Value <= latest.Value)
            return new Span(new SignalTime(earliest.Nanoseconds), new SignalTime(latest.Nanoseconds));
        context.Error(DiagnosticCodes.BadRange, scalar.Start, path, $"the span {scalar.Describe()} ends before it starts", "write EARLIEST..LATEST");
        return null;
    }

    private void InOrder(SignalTime at, ref SignalTime now, int offset, string path)
    {
        if (at < now)
            context.Error(DiagnosticCodes.TimesOutOfOrder, offset, path, $"{at} s comes after {now} s", "put the entries in the order of their times");
        now = SignalTime.Max(now, at);
    }

    private sealed record Span(SignalTime Earliest, SignalTime Latest);
}
