using System;
using System.Linq;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using Reactive.Operators;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Benchmarks;

/// <summary>Operators from samples to samples over 1024 16-bit samples at 10 kHz, and over 32 channels of 32.</summary>
public abstract class SampleBenchmarks
{
    private static readonly Flow One = new(FlowKind.Samples, null, Unit.Count, new SampleFlow(Blocks.Clock.Rate, SampleFormat.Int16));

    private readonly Counter<SampleBlock> _counter = new();
    private readonly SampleBlock _noise = Noise(1);
    private readonly SampleBlock _bank = Noise(32);
    private readonly Kernel<SampleBlock, SampleBlock> _one;
    private readonly Kernel<SampleBlock, SampleBlock> _many;
    private long _index;

    /// <summary>A kernel of <paramref name="spec"/> with parameters written as in a definition.</summary>
    protected SampleBenchmarks(OperatorSpec spec, params (string Name, string Text)[] given)
    {
        _one = Kernel(spec, One, given);
        _many = Kernel(spec, One with { Channels = 32 }, given);
    }

    [Benchmark]
    public int OneChannel() => Step(_one, _noise);

    [Benchmark]
    public int Bank() => Step(_many, _bank);

    internal static Kernel<SampleBlock, SampleBlock> Kernel(OperatorSpec spec, Flow input, (string Name, string Text)[] given)
    {
        var values = new ParameterValues(spec.Parameters);
        foreach ((string name, string text) in given)
        {
            if (!spec.Parameters.Single(p => p.Name == name).TryRead(text, out object value, out string problem, out _))
                throw new InvalidOperationException(problem);
            values.Set(name, value);
        }

        return (Kernel<SampleBlock, SampleBlock>)spec.FormFor(input)!.CreateKernel(input, values);
    }

    internal static SampleBlock Noise(int channels)
    {
        var random = new Random(1);
        short[] samples = [.. Enumerable.Range(0, Blocks.Length).Select(_ => (short)random.Next(-2000, 2000))];
        return new SampleBlock(MemoryMarshal.AsBytes<short>(samples).ToArray(), SampleFormat.Int16, 0, Blocks.Clock, channels);
    }

    // blocks follow each other: some kernels look at indexes
    private int Step(Kernel<SampleBlock, SampleBlock> kernel, in SampleBlock block)
    {
        kernel.Step(new SampleBlock(block.Bytes, block.Format, _index, block.Clock, block.Channels), _counter);
        _index += block.Count;
        return _counter.Count;
    }
}

/// <summary>Gain and offset.</summary>
[MemoryDiagnoser]
public class ScaleBenchmarks() : SampleBenchmarks(ScaleOperator.Spec, ("gain", "0.004"));

/// <summary>A mean of 1000 samples.</summary>
[MemoryDiagnoser]
public class AverageBenchmarks() : SampleBenchmarks(AverageOperator.Spec, ("over", "100 ms"));

/// <summary>A change over 100 samples.</summary>
[MemoryDiagnoser]
public class RateOfChangeBenchmarks() : SampleBenchmarks(RateOfChangeOperator.Spec, ("over", "10 ms"));

/// <summary>A median by a network.</summary>
[MemoryDiagnoser]
public class MedianOfFiveBenchmarks() : SampleBenchmarks(MedianOperator.Spec, ("samples", "5"));

/// <summary>A median by a sorted window.</summary>
[MemoryDiagnoser]
public class MedianOfHundredBenchmarks() : SampleBenchmarks(MedianOperator.Spec, ("samples", "101"));

/// <summary>Root mean squares of 200 samples.</summary>
[MemoryDiagnoser]
public class WindowBenchmarks() : SampleBenchmarks(WindowOperator.Spec, ("every", "20 ms"), ("of", "rms"));

/// <summary>A tenth of the rate.</summary>
[MemoryDiagnoser]
public class DecimateBenchmarks() : SampleBenchmarks(DecimateOperator.Spec, ("by", "10"));

/// <summary>From 10 to 8 kHz.</summary>
[MemoryDiagnoser]
public class ResampleBenchmarks() : SampleBenchmarks(ResampleOperator.Spec, ("to", "8 kHz"));
