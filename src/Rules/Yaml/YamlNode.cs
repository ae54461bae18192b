using System.Collections.Generic;
using System.Collections.Immutable;

namespace Reactive.Rules.Yaml;

/// <summary>A part of a YAML file, with the offset where it starts. A value that was left out starts at its key.</summary>
internal abstract class YamlNode(int start)
{
    public int Start { get; } = start;

    /// <summary>For messages: <c>a list</c>, <c>'7 s'</c>, <c>nothing</c>.</summary>
    public abstract string Describe();
}

/// <summary>What was refused and diagnosed already: readers pass over it in silence.</summary>
internal sealed class YamlRefused(int start) : YamlNode(start)
{
    public override string Describe() => "nothing";
}

/// <summary>A single value. There are no implicit types: <c>yes</c>, <c>7</c> and <c>null</c> are the words as written.</summary>
internal sealed class YamlScalar(int start, int end, string value, YamlStyle style) : YamlNode(start)
{
    public int End { get; } = end;

    public string Value { get; } = value;

    public YamlStyle Style { get; } = style;

    /// <summary>Where its names are looked up, if not in the scope of the place where it stands: an argument of a block, or what overrides a part of one.</summary>
    public NameScope? Scope { get; init; }

    /// <summary>The parameters of a block that stand in it as they are written, where it was filled: in an expression each is looked up there, in a text none belongs.</summary>
    public ImmutableArray<string> Unfilled { get; init; } = [];

    /// <summary>Whether nothing was written: <c>rules:</c> and then the next line.</summary>
    public bool IsEmpty => Style == YamlStyle.Plain && Value.Length == 0;

    public override string ToString() => Value;

    public override string Describe() => IsEmpty ? "nothing" : Value.Length > 40 ? $"'{Value[..40]}...'" : $"'{Value}'";
}

/// <summary>How a scalar was written.</summary>
internal enum YamlStyle
{
    Plain,
    Single,
    Double,
    Block,
}

/// <summary>A list.</summary>
internal sealed class YamlList(int start, List<YamlNode> items) : YamlNode(start)
{
    public List<YamlNode> Items { get; } = items;

    public override string Describe() => "a list";
}

/// <summary>A key and its value.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);

/// <summary>A map, in the order of the file. No key stands twice.</summary>
internal sealed class YamlMap(int start, List<YamlEntry> entries, bool isWhole = true) : YamlNode(start)
{
    public List<YamlEntry> Entries { get; } = entries;

    /// <summary>The keys that stand twice in it, which was reported; null for none. Nobody knows which of them is meant.</summary>
    public HashSet<string>? Doubled { get; init; }

    /// <summary>Whether every entry is in it: none was refused, and no key stands twice.</summary>
    public bool IsWhole => isWhole && Doubled is null;

    /// <summary>What was said of its unknown keys: "did you mean 'when'?".</summary>
    public string Hints { get; set; } = "";

    /// <summary>Whether <paramref name="key"/> may be there although it is not found: entries were refused, or a key was probably meant to be it.</summary>
    public bool MayHave(string key) => !isWhole || Hints.Contains($"'{key}'", System.StringComparison.Ordinal);

    /// <summary>The entry of <paramref name="key"/>, or null.</summary>
    public YamlEntry? Find(KeySpec key) => Find(key.Name);

    /// <summary>Entries whose key was refused and is certainly a slip for another, by that: their values are read as its own.</summary>
    public Dictionary<string, YamlEntry>? Meant { get; set; }

    /// <summary>The entry called <paramref name="key"/>, or the one that was meant to be it, or null. Linear: only fixed keys are looked up.</summary>
    public YamlEntry? Find(string key)
    {
        foreach (YamlEntry entry in Entries)
        {
            if (entry.Key.Value == key)
                return entry;
        }

        return Meant?.GetValueOrDefault(key);
    }

    public override string Describe() => "a map";
}
