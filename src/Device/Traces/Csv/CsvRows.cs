using System;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Reactive.Device.Output;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Device.Traces.Csv;

/// <summary>How a column is read.</summary>
internal enum CellKind
{
    /// <summary>Not at all.</summary>
    Skip,

    /// <summary>As a number.</summary>
    Number,

    /// <summary>As a state.</summary>
    Word,

    /// <summary>As the time of the row.</summary>
    Time,
}

/// <summary>
/// The rows of a table, one after another, as numbers. Rows that are written plainly (numbers and delimiters, perhaps blanks)
/// are read in one go; quotes, comments, infinity and whatever is wrong take the slow way, which alone knows what to say.
/// Nothing is allocated for a row.
/// </summary>
internal sealed class CsvRows : IDisposable
{
    /// <summary>Stands for a state that is not known.</summary>
    public const double Offline = -1;

    private readonly CsvTable _table;
    private readonly Cell[] _cells;
    private readonly double[] _values;
    private readonly CsvTime? _time;
    private readonly byte _comma;

    /// <summary>Starts before the first row, all columns skipped but the time.</summary>
    public CsvRows(CsvTable table)
    {
        _table = table;
        _cells = new Cell[table.Columns.Length];
        _values = new double[table.Columns.Length];
        Reader = new CsvReader(table.Path) { Delimiter = table.Delimiter };
        _comma = Reader.Comma;
        if (table.TimeColumn >= 0)
        {
            _time = new CsvTime(table.Columns[table.TimeColumn].Unit!);
            _cells[table.TimeColumn].Kind = CellKind.Time;
        }

        if (table.HasHeader)
            Reader.Read();
    }

    /// <summary>What reads the file: it tells where the row lies, once <see cref="WasPlain"/> is false.</summary>
    public CsvReader Reader { get; }

    /// <summary>The place of the row, from 0.</summary>
    public long Index { get; private set; } = -1;

    /// <summary>The time of the row; 0 where the table has none or it is skipped.</summary>
    public SignalTime At { get; private set; }

    /// <summary>What the last printed digit of the time is worth, in nanoseconds.</summary>
    public long Resolution { get; private set; }

    /// <summary>Whether the row was read in one go: then all its numbers are finite.</summary>
    public bool WasPlain { get; private set; }

    /// <summary>The row by columns: numbers in base units, states as codes or <see cref="Offline"/>; 0 in what is skipped.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>Told of a field that cannot be read: throws, or goes on. Its column is skipped from there on.</summary>
    public Action<int, CommandException> Refuse { get; init; } = static (_, failure) => throw failure;

    /// <summary>Says how a column is read.</summary>
    public void Take(int column, CellKind kind, SymbolType? words = null) => _cells[column] = new Cell
    {
        Kind = kind,
        Factor = _table.Columns[column].Unit is { } unit ? (double)unit.Factor : 1,
        Words = words,
        Names = words is null ? [] : [.. words.Names.Select(Encoding.UTF8.GetBytes)],
    };

    /// <summary>Reads the next row; false at the end.</summary>
    public bool Read()
    {
        WasPlain = TryReadPlain();
        if (!WasPlain)
        {
            if (!Reader.Read())
                return false;
            Reader.Split();
            ReadFields();
        }

        Index++;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => Reader.Dispose();

    private bool TryReadPlain()
    {
        ReadOnlySpan<byte> text = Reader.Ahead;
        if (text.IsEmpty)
            return false;
        byte delimiter = _table.Delimiter;
        int at = 0;
        Cell[] cells = _cells;
        for (int i = 0; i < cells.Length; i++)
        {
            while (text[at] == (byte)' ')
                at++;
            switch (cells[i].Kind)
            {
                case CellKind.Number:
                    if (!CsvNumber.TryRead(text, ref at, _comma, out double number))
                        return false;
                    _values[i] = number * cells[i].Factor;
                    break;
                case CellKind.Time:
                    if (!_time!.TryRead(text, ref at, _comma, out long nanoseconds, out long resolution))
                        return false;
                    At = new SignalTime(nanoseconds);
                    Resolution = resolution;
                    break;
                default:
                    if (!TryReadText(text, ref at, i))
                        return false;
                    break;
            }

            while (text[at] == (byte)' ')
                at++;
            if (i < cells.Length - 1 && text[at++] != delimiter)
                return false;
        }

        if (text[at] == (byte)'\r')
            at++;
        if (text[at] != (byte)'\n' || at > CsvReader.LongestLine)
            return false;
        Reader.Take(at + 1);
        return true;
    }

    private bool TryReadText(ReadOnlySpan<byte> text, ref int at, int column)
    {
        if (text[at] == (byte)'"' || text[at] == (byte)'#')
            return false;
        int start = at;
        at += text[start..].IndexOfAny(_table.Delimiter, (byte)'\n');
        // the end of the line is no text
        if (text[at] == (byte)'\n' && at > start && text[at - 1] == (byte)'\r')
            at--;
        return _cells[column].Kind == CellKind.Skip || TryWord(column, text[start..at], out _values[column]);
    }

    private void ReadFields()
    {
        if (Reader.Count != _cells.Length)
            throw Reader.FieldFailure(Math.Min(Reader.Count, _cells.Length), $"the line has {Reader.Count} fields, the header {_cells.Length}");
        for (int i = 0; i < _cells.Length; i++)
        {
            CommandException? wrong = _cells[i].Kind switch
            {
                CellKind.Time => ReadTime(i),
                CellKind.Number => ReadNumber(i),
                CellKind.Word => ReadWord(i),
                _ => null,
            };
            if (wrong is null)
                continue;
            Refuse(i, wrong);
            _cells[i].Kind = CellKind.Skip;
            _values[i] = 0;
        }
    }

    // Without its time a row is nothing.
    private CommandException? ReadTime(int column)
    {
        if (!Reader.TryTime(column, _time!, out long nanoseconds, out long resolution))
            throw Reader.FieldFailure(column, $"{Reader.Quote(column)} is not a time in {_time!.Unit}: a number was expected");
        At = new SignalTime(nanoseconds);
        Resolution = resolution;
        return null;
    }

    private CommandException? ReadNumber(int column)
    {
        if (!Reader.TryNumber(column, out double number))
            return Reader.FieldFailure(column, $"{Reader.Quote(column)} is not a number");
        if (double.IsInfinity(number) && (_table.Columns[column].Unit?.Dimension != Dimension.Resistance || number < 0))
            return Reader.FieldFailure(column, $"{Reader.Quote(column)}: only a resistance can be infinite");
        _values[column] = number * _cells[column].Factor;
        return null;
    }

    private CommandException? ReadWord(int column) => TryWord(column, Reader.Field(column), out _values[column])
        ? null
        : Reader.FieldFailure(column, $"{Reader.Quote(column)} is no {_cells[column].Words}: expected {ParameterSpec.Or(_cells[column].Words!.Names)}");

    private bool TryWord(int column, ReadOnlySpan<byte> text, out double code)
    {
        text = text.Trim(" \t"u8);
        ImmutableArray<byte[]> names = _cells[column].Names;
        for (int i = 0; i < names.Length; i++)
        {
            if (text.SequenceEqual(names[i]))
            {
                code = i;
                return true;
            }
        }

        code = Offline;
        return text.SequenceEqual("offline"u8) || text.SequenceEqual("unknown"u8);
    }

    private struct Cell
    {
        public CellKind Kind;
        public double Factor;
        public SymbolType? Words;
        public ImmutableArray<byte[]> Names;
    }
}
