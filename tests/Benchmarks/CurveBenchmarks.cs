using System.Linq;
using BenchmarkDotNet.Attributes;
using Reactive.Operators;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Benchmarks;

/// <summary>Samples through eight lines.</summary>
[MemoryDiagnoser]
public class CalibrateBenchmarks
{
    private readonly Counter<SampleBlock> _counter = new();
    private readonly SampleBlock _noise = SampleBenchmarks.Noise(1);
    private readonly Kernel<SampleBlock, SampleBlock> _kernel;

    public CalibrateBenchmarks()
    {
        var values = new ParameterValues(CalibrateOperator.Spec.Parameters);
        values.Set("points", new CurvePoints(Dimension.Count, Dimension.Voltage, [.. Enumerable.Range(0, 9).Select(i => new CurvePoint((i * 500) - 2000, i * i))]));
        _kernel = (Kernel<SampleBlock, SampleBlock>)CalibrateOperator.Spec.Forms[0].CreateKernel(Blocks.Counts, values);
    }

    [Benchmark]
    public int EightLines()
    {
        _kernel.Step(_noise, _counter);
        return _counter.Count;
    }
}

/// <summary>Whether a signal stands still for a second.</summary>
[MemoryDiagnoser]
public class StuckBenchmarks
{
    private readonly Counter<StateBlock> _counter = new();
    private readonly SampleBlock _flat = Blocks.Toggling(int.MaxValue);
    private readonly SampleBlock _noise = SampleBenchmarks.Noise(1);
    private readonly Kernel<SampleBlock, StateBlock> _exact = (Kernel<SampleBlock, StateBlock>)StuckOperator.Spec.Forms[0].CreateKernel(Blocks.Counts, new ParameterValues(StuckOperator.Spec.Parameters));
    private readonly Kernel<SampleBlock, StateBlock> _within;

    public StuckBenchmarks()
    {
        var values = new ParameterValues(StuckOperator.Spec.Parameters);
        values.Set("within", Quantity.Parse("5"));
        _within = (Kernel<SampleBlock, StateBlock>)StuckOperator.Spec.Forms[0].CreateKernel(Blocks.Counts, values);
    }

    [Benchmark]
    public int Flat() => Step(_exact, _flat);

    [Benchmark]
    public int Noise() => Step(_exact, _noise);

    [Benchmark]
    public int NoiseWithin() => Step(_within, _noise);

    private int Step(Kernel<SampleBlock, StateBlock> kernel, in SampleBlock block)
    {
        kernel.Step(block, _counter);
        return _counter.Count;
    }
}
