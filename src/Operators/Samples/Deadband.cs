using System;
using System.Collections.Generic;
using System.Numerics;
using Reactive.Operators.Vectors;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>deadband</c>.</summary>
public static class DeadbandOperator
{
    /// <summary>
    /// The first sample of each channel, and then each that lies further than the band from the one that passed last. A first
    /// NaN is the fault <c>not-a-number</c>, further ones are nothing, and the sample after them passes. Decides each sample
    /// at once; what stays within the band costs a vector search. Allocates nothing per block.
    /// </summary>
    /// <param name="source">Samples of one channel, or of a bank: what leaves names its channel.</param>
    /// <param name="input">What the samples are: their unit and channels.</param>
    /// <param name="band">What must be exceeded.</param>
    public static IObservable<Stamped<Value>> Deadband(this IObservable<SampleBlock> source, Flow input, Deadband band)
    {
        ArgumentNullException.ThrowIfNull(input);
        return source.Through(() => new DeadbandKernel(band, InputUnits.UnitOf(input), input.Channels));
    }

    /// <summary>
    /// The first number, and then each that lies further than the band from the one that passed last. Unknown values and
    /// faults pass at once, NaN as the fault <c>not-a-number</c>, and the number after them passes. Allocates nothing.
    /// </summary>
    /// <param name="source">A number.</param>
    /// <param name="band">What must be exceeded.</param>
    public static IObservable<Stamped<Value>> Deadband(this IObservable<Stamped<Value>> source, Deadband band) =>
        source.Through(() => new SparseDeadbandKernel(band));

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "deadband",
        Summary = "Passes a number when it has moved far enough from the one that passed last.",
        Details = "The first passes, then each that lies further than the band from the last that passed; exactly at the band it does not. Decides at once. "
            + "A relative band is a part of the absolute value of the last that passed, so after 0 everything else passes. "
            + "NaN is the fault `not-a-number`, said once; unknown values and faults pass; the number after any of them passes.",
        Shorthand = "band",
        Parameters =
        [
            ParameterSpec.Of("band", "How far, in the unit of the input; counts behind a front end also in volts.", null, null, null, false, Unit.Dimensions),
            ParameterSpec.Of("relative", "In place of band: how far, in percent of the last that passed.", null, "0 %", "1000 %", false, Dimension.Percent),
        ],
        Examples =
        [
            new OperatorExample("deadband: 0.1 V", "Says the voltage when it has moved by more than 0.1 V."),
            new OperatorExample("deadband: 20", "The same in ADC counts."),
            new OperatorExample("deadband: { relative: 5 % }", "When it has moved by more than a twentieth."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, Stamped<Value>>
            {
                Takes = "samples",
                Yields = "the number, sparse",
                Accepts = flow => flow.Kind == FlowKind.Samples,
                Output = (flow, _) => new Flow(FlowKind.State, Unit: InputUnits.UnitOf(flow), Channels: flow.Channels),
                Kernel = (flow, values) => new DeadbandKernel(Read(values, flow), InputUnits.UnitOf(flow), flow.Channels),
            },
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "a number",
                Yields = "the number",
                Accepts = flow => flow is { Kind: FlowKind.State, Unit: not null },
                Output = (flow, _) => flow,
                Kernel = (flow, values) => new SparseDeadbandKernel(Read(values, flow), flow),
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        if (values.Has("band") == values.Has("relative"))
            yield return new ParameterProblem("band", values.Has("band") ? "the band is given twice: expected 'band' or 'relative'" : "'band' is missing, or 'relative' in its place");
        if (!values.Has("band"))
            yield break;
        if (values.Number("band") < 0)
            yield return new ParameterProblem("band", $"'band' must be at least 0, not {values.Quantity("band")}");
        if (InputUnits.Mismatch(values, "band", input) is { } mismatch)
            yield return mismatch;
    }

    private static Deadband Read(ParameterValues values, Flow input) =>
        values.Has("band") ? new Deadband(InputUnits.Of(values, "band", input)) : new Deadband(values.Number("relative") / 100, IsRelative: true);
}

/// <summary>How far a number must move from the one that passed last.</summary>
/// <param name="Band">In the unit of the input; where it is relative, a part of the absolute value of the last that passed.</param>
/// <param name="IsRelative">Whether it is such a part. Default: it is not.</param>
public readonly record struct Deadband(double Band, bool IsRelative = false)
{
    /// <summary>What does not pass after <paramref name="passed"/>, both ends included: of an infinity, itself alone.</summary>
    internal (double Low, double High) Around(double passed)
    {
        double band = IsRelative ? Math.Abs(passed) * Band : Band;
        return double.IsFinite(passed) ? (passed - band, passed + band) : (passed, passed);
    }
}

/// <summary>Searches the first sample outside the band, of one or many channels; each is decided as if it were alone.</summary>
internal sealed class DeadbandKernel : Kernel<SampleBlock, Stamped<Value>>
{
    /// <summary>The fault that NaN is.</summary>
    public const string NotANumber = "not-a-number";

    private readonly Deadband _band;
    private readonly Unit _unit;

    // By channel: the last that passed and whether there is one. A NaN that passed is a fault that was said.
    private readonly double[] _passed;
    private readonly bool[] _hasPassed;
    private object? _search;
    private bool _isSearchStale = true;

    /// <summary>A kernel of <paramref name="channels"/> channels, whose numbers are told in <paramref name="unit"/>.</summary>
    public DeadbandKernel(Deadband band, Unit unit, int channels)
    {
        _band = band;
        _unit = unit;
        _passed = new double[channels];
        _hasPassed = new bool[channels];
    }

    public override void Step(in SampleBlock input, IEmit<Stamped<Value>> output)
    {
        if (input.Channels != _passed.Length)
            throw new ArgumentException($"The input was declared with {_passed.Length} channels, not {input.Channels}.", nameof(input));
        switch (input.Format)
        {
            case SampleFormat.Int16:
                Walk(input.Int16, input, output);
                break;
            case SampleFormat.Int32:
                Walk(input.Int32, input, output);
                break;
            default:
                Walk(input.Float32, input, output);
                break;
        }
    }

    public override void Reset()
    {
        Array.Clear(_passed);
        Array.Clear(_hasPassed);
        _isSearchStale = true;
    }

    public override void Save(StateWriter writer)
    {
        for (int channel = 0; channel < _passed.Length; channel++)
        {
            writer.Bool(_hasPassed[channel]);
            writer.Double(_passed[channel]);
        }
    }

    public override void Load(StateReader reader)
    {
        for (int channel = 0; channel < _passed.Length; channel++)
        {
            _hasPassed[channel] = reader.Bool();
            _passed[channel] = reader.Double();
        }

        _isSearchStale = true;
    }

    private void Walk<T>(ReadOnlySpan<T> samples, in SampleBlock block, IEmit<Stamped<Value>> output)
        where T : unmanaged, INumber<T>
    {
        StaySearch<T> search = !_isSearchStale && _search is StaySearch<T> ready ? ready : Prepare<T>();
        int channels = _passed.Length;
        for (int at = search.FirstOutside(samples, 0); at < samples.Length; at = search.FirstOutside(samples, at + 1))
        {
            int frame = channels == 1 ? at : at / channels, channel = at - (frame * channels);
            double sample = double.CreateTruncating(samples[at]);
            bool isNaN = double.IsNaN(sample);
            if (isNaN && _hasPassed[channel] && double.IsNaN(_passed[channel]))
                continue;
            _passed[channel] = sample;
            _hasPassed[channel] = true;
            search.Set(channel, StayOf(channel));
            SignalTime stamp = block.Clock.TimeOf(block.FirstIndex + frame);
            output.Emit(new Stamped<Value>(isNaN ? Value.Fault(NotANumber) : Value.Of(sample, _unit), stamp, stamp, channel));
        }
    }

    private StayInterval StayOf(int channel)
    {
        if (!_hasPassed[channel] || double.IsNaN(_passed[channel]))
            return StayInterval.Nothing;
        (double low, double high) = _band.Around(_passed[channel]);
        return new StayInterval(low, Math.BitIncrement(high));
    }

    private StaySearch<T> Prepare<T>()
        where T : unmanaged, INumber<T>
    {
        StaySearch<T> search = _search as StaySearch<T> ?? new StaySearch<T>(_passed.Length);
        for (int channel = 0; channel < _passed.Length; channel++)
            search.Set(channel, StayOf(channel));
        _search = search;
        _isSearchStale = false;
        return search;
    }
}

/// <summary>Remembers the last that passed.</summary>
internal sealed class SparseDeadbandKernel(Deadband band, Flow? flow = null) : SparseKernel
{
    // unknown: what comes next passes
    private Value _passed;

    public override void Step(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        Value value = double.IsNaN(input.Value.Number) && input.Value.IsKnown ? Value.Fault(DeadbandKernel.NotANumber) : input.Value;
        if (value == _passed)
            return;
        if (value.IsKnown && _passed.IsKnown)
        {
            (double low, double high) = band.Around(_passed.Number);
            if (value.Number >= low && value.Number <= high)
                return;
        }

        _passed = value;
        output.Emit(input with { Value = value });
    }

    public override void Reset() => _passed = default;

    public override void Save(StateWriter writer) => writer.Value(_passed);

    public override void Load(StateReader reader) => _passed = reader.ValueOf(flow);
}
