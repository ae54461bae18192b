using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Signals;

namespace Reactive.Device.Traces.Csv;

/// <summary>What a table holds, found by reading it through once, so that whatever is wrong with it is told before anything runs.</summary>
internal sealed class CsvScan
{
    private readonly CsvTable _table;

    private CsvScan(CsvTable table)
    {
        _table = table;
        Columns = [.. table.Columns.Select(_ => new ColumnFacts())];
    }

    /// <summary>What was found about each column.</summary>
    public ColumnFacts[] Columns { get; }

    /// <summary>The times of the rows; only their number, where the table has none.</summary>
    public CsvTimes Times { get; } = new();

    /// <summary>The numbers of <see cref="NumberColumns"/> as samples, where the table is even and not too long to be kept; else null.</summary>
    public KeptSamples? Kept { get; private set; }

    /// <summary>The columns that hold numbers, in the order of the table.</summary>
    public ImmutableArray<int> NumberColumns { get; private set; } = [];

    /// <summary>Whether the rows are samples, even in time.</summary>
    public bool AreSamples => _table.Rate is not null || Times.AreEven;

    /// <summary>Reads a table through.</summary>
    /// <exception cref="CommandException">It has no rows, its times are wrong, or none of its columns can be read.</exception>
    public static CsvScan Of(CsvTable table)
    {
        var scan = new CsvScan(table);
        scan.FindWords();
        scan.Read();
        return scan;
    }

    // The first row says which columns hold numbers and which hold states; or the first where a state is known.
    private void FindWords()
    {
        using var reader = new CsvReader(_table.Path) { Delimiter = _table.Delimiter };
        if ((_table.HasHeader && !reader.Read()) || !reader.Read())
            throw CommandException.Failure($"{_table.Path}:{Math.Max(reader.Line, 1)}:1: there are no rows beneath the header");
        int[] unknown = [.. _table.ValueColumns];
        do
        {
            reader.Split();
            unknown = Array.FindAll(unknown, column => column < reader.Count && !FindWords(reader, column));
        }
        while (unknown.Length > 0 && reader.Read());
        foreach (int column in unknown)
            Columns[column].Words = SymbolType.Contact;
    }

    // False where the field says nothing of its column.
    private bool FindWords(CsvReader reader, int column)
    {
        if (reader.TryNumber(column, out _))
        {
            if (_table.UnknownUnits[column] is { } failure)
                Refuse(column, failure);
            return true;
        }

        string word = reader.Text(column);
        if (word is "offline" or "unknown")
            return false;
        Columns[column].Words = SymbolType.All.FirstOrDefault(t => t.IndexOf(word) >= 0);
        if (Columns[column].Words is null)
            Refuse(column, reader.FieldFailure(column, $"{reader.Quote(column)} is neither a number nor a state such as active, inactive, open or closed"));
        return true;
    }

    private void Read()
    {
        // numbers first: then the samples of a row are beside each other
        NumberColumns = [.. _table.ValueColumns.Where(c => Columns[c] is { Words: null, Failure: null })];
        ImmutableArray<int> words = [.. _table.ValueColumns.Where(c => Columns[c] is { Words: not null })];
        using var rows = new CsvRows(_table) { Refuse = Refuse };
        foreach (int column in NumberColumns)
            rows.Take(column, CellKind.Number);
        foreach (int column in words)
            rows.Take(column, CellKind.Word, Columns[column].Words);
        Kept = NumberColumns.IsEmpty ? null : new KeptSamples(NumberColumns.Length, new FileInfo(_table.Path).Length);
        int[] logic = [.. Enumerable.Range(0, NumberColumns.Length)], whole = logic;
        while (rows.Read())
        {
            SignalTime before = Times.Last;
            Times.Resolution = rows.Resolution;
            int backwards = Times.Add(rows.Times);
            if (backwards >= 0)
                throw Backwards(rows, backwards, backwards == 0 ? before : new SignalTime(rows.Times[backwards - 1]));
            if (!rows.ArePlain)
                FindNotANumber(rows);
            if (Kept is not null)
                Keep(rows);
            logic = Those(logic, rows, IsLogic);
            // what is no more than 0 and 1 is whole
            if (whole.Length > logic.Length)
                whole = Those(whole, rows, IsWhole);
            if (rows.HaveManyDigits)
                FindRounded(rows);
        }

        foreach (int place in whole)
            Columns[NumberColumns[place]].AreWhole = true;

        foreach (int place in logic)
            Columns[NumberColumns[place]].IsLogic = true;
        foreach (int column in NumberColumns.Where(c => Columns[c].RoundedLine > 0))
            Settle(Columns[column], column);
        if (!AreSamples || Columns.Any(c => c.HoldsIntegers))
            Kept = null;
    }

    // Samples have single precision; a column that this would round has whole numbers of 32 bits, where it is one of those.
    private void Settle(ColumnFacts facts, int column)
    {
        if (!AreSamples)
            return;
        facts.HoldsIntegers = facts.AreWhole;
        if (facts.HoldsIntegers)
            return;
        using CsvReader reader = ReaderAt(facts.RoundedLine);
        facts.Rounded = reader.FieldFailure(column, $"{reader.Quote(column)} has more digits than samples hold: numbers of '{_table.Columns[column].Name}' are rounded to single precision, about 7 digits").Message;
    }

    private void FindRounded(CsvRows rows)
    {
        foreach ((int place, int column) in NumberColumns.Index())
        {
            for (int row = 0; row < rows.Count && Columns[column].RoundedLine == 0; row++)
            {
                if (!PrintedPrecision.IsHeldBySingle(rows.Row(row)[place]))
                    Columns[column].RoundedLine = LineOf(rows, row);
            }
        }
    }

    private static bool IsWhole(CsvRows rows, int place)
    {
        ReadOnlySpan<double> values = rows.Values;
        int width = values.Length / rows.Count;
        for (int at = place; at < values.Length; at += width)
        {
            if (!PrintedPrecision.IsInt32(values[at]))
                return false;
        }

        return true;
    }

    // The places whose numbers are as asked for: nearly always all that were so before.
    private static int[] Those(int[] places, CsvRows rows, Func<CsvRows, int, bool> are)
    {
        foreach (int place in places)
        {
            if (!are(rows, place))
                return [.. places.Where(p => are(rows, p))];
        }

        return places;
    }

    private static bool IsLogic(CsvRows rows, int place)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            if (rows.Row(row)[place] is not (0 or 1))
                return false;
        }

        return true;
    }

    // What is uneven, or long, is read again when it is used.
    private void Keep(CsvRows rows)
    {
        int width = rows.Values.Length / rows.Count;
        for (int row = 0; row < rows.Count;)
        {
            if (Kept!.Room == 0 && ((_table.Rate is null && Times.CannotBeEven) || !Kept.TryGrow()))
            {
                Kept = null;
                return;
            }

            // where there are words too, each row is followed by them
            int count = width == NumberColumns.Length ? Math.Min(rows.Count - row, Kept.Room) : 1;
            Kept.Add(rows.Values.Slice(row * width, count * NumberColumns.Length), count);
            row += count;
        }
    }

    private void Refuse(int column, CommandException failure)
    {
        Columns[column].Failure = failure;
        Kept = null;
        if (_table.ValueColumns.All(c => Columns[c].Failure is not null))
            throw Columns[_table.ValueColumns[0]].Failure!;
    }

    private void FindNotANumber(CsvRows rows)
    {
        foreach ((int place, int column) in NumberColumns.Index())
        {
            double number = rows.Row(0)[place];
            bool isOpenCircuit = double.IsPositiveInfinity(number) && _table.Columns[column].Unit?.Dimension == Dimension.Resistance;
            if (!double.IsFinite(number) && !isOpenCircuit)
                Columns[column].NotANumber ??= rows.Reader.FieldFailure(column, $"{rows.Reader.Quote(column)} cannot be fed to a port of whole ADC counts");
        }
    }

    // Rows that were read in one go left nothing behind by which to say where a time stands.
    private CommandException Backwards(CsvRows rows, int row, SignalTime before)
    {
        using CsvReader reader = ReaderAt(LineOf(rows, row));
        return reader.FieldFailure(_table.TimeColumn, $"time runs backwards: {new SignalTime(rows.Times[row])} s comes after {before} s");
    }

    private static long LineOf(CsvRows rows, int row) => rows.Reader.Line - (rows.Count - 1 - row);

    // Opens the table once more, with the fields of one line.
    private CsvReader ReaderAt(long line)
    {
        var reader = new CsvReader(_table.Path) { Delimiter = _table.Delimiter };
        while (reader.Line < line && reader.Read())
        {
        }

        reader.Split();
        return reader;
    }

    /// <summary>What was found about a column of values.</summary>
    internal sealed class ColumnFacts
    {
        /// <summary>The states that it names, or null where it holds numbers.</summary>
        public SymbolType? Words { get; set; }

        /// <summary>Whether it holds nothing but 0 and 1.</summary>
        public bool IsLogic { get; set; }

        /// <summary>Whether it holds nothing but whole numbers of 32 bits.</summary>
        public bool AreWhole { get; set; }

        /// <summary>The line of the first number that single precision does not hold to its last digit; 0 where there is none.</summary>
        public long RoundedLine { get; set; }

        /// <summary>Whether its samples are integers of 32 bits, because single precision would round them.</summary>
        public bool HoldsIntegers { get; set; }

        /// <summary>That its samples are rounded, a sentence; null where they hold what is printed.</summary>
        public string? Rounded { get; set; }

        /// <summary>Why it cannot be read; null where it can.</summary>
        public CommandException? Failure { get; set; }

        /// <summary>Where its first NaN stands; null where there is none.</summary>
        public CommandException? NotANumber { get; set; }
    }
}
