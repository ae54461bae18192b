using System.Collections.Generic;
using Reactive.Device.Output;
using Reactive.Device.Running;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Device.Files;

/// <summary>Turns trace files into feeds of ports.</summary>
internal static class TraceFeeds
{
    // What comes this slowly, or is this short, was written by hand or logged on change: steps, not samples.
    private const double FastestSteps = 10;
    private const long MostSteps = 16;

    /// <summary>Adds the feed that <paramref name="option"/> names.</summary>
    public static void Add(Source source, FeedOption option, List<BlockFeed> blocks, List<ValueFeed> values)
    {
        CsvTrace trace = CsvTrace.Open(option.File, option.Channels);
        if (trace.First < SignalTime.Zero)
            throw CommandException.Failure($"{option.File}: the trace starts at {trace.First} s, before the run: let its times start at 0 or later.");
        if (!source.IsDense)
        {
            values.Add(Sparse(source, trace));
            return;
        }

        Convertible(source.Spec, trace);
        if (trace.NotANumber is { } failure && source.Spec.Flow.Samples!.Format != SampleFormat.Float32)
            throw failure;
        SampleRate rate = source.Clock!.Rate;
        bool samples = trace.Fits(rate);
        if (!samples && trace.IsEven && trace.Rows >= MostSteps && trace.Rate.Hertz > FastestSteps)
            throw CommandException.Usage($"{option.File} has {trace.Rate}, but the port '{source.Name}' takes {rate}: a feed must have the port's rate (or be steps at uneven times, which are held).");
        blocks.Add(new CsvBlockFeed(source, trace, samples));
    }

    private static CsvValueFeed Sparse(Source source, CsvTrace trace)
    {
        Flow flow = source.Spec.Flow;
        if (flow.Symbols is { } symbols && !ReferenceEquals(trace.Words, symbols))
            throw CommandException.Usage($"the port '{source.Name}' takes {ParameterSpec.Or(symbols.Names)}, but the column '{trace.Column.Header}' of {trace.Path} holds {(trace.Words is null ? "numbers" : "a " + trace.Words)}.");
        if (flow.Symbols is null && (trace.Words is not null || (flow.Unit is { } unit && unit.Dimension != trace.Unit.Dimension)))
            throw CommandException.Usage($"the port '{source.Name}' takes {flow}, but the column '{trace.Column.Header}' of {trace.Path} holds {(trace.Words is null ? "numbers in " + Named(trace.Unit) : "a " + trace.Words)}.");
        return new CsvValueFeed(source, trace);
    }

    private static void Convertible(PortSpec port, CsvTrace trace)
    {
        if (trace.Words is { } words)
            throw CommandException.Usage($"the port '{port.Name}' takes {port.Flow}, but the column '{trace.Column.Header}' of {trace.Path} holds a {words}: feed ohms, volts or counts.");
        if (double.IsNaN(HeldFeed.SampleOf(port, Value.Of(1, trace.Unit))))
            throw CommandException.Usage($"the port '{port.Name}' takes {port.Flow}; the column '{trace.Column.Header}' of {trace.Path} holds {Named(trace.Unit)}, which cannot be turned into that.");
    }

    private static string Named(Unit unit) => unit.Dimension == Dimension.Count ? "counts (it names no unit)" : unit.Symbol;

    /// <summary>A table as the values of a sparse port: its first row, each that differs from the one before, and its last, with which it ends.</summary>
    private sealed class CsvValueFeed : ValueFeed
    {
        private readonly CsvTrace _trace;
        private readonly IEnumerator<(SignalTime At, double Value)> _rows;
        private bool _more;
        private Value? _last;

        public CsvValueFeed(Source source, CsvTrace trace)
            : base(source.Index)
        {
            _trace = trace;
            _rows = trace.Read().GetEnumerator();
            _more = _rows.MoveNext();
        }

        public override bool TryRead(out Stamped<Value> value)
        {
            while (_more)
            {
                (SignalTime at, double read) = _rows.Current;
                Value next = _trace.ValueOf(read);
                _more = _rows.MoveNext();
                if (_more && _last is { } last && last == next)
                    continue;
                _last = next;
                value = new Stamped<Value>(next, at);
                return true;
            }

            value = default;
            return false;
        }
    }
}
