using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Reactive.Rules;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Device.Files;

/// <summary>One operator over one trace, without a graph: what a chain would give of it.</summary>
internal sealed class Decoding : IObserver<Stamped<Value>>
{
    // Any size gives the same; this one keeps buffers small.
    private const int BlockSamples = 1024;

    private readonly SignalScheduler _scheduler = new();
    private readonly Action<Stamped<Value>> _output;
    private readonly CsvTrace _trace;
    private readonly SampleFlow? _samples;
    private readonly object _input;

    /// <summary>Prepares <paramref name="stage"/>, whose input must be <see cref="FlowOf"/> of the trace.</summary>
    public Decoding(CsvTrace trace, StageDefinition stage, Catalog catalog, Action<Stamped<Value>> output)
    {
        _trace = trace;
        _output = output;
        _samples = stage.Input.Samples;
        _input = stage.Input.IsDense ? new Outlet<SampleBlock>() : new Outlet<Stamped<Value>>();
        var context = new OperatorContext(_scheduler);
        object flowing = stage.Form.Apply(_input, stage.Input, stage.Parameters, context);
        if (stage.Output.Kind == FlowKind.States && catalog.Operator("changed") is { } changed && changed.FormFor(stage.Output) is { } form)
            flowing = form.Apply(flowing, stage.Output, new ParameterValues(changed.Parameters), context);
        if (flowing is IObservable<SampleBlock> samples)
            samples.Subscribe(new Numbers(this, stage.Output.Unit ?? Unit.Count));
        else
            ((IObservable<Stamped<Value>>)flowing).Subscribe(this);
    }

    /// <summary>What a trace is for an operator: samples where it holds numbers (in base units), a state where it holds words.</summary>
    public static Flow FlowOf(CsvTrace trace) => trace.Words is { } words
        ? new Flow(FlowKind.State, words)
        : new Flow(FlowKind.Samples, null, trace.Unit, new SampleFlow(trace.IsEven ? trace.Rate : trace.FinestRate, SampleFormat.Float32));

    /// <summary>Runs the whole trace.</summary>
    public void Run()
    {
        if (_input is Outlet<Stamped<Value>> sparse)
            RunValues(sparse);
        else
            RunSamples((Outlet<SampleBlock>)_input, new SampleClock(_samples!.Rate, 0, _trace.First));
    }

    public void OnNext(Stamped<Value> value) => _output(value);

    public void OnCompleted()
    {
    }

    public void OnError(Exception error) => throw new InvalidOperationException("The operator failed.", error);

    private void RunValues(Outlet<Stamped<Value>> outlet)
    {
        foreach ((SignalTime at, double value) in _trace.Read())
        {
            RunTimers(at);
            _scheduler.Now = at;
            outlet.Push(new Stamped<Value>(_trace.ValueOf(value), at));
        }

        RunTimers(_trace.Last);
    }

    // At one instant timers go first, as in a run.
    private void RunTimers(SignalTime until)
    {
        while (_scheduler.Next is { } timer && timer.DueTime <= until)
        {
            _scheduler.Now = SignalTime.Max(timer.DueTime, _scheduler.Now);
            _scheduler.RunNext();
        }
    }

    private void RunSamples(Outlet<SampleBlock> outlet, SampleClock clock)
    {
        byte[] bytes = new byte[BlockSamples * sizeof(float)];
        long first = 0;
        int count = 0;
        foreach (float sample in _trace.IsEven ? _trace.Read().Select(r => (float)r.Value) : Held(clock))
        {
            MemoryMarshal.Cast<byte, float>(bytes.AsSpan())[count++] = sample;
            if (count < BlockSamples)
                continue;
            Push(count);
        }

        if (count > 0)
            Push(count);

        void Push(int full)
        {
            outlet.Push(new SampleBlock(bytes.AsMemory(0, full * sizeof(float)), SampleFormat.Float32, first, clock));
            first += full;
            count = 0;
        }
    }

    private IEnumerable<float> Held(SampleClock clock)
    {
        long index = 0;
        double held = double.NaN;
        foreach ((SignalTime at, double value) in _trace.Read())
        {
            for (; clock.TimeOf(index) < at; index++)
                yield return (float)held;
            held = value;
        }

        yield return (float)held;
    }

    /// <summary>Takes samples for numbers, a value each; NaN for the fault that it is.</summary>
    private sealed class Numbers(Decoding decoding, Unit unit) : IObserver<SampleBlock>
    {
        public void OnNext(SampleBlock block)
        {
            for (int i = 0; i < block.Count; i++)
            {
                SignalTime at = block.Clock.TimeOf(block.FirstIndex + i);
                for (int channel = 0; channel < block.Channels; channel++)
                {
                    double sample = block.At(i, channel);
                    decoding.OnNext(new Stamped<Value>(double.IsNaN(sample) ? Value.Fault("not-a-number") : Value.Of(sample, unit), at, at, channel));
                }
            }
        }

        public void OnCompleted() => decoding.OnCompleted();

        public void OnError(Exception error) => decoding.OnError(error);
    }
}
