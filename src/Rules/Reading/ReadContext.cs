using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>What the readers of one file share: its report, the catalog, and how they look at shapes, keys and names.</summary>
internal sealed class ReadContext(Report report, Catalog catalog)
{
    /// <summary>The longest name.</summary>
    public const int MostNameCharacters = 64;

    private const int MostHints = 50;

    public Report Report { get; } = report;

    public Catalog Catalog { get; } = catalog;

    /// <summary>Gives the sound of files; null where nobody looks at those.</summary>
    public SoundOpener? Sounds { get; init; }

    public SourcePosition At(int offset) => Report.Source.PositionOf(offset);

    public void Error(string code, int offset, string path, string message, string hint = "") => Report.Error(code, offset, path, message, hint);

    /// <summary>What was probably meant. Only while there are few errors: looking for near misses in a hostile file would take minutes.</summary>
    public string Near(string word, IEnumerable<string> candidates) => Report.Errors <= MostHints ? NearMiss.Hint(word, candidates) : "";

    /// <summary>What was probably meant, or else what there is, behind <paramref name="lead"/>: see <see cref="NearMiss.HintOrNames"/>.</summary>
    public string NearOrNames(string word, IReadOnlyList<string> known, string lead) => Near(word, known) is { Length: > 0 } near ? near : NearMiss.Names(known, lead);

    /// <summary>The node as a map; where it is none, that is reported.</summary>
    public YamlMap? Map(YamlNode node, string path, string example)
    {
        if (node is YamlMap map)
            return map;
        Shape(node, path, "a map", node is YamlList ? $"leave out the '- ' and write {example}" : $"write {example}");
        return null;
    }

    /// <summary>A section of named things as a map; where it is none, that is reported.</summary>
    public YamlMap? Named(YamlNode node, string path, string section, string example)
    {
        if (node is not YamlList { Items: [YamlMap { Entries.Count: > 0 } first, ..] })
            return Map(node, path, $"{section}: {{ {example} }}");
        YamlScalar? name = first.Find("name")?.Value as YamlScalar;
        Error(DiagnosticCodes.WrongShape, node.Start, path, $"'{section}' is a map from names to what they are, not a list", name is null ? "leave out the '- ' before each name" : $"write '{name.Value}:' in place of '- name: {name.Value}', and so on");
        return null;
    }

    /// <summary>
    /// Whether an entry of a section is the name of another section, which was indented by mistake: reported, and the entry is
    /// none of this section. <paramref name="own"/> are the keys that an entry has.
    /// </summary>
    public bool IsIndentedSection(YamlEntry entry, string path, MapSpec own)
    {
        bool isEmpty = entry.Value is YamlScalar { IsEmpty: true };
        if (!Keys.Pipeline.All.Has(entry.Key.Value) || !(isEmpty || (entry.Value is YamlMap { Entries.Count: > 0 } map && !map.Entries.Exists(e => own.Has(e.Key.Value)))))
            return false;
        Error(DiagnosticCodes.WrongShape, entry.Key.Start, path, $"'{entry.Key.Value}' is a section of the pipeline, not a part of '{path}'", "start it at the beginning of its line");
        return true;
    }

    /// <summary>The node as a list; where it is none, that is reported.</summary>
    public YamlList? List(YamlNode node, string path, string example)
    {
        if (node is YamlList list)
            return list;
        Shape(node, path, "a list", $"write {example}");
        return null;
    }

    /// <summary>The node as a single value that is not empty; where it is none, that is reported.</summary>
    public YamlScalar? Scalar(YamlNode node, string path, string example)
    {
        if (node is YamlScalar { Value.Length: > 0 } scalar)
            return scalar;
        Shape(node, path, "a single value", $"write {example}");
        return null;
    }

    /// <summary>A text for people. A plain one that the line's comment seems to cut short earns a warning.</summary>
    public YamlScalar? Text(YamlNode node, string path, string example)
    {
        YamlScalar? text = Scalar(node, path, example);
        if (text is not null)
            WarnOfComment(text, path, "the text ends before this '#': the rest of the line is a comment", "put the text in double quotes, or write '# ' for a comment");
        return text;
    }

    /// <summary>Warns where a plain value seems to be cut short by the comment of its line: "# comment" is one; "#3" was meant to belong to it.</summary>
    public void WarnOfComment(YamlScalar value, string path, string message, string hint)
    {
        int hash = value.Style == YamlStyle.Plain ? Report.Source.CommentBehind(value.End) : -1;
        if (hash >= 0 && hash + 1 < Report.Source.Text.Length && !char.IsWhiteSpace(Report.Source.Text[hash + 1]))
            Report.Warning(DiagnosticCodes.CutByComment, hash, path, message, hint);
    }

    /// <summary>Reports every key that is not one of <paramref name="spec"/>; <paramref name="meant"/> knows better hints, <paramref name="also"/> is a name that stands among them.</summary>
    public void OnlyKeys(YamlMap map, string path, MapSpec spec, Func<string, string?>? meant = null, string? also = null)
    {
        foreach (YamlEntry entry in map.Entries)
        {
            string key = entry.Key.Value;
            if (spec.Has(key) || key == also)
                continue;
            if (Array.IndexOf(spec.Reserved, key) >= 0)
            {
                Error(DiagnosticCodes.NotYet, entry.Key.Start, Join(path, key), $"'{key}' is reserved: this version does not know it yet", "remove it");
            }
            else
            {
                ImmutableArray<string> known = spec.Names();
                string? better = meant?.Invoke(key);
                string hint = better ?? Near(key, known);
                map.Hints += hint;
                if (better is null && hint.Length > 0)
                    TakeAsMeant(map, entry, known);
                Error(DiagnosticCodes.UnknownKey, entry.Key.Start, Join(path, key), $"{entry.Key.Describe()} is not a key of {spec.What}: {ParameterSpec.Or(known)}", hint);
            }
        }
    }

    // The mistakes behind a key with a slip are told in the same go, unless the key that it is a slip for is there as well.
    private static void TakeAsMeant(YamlMap map, YamlEntry entry, ImmutableArray<string> known)
    {
        foreach (string key in known)
        {
            if (NearMiss.IsOneSlip(entry.Key.Value, key) && map.Find(key) is null)
            {
                (map.Meant ??= new Dictionary<string, YamlEntry>(StringComparer.Ordinal)).Add(key, entry);
                return;
            }
        }
    }

    /// <summary>The entry of a key; where its spec says that it must be there and it is not, that is reported.</summary>
    public YamlEntry? Required(YamlMap map, KeySpec key, string path, int owner, string example)
    {
        YamlEntry? entry = map.Find(key);
        if (entry is null && key.Required && !map.MayHave(key.Name))
            Error(DiagnosticCodes.MissingKey, owner, path, $"the key '{key.Name}' is missing", $"add {example}");
        return entry;
    }

    /// <summary>The whole number behind a key, where the key is there; null where it is not or is wrong, which is reported.</summary>
    public long? Whole(YamlMap map, KeySpec key, string path)
    {
        if (map.Find(key) is not YamlEntry entry || ParameterReader.ReadOne(this, key.Parameter!, entry.Value, Join(path, key.Name)) is not Quantity number)
            return null;
        if (number.Value == decimal.Truncate(number.Value))
            return (long)number.Value;
        Error(DiagnosticCodes.OutOfRange, entry.Value.Start, Join(path, key.Name), $"'{key.Name}' is a whole number, not {number}");
        return null;
    }

    /// <summary>Whether <paramref name="word"/> can be a name: <c>[a-z][a-z0-9-]*</c>, 64 characters at most, no word of the language.</summary>
    public bool Name(YamlScalar word, string path, string what)
    {
        string name = word.Value;
        if (!IsName(name))
        {
            string meant = name.Length > MostNameCharacters ? "" : name.ToLowerInvariant().Replace('_', '-').Replace(' ', '-').Replace('.', '-');
            string rule = $"a name has {MostNameCharacters} characters at most: small letters, digits and '-', a letter first";
            Error(DiagnosticCodes.BadName, word.Start, path, $"{word.Describe()} is no name for {what}", IsName(meant) ? $"write '{meant}': {rule}" : rule);
            return false;
        }

        if (!Words.IsReserved(name))
            return true;
        Error(DiagnosticCodes.BadName, word.Start, path, $"'{name}' is a word of the language and no name for {what}", $"call it '{name}-1', for example");
        return false;
    }

    private static bool IsName(string name)
    {
        bool good = name.Length is > 0 and <= MostNameCharacters && char.IsAsciiLetterLower(name[0]);
        for (int i = 0; good && i < name.Length; i++)
            good = char.IsAsciiLetterLower(name[i]) || char.IsAsciiDigit(name[i]) || name[i] == '-';
        return good;
    }

    /// <summary>Whether <paramref name="word"/> can be the name of something new that rules may read.</summary>
    public bool NewName(YamlScalar word, string path, string what, NameScope scope)
    {
        if (!Name(word, path, what))
            return false;
        string? taken = scope.IsBlock ? null : scope.Table.Output(word.Value) is not null ? "an output" : scope.Table.Line(word.Value) is not null ? "a reader line" : scope.Table.Speaker(word.Value) is not null ? "a speaker" : null;
        if (taken is null)
            return true;
        Error(DiagnosticCodes.TakenName, word.Start, path, $"'{word.Value}' is {taken} of this device", $"give {what.Replace("a ", "the ", StringComparison.Ordinal)} another name");
        return false;
    }

    public static string Join(string path, string key) => path.Length == 0 ? key : path + "." + key;

    /// <summary>Names of anything that has some, for near misses.</summary>
    public static List<string> NamesOf<T>(IEnumerable<T> all, Func<T, string> name)
    {
        List<string> names = [];
        foreach (T one in all)
            names.Add(name(one));
        return names;
    }

    /// <summary>Reports that a block has no parameter of that name.</summary>
    public void UnknownArgument(int offset, string name, string path) =>
        Error(DiagnosticCodes.UnknownName, offset, path, $"there is no parameter '{name}'", "parameters are declared by a block, under 'parameters'");

    private void Shape(YamlNode node, string path, string wanted, string hint)
    {
        if (node is not YamlRefused)
            Error(DiagnosticCodes.WrongShape, node.Start, path, $"{wanted} belongs here, not {node.Describe()}", hint);
    }
}
