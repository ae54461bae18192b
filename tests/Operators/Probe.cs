using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators.Tests;

/// <summary>Collects what a kernel yields, in a form that does not depend on how its input was cut.</summary>
internal sealed class Transcript : IEmit<StateBlock>, IEmit<Stamped<Value>>
{
    private int _last = -1;

    public List<string> Lines { get; } = [];

    public List<Stamped<Value>> Values { get; } = [];

    public long Samples { get; private set; }

    public void Emit(in StateBlock output)
    {
        for (int i = 0; i < output.Runs.Length; i++)
        {
            StateRun run = output.Runs.Span[i];
            if ((i == 0) != (run.Start == 0))
                Lines.Add("the first run must start at 0");
            if (run.Code == _last)
                continue;
            _last = run.Code;
            Lines.Add(string.Create(CultureInfo.InvariantCulture, $"{output.FirstIndex + run.Start}: {output.Type.ToValue(run.Code)} {run.Measurement:R} {run.Margin:R}"));
        }

        Samples += output.Count;
    }

    public void Emit(in Stamped<Value> output)
    {
        Values.Add(output);
        Lines.Add(string.Create(CultureInfo.InvariantCulture, $"{output.Stamp}: {output.Value} since {output.Since} {output.Value.Measurement:R} {output.Value.Margin:R}"));
    }
}

/// <summary>Counts and keeps nothing.</summary>
internal sealed class Sink<T> : IEmit<T>
{
    public int Count { get; private set; }

    public void Emit(in T output) => Count++;
}

/// <summary>Drives kernels by hand.</summary>
internal static class Probe
{
    public static readonly SampleClock Kilohertz = new(new SampleRate(1000));

    /// <summary>Gives one input as the adapter does: a deadline that has passed runs first.</summary>
    public static void Feed<TIn, TOut>(Kernel<TIn, TOut> kernel, in TIn input, IEmit<TOut> output)
    {
        SignalTime deadline = kernel.Deadline;
        if (deadline != SignalTime.Never && deadline <= kernel.StampOf(input))
            kernel.Expire(deadline, output);
        kernel.Step(input, output);
    }

    /// <summary>Runs what is still due after the last input.</summary>
    public static void RunOut<TIn, TOut>(Kernel<TIn, TOut> kernel, IEmit<TOut> output)
    {
        while (kernel.Deadline is var due && due != SignalTime.Never)
        {
            kernel.Expire(due, output);
            if (kernel.Deadline <= due)
                throw new InvalidOperationException("After a deadline the next must lie later.");
        }
    }

    /// <summary>The names of the states of all samples.</summary>
    public static string[] States(Kernel<SampleBlock, StateBlock> kernel, SampleBlock block)
    {
        var names = new Names();
        kernel.Step(block, names);
        return [.. names.All];
    }

    public static string[] States(Kernel<SampleBlock, StateBlock> kernel, params float[] samples) => States(kernel, SampleBlock.Of(samples, 0, Kilohertz));

    public static string[] States(Kernel<SampleBlock, StateBlock> kernel, params short[] samples) => States(kernel, SampleBlock.Of(samples, 0, Kilohertz));

    /// <summary>A block of one state a sample; what it measures is the sample's index.</summary>
    public static StateBlock States(SymbolType type, ReadOnlySpan<byte> codes, long firstIndex, SampleClock clock)
    {
        var runs = new List<StateRun>();
        for (int i = 0; i < codes.Length; i++)
        {
            if (i == 0 || codes[i] != codes[i - 1])
                runs.Add(new StateRun(i, codes[i], firstIndex + i, 1));
        }

        return new StateBlock(runs.ToArray(), codes.Length, firstIndex, clock, type);
    }

    /// <summary>The kernel of a spec whose parameters are written as in a definition.</summary>
    public static Kernel<TIn, TOut> Kernel<TIn, TOut>(OperatorSpec spec, string yaml, Flow input)
    {
        ParameterValues values = ExampleReader.Read(spec, yaml);
        string problems = string.Join("; ", spec.Check(values, input).Select(p => p.Message));
        if (problems.Length > 0)
            throw new ArgumentException(problems);
        return (Kernel<TIn, TOut>)spec.FormFor(input)!.CreateKernel(input, values);
    }

    private sealed class Names : IEmit<StateBlock>
    {
        public List<string> All { get; } = [];

        public void Emit(in StateBlock output)
        {
            ReadOnlySpan<StateRun> runs = output.Runs.Span;
            for (int i = 0; i < runs.Length; i++)
            {
                int end = i + 1 < runs.Length ? runs[i + 1].Start : output.Count;
                for (int k = runs[i].Start; k < end; k++)
                    All.Add(output.Type.ToValue(runs[i].Code).ToString());
            }
        }
    }
}
