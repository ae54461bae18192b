using System;
using System.Collections.Generic;
using System.Linq;
using System.Reactive;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;
using Unit = Reactive.Signals.Unit;

namespace Reactive.Operators.Tests;

/// <summary>Kernels as Rx operators: exact stamps in signal time, subscriptions, completion and errors.</summary>
public sealed class AdapterTests
{
    private static readonly DebounceTimes FiveMilliseconds = new(TimeSpan.FromMilliseconds(5));

    [Fact]
    public void SparseDebounce_IsWokenBySignalTime()
    {
        var scheduler = new SignalScheduler();
        using var source = new Subject<Stamped<Value>>();
        var seen = new List<(long Now, Stamped<Value> Value)>();
        using IDisposable subscription = source.Debounce(FiveMilliseconds, new OperatorContext(scheduler)).Subscribe(v => seen.Add((scheduler.Now.Nanoseconds, v)));
        At(scheduler, 10);
        source.OnNext(Contact(false, 10));
        At(scheduler, 15);
        At(scheduler, 20);
        source.OnNext(Contact(true, 20));
        At(scheduler, 22);
        source.OnNext(Contact(false, 22));
        At(scheduler, 23);
        source.OnNext(Contact(true, 23));
        At(scheduler, 40);
        Assert.Equal(
            [(15, 15, 10), (27, 27, 20)],
            seen.Select(s => ((int)(s.Now / 1_000_000), (int)(s.Value.Stamp.Nanoseconds / 1_000_000), (int)(s.Value.Since.Nanoseconds / 1_000_000))));
        Assert.Equal(SignalTime.Never, scheduler.NextDue);
    }

    [Fact]
    public void Disposed_LeavesNoTimerAndNoObserver()
    {
        var scheduler = new SignalScheduler();
        using var source = new Subject<Stamped<Value>>();
        IDisposable subscription = source.Debounce(FiveMilliseconds, new OperatorContext(scheduler)).Subscribe(_ => Assert.Fail("Nothing settles."));
        source.OnNext(Contact(true, 1));
        Assert.Equal(SignalTime.FromMilliseconds(6), scheduler.NextDue);
        Assert.True(source.HasObservers);
        subscription.Dispose();
        Assert.Equal(SignalTime.Never, scheduler.NextDue);
        Assert.False(source.HasObservers);
    }

    [Fact]
    public void Completion_IsForwardedAndUnsubscribes()
    {
        var scheduler = new SignalScheduler();
        using var source = new Subject<Stamped<Value>>();
        var seen = new List<NotificationKind>();
        using IDisposable subscription = source.Debounce(FiveMilliseconds, new OperatorContext(scheduler)).Materialize().Subscribe(n => seen.Add(n.Kind));
        source.OnNext(Contact(true, 1));
        source.OnCompleted();
        Assert.Equal([NotificationKind.OnCompleted], seen);
        Assert.Equal(SignalTime.Never, scheduler.NextDue);
    }

    [Fact]
    public void Error_IsForwardedAndUnsubscribes()
    {
        using var source = new Subject<StateBlock>();
        Exception? seen = null;
        using IDisposable subscription = source.Changed().Subscribe(_ => { }, error => seen = error);
        var thrown = new InvalidOperationException("the source broke");
        source.OnError(thrown);
        Assert.Same(thrown, seen);
        Assert.False(source.HasObservers);
    }

    [Fact]
    public void Chain_FromSamplesToEdges()
    {
        var input = new Flow(FlowKind.Samples, null, Unit.Ohm, new SampleFlow(new SampleRate(1000), SampleFormat.Float32));
        using var source = new Subject<SampleBlock>();
        var seen = new List<Stamped<Value>>();
        using IDisposable subscription = source
            .EndOfLine(input, new EndOfLineOptions { Wiring = LoopWiring.ParallelFirst })
            .Debounce(FiveMilliseconds)
            .Edge(Value.Symbol(SymbolType.LoopState, "open"))
            .Subscribe(seen.Add);
        float[] samples = [.. Enumerable.Repeat(3870f, 20), 22_000, 22_000, 3870, .. Enumerable.Repeat(22_000f, 20)];
        source.OnNext(SampleBlock.Of(samples[..21], 0, Probe.Kilohertz));
        source.OnNext(SampleBlock.Of(samples[21..], 21, Probe.Kilohertz));
        Stamped<Value> edge = Assert.Single(seen);
        // open from 20, closed for one sample at 22: 2 - 1 + 4 periods
        Assert.Equal((SignalTime.FromMilliseconds(27), SignalTime.FromMilliseconds(20)), (edge.Stamp, edge.Since));
        Assert.Equal("open", edge.Value.ToString());
        Assert.Equal(22_000f, edge.Value.Measurement);
    }

    [Fact]
    public void EachSubscription_HasItsOwnKernel()
    {
        var input = new Flow(FlowKind.Samples, null, Unit.Volt, new SampleFlow(new SampleRate(1000), SampleFormat.Float32));
        using var source = new Subject<SampleBlock>();
        var first = new List<string>();
        var second = new List<string>();
        IObservable<Stamped<Value>> changes = source.Digital(input, new DigitalOptions()).Changed();
        using IDisposable a = changes.Subscribe(v => first.Add(v.Value.ToString()));
        source.OnNext(SampleBlock.Of([3f], 0, Probe.Kilohertz));
        using IDisposable b = changes.Subscribe(v => second.Add(v.Value.ToString()));
        source.OnNext(SampleBlock.Of([3f, 0], 1, Probe.Kilohertz));
        Assert.Equal(["inactive", "active"], first);
        Assert.Equal(["inactive", "active"], second);
    }

    [Fact]
    public void WrongOptions_AreRefusedBeforeAnythingRuns()
    {
        var input = new Flow(FlowKind.Samples, null, Unit.Ohm, new SampleFlow(new SampleRate(1000), SampleFormat.Float32));
        ArgumentException error = Assert.Throws<ArgumentException>(() => Observable.Never<SampleBlock>().EndOfLine(input, new EndOfLineOptions { Wiring = LoopWiring.SerialFirst }));
        Assert.Contains("'resistor' is missing", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Runs all timers due up to an instant, then stands there.</summary>
    private static void At(SignalScheduler scheduler, long milliseconds)
    {
        SignalTime to = SignalTime.FromMilliseconds(milliseconds);
        while (scheduler.NextDue <= to)
        {
            scheduler.Now = scheduler.NextDue;
            scheduler.RunNext();
        }

        scheduler.Now = to;
    }

    private static Stamped<Value> Contact(bool active, long milliseconds) => new(Value.Contact(active), SignalTime.FromMilliseconds(milliseconds));
}
