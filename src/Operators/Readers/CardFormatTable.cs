using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>Reads the table of card formats: comma-separated, a format a line, in the grammar of <see cref="CardFormatReader.Lines"/>.</summary>
internal static class CardFormatTable
{
    /// <summary>The table's columns, in their order.</summary>
    public static readonly ImmutableArray<string> Columns = ["name", "aliases", "title", "bits", "fields", "parity", "fixed", "verified", "note"];

    /// <summary>The table that comes with the product.</summary>
    public static ImmutableArray<CardFormatEntry> Read()
    {
        using Stream stream = typeof(CardFormatTable).Assembly.GetManifestResourceStream("card-formats.csv")
            ?? throw new InvalidOperationException("The table of card formats is missing from the program.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Read(reader);
    }

    /// <summary>Reads a table.</summary>
    /// <exception cref="InvalidOperationException">A line is wrong: the message has all that is.</exception>
    public static ImmutableArray<CardFormatEntry> Read(TextReader text)
    {
        var entries = ImmutableArray.CreateBuilder<CardFormatEntry>();
        var wrong = new List<string>();
        if (text.ReadLine() is not { } header || !Cells(header).SequenceEqual(Columns))
            wrong.Add($"line 1: the columns are {string.Join(',', Columns)}");
        for (int line = 2; text.ReadLine() is { } row; line++)
        {
            List<string> cells = Cells(row);
            if (cells.Count != Columns.Length)
                wrong.Add($"line {line}: there are {cells.Count} cells, not {Columns.Length}");
            else if (Entry(cells, out IEnumerable<string> problems) is { } entry)
                entries.Add(entry);
            else
                wrong.AddRange(problems.Select(p => $"line {line}: {p}"));
        }

        return wrong.Count == 0 ? entries.ToImmutable() : throw new InvalidOperationException($"The table of card formats is wrong.{Environment.NewLine}{string.Join(Environment.NewLine, wrong)}");
    }

    private static CardFormatEntry? Entry(List<string> cells, out IEnumerable<string> problems)
    {
        problems = [];
        if (!int.TryParse(cells[3], NumberStyles.None, CultureInfo.InvariantCulture, out int bits))
            problems = [$"'{cells[3]}' is no number of bits"];
        else if (cells[7] is not ("yes" or "no"))
            problems = [$"verified is yes or no, not '{cells[7]}'"];
        if (problems.Any())
            return null;
        CardFormat? format = CardFormatReader.Read(
            cells[0], bits, CardFormatReader.Lines(cells[4]), CardFormatReader.Lines(cells[5]), CardFormatReader.Lines(cells[6], " = "), out ImmutableArray<CardFormatProblem> found);
        problems = found.Select(p => $"{p.Section} {p.Index + 1}: {p.Message}");
        return format is null ? null : new CardFormatEntry(
            format, [.. cells[1].Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)], cells[2], cells[7] == "yes", cells[8]);
    }

    // a cell with commas stands between quotes
    private static List<string> Cells(string row)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        bool quoted = false;
        foreach (char letter in row)
        {
            if (letter == '"')
            {
                quoted = !quoted;
            }
            else if (letter == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(letter);
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }
}
