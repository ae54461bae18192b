using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using Reactive.Device.Output;
using Reactive.Device.Traces.Feeds;
using Reactive.Device.Traces.Logic;
using Reactive.Rules;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Device.Traces;

/// <summary>
/// One operator over channels of one trace, without a graph: what a chain would give of it. What is due at the end of the
/// trace still runs, up to the time of its last sample or value; what would come later is not made up.
/// </summary>
internal sealed class Decoding : IObserver<Stamped<Value>>, IObserver<SampleBlock>
{
    /// <summary>The most samples that values at uneven times are held for: some seconds of work.</summary>
    public const long MostHeldSamples = 100_000_000;

    // Any size gives the same; this one keeps buffers small.
    private const int BlockSamples = 1024;

    private readonly SignalScheduler _scheduler = new();
    private readonly List<IKernel> _kernels = [];
    private readonly Action<Stamped<Value>> _output;
    private readonly Trace _trace;
    private readonly ImmutableArray<TraceChannel> _channels;
    private readonly StageDefinition _stage;
    private readonly object _input;
    private readonly Progress _progress;
    private double[]? _last;

    /// <summary>Prepares <paramref name="stage"/>, whose input must be one of <see cref="FlowsOf"/> the channels.</summary>
    /// <param name="trace">The trace; it stays the caller's.</param>
    /// <param name="channels">The channels.</param>
    /// <param name="stage">The operator.</param>
    /// <param name="catalog">Where the operator is found that makes dense states sparse.</param>
    /// <param name="progress">Told how far values are that are held; it stays the caller's.</param>
    /// <param name="output">Takes what comes out.</param>
    public Decoding(Trace trace, ImmutableArray<TraceChannel> channels, StageDefinition stage, Catalog catalog, Progress progress, Action<Stamped<Value>> output)
    {
        _trace = trace;
        _progress = progress;
        _channels = channels;
        _stage = stage;
        _output = output;
        _input = stage.Input.Kind switch { FlowKind.Samples => new Outlet<SampleBlock>(), FlowKind.States => new Outlet<StateBlock>(), _ => new Outlet<Stamped<Value>>() };
        var context = new OperatorContext(_scheduler, (kernel, _) => _kernels.Add(kernel));
        object flowing = stage.Form.Apply(_input, stage.Input, stage.Parameters, context);
        if (stage.Output.Kind == FlowKind.States && catalog.Operator("changed") is { } changed && changed.FormFor(stage.Output) is { } form)
            flowing = form.Apply(flowing, stage.Output, new ParameterValues(changed.Parameters), context);
        if (flowing is IObservable<SampleBlock> samples)
            samples.Subscribe(this);
        else
            ((IObservable<Stamped<Value>>)flowing).Subscribe(this);
    }

    /// <summary>Takes the samples of an operator that gives those, block by block, beside what is told of them.</summary>
    public Action<SampleBlock>? Blocks { get; init; }

    /// <summary>What the operator left out on purpose.</summary>
    public IEnumerable<(string What, long Count)> Counts => _kernels.OfType<ICounting>().SelectMany(k => k.Counts);

    /// <summary>
    /// What channels are for an operator, the most fitting first: samples in their own format where they are even; else sparse
    /// values, states where they hold words (or 0 and 1, for a contact), or samples that hold each value until the next.
    /// </summary>
    /// <param name="channels">The channels.</param>
    /// <param name="heldRate">The rate of samples that hold; null for that of the shortest step, within 1 kHz and 1 MHz.</param>
    public static IEnumerable<Flow> FlowsOf(ImmutableArray<TraceChannel> channels, SampleRate? heldRate = null)
    {
        TraceChannel channel = channels[0];
        if (channels.Length > 1 && channels.All(c => c.IsPacked))
            yield return new Flow(FlowKind.States, SymbolType.Level, Samples: new SampleFlow(channel.Samples!.Clock.Rate, channel.Samples.Format), Channels: channels.Length);
        if (channel.Samples is { } samples)
            yield return new Flow(FlowKind.Samples, null, channel.Unit, new SampleFlow(samples.Clock.Rate, samples.Format), channels.Length);
        if (AreLines(channels))
            yield return new Flow(FlowKind.State, SymbolType.WiegandLines);
        if (channels.Length > 1)
            yield break;
        if (channel.Words is { } words)
            yield return new Flow(FlowKind.State, words);
        if (channel.Record is { } record)
            yield return new Flow(FlowKind.Event, Record: record);
        if (channel.IsLogic)
            yield return new Flow(FlowKind.State, SymbolType.Contact);
        if (channel.Samples is not null || channel.Words is not null || channel.Record is not null)
            yield break;
        yield return new Flow(FlowKind.State, null, channel.Unit);
        yield return new Flow(FlowKind.Samples, null, channel.Unit, new SampleFlow(heldRate ?? FinestRate(channel), SampleFormat.Float32));
    }

    /// <summary>Whether channels are two logic lines that change at times of their own, which are read as the lines of a reader.</summary>
    public static bool AreLines(ImmutableArray<TraceChannel> channels) => channels.Length == 2 && channels.All(c => c.IsLogic && c.Samples is null);

    /// <summary>Runs the whole trace.</summary>
    /// <exception cref="CommandException">The trace is broken, or its values would have to be held for more than <see cref="MostHeldSamples"/>; then nothing came out.</exception>
    public void Run()
    {
        if (_input is Outlet<Stamped<Value>> sparse)
            RunValues(sparse);
        else if (_input is Outlet<StateBlock> levels)
            RunLevels(levels);
        else if (_channels[0].Samples is not null)
            RunSamples((Outlet<SampleBlock>)_input);
        else
            RunHeld((Outlet<SampleBlock>)_input, _stage.Input.Samples!.Rate);
    }

    /// <inheritdoc/>
    public void OnNext(Stamped<Value> value) => _output(value);

    // Samples are too many to be told one by one: each that differs from the one before.
    /// <inheritdoc/>
    public void OnNext(SampleBlock value)
    {
        Blocks?.Invoke(value);
        bool isFirst = _last is null;
        _last ??= new double[value.Channels];
        for (int frame = 0; frame < value.Count; frame++)
        {
            for (int channel = 0; channel < value.Channels; channel++)
            {
                double sample = value.At(frame, channel);
                if (sample.Equals(_last[channel]) && !(isFirst && frame == 0))
                    continue;
                _last[channel] = sample;
                SignalTime at = value.Clock.TimeOf(value.FirstIndex + frame);
                Value said = double.IsNaN(sample) ? Value.Fault("not-a-number") : Value.Of(sample, _stage.Output.Unit ?? Unit.Count);
                _output(new Stamped<Value>(said, at, at, channel));
            }
        }
    }

    /// <inheritdoc/>
    public void OnCompleted()
    {
    }

    /// <inheritdoc/>
    public void OnError(Exception error) => throw new InvalidOperationException("The operator failed.", error);

    // The rate at which uneven times are told apart: that of the shortest step, within 1 kHz and 1 MHz.
    private static SampleRate FinestRate(TraceChannel channel) => new((long)Math.Clamp(1e9 / Math.Max(channel.LeastStepNanoseconds, 1), 1e3, 1e6));

    private void RunValues(Outlet<Stamped<Value>> outlet)
    {
        bool isContact = ReferenceEquals(_stage.Input.Symbols, SymbolType.Contact) && _channels[0].Words is null;
        using ValueReader reader = _channels.Length == 2 ? new LinePairReader(_trace.ReadValues(_channels[0]), _trace.ReadValues(_channels[1])) : _trace.ReadValues(_channels[0]);
        SignalTime last = SignalTime.BeforeStart;
        while (reader.TryRead(out Stamped<Value> value))
        {
            last = value.Stamp;
            RunTimers(last);
            _scheduler.Now = last;
            outlet.Push(isContact ? ChangeFeed.Contact(value) : value);
        }

        RunTimers(last);
    }

    // At one instant timers go first, as in a run.
    private void RunTimers(SignalTime until)
    {
        while (_scheduler.Next is { } timer && timer.DueTime <= until)
        {
            _scheduler.Now = SignalTime.Max(timer.DueTime, _scheduler.Now);
            _scheduler.RunNext();
        }
    }

    private void RunLevels(Outlet<StateBlock> outlet)
    {
        using LevelReader reader = _trace.ReadLevels(_channels);
        while (reader.TryRead(out StateBlock block))
            outlet.Push(block);
    }

    private void RunSamples(Outlet<SampleBlock> outlet)
    {
        using SampleReader reader = _trace.ReadSamples(_channels);
        while (reader.TryRead(out SampleBlock block))
            outlet.Push(block);
    }

    private void RunHeld(Outlet<SampleBlock> outlet, SampleRate rate)
    {
        long total = HeldSamples(rate);
        using ValueReader reader = _trace.ReadValues(_channels[0]);
        if (!reader.TryRead(out Stamped<Value> value))
            return;
        var clock = new SampleClock(rate, 0, value.Stamp);
        byte[] bytes = new byte[BlockSamples * sizeof(float)];
        long index = 0;
        bool more = true;
        while (more)
        {
            Value held = value.Value;
            more = reader.TryRead(out value);
            long until = more ? clock.FirstIndexAtOrAfter(value.Stamp) : index + 1;
            // what is unknown is a gap, as in a feed
            if (held.Kind != ValueKind.Number)
                index = Math.Max(index, until);
            MemoryMarshal.Cast<byte, float>(bytes.AsSpan())[..(int)Math.Clamp(until - index, 0, BlockSamples)].Fill((float)held.Number);
            while (index < until)
            {
                int count = (int)Math.Min(until - index, BlockSamples);
                outlet.Push(new SampleBlock(bytes.AsMemory(0, count * sizeof(float)), SampleFormat.Float32, index, clock));
                index += count;
                _progress.Step(() => (double)index / total, count);
            }
        }
    }

    // How many samples hold all values. Two values far apart are a short file and a long run: it is read once more to refuse those.
    private long HeldSamples(SampleRate rate)
    {
        using ValueReader reader = _trace.ReadValues(_channels[0]);
        if (!reader.TryRead(out Stamped<Value> value))
            return 0;
        SignalTime first = value.Stamp, last;
        do
        {
            last = value.Stamp;
        }
        while (reader.TryRead(out value));
        long samples = new SampleClock(rate, 0, first).FirstIndexAtOrAfter(last) + 1;
        if (samples <= MostHeldSamples)
            return samples;
        double seconds = (last - first) / 1e9;
        string coarser = ((decimal)Math.Pow(10, Math.Floor(Math.Log10(MostHeldSamples / seconds)))).ToString(CultureInfo.InvariantCulture);
        throw CommandException.Usage(string.Create(
            CultureInfo.InvariantCulture,
            $"{_trace.Path}: the values of '{_channels[0].Name}' span {seconds:0.###} s, which are {samples:N0} samples at {rate}, and no more than {MostHeldSamples:N0} are decoded: name a lower rate, such as --rate {coarser}Hz."));
    }
}
