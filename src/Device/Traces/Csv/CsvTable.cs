using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Signals;

namespace Reactive.Device.Traces.Csv;

/// <summary>How a table is laid out: what its first line and the command line say of it.</summary>
/// <param name="Path">The file as it was named.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="TimeColumn">The one that holds times; -1 where rows come at a rate.</param>
/// <param name="HasHeader">Whether the first line names the columns.</param>
/// <param name="Delimiter">What stands between fields.</param>
/// <param name="Rate">The rate of rows without times, else null.</param>
internal sealed record CsvTable(string Path, ImmutableArray<CsvColumn> Columns, int TimeColumn, bool HasHeader, byte Delimiter, SampleRate? Rate)
{
    /// <summary>The places of the columns that hold values.</summary>
    public ImmutableArray<int> ValueColumns { get; } = [.. Enumerable.Range(0, Columns.Length).Where(i => !Columns[i].IsTime)];

    /// <summary>Of each column why its numbers cannot be read, where it names a unit that is not known; else null.</summary>
    public ImmutableArray<CommandException?> UnknownUnits { get; private init; } = [];

    /// <summary>Reads the first line of <paramref name="path"/>.</summary>
    /// <exception cref="CommandException">The file is not there, or its first line is that of no table.</exception>
    public static CsvTable Of(string path, TraceOptions options)
    {
        using var reader = new CsvReader(path);
        if (!reader.Read())
            throw CommandException.Failure($"{path}:1:1: the file is empty: a header such as 'time (s),loop (ohms)' was expected");
        reader.FindDelimiter();
        reader.Split();
        bool numbers = reader.TryNumber(0, out _);
        if (numbers && options is { Columns: null, Rate: null })
            throw reader.LineFailure($"the columns have no names: a header such as 'time (s),loop (ohms)' was expected ({Told(options, "--columns 'time (s),volts'")}; --rate 8kHz where no column holds times)");
        ImmutableArray<CsvColumn> columns = options.Columns is { } header
            ? [.. header.Split(header.Contains((char)reader.Delimiter, StringComparison.Ordinal) ? (char)reader.Delimiter : ',').Select(CsvColumn.Of)]
            : [.. Enumerable.Range(0, reader.Count).Select(i => numbers ? Numbered(i) : CsvColumn.Of(reader.Text(i)))];
        int time = TimeColumnOf(reader, columns, options);
        var table = new CsvTable(path, columns, time, !numbers, reader.Delimiter, time < 0 ? options.Rate : null)
        {
            UnknownUnits = [.. columns.Select((column, i) => column.UnknownUnit is null ? null
                : options.Columns is not null ? CommandException.Usage($"--columns: {column.WhatIsUnknown}")
                : reader.FieldFailure(i, column.WhatIsUnknown))],
        };
        return table.ValueColumns.IsEmpty ? throw CommandException.Failure($"{path}:1:1: there is no column of values beside the times") : table;
    }

    private static int TimeColumnOf(CsvReader reader, ImmutableArray<CsvColumn> columns, TraceOptions options)
    {
        int time = columns.IndexOf(columns.FirstOrDefault(c => c.IsTime)!);
        if (time >= 0 && !options.MayHaveTimes && options.Rate is { } given)
            throw CommandException.Usage($"{reader.Path} holds times, in the column '{columns[time].Header}': --rate {given} is for a table without.");
        int unitless = columns.IndexOf(columns.FirstOrDefault(c => c.IsTimeWithoutUnit)!);
        if (time < 0 && unitless >= 0)
            throw columns[unitless].UnknownUnit is not null ? reader.FieldFailure(unitless, columns[unitless].WhatIsUnknown) : reader.FieldFailure(unitless, $"the column '{columns[unitless].Header}' does not say its unit: write '{columns[unitless].Header} (s)', (ms), (us) or (ns)");
        if (time < 0 && options.Rate is null)
            throw reader.LineFailure($"no column holds times: one such as 'time (s)' was expected ({Told(options, "--rate 8kHz")} where rows are even samples)");
        return time;
    }

    // A feed takes no such options: what does is told.
    private static string Told(TraceOptions options, string option) =>
        options.CanBeGiven ? $"or {option}" : $"or import it first: reactive import FILE OUT.mcap {option}";

    private static CsvColumn Numbered(int index)
    {
        string name = (index + 1).ToString(CultureInfo.InvariantCulture);
        return new CsvColumn(name, name, null);
    }
}
