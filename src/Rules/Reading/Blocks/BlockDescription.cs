using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Yaml;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>What a building block is for, and what it takes: for people who want to use it.</summary>
/// <param name="Name">As pipelines name it: <c>std/door</c>.</param>
/// <param name="Summary">What it does; empty where it does not say.</param>
/// <param name="Parameters">What it takes, in the order of its file.</param>
public sealed record BlockDescription(string Name, string Summary, ImmutableArray<BlockParameterDescription> Parameters)
{
    /// <summary>Reads the head of a block; what it is made of is checked where it is used.</summary>
    /// <param name="name">What pipelines call it.</param>
    /// <param name="text">Its text; 8 MiB at most.</param>
    /// <returns>The description, or null where there are errors; and all diagnostics, by position.</returns>
    public static (BlockDescription? Block, ImmutableArray<Diagnostic> Diagnostics) Read(string name, string text)
    {
        if (PipelineReader.TooLarge(name, text) is ImmutableArray<Diagnostic> refused)
            return (null, refused);
        Report report = new(new SourceText(name, text));
        BlockFile? file = YamlReader.Read(report) is YamlNode root ? BlockFile.Read(new ReadContext(report, new Catalog([], [], [])), root) : null;
        if (file is null || report.Errors > 0)
            return (null, report.Sorted());
        return (new BlockDescription(name, TextOf(file.Map, Keys.Block.Summary) ?? "", [.. Described(file)]), report.Sorted());
    }

    private static IEnumerable<BlockParameterDescription> Described(BlockFile file)
    {
        var maps = (YamlMap?)file.Map.Find(Keys.Block.Parameters)?.Value;
        foreach (BlockParameter parameter in file.Parameters)
        {
            var map = (YamlMap)maps!.Find(parameter.Name.Value)!.Value;
            yield return new BlockParameterDescription(parameter.Name.Value, BlockParameter.Kinds[(int)parameter.Kind], parameter.Summary, parameter.Default?.Value)
            {
                Least = TextOf(map, Keys.BlockParameter.Least),
                Most = TextOf(map, Keys.BlockParameter.Most),
                Words = map.Find(Keys.BlockParameter.Of)?.Value is YamlList list ? [.. list.Items.OfType<YamlScalar>().Select(w => w.Value)] : [],
            };
        }
    }

    private static string? TextOf(YamlMap map, KeySpec key) => (map.Find(key)?.Value as YamlScalar)?.Value;
}

/// <summary>One thing that a block takes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Is">What it takes: <c>condition</c>, <c>output</c>, <c>duration</c>...</param>
/// <param name="Summary">What it is for.</param>
/// <param name="Default">What it is where nothing is given; null where something must be.</param>
public sealed record BlockParameterDescription(string Name, string Is, string Summary, string? Default)
{
    /// <summary>The least that a duration may be; null where it does not say.</summary>
    public string? Least { get; init; }

    /// <summary>The most that a duration may be; null where it does not say.</summary>
    public string? Most { get; init; }

    /// <summary>The words of which a word is one; empty for all else.</summary>
    public ImmutableArray<string> Words { get; init; } = [];
}
