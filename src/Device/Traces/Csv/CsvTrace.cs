using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Signals;

namespace Reactive.Device.Traces.Csv;

/// <summary>
/// A table of values, and of times where it does not come at a given rate. It is read through once when it is opened, so that
/// whatever is wrong with it is told before anything runs, and again when it is used; memory does not depend on its length.
/// A column that cannot be read is refused where it is chosen; a table none of whose columns can be read, at once.
/// </summary>
internal sealed class CsvTrace : Trace
{
    private readonly CsvTable _table;
    private readonly CsvScan _scan;
    private readonly HashSet<string> _warnings = [];

    private CsvTrace(CsvTable table, CsvScan scan)
        : base(table.Path)
    {
        _table = table;
        _scan = scan;
        TraceSamples? samples =
            table.Rate is { } given ? new TraceSamples(new SampleClock(given), SampleFormat.Float32, scan.Times.Rows)
            : scan.Times.AreEven ? new TraceSamples(new SampleClock(scan.Times.Rate, 0, scan.Times.First), SampleFormat.Float32, scan.Times.Rows)
            : null;
        Channels = ChannelNames.Distinct(table.ValueColumns.Select((column, i) => Channel(i, table.Columns[column], scan.Columns[column], samples, table.Rate is null ? scan.Times.LeastStep : 0)));
    }

    /// <inheritdoc/>
    public override string Format => "CSV";

    /// <inheritdoc/>
    public override ImmutableArray<TraceChannel> Channels { get; }

    /// <inheritdoc/>
    public override ImmutableArray<string> Warnings => [.. _warnings];

    /// <summary>Opens a table and reads it through.</summary>
    /// <exception cref="CommandException">The file is not there, or what stands in it is no trace.</exception>
    public static Trace Open(string path, TraceOptions options)
    {
        CsvTable table = CsvTable.Of(path, options);
        return new CsvTrace(table, CsvScan.Of(table));
    }

    /// <inheritdoc/>
    public override bool Fits(TraceChannel channel, SampleRate rate) =>
        channel.Samples is not null && (_table.Rate is { } given ? given == rate : _scan.Times.Fit(rate));

    /// <inheritdoc/>
    public override SampleReader ReadSamples(ImmutableArray<TraceChannel> channels)
    {
        CsvRows rows = Rows(channels);
        rows.SkipTimes();
        _warnings.UnionWith(channels.Select(c => _scan.Columns[ColumnOf(c)].Rounded).OfType<string>());
        SampleClock clock = channels[0].Samples!.Clock;
        if (_scan.Kept is not { } kept)
            return new CsvSampleReader(rows, channels.Length, clock, channels[0].Samples!.Format);
        rows.Dispose();
        return new KeptSampleReader(kept, _scan.Times.Rows, _scan.NumberColumns.Length, [.. channels.Select(c => _scan.NumberColumns.IndexOf(ColumnOf(c)))], clock);
    }

    /// <inheritdoc/>
    public override ValueReader ReadValues(TraceChannel channel)
    {
        if (channel.Samples is not null && _scan.Columns[ColumnOf(channel)].Rounded is { } rounded)
            _warnings.Add(rounded);
        return new CsvValueReader(Rows([channel]), channel, _table.Rate is { } rate ? new SampleClock(rate) : null);
    }

    private static TraceChannel Channel(int index, CsvColumn column, CsvScan.ColumnFacts facts, TraceSamples? samples, long leastStep) => new()
    {
        Index = index,
        Name = column.Name,
        Label = column.Header.Trim(),
        Unit = Unit.BaseOf(column.Unit?.Dimension ?? Dimension.Count),
        Words = facts.Words,
        IsLogic = facts.IsLogic && facts.Words is null && (column.Unit?.Dimension ?? Dimension.Count) == Dimension.Count,
        Samples = facts.Words is not null ? null : facts.HoldsIntegers ? samples! with { Format = SampleFormat.Int32 } : samples,
        NotANumber = facts.NotANumber,
        Refusal = facts.Failure?.Message,
        LeastStepNanoseconds = leastStep,
    };

    private int ColumnOf(TraceChannel channel) => _table.ValueColumns[channel.Index];

    private CsvRows Rows(ImmutableArray<TraceChannel> channels)
    {
        if (channels.Select(c => _scan.Columns[ColumnOf(c)].Failure).FirstOrDefault(f => f is not null) is { } failure)
            throw failure;
        var rows = new CsvRows(_table);
        foreach (TraceChannel channel in channels)
            rows.Take(ColumnOf(channel), channel.Words is null ? CellKind.Number : CellKind.Word, channel.Words);
        return rows;
    }
}
