using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Reactive.Operators;
using Reactive.Rules.Schema;
using Reactive.Rules.Yaml;
using Reactive.Signals.Specs;
using Reactive.Sinks;
using Xunit;

namespace Reactive.Rules.Tests.Schema;

/// <summary>What the readers take fits the schema, and what is wrong by shape, key, word or unit does not.</summary>
public sealed class SchemaTests
{
    // Mistakes that show in shapes, keys, words and units alone. All others need a device, types or the expressions.
    private static readonly string[] Structural =
    [
        "R0020", "R0101", "R0102", "R0103", "R0106", "R0107", "R0110", "R0111", "R0115", "R0116",
        "R0201", "R0202", "R0203", "R0205", "R0207", "R0406", "R0407", "R0412", "R0602", "R0603", "R0605", "R0801",
    ];

    private static readonly string[] Profiles = [.. Directory.GetFiles(Path.Combine(StandIns.Root, "src", "Device", "Profiles"), "*.yaml").Order(StringComparer.Ordinal)];

    private static readonly Catalog Catalog = new(OperatorCatalog.All, SinkCatalog.All, [.. Profiles.Select(f => ProfileReader.Read(f, File.ReadAllText(f)).Profile!)]) { Connections = SinkCatalog.Connections };

    private static readonly JsonSchema Pipeline = new(DefinitionSchema.Pipeline(Catalog));

    private static readonly JsonSchema Profile = new(DefinitionSchema.Profile());

    private static readonly JsonSchema Tests = new(DefinitionSchema.Tests());

    // the pages are checked against operators that stand in
    private static readonly JsonSchema Pages = new(DefinitionSchema.Pipeline(StandIns.Catalog));

    public static TheoryData<string> Codes => [.. DiagnosticCodes.All.Select(c => c.Code)];

    public static TheoryData<string> Pipelines => [.. Directory.GetFiles(Path.Combine(StandIns.Root, "pipelines"), "*.yaml").Select(f => Path.GetFileName(f)!)];

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void EveryPipelineOfTheRepository_Fits(string file) => Assert.Empty((file.EndsWith(".tests.yaml", StringComparison.Ordinal) ? Tests : Pipeline).Problems(Json(StandIns.Text("pipelines/" + file))));

    [Fact]
    public void EveryProfileOfTheRepository_Fits()
    {
        Assert.NotEmpty(Profiles);
        Assert.All(Profiles, f => Assert.Empty(Profile.Problems(Json(File.ReadAllText(f)))));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void TheRightExampleOfEveryPage_Fits(string code) => Assert.Empty(Pages.Problems(Json(DiagnosticPagesTests.Examples(code)[1])));

    [Theory]
    [MemberData(nameof(Codes))]
    public void TheWrongExampleOfEveryPage_FitsUnlessItIsWrongByStructure(string code)
    {
        // what is no YAML at all is no schema's business
        if (TryJson(DiagnosticPagesTests.Examples(code)[0], out JsonNode? json))
            Assert.Equal(Structural.Contains(code), Pages.Problems(json).Count > 0);
        else
            Assert.StartsWith("R00", code, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("profile: p\nports: { a: { in: contact, rate: 1 kHz } }")]
    [InlineData("profile: p\nports: { a: { in: samples, unit: V } }")]
    [InlineData("profile: p\nports: { a: { in: samples, rate: 1 kHz, unit: counts, front-end: { supply: 3.3 V } } }")]
    [InlineData("profile: p\noutputs: { a: { kind: relais } }")]
    [InlineData("profile: p\noutputs: { a: { kind: relay, count: 257 } }")]
    [InlineData("outputs: { a: { kind: relay } }")]
    public void WrongProfile_IsRefusedByBoth(string text)
    {
        Assert.Null(ProfileReader.Read("a.yaml", text).Profile);
        Assert.NotEmpty(Profile.Problems(Json(text)));
    }

    [Fact]
    public void DefaultsAndExamples_FitWhereTheyStand()
    {
        int seen = 0;
        foreach (JsonSchema whole in new[] { Pipeline, Profile, Tests })
        {
            foreach ((JsonObject schema, string path) in whole.All)
            {
                JsonNode?[] values = [.. schema["examples"] as JsonArray ?? []];
                if (schema.ContainsKey("default"))
                    values = [.. values, schema["default"]];
                Assert.All(values, v => Assert.True(whole.Problems(v, schema).Count == 0, $"{path}: {v?.ToJsonString()}: {string.Join("; ", whole.Problems(v, schema))}"));
                seen += values.Length;
            }
        }

        Assert.True(seen > OperatorCatalog.All.Sum(o => o.Examples.Length), $"only {seen} examples and defaults");
    }

    [Fact]
    public void EveryExampleOfEveryOperator_FitsInAChain()
    {
        foreach (OperatorExample example in OperatorCatalog.All.SelectMany(o => o.Examples))
            Assert.Empty(Pipeline.Problems(Json($"pipeline: p\ndevice: door-controller\nsignals:\n  s:\n    from: rex\n    through:\n      - {example.Yaml}\n")));
    }

    [Fact]
    public void EveryProperty_IsDescribed()
    {
        foreach ((JsonObject schema, string path) in new[] { Pipeline, Profile, Tests }.SelectMany(s => s.All))
        {
            foreach ((string name, JsonNode? property) in schema["properties"] as JsonObject ?? [])
                Assert.True(property!["description"]?.GetValue<string>() is { Length: > 5 }, $"{path}/{name} has no description");
        }
    }

    [Fact]
    public void EveryMap_RefusesUnknownKeys()
    {
        foreach ((JsonObject schema, string path) in new[] { Pipeline, Profile, Tests }.SelectMany(s => s.All))
        {
            if (schema.ContainsKey("properties") || schema.ContainsKey("patternProperties"))
                Assert.True(schema.ContainsKey("additionalProperties"), path);
        }
    }

    [Fact]
    public void SchemaMadeTwice_IsTheSameText() =>
        Assert.Equal(DefinitionSchema.Pipeline(Catalog).ToJsonString(), DefinitionSchema.Pipeline(Catalog).ToJsonString());

    [Fact]
    public void UnknownKeyword_IsRefusedByTheValidator()
    {
        JsonObject schema = new() { ["properties"] = new JsonObject { ["a"] = new JsonObject { ["multipleOf"] = 2 } } };
        Assert.Contains("'multipleOf' at #/properties/a", Assert.Throws<NotSupportedException>(() => new JsonSchema(schema)).Message, StringComparison.Ordinal);
    }

    public static JsonNode? Json(string text)
    {
        Assert.True(TryJson(text, out JsonNode? json), text);
        return json;
    }

    private static bool TryJson(string text, out JsonNode? json)
    {
        Report report = new(new SourceText("a.yaml", text));
        YamlNode? root = YamlReader.Read(report);
        json = root is null ? null : YamlJson.Of(root);
        return root is not null && report.Errors == 0;
    }
}
