using System;
using System.Collections.Generic;
using System.Linq;
using System.Reactive.Subjects;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Conformance;

/// <summary>Every operator of the catalog, in every form, with every example, on every input that fits.</summary>
internal static class Cases
{
    private static readonly FrontEnd Divider = new(3.3, 4700, 12, 3.3);

    public static readonly Flow[] Inputs =
    [
        new(FlowKind.Samples, null, Unit.Count, new SampleFlow(new SampleRate(1000), SampleFormat.Int16, Divider)),
        new(FlowKind.Samples, null, Unit.Count, new SampleFlow(new SampleRate(1000), SampleFormat.Int32, Divider)),
        new(FlowKind.Samples, null, Unit.Count, new SampleFlow(new SampleRate(1000), SampleFormat.Int16)),
        new(FlowKind.Samples, null, Unit.Volt, new SampleFlow(new SampleRate(1000), SampleFormat.Float32)),
        new(FlowKind.Samples, null, Unit.Ohm, new SampleFlow(new SampleRate(1000), SampleFormat.Float32)),
        new(FlowKind.States, SymbolType.LoopState, Samples: new SampleFlow(new SampleRate(1000), SampleFormat.Int16)),
        new(FlowKind.States, SymbolType.Contact, Samples: new SampleFlow(new SampleRate(1000), SampleFormat.Int16)),
        new(FlowKind.State, SymbolType.LoopState),
        new(FlowKind.State, SymbolType.Contact),
        new(FlowKind.State, null, Unit.Volt),
        new(FlowKind.State, null, Unit.Count),
        new(FlowKind.Event, SymbolType.Contact),
        new(FlowKind.Event),
        new(FlowKind.Samples, null, Unit.Count, new SampleFlow(new SampleRate(1000), SampleFormat.Float32)),
        new(FlowKind.Samples, null, Unit.Count, new SampleFlow(new SampleRate(1000), SampleFormat.Int16, Divider), Channels: 3),
        new(FlowKind.Samples, null, Unit.Count, new SampleFlow(new SampleRate(1000), SampleFormat.Int16), Channels: 32),
        new(FlowKind.Samples, null, Unit.Count, new SampleFlow(new SampleRate(1000), SampleFormat.Int32, Divider), Channels: 2),
        new(FlowKind.Samples, null, Unit.Volt, new SampleFlow(new SampleRate(1000), SampleFormat.Float32), Channels: 5),
        new(FlowKind.States, SymbolType.LoopState, Samples: new SampleFlow(new SampleRate(1000), SampleFormat.Int16), Channels: 3),
        new(FlowKind.States, SymbolType.Contact, Samples: new SampleFlow(new SampleRate(1000), SampleFormat.Int16), Channels: 7),
        new(FlowKind.Samples, null, Unit.Count, new SampleFlow(LogicLine.Rate, SampleFormat.Int16)),
        new(FlowKind.Samples, null, Unit.Count, new SampleFlow(LogicLine.Rate, SampleFormat.Float32)),
        new(FlowKind.States, SymbolType.Contact, Samples: new SampleFlow(LogicLine.Rate, SampleFormat.Int16)),
        new(FlowKind.Samples, null, Unit.Count, new SampleFlow(WiegandPair.Rate, SampleFormat.Int16), Channels: 2),
        new(FlowKind.Samples, null, Unit.Count, new SampleFlow(WiegandPair.Rate, SampleFormat.Float32), Channels: 2),
        new(FlowKind.States, SymbolType.Contact, Samples: new SampleFlow(WiegandPair.Rate, SampleFormat.Int16), Channels: 2),
        new(FlowKind.States, SymbolType.Level, Samples: new SampleFlow(WiegandPair.Rate, SampleFormat.Int16), Channels: 2),
        new(FlowKind.State, SymbolType.WiegandLines),
        new(FlowKind.Event, Record: RecordType.Frame),
        new(FlowKind.Event, SymbolType.Key),
        new(FlowKind.Event, Record: RecordType.Card),
        new(FlowKind.Event, Record: RecordType.Pin),
        new(FlowKind.Several, Channels: 2) { Parts = [new(FlowKind.Event, Record: RecordType.Card), new(FlowKind.Event, Record: RecordType.Pin)] },
        new(FlowKind.Event) { IsText = true },
        new(FlowKind.Event, Record: RecordType.Entry),
        new(FlowKind.Event, Record: RecordType.Digit),
        new(FlowKind.Event, Record: RecordType.Tone),
        new(FlowKind.Event, SymbolType.Press),
        new(FlowKind.Samples, null, Unit.Count, new SampleFlow(Sound.Rate, SampleFormat.Int16)),
        new(FlowKind.Samples, null, Unit.Count, new SampleFlow(Sound.Rate, SampleFormat.Float32), Channels: 2),
        new(FlowKind.Samples, null, Unit.Count, new SampleFlow(Sound.Wide, SampleFormat.Int32), Channels: 3),
        new(FlowKind.Samples, null, Unit.Count, new SampleFlow(Sound.Wide, SampleFormat.Float32)),
        new(FlowKind.Samples, null, Unit.Count, new SampleFlow(Sound.Slow, SampleFormat.Int16)),
        new(FlowKind.Samples, null, Unit.Count, new SampleFlow(Sound.Slow, SampleFormat.Float32), Channels: 2),
    ];

    /// <summary>Spec, form, example and input, by number.</summary>
    public static TheoryData<string, int, int, int> All()
    {
        var cases = new TheoryData<string, int, int, int>();
        foreach (OperatorSpec spec in OperatorCatalog.All)
        {
            for (int form = 0; form < spec.Forms.Length; form++)
            {
                for (int example = 0; example < spec.Examples.Length; example++)
                {
                    ParameterValues values = ExampleReader.Read(spec, spec.Examples[example].Yaml);
                    for (int input = 0; input < Inputs.Length; input++)
                    {
                        // lines of readers and sound are quick: only what reads them sees anything in so few milliseconds
                        if (Sound.Is(Inputs[input].Samples?.Rate) && !Sound.IsReadBy(spec, Inputs[input].Samples!.Rate))
                            continue;
                        if ((Inputs[input].Samples?.Rate == LogicLine.Rate && spec.Name != "em4100") || (IsOfAReader(Inputs[input]) && spec.Name != "wiegand"))
                            continue;
                        if (ReferenceEquals(spec.FormFor(Inputs[input]), spec.Forms[form]) && !spec.Check(values, Inputs[input]).Any())
                            cases.Add(spec.Name, form, example, input);
                    }
                }
            }
        }

        return cases;
    }

    /// <summary>Whether its channels are the two lines of a reader, of which neither is anything alone.</summary>
    public static bool IsOfAReader(Flow flow) => flow.Samples?.Rate == WiegandPair.Rate || flow.Symbols == SymbolType.WiegandLines;

    /// <summary>Those in which as many channels leave as come, and more than one.</summary>
    public static TheoryData<string, int, int, int> Banks()
    {
        var banks = new TheoryData<string, int, int, int>();
        foreach ((string name, int form, int example, int input) in All().Select(row => row.Data))
        {
            OperatorSpec spec = OperatorCatalog.All.Single(s => s.Name == name);
            ParameterValues values = ExampleReader.Read(spec, spec.Examples[example].Yaml);
            if (Inputs[input].Channels > 1 && spec.Forms[form].Output(Inputs[input], values).Channels == Inputs[input].Channels)
                banks.Add(name, form, example, input);
        }

        return banks;
    }

    public static Case Of(string name, int form, int example, int input)
    {
        OperatorSpec spec = OperatorCatalog.All.Single(s => s.Name == name);
        ParameterValues values = ExampleReader.Read(spec, spec.Examples[example].Yaml);
        return Of(spec.Forms[form], Inputs[input], values);
    }

    /// <summary>A form on an input, without knowing its types.</summary>
    public static Case Of(OperatorForm form, Flow input, ParameterValues values)
    {
        Func<Flow, int, Random?, List<Stamped<Value>>> sparse =
            input.Kind is FlowKind.Event or FlowKind.Several ? SignalGenerators.Events : input.Symbols is null ? SignalGenerators.Numbers : SignalGenerators.Values;
        return form switch
        {
            OperatorForm<SampleBlock, SampleBlock> f => new Case<SampleBlock, SampleBlock>(f, input, values, SignalGenerators.Samples),
            OperatorForm<SampleBlock, StateBlock> f => new Case<SampleBlock, StateBlock>(f, input, values, SignalGenerators.Samples),
            OperatorForm<SampleBlock, Stamped<Value>> f => new Case<SampleBlock, Stamped<Value>>(f, input, values, SignalGenerators.Samples),
            OperatorForm<StateBlock, StateBlock> f => new Case<StateBlock, StateBlock>(f, input, values, SignalGenerators.States),
            OperatorForm<StateBlock, Stamped<Value>> f => new Case<StateBlock, Stamped<Value>>(f, input, values, SignalGenerators.States),
            OperatorForm<Stamped<Value>, Stamped<Value>> f => new Case<Stamped<Value>, Stamped<Value>>(f, input, values, sparse),
            SharedForm f => new Case<Stamped<Value>, Stamped<Value>>(f.Alone, input, values, sparse),
            _ => throw new NotSupportedException($"The harness lacks an input for {form}: add a generator to SignalGenerators."),
        };
    }
}

/// <summary>One operator on one input, driven without knowing its types.</summary>
internal abstract class Case
{
    /// <summary>Runs a signal of <paramref name="seed"/>, cut by <paramref name="cuts"/> (null: in one piece), and tells what came out.</summary>
    public abstract List<string> Run(int seed, Random? cuts, IKernel? kernel = null, bool swap = false);

    public abstract IKernel Create();

    /// <summary>Bytes allocated by a later run of one signal, up to where its clock changes, beyond those that <paramref name="each"/> value which comes out may take.</summary>
    public abstract long AllocatedInSteadyState(long each = 0);

    /// <summary>What <see cref="Run"/> tells, with the operator applied to an observable in signal time.</summary>
    public abstract List<string> RunThroughRx(int seed);

    /// <summary>What each channel of a bank yields.</summary>
    public abstract List<List<string>> RunByChannel(int seed);

    /// <summary>Runs two kernels by turns.</summary>
    public abstract (List<string> First, List<string> Second) RunByTurns(int firstSeed, int secondSeed, Random cuts);
}

internal sealed class Case<TIn, TOut>(OperatorForm<TIn, TOut> form, Flow input, ParameterValues values, Func<Flow, int, Random?, List<TIn>> signal) : Case
{
    public override IKernel Create() => form.CreateKernel(input, values);

    public override List<string> Run(int seed, Random? cuts, IKernel? kernel = null, bool swap = false)
    {
        var running = (Kernel<TIn, TOut>)(kernel ?? Create());
        var transcript = new Transcript();
        foreach (TIn piece in signal(input, seed, cuts))
        {
            if (swap && cuts!.Next(2) == 0)
                running = Reloaded(running);
            Probe.Feed(running, piece, (IEmit<TOut>)(object)transcript);
        }

        Probe.RunOut(running, (IEmit<TOut>)(object)transcript);
        return transcript.Lines;
    }

    public override List<List<string>> RunByChannel(int seed)
    {
        var kernel = (Kernel<TIn, TOut>)Create();
        var transcript = new Transcript();
        foreach (TIn piece in signal(input, seed, new Random(seed)))
            Probe.Feed(kernel, piece, (IEmit<TOut>)(object)transcript);
        return [.. Enumerable.Range(0, input.Channels).Select(transcript.LinesOf)];
    }

    public override (List<string> First, List<string> Second) RunByTurns(int firstSeed, int secondSeed, Random cuts)
    {
        List<TIn> first = signal(input, firstSeed, cuts), second = signal(input, secondSeed, cuts);
        var kernels = (First: (Kernel<TIn, TOut>)Create(), Second: (Kernel<TIn, TOut>)Create());
        var transcripts = (First: new Transcript(), Second: new Transcript());
        for (int i = 0; i < Math.Max(first.Count, second.Count); i++)
        {
            if (i < first.Count)
                Probe.Feed(kernels.First, first[i], (IEmit<TOut>)(object)transcripts.First);
            if (i < second.Count)
                Probe.Feed(kernels.Second, second[i], (IEmit<TOut>)(object)transcripts.Second);
        }

        Probe.RunOut(kernels.First, (IEmit<TOut>)(object)transcripts.First);
        Probe.RunOut(kernels.Second, (IEmit<TOut>)(object)transcripts.Second);
        return (transcripts.First.Lines, transcripts.Second.Lines);
    }

    public override List<string> RunThroughRx(int seed)
    {
        var scheduler = new SignalScheduler();
        var transcript = new Transcript();
        using var source = new Subject<TIn>();
        var applied = (IObservable<TOut>)form.Apply(source, input, values, new OperatorContext(scheduler));
        using IDisposable subscription = applied.Subscribe(output => ((IEmit<TOut>)(object)transcript).Emit(output));
        foreach (TIn piece in signal(input, seed, new Random(seed)))
        {
            if (piece is Stamped<Value> sparse)
                RunDue(scheduler, sparse.Stamp);
            source.OnNext(piece);
        }

        RunDue(scheduler, SignalTime.Never.Previous);
        return transcript.Lines;
    }

    public override long AllocatedInSteadyState(long each = 0)
    {
        // a kernel may make itself a clock for each that it is given
        List<TIn> all = signal(input, 7, new Random(7)), pieces = [.. all.TakeWhile(p => ReferenceEquals(ClockOf(p), ClockOf(all[0])))];
        var kernel = (Kernel<TIn, TOut>)Create();
        var sink = new Sink<TOut>();
        long least = long.MaxValue;
        // Buffers grow in the first runs. A collection that another test causes counts what is left of this thread's
        // allocation context as allocated: what the kernel allocates it would allocate every time.
        for (int run = 0; run < 6 && least > 0; run++)
        {
            kernel.Reset();
            long before = GC.GetAllocatedBytesForCurrentThread();
            int told = sink.Count;
            foreach (TIn piece in pieces)
                Probe.Feed(kernel, piece, sink);
            if (run >= 2)
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before - (each * (sink.Count - told)));
        }

        return least;
    }

    private static SampleClock? ClockOf(TIn piece) => piece switch
    {
        SampleBlock samples => samples.Clock,
        StateBlock states => states.Clock,
        _ => null,
    };

    private static void RunDue(SignalScheduler scheduler, SignalTime to)
    {
        while (scheduler.NextDue <= to)
        {
            scheduler.Now = scheduler.NextDue;
            scheduler.RunNext();
        }

        scheduler.Now = to;
    }

    private Kernel<TIn, TOut> Reloaded(Kernel<TIn, TOut> kernel)
    {
        var writer = new StateWriter();
        kernel.Save(writer);
        var reader = new StateReader(writer.Written.ToArray());
        var fresh = (Kernel<TIn, TOut>)Create();
        fresh.Load(reader);
        Assert.True(reader.AtEnd, "Load must read all that Save wrote.");
        Assert.Equal(kernel.Deadline, fresh.Deadline);
        return fresh;
    }
}
