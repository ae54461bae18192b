using System;
using System.Linq;
using System.Runtime.InteropServices;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Benchmarks;

/// <summary>Inputs of benchmarks: blocks of 1024 16-bit counts of a 12-bit ADC behind a divider.</summary>
internal static class Blocks
{
    public const int Length = 1024;

    public static readonly SampleClock Clock = new(new SampleRate(10_000));

    public static readonly Flow Counts = new(FlowKind.Samples, null, Unit.Count, new SampleFlow(Clock.Rate, SampleFormat.Int16, new FrontEnd(3.3, 4700, 12, 3.3)));

    public static readonly Flow Contact = new(FlowKind.States, SymbolType.Contact);

    /// <summary>One state with a few counts of noise.</summary>
    public static SampleBlock Quiet() => Of(i => (short)(1850 + (i % 7)));

    /// <summary>Another state every <paramref name="samples"/> samples.</summary>
    public static SampleBlock Toggling(int samples, short low = 1850) => Of(i => i / samples % 2 == 0 ? low : (short)3370);

    /// <summary>Contact states that change every <paramref name="samples"/> samples.</summary>
    public static StateBlock StatesToggling(int samples) =>
        new(Enumerable.Range(0, Length / samples).Select(i => new StateRun(i * samples, 0, (byte)(i % 2), 0, 1)).ToArray(), Length, 0, Clock, SymbolType.Contact);

    /// <summary>The kernel of an operator with parameters as written.</summary>
    public static Kernel<TIn, TOut> Kernel<TIn, TOut>(OperatorSpec spec, Flow input, params (string Name, string Value)[] parameters)
    {
        var values = new ParameterValues(spec.Parameters);
        foreach ((string name, string value) in parameters)
        {
            if (!spec.Parameters.Single(p => p.Name == name).TryRead(value, out object read, out string problem, out _))
                throw new FormatException(problem);
            values.Set(name, read);
        }

        return (Kernel<TIn, TOut>)spec.FormFor(input)!.CreateKernel(input, values);
    }

    private static SampleBlock Of(Func<int, short> sample) =>
        new(MemoryMarshal.AsBytes<short>(Enumerable.Range(0, Length).Select(sample).ToArray()).ToArray(), SampleFormat.Int16, 0, Clock);
}

/// <summary>Counts what comes out, so that nothing is optimised away.</summary>
internal sealed class Counter<T> : IEmit<T>
{
    public int Count { get; private set; }

    public void Emit(in T output) => Count++;
}

/// <summary>Feeds one kernel's blocks to the next.</summary>
internal sealed class Link<T, TOut>(Kernel<T, TOut> next, IEmit<TOut> output) : IEmit<T>
{
    public void Emit(in T block) => next.Step(block, output);
}
