using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Reactive.Subjects;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Samples;

/// <summary>Operators as users of Rx compose them: the same as from a definition.</summary>
public sealed class ObservableTests
{
    private static readonly Flow Volts = new(FlowKind.Samples, null, Unit.Volt, new SampleFlow(new SampleRate(1000), SampleFormat.Float32));
    private static readonly ImmutableArray<CurvePoint> Points = [new CurvePoint(0, 1), new CurvePoint(2, 5)];

    private static readonly Dictionary<string, Func<IObservable<SampleBlock>, IObservable<SampleBlock>>> Composed = new()
    {
        ["scale: { gain: 3, offset: 1 V }"] = s => s.Scale(3, 1),
        ["calibrate: { points: { 0 V: 1 V, 2 V: 5 V }, beyond: extend }"] = s => s.Calibrate(Points, extend: true),
        ["average: 7 ms"] = s => s.Average(Volts, TimeSpan.FromMilliseconds(7)),
        ["median: 9"] = s => s.Median(Volts, 9),
        ["rate-of-change: { over: 3 ms, per: 1 min }"] = s => s.RateOfChange(Volts, TimeSpan.FromMilliseconds(3), TimeSpan.FromMinutes(1)),
        ["window: { every: 8 ms, of: rms }"] = s => s.Window(Volts, TimeSpan.FromMilliseconds(8), WindowStatistic.Rms),
        ["decimate: { by: 3, filter: fast }"] = s => s.Decimate(Volts, 3, RateFilter.Fast),
        ["resample: 300 Hz"] = s => s.Resample(Volts, 300),
    };

    public static TheoryData<string> Yaml() => [.. Composed.Keys];

    [Theory]
    [MemberData(nameof(Yaml))]
    public void Composed_EqualsTheDefinition(string yaml)
    {
        OperatorSpec spec = OperatorCatalog.All.Single(s => s.Name == yaml[..yaml.IndexOf(':', StringComparison.Ordinal)]);
        SampleBlock block = SampleBlock.Of([.. Enumerable.Range(0, 1000).Select(i => MathF.Sqrt(i) % 3)], 0, Probe.Kilohertz);
        using var source = new Subject<SampleBlock>();
        var made = new List<float>();
        using IDisposable subscription = Composed[yaml](source).Subscribe(b => made.AddRange(b.Float32.ToArray()));
        source.OnNext(block);
        Assert.Equal(Probe.Singles(Probe.Kernel<SampleBlock, SampleBlock>(spec, yaml, Volts), block), made);
        Assert.NotEmpty(made);
    }

    [Fact]
    public void Stuck_AndDelay_Compose()
    {
        using var source = new Subject<SampleBlock>();
        var states = new List<string>();
        using IDisposable subscription = source.Delay(2, Volts).Stuck(TimeSpan.FromMilliseconds(3)).Changed().Subscribe(v => states.Add($"{v.Value} at {v.Stamp}"));
        source.OnNext(SampleBlock.Of([1f, 1, 1, 1, 1, 2, 2, 2], 0, Probe.Kilohertz));
        Assert.Equal(["inactive at 0.002", "active at 0.005", "inactive at 0.007"], states);
    }

    [Fact]
    public void SparseNumbers_Compose()
    {
        using var source = new Subject<Stamped<Value>>();
        var values = new List<Value>();
        using IDisposable subscription = source.Scale(2, 1, Unit.Volt).Calibrate(Points, Unit.Percent).Subscribe(v => values.Add(v.Value));
        source.OnNext(new Stamped<Value>(Value.Of(0.25, Unit.Volt), SignalTime.Zero));
        Assert.Equal([Value.Of(4, Unit.Percent)], values);
    }

    [Fact]
    public void WrongArguments_AreRefusedWithWhatADefinitionWouldBeTold()
    {
        using var source = new Subject<SampleBlock>();
        Assert.Equal("'samples' must be an odd whole number, not 4.", Assert.Throws<ArgumentException>(() => source.Median(Volts, 4)).Message);
        Assert.Equal("'median' takes samples, not numbers in V.", Assert.Throws<ArgumentException>(() => source.Median(new Flow(FlowKind.State, null, Unit.Volt), 3)).Message);
        Assert.Equal("'by' must be between 2 and 1000, not 1.", Assert.Throws<ArgumentException>(() => source.Decimate(Volts, 1)).Message);
        Assert.Equal("'quality' must be good or fast, not 'none'.", Assert.Throws<ArgumentException>(() => source.Resample(Volts, 300, RateFilter.None)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => source.Scale(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.Stuck(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.Delay(1 << 23, Volts));
        Assert.Throws<ArgumentException>(() => source.Calibrate([]));
    }
}
