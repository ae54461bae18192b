using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using Reactive.Operators.Vectors;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>calibrate</c>.</summary>
public static class CalibrateOperator
{
    /// <summary>
    /// Every sample through straight lines between points, as single-precision samples with the indexes and the clock of the
    /// input. Computed in double precision and rounded once; an input that is a point gives exactly its output. NaN stays NaN.
    /// Allocates nothing per block; blocks that come out are valid during the call only.
    /// </summary>
    /// <param name="source">Samples of one channel or of a bank.</param>
    /// <param name="points">2 to 64 finite points, inputs strictly increasing.</param>
    /// <param name="extend">Whether the first and the last line go on beyond the points; else their outputs hold there.</param>
    /// <param name="channels">How many channels the blocks have.</param>
    public static IObservable<SampleBlock> Calibrate(this IObservable<SampleBlock> source, ImmutableArray<CurvePoint> points, bool extend = false, int channels = 1)
    {
        var curve = new Curve(points, extend);
        return source.Through(() => new CalibrateKernel(curve, channels));
    }

    /// <summary>Every number through straight lines between points. Unknown values and faults pass as they are.</summary>
    /// <param name="source">Numbers.</param>
    /// <param name="points">2 to 64 finite points, inputs strictly increasing.</param>
    /// <param name="unit">The unit of the outputs, a base unit.</param>
    /// <param name="extend">Whether the first and the last line go on beyond the points; else their outputs hold there.</param>
    public static IObservable<Stamped<Value>> Calibrate(this IObservable<Stamped<Value>> source, ImmutableArray<CurvePoint> points, Unit unit, bool extend = false)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var curve = new Curve(points, extend);
        return source.Through(() => new SparseCalibrateKernel(curve, unit));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "calibrate",
        Summary = "Puts every sample or number through straight lines between given points.",
        Details = "Decides each sample at once, in double precision, and rounds once to single; an input that is a point gives exactly its output. "
            + "NaN stays NaN; sparse unknown values and faults pass as they are. The unit of the outputs is that of the points. "
            + "Plain arithmetic: counts are not taken through the front end of their port, and what comes out has none.",
        Shorthand = null,
        Parameters =
        [
            new ParameterSpec
            {
                Name = "points",
                Kind = ParameterKind.Points,
                Summary = "Inputs and what they mean, 2 to 64, inputs strictly increasing, in the unit of the input.",
                Dimensions = Unit.Dimensions,
                Required = true,
            },
            ParameterSpec.Choice("beyond", "Before the first point and after the last: clamp holds their outputs, extend goes on along the first and the last line.", "clamp", "clamp", "extend"),
        ],
        Examples =
        [
            new OperatorExample("calibrate: { points: { 0.5 V: 0 %, 4.5 V: 100 % } }", "A sensor with a voltage output."),
            new OperatorExample("calibrate: { points: { 0: 0 V, 1000: 3.1 V, 4095: 12 V }, beyond: extend }", "An ADC measured at three voltages."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, SampleBlock>
            {
                Takes = "samples",
                Yields = "samples in single precision, in the unit of the outputs",
                Accepts = flow => flow is { Kind: FlowKind.Samples, Samples: not null },
                Output = (flow, values) => flow with { Unit = UnitOf(values), Samples = new SampleFlow(flow.Samples!.Rate, SampleFormat.Float32) },
                Kernel = (flow, values) => new CalibrateKernel(Read(values), flow.Channels),
            },
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "numbers",
                Yields = "numbers in the unit of the outputs",
                Accepts = flow => flow is { Kind: FlowKind.State, Symbols: null, Unit: not null },
                Output = (flow, values) => flow with { Unit = UnitOf(values) },
                Kernel = (_, values) => new SparseCalibrateKernel(Read(values), UnitOf(values)),
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        Dimension given = values.Points("points").InputDimension, needed = input.Unit?.Dimension ?? Dimension.Count;
        if (given != needed)
            yield return new ParameterProblem("points", $"the inputs of 'points' are in {Named(given)}, but the input is {input}", $"give them in {(needed == Dimension.Count ? "counts, without a unit" : Unit.Choices(needed))}");
    }

    private static string Named(Dimension dimension) => dimension == Dimension.Count ? "counts" : Unit.BaseOf(dimension).Symbol;

    private static Unit UnitOf(ParameterValues values) => Unit.BaseOf(values.Points("points").OutputDimension);

    private static Curve Read(ParameterValues values) => new(values.Points("points").Points, values.Text("beyond") == "extend");
}

/// <summary>Straight lines between points.</summary>
internal sealed class Curve
{
    // Line i begins at point i: y = _ys[i] + (x - _xs[i]) * _slopes[i]. The last one begins at the last point.
    private readonly double[] _xs;
    private readonly double[] _ys;
    private readonly double[] _slopes;
    private readonly double _least;
    private readonly double _most;

    /// <summary>The lines through 2 points or more. With <paramref name="extend"/> the outer lines go on beyond them.</summary>
    public Curve(ImmutableArray<CurvePoint> points, bool extend)
    {
        if (points.IsDefault || points.Length is < 2 or > ParameterSpec.MostPoints)
            throw new ArgumentException($"A curve has 2 to {ParameterSpec.MostPoints} points.", nameof(points));
        int last = points.Length - 1;
        _xs = new double[points.Length];
        _ys = new double[points.Length];
        _slopes = new double[points.Length];
        for (int i = 0; i <= last; i++)
        {
            (_xs[i], _ys[i]) = points[i];
            if (!double.IsFinite(_xs[i]) || !double.IsFinite(_ys[i]) || (i > 0 && _xs[i] <= _xs[i - 1]))
                throw new ArgumentException("Points must be finite, their inputs strictly increasing.", nameof(points));
            if (i > 0)
                _slopes[i - 1] = (_ys[i] - _ys[i - 1]) / (_xs[i] - _xs[i - 1]);
        }

        _slopes[last] = extend ? _slopes[last - 1] : 0;
        (_least, _most) = extend ? (double.NegativeInfinity, double.PositiveInfinity) : (_xs[0], _xs[last]);
    }

    /// <summary>What <paramref name="x"/> means.</summary>
    public double At(double x)
    {
        x = Math.Min(Math.Max(x, _least), _most);
        int line = 0;
        for (int i = 1; i < _xs.Length && x >= _xs[i]; i++)
            line = i;
        return _ys[line] + ((x - _xs[line]) * _slopes[line]);
    }

    /// <summary>What sixteen inputs mean: the same arithmetic as <see cref="At(double)"/>.</summary>
    public Sixteen At(Sixteen x)
    {
        x = Sixteen.Min(Sixteen.Max(x, Sixteen.All(_least)), Sixteen.All(_most));
        Sixteen fromX = Sixteen.All(_xs[0]), fromY = Sixteen.All(_ys[0]), slope = Sixteen.All(_slopes[0]);
        for (int i = 1; i < _xs.Length; i++)
        {
            Sixteen begins = Sixteen.All(_xs[i]);
            fromX = Sixteen.WhereAtLeast(x, begins, begins, fromX);
            fromY = Sixteen.WhereAtLeast(x, begins, Sixteen.All(_ys[i]), fromY);
            slope = Sixteen.WhereAtLeast(x, begins, Sixteen.All(_slopes[i]), slope);
        }

        return fromY + ((x - fromX) * slope);
    }
}

/// <summary>Samples through a curve; remembers nothing.</summary>
internal sealed class CalibrateKernel(Curve curve, int channels) : SampleKernel(channels)
{
    protected override void Step<T>(in SampleBlock input, ReadOnlySpan<T> samples, IEmit<SampleBlock> output)
    {
        Apply(samples, Made.Room<float>(samples.Length));
        output.Emit(Made.Block(SampleFormat.Float32, input.Count, input.FirstIndex, input.Clock, Channels));
    }

    public override void Reset()
    {
    }

    public override void Save(StateWriter writer)
    {
    }

    public override void Load(StateReader reader)
    {
    }

    private void Apply<T>(ReadOnlySpan<T> samples, Span<float> meant)
        where T : unmanaged, INumber<T>
    {
        ref T first = ref MemoryMarshal.GetReference(samples);
        ref float to = ref MemoryMarshal.GetReference(meant);
        int at = 0;
        for (; at <= samples.Length - Sixteen.Count; at += Sixteen.Count)
            curve.At(Sixteen.Load(ref first, (nuint)at)).Store(ref to, (nuint)at);
        for (; at < samples.Length; at++)
            meant[at] = (float)curve.At(double.CreateTruncating(samples[at]));
    }
}

/// <summary>Numbers through a curve; remembers nothing.</summary>
internal sealed class SparseCalibrateKernel(Curve curve, Unit unit) : StatelessKernel
{
    public override void Step(in Stamped<Value> input, IEmit<Stamped<Value>> output) =>
        output.Emit(input.Value.Kind == ValueKind.Number ? input with { Value = Value.Of(curve.At(input.Value.Number), unit) } : input);
}
