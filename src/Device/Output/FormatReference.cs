using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Reactive.Operators;
using Reactive.Signals;

namespace Reactive.Device.Output;

/// <summary>The reference of card formats, from their table and nothing else.</summary>
internal static class FormatReference
{
    private const string Letters = "FCIM"; // of the fields, in their order: the maker's is not O, which is odd

    /// <summary>One line a format.</summary>
    public static void Table(IReadOnlyList<CardFormatEntry> formats, TextWriter text)
    {
        int width = formats.Max(e => e.Format.Name.Length);
        text.WriteLine($"{"name".PadRight(width)}  bits  facility  card  issue  oem  parity  verified  what");
        foreach (CardFormatEntry entry in formats)
        {
            CardFormat format = entry.Format;
            text.WriteLine(
                $"{format.Name.PadRight(width)}  {format.Bits,4}  {Bits(format, CardField.Facility),8}  {Bits(format, CardField.Card),4}  {Bits(format, CardField.Issue),5}  {Bits(format, CardField.Oem),3}  {(format.Parity.IsEmpty ? "-" : format.Parity.Length),6}  {(entry.IsVerified ? "yes" : "-"),-8}  {entry.Title}{(entry.Aliases.IsEmpty ? "" : $" ({string.Join(", ", entry.Aliases)})")}");
        }

        text.WriteLine();
        text.WriteLine("Numbers and parity in bits. Verified: frames and numbers that others published agree, both ways.");
        text.WriteLine("'reactive formats NAME' draws the bits of one of them.");
    }

    /// <summary>All about one format.</summary>
    public static void Full(CardFormatEntry entry, TextWriter text)
    {
        CardFormat format = entry.Format;
        text.WriteLine($"{format.Name}: {entry.Title}");
        if (!entry.Aliases.IsEmpty)
            text.WriteLine($"Also {string.Join(", ", entry.Aliases)}.");
        if (entry.Note.Length > 0)
        {
            text.WriteLine();
            Paragraph.Write(entry.Note, "", text);
        }

        text.WriteLine();
        text.WriteLine("  " + string.Concat(Enumerable.Range(0, format.Bits).Select(b => b % 10 == 0 ? $"{b / 10}" : " ")).TrimEnd());
        text.WriteLine("  " + string.Concat(Enumerable.Range(0, format.Bits).Select(b => b % 10)));
        text.WriteLine("  " + Drawing(format));
        text.WriteLine();
        foreach ((char letter, string what, string meaning) in Legend(format))
            text.WriteLine($"  {letter}  {what,-8}  {meaning}");
        text.WriteLine();
        text.WriteLine(entry.IsVerified ? "Verified: frames and numbers that others published agree, both ways." : "Not verified: its definition is known, but no frames with their numbers.");
    }

    /// <summary>A format's bits, a letter each: <c>EFFFFFFFFCCCCCCCCCCCCCCCCO</c>.</summary>
    public static string Drawing(CardFormat format)
    {
        char[] drawing = [.. Enumerable.Repeat('.', format.Bits)];
        foreach (CardFieldBits field in format.Fields)
        {
            foreach (int position in field.Positions.All)
                drawing[position] = Letters[(int)field.Field];
        }

        foreach (FixedBits always in format.Fixed)
        {
            for (int i = 0; i < always.Bits.Length; i++)
                drawing[always.Positions.All[i]] = always.Bits[i] ? '1' : '0';
        }

        foreach (ParityBit parity in format.Parity)
            drawing[parity.Position] = parity.IsOdd ? 'O' : 'E';
        return new string(drawing);
    }

    /// <summary>The members of a format's JSON object.</summary>
    public static void Json(CardFormatEntry entry, Utf8JsonWriter json)
    {
        CardFormat format = entry.Format;
        json.WriteString("format", format.Name);
        json.WriteStartArray("aliases");
        foreach (string alias in entry.Aliases)
            json.WriteStringValue(alias);
        json.WriteEndArray();
        json.WriteString("title", entry.Title);
        json.WriteNumber("bits", format.Bits);
        json.WriteString("drawing", Drawing(format));
        json.WriteStartArray("fields");
        foreach (CardFieldBits field in format.Fields)
        {
            json.WriteStartObject();
            json.WriteString("field", CardNumbers.Names[(int)field.Field]);
            json.WriteString("bits", field.Positions.ToString());
            json.WriteNumber("most", field.Most);
            json.WriteBoolean("bcd", field.IsDecimal);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("parity");
        foreach (ParityBit parity in format.Parity)
        {
            json.WriteStartObject();
            json.WriteNumber("bit", parity.Position);
            json.WriteString("parity", Kind(parity));
            json.WriteString("over", parity.Covered.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("fixed");
        foreach (FixedBits always in format.Fixed)
        {
            json.WriteStartObject();
            json.WriteString("bits", always.Positions.ToString());
            json.WriteString("are", Digits(always));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("verified", entry.IsVerified);
        json.WriteString("note", entry.Note);
    }

    /// <summary>The reference as a page of Markdown: <c>docs/card-formats.md</c>.</summary>
    public static void Markdown(IReadOnlyList<CardFormatEntry> formats, TextWriter text)
    {
        text.Write("# Card formats\n\nGenerated from the table by `reactive formats --markdown`; a test keeps it current. [cards.md](cards.md) says how to read it.\n\n");
        text.Write("| format | bits | numbers | parity | fixed | verified | |\n|---|---|---|---|---|---|---|\n");
        foreach (CardFormatEntry entry in formats)
        {
            CardFormat format = entry.Format;
            string numbers = string.Join("<br>", format.Fields.Select(f => $"{CardNumbers.Names[(int)f.Field]} {(f.IsDecimal ? "bcd " : "")}{f.Positions}"));
            string parity = string.Join("<br>", format.Parity.Select(p => $"{p.Position} {Kind(p)} {p.Covered}"));
            string always = string.Join("<br>", format.Fixed.Select(f => $"{f.Positions} = {Digits(f)}"));
            string names = string.Join(", ", entry.Aliases.Select(a => $"`{a}`"));
            text.Write($"| `{format.Name}`{(names.Length > 0 ? "<br>" + names : "")} | {format.Bits} | {numbers} | {parity} | {always} | {(entry.IsVerified ? "yes" : "no")} | {entry.Title}.{(entry.Note.Length > 0 ? " " + entry.Note : "")} |\n");
        }
    }

    private static IEnumerable<(char Letter, string What, string Meaning)> Legend(CardFormat format)
    {
        foreach (CardFieldBits field in format.Fields)
        {
            string range = Constant(format, field) is { } number ? $"always {number}" : $"0 to {field.Most}";
            yield return (Drawing(format)[field.Positions.All[0]], CardNumbers.Names[(int)field.Field], $"{range}, {(field.IsDecimal ? "decimal digits " : "")}in {Places(field.Positions)}");
        }

        foreach (ParityBit parity in format.Parity)
            yield return (parity.IsOdd ? 'O' : 'E', $"bit {parity.Position}", $"{Kind(parity)} with {Places(parity.Covered)}");
        foreach (FixedBits always in format.Fixed)
            yield return (always.Bits[0] ? '1' : '0', "always", $"{Digits(always)} in {Places(always.Positions)}");
        if (Drawing(format).Contains('.', StringComparison.Ordinal))
            yield return ('.', "", "no meaning that is known");
    }

    // the number of a field all of whose bits are fixed
    private static ulong? Constant(CardFormat format, CardFieldBits field) =>
        field.Positions.All.Except(format.Fixed.SelectMany(f => f.Positions.All)).Any() || !format.TryEncode(default, out ReaderBits always, out _) ? null : format.Number(always, field.Field);

    private static string Places(BitPositions positions) => (positions.Count == 1 ? "bit " : "bits ") + positions;

    private static string Kind(ParityBit parity) => parity.IsOdd ? "odd" : "even";

    private static string Digits(FixedBits always) => string.Concat(always.Bits.Select(b => b ? '1' : '0'));

    private static string Bits(CardFormat format, CardField field) =>
        format.Fields.FirstOrDefault(f => f.Field == field) is { } bits ? bits.Positions.Count.ToString(System.Globalization.CultureInfo.InvariantCulture) : "-";
}
