using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>A block as its file says it: what it takes, and what it is made of.</summary>
/// <param name="Map">All of it.</param>
/// <param name="Parameters">What it takes, in the order of the file.</param>
internal sealed record BlockFile(YamlMap Map, ImmutableArray<BlockParameter> Parameters)
{
    public const int MostParameters = 64;

    private const string Example = "{ is: duration, default: 7 s }";

    public static readonly ParameterSpec Is = ParameterSpec.Choice("is", "What it takes.", null, BlockParameter.Kinds) with { Required = true };

    /// <summary>Reads a block from its root.</summary>
    public static BlockFile? Read(ReadContext context, YamlNode root)
    {
        if (context.Map(root, "", "keys such as 'block: door'") is not YamlMap map)
            return null;
        context.OnlyKeys(map, "", Keys.Block.All);
        if (context.Required(map, Keys.Block.Name, "", map.Start, "block: and its name") is YamlEntry named && context.Scalar(named.Value, "block", "block: door") is YamlScalar name)
            context.Name(name, "block", "a block");
        ImmutableArray<BlockParameter>.Builder parameters = ImmutableArray.CreateBuilder<BlockParameter>();
        if (map.Find(Keys.Block.Parameters) is YamlEntry section && context.Map(section.Value, "parameters", $"release: {Example}") is YamlMap all)
        {
            if (all.Entries.Count > MostParameters)
                context.Error(DiagnosticCodes.TooMany, section.Key.Start, "parameters", $"a block has at most {MostParameters} parameters");
            foreach (YamlEntry entry in all.Entries)
            {
                if (Parameter(context, entry, "parameters." + entry.Key.Value) is BlockParameter parameter)
                    parameters.Add(parameter);
            }
        }

        return new BlockFile(map, parameters.ToImmutable());
    }

    private static BlockParameter? Parameter(ReadContext context, YamlEntry entry, string path)
    {
        context.Name(entry.Key, path, "a parameter");
        if (context.Map(entry.Value, path, Example) is not YamlMap map)
            return null;
        context.OnlyKeys(map, path, Keys.BlockParameter.All);
        if (context.Required(map, Keys.BlockParameter.Is, path, map.Start, "is: and what it takes") is not YamlEntry kind || ParameterReader.ReadOne(context, Is, kind.Value, path + ".is") is not string word)
            return null;
        var parsed = (BlockParameterKind)BlockParameter.Kinds.IndexOf(word, 0, StringComparer.Ordinal);
        string summary = Text(context, map, Keys.BlockParameter.Summary, path)?.Value ?? "";
        YamlScalar? usual = Text(context, map, Keys.BlockParameter.Default, path);
        ParameterSpec? spec = parsed switch
        {
            BlockParameterKind.Duration => Duration(context, map, entry.Key.Value, summary, path),
            BlockParameterKind.Secret => ParameterSpec.Secret(entry.Key.Value, summary),
            BlockParameterKind.Word => ParameterSpec.Choice(entry.Key.Value, summary, null, Words(context, map, path)),
            _ => null,
        };
        return new BlockParameter(entry.Key, parsed, summary, usual, spec);
    }

    private static ParameterSpec Duration(ReadContext context, YamlMap map, string name, string summary, string path)
    {
        string least = Bound(context, map, Keys.BlockParameter.Least, path) ?? "0 s", most = Bound(context, map, Keys.BlockParameter.Most, path) ?? "365 d";
        return ParameterSpec.Duration(name, summary, least: least, most: most);
    }

    private static string? Bound(ReadContext context, YamlMap map, KeySpec key, string path)
    {
        if (Text(context, map, key, path) is not YamlScalar bound)
            return null;
        ParameterSpec any = ParameterSpec.Duration(key.Name, "");
        return ParameterReader.ReadOne(context, any, bound, ReadContext.Join(path, key.Name)) is null ? null : bound.Value;
    }

    private static ImmutableArray<string> Words(ReadContext context, YamlMap map, string path)
    {
        List<string> words = [];
        if (context.Required(map, Keys.BlockParameter.Of, path, map.Start, "of: [and, the, words]") is YamlEntry of && context.List(of.Value, path + ".of", "of: [on-open, on-close]") is YamlList list)
        {
            foreach (YamlNode item in list.Items)
            {
                if (context.Scalar(item, path + ".of", "a word") is YamlScalar word)
                    words.Add(word.Value);
            }
        }
        else if (map.Find(Keys.BlockParameter.Of) is null)
        {
            context.Error(DiagnosticCodes.MissingKey, map.Start, path, "the key 'of' is missing", "add of: and the list of words");
        }

        return [.. words];
    }

    private static YamlScalar? Text(ReadContext context, YamlMap map, KeySpec key, string path) =>
        map.Find(key) is YamlEntry entry ? context.Scalar(entry.Value, ReadContext.Join(path, key.Name), $"{key.Name}: 7 s") : null;
}
