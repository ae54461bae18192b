using BenchmarkDotNet.Attributes;
using Reactive.Operators;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Benchmarks;

/// <summary>A digital input in counts.</summary>
[MemoryDiagnoser]
public class DigitalBenchmarks
{
    private readonly Counter<StateBlock> _counter = new();
    private readonly SampleBlock _quiet = Blocks.Quiet();
    private readonly SampleBlock _bouncing = Blocks.Toggling(64, low: 200);
    private readonly Kernel<SampleBlock, StateBlock> _kernel =
        (Kernel<SampleBlock, StateBlock>)DigitalOperator.Spec.Forms[0].CreateKernel(Blocks.Counts, new ParameterValues(DigitalOperator.Spec.Parameters));

    [Benchmark]
    public int Quiet()
    {
        _kernel.Step(_quiet, _counter);
        return _counter.Count;
    }

    [Benchmark]
    public int Bouncing()
    {
        _kernel.Step(_bouncing, _counter);
        return _counter.Count;
    }
}

/// <summary>States of 1024 samples, debounced.</summary>
[MemoryDiagnoser]
public class DebounceBenchmarks
{
    private readonly Counter<Stamped<Value>> _counter = new();
    private readonly StateBlock _quiet = new(new StateRun[] { new(0, 0, 0, 0, 1) }, Blocks.Length, 0, Blocks.Clock, SymbolType.Contact);
    private readonly StateBlock _bouncing;
    private Kernel<StateBlock, Stamped<Value>> _kernel = null!;

    public DebounceBenchmarks()
    {
        var runs = new StateRun[Blocks.Length / 64];
        for (int i = 0; i < runs.Length; i++)
            runs[i] = new StateRun(i * 64, 0, (byte)(i % 2), 0, 1);
        _bouncing = new StateBlock(runs, Blocks.Length, 0, Blocks.Clock, SymbolType.Contact);
    }

    [GlobalSetup]
    public void Setup()
    {
        var values = new ParameterValues(DebounceOperator.Spec.Parameters);
        values.Set("time", Quantity.Parse("50 ms"));
        var input = new Flow(FlowKind.States, SymbolType.Contact);
        _kernel = (Kernel<StateBlock, Stamped<Value>>)DebounceOperator.Spec.FormFor(input)!.CreateKernel(input, values);
    }

    [Benchmark]
    public int Quiet()
    {
        _kernel.Step(_quiet, _counter);
        return _counter.Count;
    }

    [Benchmark]
    public int Bouncing()
    {
        _kernel.Step(_bouncing, _counter);
        return _counter.Count;
    }
}

/// <summary>Each change of a dense state.</summary>
[MemoryDiagnoser]
public class ChangedBenchmarks
{
    private readonly Counter<Stamped<Value>> _counter = new();
    private readonly StateBlock _quiet = new(new StateRun[] { new(0, 0, 0, 0, 1) }, Blocks.Length, 0, Blocks.Clock, SymbolType.Contact);
    private readonly Kernel<StateBlock, Stamped<Value>> _kernel = (Kernel<StateBlock, Stamped<Value>>)ChangedOperator.Spec.Forms[0].CreateKernel(new Flow(FlowKind.States, SymbolType.Contact), new ParameterValues([]));

    [Benchmark]
    public int Quiet()
    {
        _kernel.Step(_quiet, _counter);
        return _counter.Count;
    }
}

/// <summary>Edges of a sparse state that changes each time.</summary>
[MemoryDiagnoser]
public class EdgeBenchmarks
{
    private readonly Counter<Stamped<Value>> _counter = new();
    private readonly Kernel<Stamped<Value>, Stamped<Value>> _kernel = (Kernel<Stamped<Value>, Stamped<Value>>)EdgeOperator.Spec.Forms[0].CreateKernel(new Flow(FlowKind.State, SymbolType.Contact), new ParameterValues(EdgeOperator.Spec.Parameters));
    private long _at;

    [Benchmark]
    public int Change()
    {
        _at++;
        _kernel.Step(new Stamped<Value>(Value.Contact(_at % 2 == 0), new SignalTime(_at)), _counter);
        return _counter.Count;
    }
}

/// <summary>States of 1024 samples, of which the first edge counts.</summary>
[MemoryDiagnoser]
public class SettleBenchmarks
{
    private readonly Counter<Stamped<Value>> _counter = new();
    private readonly StateBlock _bouncing = Blocks.StatesToggling(64);
    private readonly Kernel<StateBlock, Stamped<Value>> _kernel = Blocks.Kernel<StateBlock, Stamped<Value>>(SettleOperator.Spec, Blocks.Contact, ("lockout", "50 ms"));

    [Benchmark]
    public int Bouncing()
    {
        _kernel.Step(_bouncing, _counter);
        return _counter.Count;
    }
}

/// <summary>States of 1024 samples that change too often.</summary>
[MemoryDiagnoser]
public class ChatterBenchmarks
{
    private readonly Counter<Stamped<Value>> _counter = new();
    private readonly StateBlock _bouncing = Blocks.StatesToggling(64);
    private readonly Kernel<StateBlock, Stamped<Value>> _kernel = Blocks.Kernel<StateBlock, Stamped<Value>>(ChatterOperator.Spec, Blocks.Contact, ("more-than", "10"), ("within", "1 s"));

    [Benchmark]
    public int Bouncing()
    {
        _kernel.Step(_bouncing, _counter);
        return _counter.Count;
    }
}

/// <summary>The opposite of states that change.</summary>
[MemoryDiagnoser]
public class InvertBenchmarks
{
    private readonly Counter<StateBlock> _counter = new();
    private readonly StateBlock _bouncing = Blocks.StatesToggling(64);
    private readonly Kernel<StateBlock, StateBlock> _kernel = Blocks.Kernel<StateBlock, StateBlock>(InvertOperator.Spec, Blocks.Contact);

    [Benchmark]
    public int Bouncing()
    {
        _kernel.Step(_bouncing, _counter);
        return _counter.Count;
    }
}
