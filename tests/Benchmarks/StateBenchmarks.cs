using BenchmarkDotNet.Attributes;
using Reactive.Operators;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Benchmarks;

/// <summary>A number of counts with a band that noise stays within, and none.</summary>
[MemoryDiagnoser]
public class DeadbandBenchmarks
{
    private readonly Counter<Stamped<Value>> _counter = new();
    private readonly SampleBlock _quiet = Blocks.Quiet();
    private readonly SampleBlock _bouncing = Blocks.Toggling(64);
    private readonly Kernel<SampleBlock, Stamped<Value>> _kernel = Blocks.Kernel<SampleBlock, Stamped<Value>>(DeadbandOperator.Spec, Blocks.Counts, ("band", "20"));
    private readonly Kernel<SampleBlock, Stamped<Value>> _changed = Blocks.Kernel<SampleBlock, Stamped<Value>>(ChangedOperator.Spec, Blocks.Counts);

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

    [Benchmark]
    public int EachSampleChanges()
    {
        _changed.Step(_quiet, _counter);
        return _counter.Count;
    }
}

/// <summary>A contact of counts by two thresholds.</summary>
[MemoryDiagnoser]
public class HysteresisBenchmarks
{
    private readonly Counter<StateBlock> _counter = new();
    private readonly SampleBlock _quiet = Blocks.Quiet();
    private readonly SampleBlock _bouncing = Blocks.Toggling(64, low: 200);
    private readonly Kernel<SampleBlock, StateBlock> _kernel = Blocks.Kernel<SampleBlock, StateBlock>(HysteresisOperator.Spec, Blocks.Counts, ("above", "3000"), ("below", "1000"));

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

/// <summary>Channels of a bank of 32, 32 frames in a block.</summary>
[MemoryDiagnoser]
public class SelectBenchmarks
{
    private static readonly Flow Bank = Blocks.Counts with { Channels = 32 };

    private readonly Counter<SampleBlock> _counter = new();
    private readonly SampleBlock _block = new(Blocks.Quiet().Bytes, SampleFormat.Int16, 0, Blocks.Clock, 32);
    private readonly Kernel<SampleBlock, SampleBlock> _one = Blocks.Kernel<SampleBlock, SampleBlock>(SelectOperator.Spec, Bank, ("channels", "17"));
    private readonly Kernel<SampleBlock, SampleBlock> _neighbours = Blocks.Kernel<SampleBlock, SampleBlock>(SelectOperator.Spec, Bank, ("channels", "1-8"));

    [Benchmark]
    public int One()
    {
        _one.Step(_block, _counter);
        return _counter.Count;
    }

    [Benchmark]
    public int EightNeighbours()
    {
        _neighbours.Step(_block, _counter);
        return _counter.Count;
    }
}
