using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Device.Files;

/// <summary>
/// A table of times and values. It is read through once when it is opened, so that whatever is wrong with it is told before
/// anything runs, and once again when it is used; memory does not depend on its length.
/// </summary>
internal sealed class CsvTrace
{
    // Fewer rows with uneven times are steps, unless they are printed finely: a few times that nearly agree say nothing.
    private const long LeastToRound = 16;
    private const double LeastShareOfRounded = 0.1;

    private readonly int _timeColumn;
    private readonly int _valueColumn;
    private readonly bool _ownHeader;
    private readonly byte _delimiter;
    private long _resolution = long.MaxValue;
    private long _leastStep = long.MaxValue;
    private long _mostStep;
    private long _mostStepCount;

    private CsvTrace(string path, IReadOnlyList<CsvColumn> columns, int time, int value, bool ownHeader, byte delimiter)
    {
        Path = path;
        _timeColumn = time;
        _valueColumn = value;
        _ownHeader = ownHeader;
        _delimiter = delimiter;
        Time = columns[time];
        Column = columns[value];
        Columns = columns.Count;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The column that is read.</summary>
    public CsvColumn Column { get; }

    /// <summary>The unit of its numbers, a base unit; counts where the header names none.</summary>
    public Unit Unit => Signals.Unit.BaseOf(Column.Unit?.Dimension ?? Dimension.Count);

    /// <summary>The states that the column names, or null where it holds numbers.</summary>
    public SymbolType? Words { get; private set; }

    /// <summary>How many rows there are.</summary>
    public long Rows { get; private set; }

    /// <summary>The time of the first row.</summary>
    public SignalTime First { get; private set; }

    /// <summary>The time of the last row.</summary>
    public SignalTime Last { get; private set; }

    /// <summary>Whether the times are those of even samples, printed more or less exactly.</summary>
    public bool IsEven { get; private set; }

    /// <summary>Where the first NaN stands, as <c>file:line:column: ...</c>; null where there is none.</summary>
    public CommandException? NotANumber { get; private set; }

    private CsvColumn Time { get; }

    private int Columns { get; }

    /// <summary>Opens a table and reads it through.</summary>
    /// <param name="path">The file.</param>
    /// <param name="channel">The column: its name, or its number among the columns that are no time, from 1; empty for the only one.</param>
    /// <param name="header">The names of the columns where the file has none, with the delimiter that the file has; else null.</param>
    /// <exception cref="CommandException">The file or the column is not there, or what stands in it is no trace.</exception>
    public static CsvTrace Open(string path, string channel, string? header = null)
    {
        using var reader = new CsvReader(path);
        if (!reader.Read())
            throw CommandException.Failure($"{path}:1:1: the file is empty: a header such as 'time (s),loop (ohms)' was expected");
        reader.FindDelimiter();
        reader.Split();
        bool numbers = reader.TryNumber(0, out _);
        if (numbers && header is null)
            throw reader.LineFailure("the columns have no names: a header such as 'time (s),loop (ohms)' was expected");
        CsvColumn[] columns = header is null
            ? [.. Enumerable.Range(0, reader.Count).Select(i => CsvColumn.Of(reader.Text(i)))]
            : [.. header.Split(header.Contains((char)reader.Delimiter, StringComparison.Ordinal) ? (char)reader.Delimiter : ',').Select(CsvColumn.Of)];
        int time = Array.FindIndex(columns, c => c.IsTime);
        int unitless = Array.FindIndex(columns, c => c.IsTimeWithoutUnit);
        if (time < 0 && unitless >= 0)
            throw reader.FieldFailure(unitless, $"the column '{columns[unitless].Header}' does not say its unit: write '{columns[unitless].Header} (s)', (ms), (us) or (ns)");
        if (time < 0)
            throw reader.LineFailure("no column holds times: one such as 'time (s)' was expected");
        var trace = new CsvTrace(path, columns, time, Choose(path, columns, time, channel), numbers, reader.Delimiter);
        trace.Scan();
        return trace;
    }

    /// <summary>The rows from the start. Times are as printed, values in base units; words come as codes of <see cref="Words"/>, -1 for offline.</summary>
    public IEnumerable<(SignalTime At, double Value)> Read()
    {
        using CsvReader reader = Reopen();
        while (reader.Read())
            yield return Row(reader);
    }

    /// <summary>Whether even samples at <paramref name="rate"/> have the times of this table, as exactly as they are printed.</summary>
    public bool Fits(SampleRate rate) =>
        IsEven && Math.Abs((Last - First) - rate.NanosecondsOf(Rows - 1)) <= (_leastStep == _mostStep ? 1 : (2 * _resolution) + 1);

    /// <summary>The rate of even samples: the roundest number of hertz that fits, else a period in whole nanoseconds.</summary>
    public SampleRate Rate
    {
        get
        {
            double period = (double)(Last - First) / (Rows - 1);
            double hertz = 1e9 / period;
            for (long unit = 1_000_000_000; unit >= 1; unit /= 10)
            {
                long round = (long)Math.Round(hertz / unit) * unit;
                if (round > 0 && Fits(new SampleRate(round)))
                    return new SampleRate(round);
            }

            var even = new SampleRate(1_000_000_000, Math.Clamp((long)Math.Round(period), 1, 1_000_000_000));
            return Fits(even) ? even : SampleRate.FromHertz(hertz);
        }
    }

    /// <summary>The rate at which uneven times are told apart: that of the shortest step, within 1 kHz and 1 MHz.</summary>
    public SampleRate FinestRate => new((long)Math.Clamp(1e9 / Math.Max(_leastStep, 1), 1e3, 1e6));

    /// <summary>A row's value as a value: a number in its base unit, or a word.</summary>
    public Value ValueOf(double value) =>
        Words is null ? Value.Of(value, Unit) : value < 0 ? Value.Unknown(UnknownReason.Offline) : Value.Symbol(Words, (byte)value);

    private static int Choose(string path, CsvColumn[] columns, int time, string channel)
    {
        int[] values = [.. Enumerable.Range(0, columns.Length).Where(i => i != time && !columns[i].IsTime)];
        string names = string.Join(", ", values.Select(i => columns[i].Name));
        if (values.Length == 0)
            throw CommandException.Failure($"{path}:1:1: there is no column of values beside the times");
        if (channel.Length == 0)
            return values.Length == 1 ? values[0] : throw CommandException.Usage($"{path} has several columns: name one, {path}:{columns[values[0]].Name} for example (it has {names}).");
        int named = Array.FindIndex(values, i => columns[i].IsCalled(channel));
        if (named < 0 && int.TryParse(channel, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= values.Length)
            named = number - 1;
        if (named < 0)
            throw CommandException.Usage($"{path} has no column '{channel}': it has {names}. {NearMiss.Hint(channel, values.Select(i => columns[i].Name))}".TrimEnd());
        return values[named];
    }

    private CsvReader Reopen()
    {
        var reader = new CsvReader(Path) { Delimiter = _delimiter };
        if (!_ownHeader)
            reader.Read();
        return reader;
    }

    private void Scan()
    {
        using CsvReader reader = Reopen();
        SignalTime before = SignalTime.Zero;
        while (reader.Read())
        {
            if (Rows == 0)
                FindWords(reader);
            (SignalTime at, _) = Row(reader);
            if (Rows == 0)
            {
                First = at;
            }
            else
            {
                long step = at - before;
                if (step < 0)
                    throw reader.FieldFailure(_timeColumn, $"time runs backwards: {at} s comes after {before} s");
                _leastStep = Math.Min(_leastStep, step);
                _mostStepCount = step > _mostStep ? 1 : step == _mostStep ? _mostStepCount + 1 : _mostStepCount;
                _mostStep = Math.Max(_mostStep, step);
            }

            before = at;
            Rows++;
        }

        if (Rows == 0)
            throw CommandException.Failure($"{Path}:{Math.Max(reader.Line, 1)}:1: there are no rows beneath the header");
        Last = before;
        _resolution = Math.Max(1, Math.Min(_resolution, Time.Unit!.Dimension == Dimension.Time ? (long)(Time.Unit.Factor * 1_000_000_000m) : 1));
        // Rounding to the printed decimals lets neighbouring steps differ by one of the last of them, not more. A step twice
        // as long as others may also be a sample that is missing: rounding would make many of them, not a few.
        bool exact = _leastStep == _mostStep && _leastStep > 0;
        bool fine = Rows >= LeastToRound || _resolution <= _leastStep / 1000;
        bool gaps = _leastStep > 0 && _mostStep >= 2 * _leastStep && _mostStepCount < (Rows - 1) * LeastShareOfRounded;
        bool rounded = fine && !gaps && _mostStep - _leastStep <= _resolution;
        IsEven = Words is null && Rows > 1 && Last > First && (exact || rounded);
    }

    private void FindWords(CsvReader reader)
    {
        reader.Split();
        if (reader.Count <= _valueColumn || reader.TryNumber(_valueColumn, out _))
            return;
        string word = reader.Text(_valueColumn);
        Words = SymbolType.All.FirstOrDefault(t => t.IndexOf(word) >= 0);
        if (Words is null)
            throw reader.FieldFailure(_valueColumn, $"{reader.Quote(_valueColumn)} is neither a number nor a state such as active, inactive, open or closed");
    }

    private (SignalTime At, double Value) Row(CsvReader reader)
    {
        reader.Split();
        if (reader.Count != Columns)
            throw reader.FieldFailure(Math.Min(reader.Count, Columns), $"the line has {reader.Count} fields, the header {Columns}");
        if (!CsvTime.TryRead(reader.Field(_timeColumn), Time.Unit!, reader.Delimiter, out long nanoseconds, out long resolution))
            throw reader.FieldFailure(_timeColumn, $"{reader.Quote(_timeColumn)} is not a time in {Time.Unit}: a number was expected");
        _resolution = Math.Min(_resolution, resolution);
        return (new SignalTime(nanoseconds), Words is null ? Number(reader) : Word(reader, Words));
    }

    private double Number(CsvReader reader)
    {
        if (!reader.TryNumber(_valueColumn, out double number))
            throw reader.FieldFailure(_valueColumn, $"{reader.Quote(_valueColumn)} is not a number");
        if (double.IsInfinity(number) && (Unit.Dimension != Dimension.Resistance || number < 0))
            throw reader.FieldFailure(_valueColumn, $"{reader.Quote(_valueColumn)}: only a resistance can be infinite");
        if (double.IsNaN(number))
            NotANumber ??= reader.FieldFailure(_valueColumn, $"{reader.Quote(_valueColumn)} cannot be fed to a port of whole ADC counts");
        return Column.Unit is { Factor: not 1m } unit ? number * (double)unit.Factor : number;
    }

    private double Word(CsvReader reader, SymbolType words)
    {
        string word = reader.Text(_valueColumn);
        int code = words.IndexOf(word);
        if (code >= 0 || word is "offline" or "unknown")
            return code;
        throw reader.FieldFailure(_valueColumn, $"{reader.Quote(_valueColumn)} is no {words}: expected {ParameterSpec.Or(words.Names)}");
    }
}
