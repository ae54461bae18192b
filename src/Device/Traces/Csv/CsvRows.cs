using System;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
/// The rows of a table as numbers, some at a time. Rows that are written plainly (numbers and delimiters, perhaps blanks) are
/// read in one go; quotes, comments, infinity and whatever is wrong take the slow way, a row at a time, which alone knows what
/// to say. Nothing is allocated for a row.
/// </summary>
internal sealed class CsvRows : IDisposable
{
    /// <summary>Stands for a state that is not known.</summary>
    public const double Offline = -1;

    private const int MostNumbers = 1 << 13;

    private readonly CsvTable _table;
    private readonly Cell[] _cells;
    private readonly int _mostRows;
    private readonly long[] _times;
    private readonly CsvTime? _time;
    private readonly byte _delimiter;
    private readonly byte _comma;
    private readonly FieldEnds _ends = new(CsvReader.BufferBytes);
    private double[] _values = [];
    private int _width;
    private int _endCount;
    private int _nextEnd;
    private long _fill = -1;

    /// <summary>Starts before the first row, all columns skipped but the time.</summary>
    public CsvRows(CsvTable table)
    {
        _table = table;
        _cells = new Cell[table.Columns.Length];
        _mostRows = Math.Max(1, MostNumbers / _cells.Length);
        _times = new long[_mostRows];
        Reader = new CsvReader(table.Path) { Delimiter = table.Delimiter };
        _delimiter = table.Delimiter;
        _comma = Reader.Comma;
        if (table.TimeColumn >= 0)
        {
            _time = new CsvTime(table.Columns[table.TimeColumn].Unit!);
            _cells[table.TimeColumn].Kind = CellKind.Time;
        }

        if (table.HasHeader)
            Reader.Read();
    }

    /// <summary>What reads the file. Its line is that of the last row; it knows the fields of a row that was not <see cref="ArePlain"/>.</summary>
    public CsvReader Reader { get; }

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>The place of the first of them, from 0.</summary>
    public long FirstIndex { get; private set; }

    /// <summary>Their times in nanoseconds; 0 where the table has none or they are skipped.</summary>
    public ReadOnlySpan<long> Times => _times.AsSpan(0, Count);

    /// <summary>What the last printed digit of the most finely printed time is worth, in nanoseconds.</summary>
    public long Resolution { get; private set; } = long.MaxValue;

    /// <summary>Whether they were read in one go: then all numbers are finite, and lines follow each other.</summary>
    public bool ArePlain { get; private set; }

    /// <summary>Whether any of their numbers may have more digits than single precision always holds.</summary>
    public bool HaveManyDigits { get; private set; }

    /// <summary>
    /// The rows beside each other, of each the columns that were taken, in the order in which they were: numbers in base
    /// units, states as codes or <see cref="Offline"/>.
    /// </summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, Count * _width);

    /// <summary>One of the rows.</summary>
    public ReadOnlySpan<double> Row(int row) => _values.AsSpan(row * _width, _width);

    /// <summary>Told of a field that cannot be read: throws, or goes on. Its column is skipped from there on.</summary>
    public Action<int, CommandException> Refuse { get; init; } = static (_, failure) => throw failure;

    /// <summary>Takes one more column, before the first row is read.</summary>
    public void Take(int column, CellKind kind, SymbolType? words = null)
    {
        _cells[column] = new Cell
        {
            Kind = kind,
            Place = _width++,
            Factor = _table.Columns[column].Unit is { } unit ? (double)unit.Factor : 1,
            Words = words,
            Names = words is null ? [] : [.. words.Names.Select(Encoding.UTF8.GetBytes)],
        };
    }

    /// <summary>Does without the times.</summary>
    public void SkipTimes()
    {
        if (_table.TimeColumn >= 0)
            _cells[_table.TimeColumn].Kind = CellKind.Skip;
    }

    /// <summary>Reads the next rows, at least one; false at the end.</summary>
    public bool Read()
    {
        if (_values.Length == 0)
            _values = new double[_mostRows * _width];
        FirstIndex += Count;
        Count = ReadPlain();
        ArePlain = Count > 0;
        if (ArePlain)
            return true;
        if (!Reader.Read())
            return false;
        Reader.Split();
        ReadFields();
        HaveManyDigits = true;
        Count = 1;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => Reader.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int ReadPlain()
    {
        if (!FindEnds())
            return 0;
        ref byte text = ref MemoryMarshal.GetReference(Reader.Buffer);
        Cell[] cells = _cells;
        CsvTime? time = _time;
        byte delimiter = _delimiter, comma = _comma;
        ReadOnlySpan<int> waiting = _ends.Slice(_nextEnd, _endCount - _nextEnd);
        ref int firstEnd = ref MemoryMarshal.GetReference(waiting);
        long finest = Resolution;
        ulong digits = 0;
        int rows = 0, next = 0;
        int line = Reader.Next;
        while (rows < _mostRows && waiting.Length - next >= cells.Length)
        {
            // The places of cells are within a row, and the ends of a whole row are there.
            ref double values = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_values), rows * _width);
            ref int ends = ref Unsafe.Add(ref firstEnd, next);
            int start = line;
            int column = 0;
            for (; column < cells.Length; column++)
            {
                ref Cell cell = ref cells[column];
                int end = Unsafe.Add(ref ends, column);
                if (cell.Kind == CellKind.Number)
                {
                    if (!CsvNumber.TryRead(ref text, start, end, comma, out double number, out ulong printed))
                    {
                        if (!TryReadTrimmed(ref text, start, end, out double trimmed))
                            break;
                        number = trimmed;
                    }

                    digits |= printed;
                    Unsafe.Add(ref values, cell.Place) = number * cell.Factor;
                }
                else if (cell.Kind == CellKind.Time)
                {
                    if (!time!.TryRead(ref text, start, end, comma, out long at, out long resolution))
                    {
                        if (!TryReadTrimmed(ref text, start, end, out long trimmed, out long worth))
                            break;
                        (at, resolution) = (trimmed, worth);
                    }

                    _times[rows] = at;
                    finest = Math.Min(finest, resolution);
                }
                else if (!IsText(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref text, start), end - start), column, ref Unsafe.Add(ref values, cell.Place)))
                {
                    break;
                }

                if (Unsafe.Add(ref text, end) != (column < cells.Length - 1 ? delimiter : (byte)'\n'))
                    break;
                start = end + 1;
            }

            if (column < cells.Length || start - line > CsvReader.LongestLine)
                break;
            line = start;
            next += cells.Length;
            rows++;
        }

        Resolution = finest;
        HaveManyDigits = digits > PrintedPrecision.MostExact;
        _nextEnd += next;
        Reader.Take(line, rows);
        return rows;
    }

    // Once more, without the blanks and the line end around it, if there are any.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadTrimmed(ref byte text, int start, int end, out double number)
    {
        number = 0;
        return TryTrim(ref text, ref start, ref end) && CsvNumber.TryRead(ref text, start, end, _comma, out number, out _);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadTrimmed(ref byte text, int start, int end, out long nanoseconds, out long resolution)
    {
        nanoseconds = 0;
        resolution = long.MaxValue;
        return TryTrim(ref text, ref start, ref end) && _time!.TryRead(ref text, start, end, _comma, out nanoseconds, out resolution);
    }

    private static bool TryTrim(ref byte text, ref int start, ref int end)
    {
        int length = end - start;
        while (start < end && Unsafe.Add(ref text, start) == (byte)' ')
            start++;
        while (end > start && Unsafe.Add(ref text, end - 1) is (byte)' ' or (byte)'\r')
            end--;
        return end > start && end - start < length;
    }

    // Where the fields of the whole lines end; false where there is no whole line.
    private bool FindEnds()
    {
        if (Reader.Next >= Reader.WholeLines)
            return false;
        if (_fill != Reader.Fills)
        {
            _endCount = _ends.Find(Reader.Buffer, Reader.Next, Reader.WholeLines, _delimiter);
            _fill = Reader.Fills;
            _nextEnd = 0;
        }

        // lines that went the slow way lie behind
        while (_ends[_nextEnd] < Reader.Next)
            _nextEnd++;
        return true;
    }

    private bool IsText(ReadOnlySpan<byte> text, int column, ref double code)
    {
        if (!text.IsEmpty && text[0] is (byte)'"' or (byte)'#')
            return false;
        return _cells[column].Kind == CellKind.Skip || TryWord(column, text.Trim(" \r"u8), out code);
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
            _values[_cells[i].Place] = 0;
        }
    }

    // Without its time a row is nothing.
    private CommandException? ReadTime(int column)
    {
        if (!Reader.TryTime(column, _time!, out long nanoseconds, out long resolution))
            throw Reader.FieldFailure(column, $"{Reader.Quote(column)} is not a time in {_time!.Unit}: a number was expected");
        _times[0] = nanoseconds;
        Resolution = Math.Min(Resolution, resolution);
        return null;
    }

    private CommandException? ReadNumber(int column)
    {
        if (!Reader.TryNumber(column, out double number))
            return Reader.FieldFailure(column, $"{Reader.Quote(column)} is not a number");
        double scaled = number * _cells[column].Factor;
        if (double.IsFinite(number) && float.IsInfinity((float)scaled) && (_table.Columns[column].Unit?.Dimension != Dimension.Resistance || number < 0))
            return Reader.FieldFailure(column, $"{Reader.Quote(column)} does not fit: numbers have single precision, up to 3.4e38");
        _values[_cells[column].Place] = scaled;
        return null;
    }

    private CommandException? ReadWord(int column) => TryWord(column, Reader.Field(column), out _values[_cells[column].Place])
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
        public int Place;
        public double Factor;
        public SymbolType? Words;
        public ImmutableArray<byte[]> Names;
    }
}
