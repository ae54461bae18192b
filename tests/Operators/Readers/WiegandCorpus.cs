using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Reactive.Signals;
using Reactive.Testing;
using Xunit;

namespace Reactive.Operators.Tests.Readers;

/// <summary>A frame that others made, and the numbers they say are in it.</summary>
internal sealed record CardVector(string Format, ReaderBits Frame, CardNumbers Numbers, string Note);

/// <summary>The tables of the corpus about cards.</summary>
internal static class WiegandCorpus
{
    /// <summary>Names under which the corpus has formats that are called otherwise here.</summary>
    private static readonly Dictionary<string, string> Names = new()
    {
        ["H10301/26"] = "H10301", ["AWID26 (H10301 layout)"] = "H10301", ["Pyramid26 (H10301 layout)"] = "H10301",
        ["generic 38 (fc12 cn24, even first half / odd second half)"] = "Generic38",
    };

    /// <summary>The rows of a table, by the names of its columns; of columns of the same name the first.</summary>
    public static IReadOnlyList<Dictionary<string, string>> Rows(string file)
    {
        string[] lines = File.ReadAllLines(Corpus.Require("wiegand/" + file));
        List<string> columns = Cells(lines[0]);
        var rows = new List<Dictionary<string, string>>();
        foreach (string line in lines.Skip(1))
        {
            var row = new Dictionary<string, string>();
            foreach ((string column, string cell) in columns.Zip(Cells(line)))
                row.TryAdd(column, cell);
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The vectors of a table.</summary>
    public static IReadOnlyList<CardVector> Vectors(string file) => [.. Rows(file).Select(r =>
        new CardVector(Names.GetValueOrDefault(r["format"], r["format"]), Bits(r["raw_bits"]), new CardNumbers(Number(r, "facility"), Number(r, "card"), Number(r, "issue"), Number(r, "oem")), r.GetValueOrDefault("note", "")))];

    public static ReaderBits Bits(string text)
    {
        Assert.True(ReaderBits.TryParse(text, out ReaderBits bits, out string problem), problem);
        return bits;
    }

    /// <summary>The names of the formats that a frame matches.</summary>
    public static IReadOnlyList<string> Matching(in ReaderBits frame)
    {
        var names = new List<string>();
        foreach (CardFormatEntry entry in CardFormats.Matching(frame))
            names.Add(entry.Format.Name);
        return names;
    }

    private static ulong? Number(Dictionary<string, string> row, string column) =>
        row.GetValueOrDefault(column) is { Length: > 0 } text ? ulong.Parse(text, CultureInfo.InvariantCulture) : null;

    private static List<string> Cells(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        bool quoted = false;
        foreach (char letter in line.Append(','))
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

        return cells;
    }
}
