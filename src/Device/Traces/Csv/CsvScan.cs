using System;
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

    /// <summary>Reads a table through.</summary>
    /// <exception cref="CommandException">It has no rows, its times are wrong, or none of its columns can be read.</exception>
    public static CsvScan Of(CsvTable table)
    {
        var scan = new CsvScan(table);
        scan.FindWords();
        scan.Read();
        return scan;
    }

    // The first row says which columns hold numbers and which hold states.
    private void FindWords()
    {
        using var reader = new CsvReader(_table.Path) { Delimiter = _table.Delimiter };
        if ((_table.HasHeader && !reader.Read()) || !reader.Read())
            throw CommandException.Failure($"{_table.Path}:{Math.Max(reader.Line, 1)}:1: there are no rows beneath the header");
        reader.Split();
        foreach (int column in _table.ValueColumns.Where(c => c < reader.Count && !reader.TryNumber(c, out _)))
        {
            string word = reader.Text(column);
            Columns[column].Words = SymbolType.All.FirstOrDefault(t => t.IndexOf(word) >= 0);
            if (Columns[column].Words is null)
                Refuse(column, reader.FieldFailure(column, $"{reader.Quote(column)} is neither a number nor a state such as active, inactive, open or closed"));
        }
    }

    private void Read()
    {
        using var rows = new CsvRows(_table) { Refuse = Refuse };
        foreach (int column in _table.ValueColumns.Where(c => Columns[c].Failure is null))
            rows.Take(column, Columns[column].Words is null ? CellKind.Number : CellKind.Word, Columns[column].Words);
        int[] numbers = [.. _table.ValueColumns.Where(c => Columns[c] is { Words: null, Failure: null })];
        int logic = numbers.Length;
        while (rows.Read())
        {
            SignalTime before = Times.Last;
            if (!Times.TryAdd(rows.At, rows.Resolution))
                throw Backwards(rows, before);
            if (!rows.WasPlain)
                FindNotANumber(rows, numbers);
            for (int i = 0; i < logic; i++)
            {
                if (rows.Values[numbers[i]] is 0 or 1)
                    continue;
                // those that may still be logic stay in front
                Columns[numbers[i]].IsLogic = false;
                (numbers[i], numbers[logic - 1]) = (numbers[logic - 1], numbers[i]);
                logic--;
                i--;
            }
        }
    }

    private void Refuse(int column, CommandException failure)
    {
        Columns[column].Failure = failure;
        if (_table.ValueColumns.All(c => Columns[c].Failure is not null))
            throw Columns[_table.ValueColumns[0]].Failure!;
    }

    private void FindNotANumber(CsvRows rows, int[] numbers)
    {
        foreach (int column in numbers)
        {
            if (double.IsNaN(rows.Values[column]))
                Columns[column].NotANumber ??= rows.Reader.FieldFailure(column, $"{rows.Reader.Quote(column)} cannot be fed to a port of whole ADC counts");
        }
    }

    // The row that was read in one go left nothing behind by which to say where its time stands.
    private CommandException Backwards(CsvRows rows, SignalTime before)
    {
        using var reader = new CsvReader(_table.Path) { Delimiter = _table.Delimiter };
        while (reader.Line < rows.Reader.Line && reader.Read())
        {
        }

        reader.Split();
        return reader.FieldFailure(_table.TimeColumn, $"time runs backwards: {rows.At} s comes after {before} s");
    }

    /// <summary>What was found about a column of values.</summary>
    internal sealed class ColumnFacts
    {
        /// <summary>The states that it names, or null where it holds numbers.</summary>
        public SymbolType? Words { get; set; }

        /// <summary>Whether it holds nothing but 0 and 1.</summary>
        public bool IsLogic { get; set; } = true;

        /// <summary>Why it cannot be read; null where it can.</summary>
        public CommandException? Failure { get; set; }

        /// <summary>Where its first NaN stands; null where there is none.</summary>
        public CommandException? NotANumber { get; set; }
    }
}
