using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests;

/// <summary>Collects what a kernel yields, in a form that does not depend on how its input was cut.</summary>
internal sealed class Transcript : IEmit<SampleBlock>, IEmit<StateBlock>, IEmit<Stamped<Value>>
{
    // samples are many: a line tells of up to so many of them, by a hash
    private const int StretchLength = 256;

    private readonly Dictionary<int, int> _last = [];
    private readonly Dictionary<int, Stretch> _stretches = [];
    private readonly List<(int Channel, string Line)> _lines = [];

    /// <summary>Everything, a line each; where a bank yields, lines name their channel.</summary>
    public List<string> Lines => [.. All().Select(l => l.Channel == 0 ? l.Line : $"#{l.Channel} {l.Line}")];

    public List<Stamped<Value>> Values { get; } = [];

    public long Samples { get; private set; }

    /// <summary>What one channel yields.</summary>
    public List<string> LinesOf(int channel) => [.. All().Where(l => l.Channel == channel).Select(l => l.Line)];

    public void Emit(in SampleBlock output)
    {
        Assert.NotEqual(0, output.Count);
        switch (output.Format)
        {
            case SampleFormat.Int16:
                Add(output, output.Int16);
                break;
            case SampleFormat.Int32:
                Add(output, output.Int32);
                break;
            default:
                Add(output, output.Float32);
                break;
        }

        Samples += output.Count;
    }

    public void Emit(in StateBlock output)
    {
        (int Start, int Channel) before = (-1, 0);
        foreach (StateRun run in output.Runs.Span)
        {
            Assert.False(_last.TryGetValue(run.Channel, out int last) && last == run.Code, "A run must differ from the one before it.");
            Assert.True((run.Start, (int)run.Channel).CompareTo(before) > 0 && run.Start < output.Count, "Runs must be in order, within their block.");
            before = (run.Start, run.Channel);
            _last[run.Channel] = run.Code;
            (float measurement, float margin) = output.Scale?.Measure(run.Zone, run.Sample) ?? (float.NaN, float.NaN);
            Add(run.Channel, $"{output.FirstIndex + run.Start}: {output.Type.ToValue(run.Code)} {measurement:R} {margin:R}");
        }

        Samples += output.Count;
    }

    public void Emit(in Stamped<Value> output)
    {
        Values.Add(output);
        Add(output.Channel, $"{output.Stamp}: {output.Value} since {output.Since} {output.Value.Measurement:R} {output.Value.Margin:R}");
    }

    private void Add<T>(in SampleBlock block, ReadOnlySpan<T> samples)
        where T : unmanaged, INumber<T>
    {
        for (int channel = 0; channel < block.Channels; channel++)
        {
            Stretch stretch = _stretches.GetValueOrDefault(channel);
            for (int i = 0; i < block.Count; i++)
            {
                long index = block.FirstIndex + i;
                double sample = double.CreateTruncating(samples[(i * block.Channels) + channel]);
                if (stretch.Count > 0 && (stretch.End != index || index % StretchLength == 0 || (i == 0 && block.Clock.TimeOf(index) != stretch.Clock!.TimeOf(index))))
                    stretch = Write(channel, stretch);
                if (stretch.Count == 0)
                    stretch = new Stretch { First = block.Clock.TimeOf(index), Sample = sample };
                stretch.Count++;
                stretch.End = index + 1;
                stretch.Clock = block.Clock;
                stretch.Hash = (stretch.Hash ^ (double.IsNaN(sample) ? 1 : BitConverter.DoubleToInt64Bits(sample))) * 1_099_511_628_211;
            }

            _stretches[channel] = stretch;
        }
    }

    // a stretch of samples is written with the block that ends it: only channels by themselves are in order whatever the blocks
    private IEnumerable<(int Channel, string Line)> All()
    {
        foreach ((int channel, Stretch stretch) in _stretches)
            _stretches[channel] = Write(channel, stretch);
        return _stretches.Count == 0 ? _lines : _lines.OrderBy(l => l.Channel);
    }

    private Stretch Write(int channel, in Stretch stretch)
    {
        if (stretch.Count > 0)
            Add(channel, $"{stretch.First} to {stretch.Clock!.TimeOf(stretch.End - 1)}: {stretch.Count} samples from {stretch.Sample:R}, {stretch.Hash:x16}");
        return default;
    }

    private void Add(int channel, FormattableString line) => _lines.Add((channel, line.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Consecutive samples of one channel.</summary>
    private struct Stretch
    {
        public SignalTime First;
        public double Sample;
        public SampleClock? Clock;
        public long End;
        public int Count;
        public long Hash;
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

    /// <summary>Gives one input as the adapter does: deadlines that have passed run first.</summary>
    public static void Feed<TIn, TOut>(Kernel<TIn, TOut> kernel, in TIn input, IEmit<TOut> output)
    {
        while (kernel.Deadline is var deadline && deadline != SignalTime.Never && deadline <= kernel.StampOf(input))
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

    /// <summary>The names of the states of all samples of several blocks.</summary>
    public static string[] States(Kernel<SampleBlock, StateBlock> kernel, IEnumerable<SampleBlock> blocks)
    {
        var names = new Names();
        foreach (SampleBlock block in blocks)
            kernel.Step(block, names);
        return [.. names.All];
    }

    public static string[] States(Kernel<SampleBlock, StateBlock> kernel, params float[] samples) => States(kernel, SampleBlock.Of(samples, 0, Kilohertz));

    public static string[] States(Kernel<SampleBlock, StateBlock> kernel, params short[] samples) => States(kernel, SampleBlock.Of(samples, 0, Kilohertz));

    /// <summary>A block of one state a sample, after the state <paramref name="before"/>; what it measures is the sample's index.</summary>
    public static StateBlock States(SymbolType type, ReadOnlySpan<byte> codes, long firstIndex, SampleClock clock, byte? before = null) =>
        States(type, codes, firstIndex, clock, 1, before is { } code ? [code] : []);

    /// <summary>A block of interleaved states, after the states <paramref name="before"/> (empty: none).</summary>
    public static StateBlock States(SymbolType type, ReadOnlySpan<byte> codes, long firstIndex, SampleClock clock, int channels, ReadOnlySpan<byte> before)
    {
        var runs = new List<StateRun>();
        for (int i = 0; i < codes.Length; i++)
        {
            int last = i >= channels ? codes[i - channels] : before.IsEmpty ? -1 : before[i];
            if (codes[i] != last)
                runs.Add(new StateRun(i / channels, (ushort)(i % channels), codes[i], 0, firstIndex + (i / channels)));
        }

        return new StateBlock(runs.ToArray(), codes.Length / channels, firstIndex, clock, type, AsIs.Scale, channels);
    }

    /// <summary>The single-precision samples that a kernel makes of one block.</summary>
    public static float[] Singles(Kernel<SampleBlock, SampleBlock> kernel, SampleBlock block)
    {
        var made = new Made();
        kernel.Step(block, made);
        return [.. made.Samples];
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

    private sealed class Made : IEmit<SampleBlock>
    {
        public List<float> Samples { get; } = [];

        public void Emit(in SampleBlock output)
        {
            foreach (float sample in output.Float32)
                Samples.Add(sample);
        }
    }

    private sealed class Names : IEmit<StateBlock>
    {
        private string _state = "";

        public List<string> All { get; } = [];

        public void Emit(in StateBlock output)
        {
            int next = 0;
            for (int i = 0; i < output.Count; i++)
            {
                if (next < output.Runs.Length && output.Runs.Span[next].Start == i)
                    _state = output.Type.ToValue(output.Runs.Span[next++].Code).ToString();
                All.Add(_state);
            }
        }
    }

    private sealed class AsIs : StateScale
    {
        public static readonly AsIs Scale = new();

        public override (float Measurement, float Margin) Measure(byte zone, float sample) => (sample, 1);
    }
}
