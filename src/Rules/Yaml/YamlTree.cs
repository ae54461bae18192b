using System;
using System.Collections.Generic;

namespace Reactive.Rules.Yaml;

/// <summary>Makes trees of trees. What is made keeps the places where its parts were written.</summary>
internal static class YamlTree
{
    /// <summary>What stands for a part that is taken out.</summary>
    public const string None = "none";

    /// <summary>A copy in which every single value is what <paramref name="change"/> makes of it; keys stay.</summary>
    public static YamlNode Map(YamlNode node, Func<YamlScalar, YamlNode> change) => node switch
    {
        YamlScalar scalar => change(scalar),
        YamlList list => new YamlList(list.Start, list.Items.ConvertAll(item => Map(item, change))),
        YamlMap map => new YamlMap(map.Start, map.Entries.ConvertAll(entry => new YamlEntry(entry.Key, Map(entry.Value, change)))),
        _ => node,
    };

    /// <summary>
    /// <paramref name="whole"/> with what <paramref name="over"/> says of it: maps are merged key by key, what is <c>none</c> goes, all else
    /// takes the place of what was there, and new keys come behind.
    /// </summary>
    public static YamlMap Merge(YamlMap whole, YamlMap over)
    {
        List<YamlEntry> merged = [.. whole.Entries];
        foreach (YamlEntry entry in over.Entries)
        {
            int at = merged.FindIndex(e => e.Key.Value == entry.Key.Value);
            if (entry.Value is YamlScalar { Value: None, Style: YamlStyle.Plain })
            {
                if (at >= 0)
                    merged.RemoveAt(at);
            }
            else if (at < 0)
            {
                merged.Add(entry);
            }
            else
            {
                merged[at] = merged[at].Value is YamlMap below && entry.Value is YamlMap above ? new YamlEntry(merged[at].Key, Merge(below, above)) : entry;
            }
        }

        return new YamlMap(whole.Start, merged);
    }
}
