using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The columns of a table of holders, by the names in its first line.</summary>
internal sealed class HolderColumns
{
    public const string Id = "id";
    public const string FirstName = "first-name";
    public const string LastName = "last-name";
    public const string Notes = "notes";
    public const string Card = "card";
    public const string Format = "format";
    public const string Facility = "facility";
    public const string Number = "number";
    public const string Pin = "pin";
    public const string PinDigest = "pin-digest";
    public const string Qr = "qr";
    public const string Conditions = "conditions";
    public const string ValidFrom = "valid-from";
    public const string ValidTo = "valid-to";
    public const string Uses = "uses";
    public const string Suspended = "suspended";
    public const string LastUse = "last-use";

    private static readonly ImmutableArray<string> Credentials = [Card, Number, Pin, PinDigest, Qr];

    private readonly Dictionary<string, int> _columns = [];
    private readonly CsvCell _first;

    /// <summary>Reads the first line, in which <paramref name="names"/> may stand; what is wrong goes to <paramref name="problems"/>, and what is not is used all the same.</summary>
    public HolderColumns(List<CsvCell> header, ImmutableArray<string> names, List<HolderProblem> problems)
    {
        Count = header.Count;
        _first = header[0];
        if (header.Count == 1 && _first.Text.AsSpan().ContainsAny(';', '\t'))
        {
            problems.Add(new HolderProblem(_first.Line, _first.Column, "the columns are not separated by commas", "save the table as CSV with commas"));
            return;
        }

        for (int i = 0; i < header.Count; i++)
        {
            string name = header[i].Text.Trim();
            if (!names.Contains(name))
                problems.Add(new HolderProblem(header[i].Line, header[i].Column, name.Length == 0 ? "a column has no name" : $"there is no column '{CellText.Shown(name)}'", Hint(name, names)));
            else if (!_columns.TryAdd(name, i))
                problems.Add(new HolderProblem(header[i].Line, header[i].Column, $"the column '{name}' is there twice"));
        }

        if (!Has(FirstName))
            problems.Add(new HolderProblem(_first.Line, _first.Column, $"there is no column '{FirstName}'", $"the columns are {string.Join(", ", names)}"));
        if (!HasCredential)
            problems.Add(new HolderProblem(_first.Line, _first.Column, "there is no column of what holders present", $"at least one of {string.Join(", ", Credentials)}"));
    }

    /// <summary>The names of a table for people, in the order in which they are written.</summary>
    public static ImmutableArray<string> All { get; } =
        [Id, FirstName, LastName, Notes, Card, Format, Facility, Number, Pin, PinDigest, Qr, Conditions, ValidFrom, ValidTo, Uses, Suspended];

    /// <summary>Those, and what the store counts.</summary>
    public static ImmutableArray<string> OfStore { get; } = [.. All, LastUse];

    /// <summary>How many cells a line has.</summary>
    public int Count { get; }

    /// <summary>Whether there is a column of what holders present.</summary>
    public bool HasCredential => Credentials.Any(Has);

    /// <summary>Whether there is a column of a name.</summary>
    public bool Has(string name) => _columns.ContainsKey(name);

    /// <summary>The cell of a column in a line; an empty one at the start of the line where there is no such column.</summary>
    public CsvCell Of(List<CsvCell> row, string name) => _columns.TryGetValue(name, out int column) && column < row.Count
        ? row[column] with { Text = SpreadsheetText.Read(row[column].Text) }
        : new CsvCell("", row[0].Line, row[0].Column);

    private static string Hint(string name, ImmutableArray<string> names) => NearMiss.Hint(name, names) is { Length: > 0 } hint ? hint : $"the columns are {string.Join(", ", names)}";
}
