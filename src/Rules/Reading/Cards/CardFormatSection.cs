using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads <c>card-formats</c>: the formats of cards that a pipeline adds to those of the product.</summary>
internal sealed class CardFormatSection(ReadContext context)
{
    /// <summary>The most formats that a pipeline adds.</summary>
    public const int MostFormats = 256;

    private const string Section = "card-formats";

    /// <summary>The catalog with these formats beside its own.</summary>
    public Catalog Read(YamlNode section)
    {
        Dictionary<string, CardFormat?> formats = new(StringComparer.Ordinal);
        if (section is YamlScalar { IsEmpty: true } || context.Named(section, Section, Section, "site-30: { bits: 30, fields: { card: 1-28 } }") is not YamlMap map)
            return context.Catalog;
        foreach (YamlEntry entry in map.Entries)
        {
            if (formats.Count == MostFormats)
            {
                context.Error(DiagnosticCodes.TooMany, entry.Key.Start, Section, $"a pipeline adds at most {MostFormats} card formats");
                break;
            }

            string path = ReadContext.Join(Section, entry.Key.Value);
            if (context.IsIndentedSection(entry, Section, Keys.CardFormat.All) || !context.Name(entry.Key, path, "a card format"))
                continue;
            if (context.Catalog.CardFormat(entry.Key.Value) is CardFormat known)
                context.Error(DiagnosticCodes.TakenName, entry.Key.Start, path, $"'{entry.Key.Value}' is a card format of the product, {known}", "give it another name");
            // one that is wrong is known by its name all the same
            formats[entry.Key.Value] = Format(entry, path);
        }

        Catalog catalog = context.Catalog;
        return catalog with
        {
            OwnCardFormats = [.. formats.Values.OfType<CardFormat>()],
            CardFormat = name => formats.TryGetValue(name, out CardFormat? own) ? own ?? Placeholder(name) : catalog.CardFormat(name),
            CardFormatNames = () => [.. formats.Keys, .. catalog.CardFormatNames()],
        };
    }

    // stands for a format whose own mistakes are reported
    private static CardFormat Placeholder(string name) => CardFormatReader.Read(name, ReaderBits.Most, [new CardFormatLine("card", "0")], [], [], out _)!;

    private CardFormat? Format(YamlEntry entry, string path)
    {
        if (context.Map(entry.Value, path, $"{entry.Key.Value}: {{ bits: 30, fields: {{ card: 1-28 }} }}") is not YamlMap map)
            return null;
        int errors = context.Report.Errors;
        context.OnlyKeys(map, path, Keys.CardFormat.All);
        context.Required(map, Keys.CardFormat.Bits, path, entry.Key.Start, "bits: 30");
        context.Required(map, Keys.CardFormat.Fields, path, entry.Key.Start, "fields: { facility: 1-8, card: 9-28 }");
        long? bits = context.Whole(map, Keys.CardFormat.Bits, path);
        YamlMap? fields = Lines(map, CardFormatReader.FieldsSection, path), parity = Lines(map, CardFormatReader.ParitySection, path), always = Lines(map, CardFormatReader.FixedSection, path);
        if (bits is not long length || context.Report.Errors != errors)
            return null;
        CardFormat? format = CardFormatReader.Read(entry.Key.Value, (int)length, LinesOf(fields), LinesOf(parity), LinesOf(always), out ImmutableArray<CardFormatProblem> problems);
        foreach (CardFormatProblem problem in problems)
        {
            YamlEntry? section = map.Find(problem.Section);
            YamlEntry? line = problem.Index < 0 ? null : (section?.Value as YamlMap)?.Entries[problem.Index];
            int offset = line is not null ? (problem.IsKey ? line.Key.Start : line.Value.Start) : (section?.Key.Start ?? entry.Key.Start);
            string at = ReadContext.Join(path, problem.Section);
            context.Error(DiagnosticCodes.WrongCardFormat, offset, line is null ? at : ReadContext.Join(at, line.Key.Value), problem.Message, problem.Hint);
        }

        return format;
    }

    private YamlMap? Lines(YamlMap map, string section, string path)
    {
        if (map.Find(section) is not YamlEntry entry)
            return null;
        string at = ReadContext.Join(path, section);
        if (context.Map(entry.Value, at, $"{section}: {{ {Example(section)} }}") is not YamlMap lines)
            return null;
        foreach (YamlEntry line in lines.Entries)
            context.Scalar(line.Value, ReadContext.Join(at, line.Key.Value), Example(section));
        return lines;
    }

    private static string Example(string section) => section switch
    {
        CardFormatReader.FieldsSection => "card: 9-24",
        CardFormatReader.ParitySection => "25: odd 13-24",
        _ => "1-4: 1010",
    };

    private static List<CardFormatLine> LinesOf(YamlMap? map)
    {
        List<CardFormatLine> lines = [];
        foreach (YamlEntry line in map?.Entries ?? [])
            lines.Add(new CardFormatLine(line.Key.Value, ((YamlScalar)line.Value).Value));
        return lines;
    }
}
