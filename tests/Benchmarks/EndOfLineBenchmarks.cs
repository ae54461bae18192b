using System;
using System.Collections.Generic;
using System.Numerics;
using System.Reactive.Subjects;
using BenchmarkDotNet.Attributes;
using Reactive.Operators;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Benchmarks;

/// <summary>A supervised loop, debounced, against the least that reading the samples costs.</summary>
[MemoryDiagnoser]
public class EndOfLineBenchmarks : IDisposable
{
    private readonly Subject<SampleBlock> _source = new();
    private readonly Counter<Stamped<Value>> _counter = new();
    private readonly Counter<StateBlock> _blocks = new();
    private readonly SampleBlock _quiet = Blocks.Quiet();
    private readonly SampleBlock _bouncing = Blocks.Toggling(64);
    private readonly SampleBlock _noise = Blocks.Toggling(1);
    private Kernel<SampleBlock, StateBlock> _alone = null!;
    private Kernel<SampleBlock, StateBlock> _first = null!;
    private Link<StateBlock, Stamped<Value>> _chain = null!;
    private IDisposable? _subscription;
    private int _settled;

    [GlobalSetup]
    public void Setup()
    {
        _alone = Classify();
        _first = Classify();
        var times = new ParameterValues(DebounceOperator.Spec.Parameters);
        times.Set("time", Quantity.Parse("50 ms"));
        var states = new Flow(FlowKind.States, SymbolType.LoopState);
        _chain = new Link<StateBlock, Stamped<Value>>((Kernel<StateBlock, Stamped<Value>>)DebounceOperator.Spec.FormFor(states)!.CreateKernel(states, times), _counter);
        _subscription = _source.EndOfLine(Blocks.Counts, new EndOfLineOptions { Wiring = LoopWiring.ParallelFirst })
            .Debounce(new DebounceTimes(TimeSpan.FromMilliseconds(50)))
            .Subscribe(_ => _settled++);
    }

    [Benchmark(Baseline = true)]
    public int VectorisedSum()
    {
        ReadOnlySpan<short> samples = _quiet.Int16;
        Vector<int> sum = Vector<int>.Zero;
        for (int at = 0; at < samples.Length; at += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(samples[at..]), out Vector<int> low, out Vector<int> high);
            sum += low + high;
        }

        return Vector.Sum(sum);
    }

    [Benchmark]
    public int Quiet()
    {
        _alone.Step(_quiet, _blocks);
        return _blocks.Count;
    }

    [Benchmark]
    public int QuietDebounced()
    {
        _first.Step(_quiet, _chain);
        return _counter.Count;
    }

    [Benchmark]
    public int QuietDebouncedThroughRx()
    {
        _source.OnNext(_quiet);
        return _settled;
    }

    [Benchmark]
    public int BouncingDebounced()
    {
        _first.Step(_bouncing, _chain);
        return _counter.Count;
    }

    [Benchmark]
    public int NoiseDebounced()
    {
        _first.Step(_noise, _chain);
        return _counter.Count;
    }

    public void Dispose()
    {
        _subscription?.Dispose();
        _source.Dispose();
        GC.SuppressFinalize(this);
    }

    private static Kernel<SampleBlock, StateBlock> Classify()
    {
        var values = new ParameterValues(EndOfLineOperator.Spec.Parameters);
        values.Set("wiring", "parallel-first");
        IEnumerable<ParameterProblem> problems = EndOfLineOperator.Spec.Check(values, Blocks.Counts);
        foreach (ParameterProblem problem in problems)
            throw new InvalidOperationException(problem.Message);
        return (Kernel<SampleBlock, StateBlock>)EndOfLineOperator.Spec.FormFor(Blocks.Counts)!.CreateKernel(Blocks.Counts, values);
    }
}
