using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Device.Running;
using Reactive.Device.Traces.Logic;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Device.Traces.Feeds;

/// <summary>Turns trace files into feeds of ports. The files stay open until it is disposed of.</summary>
internal sealed class TraceFeeds : IDisposable
{
    // What comes this slowly, or is this short, was written by hand or logged on change: steps, not samples.
    private const double FastestSteps = 10;
    private const long MostSteps = 16;

    private readonly List<BlockFeed> _blocks = [];
    private readonly List<ValueFeed> _values = [];
    private readonly List<Trace> _traces = [];
    private readonly List<IDisposable> _readers = [];

    /// <summary>The feeds of dense ports.</summary>
    public IReadOnlyList<BlockFeed> Blocks => _blocks;

    /// <summary>The feeds of sparse ports.</summary>
    public IReadOnlyList<ValueFeed> Values => _values;

    /// <summary>What was wrong with the files but could be read around; complete once they were read to their ends.</summary>
    public IEnumerable<string> Warnings => _traces.SelectMany(t => t.Warnings);

    /// <summary>Wall time at 0 s, where one of the files tells it: the first does.</summary>
    public long? WallNanoseconds => _traces.Select(t => t.WallNanoseconds).FirstOrDefault(w => w is not null);

    /// <summary>Whether a source is fed already.</summary>
    public bool Feeds(Source source) => _blocks.Any(b => b.Source == source.Index) || _values.Any(v => v.Source == source.Index);

    /// <summary>Adds the feed that <paramref name="option"/> names.</summary>
    /// <exception cref="CommandException">The file is no trace, or does not fit the port.</exception>
    public void Add(Source source, FeedOption option)
    {
        Trace trace = TraceFormats.Open(option.File, new TraceOptions { CanBeGiven = false });
        _traces.Add(trace);
        bool isReader = ReferenceEquals(source.Spec.Flow.Symbols, SymbolType.WiegandLines);
        ImmutableArray<TraceChannel> channels = isReader ? LinesOf(trace, option.Channels) : trace.Choose(option.Channels, source.Spec.Flow.Channels);
        if (isReader && channels.Length == 2)
            AddValues(source, trace, new LinePairReader(trace.ReadValues(channels[0]), trace.ReadValues(channels[1])), false);
        else if (source.IsDense)
            AddDense(source, trace, channels);
        else
            AddSparse(source, trace, channels[0]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable reader in _readers.Concat(_traces))
            reader.Dispose();
    }

    private void AddDense(Source source, Trace trace, ImmutableArray<TraceChannel> channels)
    {
        SampleRate rate = source.Clock!.Rate;
        foreach (TraceChannel channel in channels)
            RefuseForeign(source.Spec, trace, channel);
        if (channels.All(c => trace.Fits(c, rate)) && AreAlike(channels))
        {
            SampleReader reader = trace.ReadSamples(channels);
            _readers.Add(reader);
            RefuseEarly(trace, reader.Clock.TimeOf(0));
            _blocks.Add(new SampleFeed(source, trace, channels, reader));
            return;
        }

        if (channels.FirstOrDefault(IsSampled) is { } apart && channels.All(c => trace.Fits(c, rate)))
            throw CommandException.Usage($"{trace.Path}: '{apart.Name}' and the other channels do not share one clock and format: feed them to ports of their own.");
        if (channels.FirstOrDefault(IsSampled) is { } other)
            throw CommandException.Usage($"{trace.Path} has {other.Samples!.Clock.Rate}, but the port '{source.Name}' takes {rate}: a feed must have the port's rate. Give the port that of the file, in the pipeline: ports: {{ {source.Name}: {{ rate: {other.Samples.Clock.Rate} }} }}");
        ImmutableArray<ValueReader> readers = [.. channels.Select(trace.ReadValues)];
        _readers.AddRange(readers);
        var feed = new StepFeed(source, trace, readers);
        RefuseEarly(trace, feed.First);
        _blocks.Add(feed);
    }

    private void AddSparse(Source source, Trace trace, TraceChannel channel)
    {
        Flow flow = source.Spec.Flow;
        if (!ReferenceEquals(flow.Record, channel.Record))
            throw CommandException.Usage($"the port '{source.Name}' takes {flow}, but {Named(trace, channel)} holds {Held(channel)}.");
        if (channel.Refusal is { } refusal)
            throw CommandException.Usage($"{Named(trace, channel)} cannot be read: {refusal}.");
        bool isContact = channel.IsLogic && ReferenceEquals(flow.Symbols, SymbolType.Contact);
        if (flow.Symbols is { } symbols && !isContact && !ReferenceEquals(channel.Words, symbols))
            throw CommandException.Usage($"the port '{source.Name}' takes {ParameterSpec.Or(symbols.Names)}, but {Named(trace, channel)} holds {(channel.Words is null ? "numbers" + (ReferenceEquals(symbols, SymbolType.Contact) ? " other than 0 and 1" : "") : "a " + channel.Words)}.");
        if (flow.Symbols is null && flow.Record is null && (channel.Words is not null || (flow.Unit is { } unit && unit.Dimension != channel.Unit.Dimension)))
            throw CommandException.Usage($"the port '{source.Name}' takes {flow}, but {Named(trace, channel)} holds {(channel.Words is null ? "numbers in " + Named(channel.Unit) : "a " + channel.Words)}.");
        AddValues(source, trace, trace.ReadValues(channel), isContact);
    }

    // what the lines of a reader were, in words, or the levels of both
    private static ImmutableArray<TraceChannel> LinesOf(Trace trace, string selection)
    {
        ImmutableArray<TraceChannel> chosen = trace.Choose(selection);
        if (chosen.Length == 1 && chosen[0].Words is not null)
            return chosen;
        chosen = selection.Length == 0 ? trace.ChooseFirst(2) : trace.Choose(selection, 2);
        if (chosen.FirstOrDefault(c => !c.IsLogic) is { } other)
            throw CommandException.Usage($"{Named(trace, other)} is no logic line: a reader has two, D0 and D1.");
        return chosen;
    }

    private void AddValues(Source source, Trace trace, ValueReader reader, bool isContact)
    {
        _readers.Add(reader);
        var feed = new ChangeFeed(source, reader, isContact);
        RefuseEarly(trace, feed.First);
        _values.Add(feed);
    }

    private static bool IsSampled(TraceChannel channel) =>
        channel.Samples is { } samples && samples.Clock.Rate.Hertz > FastestSteps && samples.Count is null or >= MostSteps;

    private static bool AreAlike(ImmutableArray<TraceChannel> channels) =>
        channels.All(c => c.Samples!.Clock == channels[0].Samples!.Clock && c.Samples.Format == channels[0].Samples!.Format);

    private static void RefuseForeign(PortSpec port, Trace trace, TraceChannel channel)
    {
        if (channel.Refusal is { } refusal)
            throw CommandException.Usage($"{Named(trace, channel)} cannot be read: {refusal}.");
        if (channel.Words is not null || channel.Record is not null)
            throw CommandException.Usage($"the port '{port.Name}' takes {port.Flow}, but {Named(trace, channel)} holds {Held(channel)}: feed ohms, volts or counts.");
        if (double.IsNaN(HeldFeed.SampleOf(port, Value.Of(1, channel.Unit))))
            throw CommandException.Usage($"the port '{port.Name}' takes {port.Flow}; {Named(trace, channel)} holds {Named(channel.Unit)}, which cannot be turned into that.");
        if (channel.NotANumber is { } failure && port.Flow.Samples!.Format != SampleFormat.Float32)
            throw failure;
    }

    private static void RefuseEarly(Trace trace, SignalTime first)
    {
        if (first < SignalTime.Zero)
            throw CommandException.Failure($"{trace.Path}: the trace starts at {first} s, before the run: let its times start at 0 or later.");
    }

    private static string Named(Trace trace, TraceChannel channel) => $"the channel '{channel.Label}' of {trace.Path}";

    private static string Held(TraceChannel channel) =>
        channel.Record is { } record ? record.Plural
        : channel.Words is { } words ? "a " + words
        : channel.FullScale is not null ? "sound"
        : "numbers in " + Named(channel.Unit);

    private static string Named(Unit unit) => unit.Dimension == Dimension.Count ? "counts (it names no unit)" : unit.Symbol;
}
