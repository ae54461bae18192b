using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Signals.Tests.Loop;

/// <summary>Ports as tests need them.</summary>
internal static class Ports
{
    /// <summary>A dense port of 1 kHz in blocks of 5 ms.</summary>
    public static PortSpec Adc(string name, SourceOrder order = SourceOrder.ByStamp) => new()
    {
        Name = name,
        Order = order,
        Flow = new Flow(FlowKind.Samples, Samples: new SampleFlow(new SampleRate(1000), SampleFormat.Int16)),
    };

    public static PortSpec Contact(string name, double? latenessMilliseconds = null) => new()
    {
        Name = name,
        Flow = new Flow(FlowKind.State, SymbolType.Contact),
        Lateness = latenessMilliseconds is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
    };

    public static PortSpec Digits(string name, SourceOrder order = SourceOrder.ByStamp) =>
        new() { Name = name, Order = order, Flow = new Flow(FlowKind.Event) };
}

/// <summary>Everything that came out of a run.</summary>
internal sealed class Journal : RunObserver
{
    public List<Command> Commands { get; } = [];

    public List<Arrival> Arrivals { get; } = [];

    public List<TurnInfo> Turns { get; } = [];

    public List<string> Faults { get; } = [];

    public override void OnArrival(long number, in Arrival arrival) => Arrivals.Add(arrival with { Block = default });

    public override void OnTurn(in TurnInfo turn) => Turns.Add(turn);

    public override void OnCommand(in Command command) => Commands.Add(command);

    public override void OnFault(SignalTime at, string fault) => Faults.Add($"{at}: {fault}");

    /// <summary>The commands as people compare them: instant, text or verb.</summary>
    public IEnumerable<string> Lines => Commands.Select(c => $"{c.At} {c.Text ?? c.Sink + " " + c.Verb}");

    /// <summary>The lines from an instant on.</summary>
    public IEnumerable<string> From(long milliseconds) =>
        Commands.Where(c => c.At >= SignalTime.FromMilliseconds(milliseconds)).Select(c => $"{c.At} {c.Text ?? c.Sink + " " + c.Verb}");

    public IEnumerable<Arrival> Of(ArrivalKind kind) => Arrivals.Where(a => a.Kind == kind);
}

/// <summary>An engine with a toy graph over ports, and the drivers' side of it in virtual time.</summary>
internal sealed class Bench
{
    private readonly Func<long, short>[] _signals;

    public Bench(params PortSpec[] ports)
        : this(ports, [])
    {
    }

    public Bench(PortSpec[] ports, RunObserver[] observers, long holdMilliseconds = 30_000, bool terse = false)
    {
        Engine = new Engine(terse ? new ObserverList(observers) : new ObserverList([Journal, .. observers]));
        Graph = new ToyGraph(Engine, holdMilliseconds * 1_000_000, terse);
        _signals = [.. ports.Select<PortSpec, Func<long, short>>(_ => _ => 0)];
        foreach (PortSpec port in ports)
        {
            Source source = Engine.AddSource(port);
            Junction junction = Engine.AddJunction(source);
            if (source.IsDense)
            {
                int before = Engine.KernelCount;
                source.Samples.Through(() => new ThresholdKernel(), Engine.Context).Subscribe(junction);
                Engine.OwnKernels(source, before);
            }

            Graph.Observe(port.Name, junction.Out);
        }

        Engine.Attach(Graph);
        Order = new LiveOrder(Engine) { Opened = (_, _) => OpenedBlocks++ };
    }

    public Engine Engine { get; }

    public ToyGraph Graph { get; }

    public LiveOrder Order { get; }

    public Journal Journal { get; } = new();

    public int OpenedBlocks { get; private set; }

    public static SignalTime Ms(double milliseconds) => new((long)Math.Round(milliseconds * 1e6));

    public static Value Active { get; } = Value.Contact(active: true);

    public static Value Inactive { get; } = Value.Contact(active: false);

    /// <summary>What a dense source measures, by the index of the sample.</summary>
    public Bench Measuring(int source, Func<long, short> signal)
    {
        _signals[source] = signal;
        return this;
    }

    /// <summary>Samples of a dense source.</summary>
    public SampleBlock Samples(int source, long first, int count)
    {
        var samples = new short[count];
        for (int i = 0; i < count; i++)
            samples[i] = _signals[source](first + i);
        return new SampleBlock(MemoryMarshal.AsBytes<short>(samples).ToArray(), SampleFormat.Int16, first, Engine.Sources[source].Clock!);
    }

    /// <summary>Hands over a block at <paramref name="now"/>, and lets the order run.</summary>
    public void Block(int source, long first, int count, double now, int missed = 0)
    {
        Order.Ingest(source, Samples(source, first, count), missed, Ms(now));
        Order.Advance(Ms(now));
    }

    /// <summary>Hands over a value, and lets the order run.</summary>
    public void Put(int source, Value value, double stamp, double now, int missed = 0)
    {
        Order.Ingest(source, new Stamped<Value>(value, Ms(stamp)), missed, Ms(now));
        Order.Advance(Ms(now));
    }

    /// <summary>An ADC that works: from one time to another, a block of 5 ms handed over as soon as it is full.</summary>
    public void RunAdc(int source, long fromMilliseconds, long toMilliseconds)
    {
        for (long t = fromMilliseconds; t < toMilliseconds; t += 5)
            Block(source, t, 5, t + 5);
    }

    /// <summary>Several ADCs that work beside each other.</summary>
    public void RunAdcs(long fromMilliseconds, long toMilliseconds, params int[] sources)
    {
        for (long t = fromMilliseconds; t < toMilliseconds; t += 5)
        {
            foreach (int source in sources)
                Block(source, t, 5, t + 5);
        }
    }

    /// <summary>Lets the order run whenever it wants to, until an instant.</summary>
    public void SleepUntil(double now)
    {
        for (SignalTime wake = Order.NextWake(); wake <= Ms(now); wake = Order.NextWake())
        {
            Order.Advance(wake);
            if (Order.NextWake() <= wake)
                throw new InvalidOperationException($"It wants to be woken at {Order.NextWake()} again at {wake}.");
        }

        Order.Advance(Ms(now));
    }

    public static string Describe(Arrival a) =>
        string.Create(CultureInfo.InvariantCulture, $"{a.Kind} {a.Source} turn {a.Turn} stamp {a.Stamp} {a.Marks} missed {a.Missed}");
}
