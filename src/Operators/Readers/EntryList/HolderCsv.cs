using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Text;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// Holders as a table of comma-separated values, for spreadsheets: a line each, by the names in the first line. PINs come in as digits and
/// leave as digests only.
/// </summary>
public static class HolderCsv
{
    private const string LineEnd = "\r\n";
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>
    /// The holders of a table; null, with everything that is wrong in <paramref name="problems"/>, by line and column, where something is.
    /// Reads any text; throws for none.
    /// </summary>
    /// <param name="text">The table.</param>
    /// <param name="secret">Under which PINs are kept; null where PINs in digits are refused.</param>
    /// <param name="problems">All that is wrong.</param>
    /// <param name="ownFormats">Card formats of the pipeline, found before those of the product; null for none.</param>
    /// <param name="ids">Which ids have been given before; null for none.</param>
    /// <param name="keyId">Without a secret: the number of the one that digests have to be under; null for any.</param>
    /// <param name="takesAnyDigest">Whether digests may be under any secret although there is one.</param>
    public static HolderList? Read(string text, PinSecret? secret, out ImmutableArray<HolderProblem> problems, IReadOnlyList<CardFormat>? ownFormats = null, HolderIds? ids = null, uint? keyId = null, bool takesAnyDigest = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            problems = [new HolderProblem(1, 1, "the table is no text in UTF-8", "save it as CSV in UTF-8")];
            return null;
        }

        var found = new List<HolderProblem>();
        var rows = new List<Row>();
        ReadRows(text, HolderColumns.All, new PinRule(secret, takesAnyDigest ? null : secret?.KeyId ?? keyId), new CardFormatNames(ownFormats ?? []), found, (holder, cells, columns) => rows.Add(new Row(holder, [.. cells], columns)));
        if (rows.Count > HolderList.MostHolders)
            found.Add(new HolderProblem(rows[HolderList.MostHolders].Cells[0].Line, 1, string.Create(CultureInfo.InvariantCulture, $"a list has at most {HolderList.MostHolders} holders, and here are {rows.Count}")));
        HolderList list = MakeList(rows, ids ?? HolderIds.None, found);
        problems = [.. found.OrderBy(p => (p.Line, p.Column))];
        return problems.IsEmpty ? list : null;
    }

    /// <summary>A table of holders, by their ids, with all columns. Begins with a byte order mark, by which spreadsheets know UTF-8; lines end with CRLF.</summary>
    public static string Write(HolderList list)
    {
        ArgumentNullException.ThrowIfNull(list);
        var text = new StringBuilder();
        text.Append(ByteOrderMark);
        Write(text, list.Holders, HolderColumns.All);
        return text.ToString();
    }

    /// <summary>What <see cref="WriteOfStore"/> wrote: holders that all have an id, in the order of their lines. PINs are digests, under whatever secret.</summary>
    internal static List<Holder> ReadOfStore(string text, IReadOnlyList<CardFormat> ownFormats, List<HolderProblem> problems)
    {
        var holders = new List<Holder>();
        ReadRows(text, HolderColumns.OfStore, default, new CardFormatNames(ownFormats), problems, (holder, cells, _) =>
        {
            if (holder.Id == 0)
                problems.Add(new HolderProblem(cells[0].Line, cells[0].Column, "the holder has no id"));
            holders.Add(holder);
        });
        return holders;
    }

    /// <summary>Appends a table with the numbers of last uses.</summary>
    internal static void WriteOfStore(StringBuilder text, IEnumerable<Holder> holders) => Write(text, holders, HolderColumns.OfStore);

    private static void Write(StringBuilder text, IEnumerable<Holder> holders, ImmutableArray<string> columns)
    {
        text.AppendJoin(',', columns).Append(LineEnd);
        foreach (Holder holder in holders)
            text.AppendJoin(',', columns.Select(c => SpreadsheetText.Write(Cell(holder, c)))).Append(LineEnd);
    }

    // the cells are those of the line before once the next is read
    private static void ReadRows(
        string text, ImmutableArray<string> names, PinRule pins, CardFormatNames formats, List<HolderProblem> problems, Action<Holder, List<CsvCell>, HolderColumns> take)
    {
        var cells = new CsvCells(text, problems);
        var row = new List<CsvCell>();
        if (!cells.TryRow(row))
        {
            problems.Add(new HolderProblem(1, 1, "the table is empty", $"its first line has the names of the columns: {string.Join(',', names)}"));
            return;
        }

        var columns = new HolderColumns(row, names, problems);
        var reader = new HolderRow(columns, pins, formats, problems);
        while (cells.TryRow(row))
        {
            if (row.Count != columns.Count)
                problems.Add(new HolderProblem(row[0].Line, row[0].Column, string.Create(CultureInfo.InvariantCulture, $"there are {row.Count} cells, and {columns.Count} columns"), "a cell with a comma stands between quotes"));
            else
                take(reader.Read(row), row, columns);
        }
    }

    // what two lines have in common is told even where other things are wrong; ids are given only where nothing is
    private static HolderList MakeList(List<Row> rows, HolderIds ids, List<HolderProblem> problems)
    {
        foreach (Row row in rows)
            RequireOwnId(row, ids, problems);
        if (problems.Count == 0)
            GiveIds(rows, ids);
        var builder = new HolderIndexBuilder(null);
        var conflicts = ImmutableArray.CreateBuilder<HolderConflict>();
        foreach (Row row in rows)
            builder.Add(row.Holder, conflicts);
        if (conflicts.Count > 0)
            Tell(conflicts, rows, problems);
        return new HolderList(builder.Build());
    }

    private static void RequireOwnId(Row row, HolderIds ids, List<HolderProblem> problems)
    {
        if (!ids.Gone.TryGetValue(row.Holder.Id, out string? name) || HolderIds.IsSameName(name, row.Holder.FirstName))
            return;
        CsvCell cell = row.Cell(HolderField.Id);
        problems.Add(new HolderProblem(cell.Line, cell.Column, string.Create(CultureInfo.InvariantCulture, $"the id {row.Holder.Id} was that of '{CellText.Shown(name)}', who was removed"), "leave it empty to get a new one"));
    }

    private static void GiveIds(List<Row> rows, HolderIds ids)
    {
        var taken = rows.Select(r => r.Holder.Id).ToHashSet();
        long next = Math.Max(ids.FirstNew, taken.DefaultIfEmpty().Max() + 1L);
        for (int i = 0; i < rows.Count; i++)
        {
            Holder holder = rows[i].Holder;
            if (holder.Id != 0)
                continue;
            if (!ids.Known.TryGetValue(holder.FirstName, out int id) || !taken.Add(id))
                id = (int)Math.Min(next++, int.MaxValue);
            rows[i] = rows[i] with { Holder = holder with { Id = id } };
        }
    }

    private static void Tell(IEnumerable<HolderConflict> conflicts, List<Row> rows, List<HolderProblem> problems)
    {
        var byHolder = new Dictionary<Holder, Row>(ReferenceEqualityComparer.Instance);
        foreach (Row row in rows)
            byHolder.Add(row.Holder, row);
        foreach (HolderConflict conflict in conflicts)
        {
            CsvCell cell = byHolder[conflict.Holder].Cell(conflict.Field);
            problems.Add(new HolderProblem(cell.Line, cell.Column, conflict.Describe(string.Create(CultureInfo.InvariantCulture, $"line {byHolder[conflict.Earlier].Cells[0].Line}"))));
        }
    }

    private static string Cell(Holder holder, string column) => column switch
    {
        HolderColumns.Id => holder.Id.ToString(CultureInfo.InvariantCulture),
        HolderColumns.FirstName => holder.FirstName,
        HolderColumns.LastName => holder.LastName,
        HolderColumns.Notes => holder.Notes,
        HolderColumns.Card => holder.Card is { Format: null } card ? card.ToString() : "",
        HolderColumns.Format => holder.Card?.Format?.Name ?? "",
        HolderColumns.Facility => holder.Card is { Format: not null, Facility: { } facility } ? facility.ToString(CultureInfo.InvariantCulture) : "",
        HolderColumns.Number => holder.Card?.Number is { } number ? number.ToString(CultureInfo.InvariantCulture) : "",
        HolderColumns.Pin => "",
        HolderColumns.PinDigest => holder.Pin?.ToString() ?? "",
        HolderColumns.Qr => holder.QrText ?? "",
        HolderColumns.Conditions => string.Join(' ', holder.Conditions),
        HolderColumns.ValidFrom => holder.ValidFrom is { } from ? InstantText.Write(from) : "",
        HolderColumns.ValidTo => holder.ValidTo is { } to ? InstantText.Write(to) : "",
        HolderColumns.Uses => holder.UsesLeft is { } left ? left.ToString(CultureInfo.InvariantCulture) : "",
        HolderColumns.LastUse => holder.LastUse == 0 ? "" : holder.LastUse.ToString(CultureInfo.InvariantCulture),
        _ => holder.IsSuspended ? "yes" : "",
    };

    /// <summary>A line: its holder, and its cells.</summary>
    private sealed record Row(Holder Holder, List<CsvCell> Cells, HolderColumns Columns)
    {
        /// <summary>The cell that has what tells holders apart.</summary>
        public CsvCell Cell(HolderField field) => Columns.Of(Cells, field switch
        {
            HolderField.Id => HolderColumns.Id,
            HolderField.FirstName => HolderColumns.FirstName,
            HolderField.Card => Holder.Card is { Format: null } ? HolderColumns.Card : HolderColumns.Number,
            HolderField.Pin => Columns.Of(Cells, HolderColumns.Pin).Text.Length > 0 ? HolderColumns.Pin : HolderColumns.PinDigest,
            _ => HolderColumns.Qr,
        });
    }
}
