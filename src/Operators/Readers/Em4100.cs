using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Numerics;
using Reactive.Operators.Vectors;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>em4100</c>.</summary>
public static class Em4100Operator
{
    // with fewer, jitter of one sample would make a half bit two
    private const int LeastSamplesInHalfBit = 4;

    private const string Auto = "auto";

    /// <summary>
    /// The tag as ten hexadecimal digits, each time a frame of it is complete: stamped with the sample that decided its last
    /// bit, since the sample with which its header began. Frames with a few wrong bits are faults. Allocates only for tags that
    /// were not among the last few.
    /// </summary>
    /// <param name="source">Samples of one channel: logic levels, 0 and 1.</param>
    /// <param name="options">The line.</param>
    public static IObservable<Stamped<Value>> Em4100(this IObservable<SampleBlock> source, Em4100Options options) =>
        source.Through(() => new Em4100SamplesKernel(Checked(options)));

    /// <summary>The same of a contact, such as <c>digital</c> gives: which of its states is the higher level does not matter.</summary>
    /// <param name="source">Dense states of one contact.</param>
    /// <param name="options">The line.</param>
    public static IObservable<Stamped<Value>> Em4100(this IObservable<StateBlock> source, Em4100Options options) =>
        source.Through(() => new Em4100StatesKernel(Checked(options)));

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "em4100",
        Summary = "Reads EM4100 and EM4102 tags from the demodulated line of a 125 kHz reader.",
        Details = "Manchester code, at either polarity. Each complete frame is an event with the version (or customer) byte and the 32-bit number as ten hexadecimal digits, such as `3b00344ce7`, decided with the edge within the stop bit, "
            + "since the header began. A tag repeats its frame every 33 ms (RF/64) for as long as it is held to the reader: the `cooldown` of a rule takes one of them. "
            + "64 bits with a header of which at most three of fourteen parities and the stop bit are wrong are the fault `parity`, or `stop-bit` where only that is wrong; all else that is no frame gives nothing. "
            + "A pulse shorter than a quarter of a bit, or longer than one and a quarter, ends a frame.",
        Shorthand = "rate",
        Parameters =
        [
            ParameterSpec.Choice("rate", "How many periods of the carrier a bit lasts: 64, 32, or whichever fits.", Auto, Auto, "rf-64", "rf-32"),
            ParameterSpec.Of("carrier", "The frequency of the reader's field.", "125 kHz", "100 kHz", "150 kHz", false, Dimension.Frequency),
        ],
        Examples =
        [
            new OperatorExample("em4100: {}", "Tags at either rate."),
            new OperatorExample("em4100: rf-64", "Tags at the usual rate only."),
            new OperatorExample("em4100: { rate: rf-32, carrier: 128 kHz }", "Fast tags in the field of another reader."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, Stamped<Value>>
            {
                Takes = "samples of a logic level (counts without a front end)",
                Yields = "an event with the tag as text for each frame",
                Accepts = flow => flow is { Kind: FlowKind.Samples, Channels: 1, Samples: { FrontEnd: null } } && (flow.Unit?.Dimension ?? Dimension.Count) == Dimension.Count,
                Output = (_, _) => new Flow(FlowKind.Event),
                Kernel = (_, values) => new Em4100SamplesKernel(Read(values)),
            },
            new OperatorForm<StateBlock, Stamped<Value>>
            {
                Takes = "dense states of a contact",
                Yields = "an event with the tag as text for each frame",
                Accepts = flow => flow is { Kind: FlowKind.States, Channels: 1 } && ReferenceEquals(flow.Symbols, SymbolType.Contact),
                Output = (_, _) => new Flow(FlowKind.Event),
                Kernel = (_, values) => new Em4100StatesKernel(Read(values)),
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        if (input.Samples is not { Rate: var rate })
            yield break;
        Em4100Options options = Read(values);
        int fastest = options.CarrierPeriods.Min();
        double least = LeastSamplesInHalfBit * 2 * options.CarrierHertz / fastest;
        if (rate.Hertz >= least)
            yield break;
        string hint = fastest < Em4100Options.Slow && rate.Hertz >= least * fastest / Em4100Options.Slow ? "give 'rate: rf-64' if tags are no faster" : "";
        string needed = new SampleRate((long)Math.Ceiling(least)).ToString();
        yield return new ParameterProblem("rate", $"the input has {rate}, but a bit of RF/{fastest} needs {2 * LeastSamplesInHalfBit} samples: {needed} at least", hint);
    }

    private static Em4100Options Checked(Em4100Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.CarrierHertz > 0 && double.IsFinite(options.CarrierHertz) && options.CarrierPeriods.All(p => p > 0)
            ? options
            : throw new ArgumentException("The carrier and its periods must be above 0 and finite.", nameof(options));
    }

    private static Em4100Options Read(ParameterValues values) => new()
    {
        CarrierHertz = values.Number("carrier"),
        CarrierPeriods = values.Text("rate") switch { "rf-64" => [Em4100Options.Slow], "rf-32" => [Em4100Options.Fast], _ => [Em4100Options.Slow, Em4100Options.Fast] },
    };
}

/// <summary>What an EM4100 line looks like.</summary>
public sealed record Em4100Options
{
    /// <summary>Periods of the field in a bit of RF/64.</summary>
    internal const int Slow = 64;
    /// <summary>Periods of the field in a bit of RF/32.</summary>
    internal const int Fast = 32;

    /// <summary>The frequency of the reader's field, in hertz. Default 125,000.</summary>
    public double CarrierHertz { get; init; } = 125_000;

    /// <summary>How many periods of the carrier a bit may last; each is tried. Default 64 and 32.</summary>
    public ImmutableArray<int> CarrierPeriods { get; init; } = [Slow, Fast];
}

/// <summary>Finds the edges of a logic level; frames are found by <see cref="Em4100Receiver"/>.</summary>
internal sealed class Em4100SamplesKernel(Em4100Options options) : Kernel<SampleBlock, Stamped<Value>>
{
    private static readonly StayInterval Low = new(double.NegativeInfinity, 0.5);
    private static readonly StayInterval High = new(0.5, double.PositiveInfinity);

    private readonly Em4100Receiver _receiver = new(options);
    private readonly StaySearch<short> _int16 = new(1);
    private readonly StaySearch<int> _int32 = new(1);
    private readonly StaySearch<float> _float32 = new(1);

    public override void Step(in SampleBlock input, IEmit<Stamped<Value>> output)
    {
        if (input.Channels != 1)
            throw new ArgumentException($"A line has one channel, not {input.Channels}.", nameof(input));
        switch (input.Format)
        {
            case SampleFormat.Int16:
                Walk(_int16, input.Int16, input, output);
                break;
            case SampleFormat.Int32:
                Walk(_int32, input.Int32, input, output);
                break;
            default:
                Walk(_float32, input.Float32, input, output);
                break;
        }
    }

    public override void Reset() => _receiver.Reset();

    public override void Save(StateWriter writer) => _receiver.Save(writer);

    public override void Load(StateReader reader) => _receiver.Load(reader);

    private static StayInterval StayOf(LineLevel level) => level switch
    {
        LineLevel.Low => Low,
        LineLevel.High => High,
        _ => StayInterval.Nothing,
    };

    private void Walk<T>(StaySearch<T> search, ReadOnlySpan<T> samples, in SampleBlock block, IEmit<Stamped<Value>> output)
        where T : unmanaged, INumber<T>
    {
        search.Set(0, StayOf(_receiver.Level));
        for (int at = search.FirstOutside(samples, 0); at < samples.Length; at = search.FirstOutside(samples, at + 1))
        {
            LineLevel level = High.Contains(samples[at]) ? LineLevel.High : Low.Contains(samples[at]) ? LineLevel.Low : LineLevel.Unknown;
            _receiver.Take(block.FirstIndex + at, level, block.Clock, output);
            search.Set(0, StayOf(level));
        }
    }
}

/// <summary>The same for a contact that was decided before: active is high.</summary>
internal sealed class Em4100StatesKernel(Em4100Options options) : Kernel<StateBlock, Stamped<Value>>
{
    private readonly Em4100Receiver _receiver = new(options);

    public override void Step(in StateBlock input, IEmit<Stamped<Value>> output)
    {
        if (input.Channels != 1)
            throw new ArgumentException($"A line has one channel, not {input.Channels}.", nameof(input));
        foreach (ref readonly StateRun run in input.Runs.Span)
        {
            LineLevel level = run.Code switch { 0 => LineLevel.Low, 1 => LineLevel.High, _ => LineLevel.Unknown };
            _receiver.Take(input.FirstIndex + run.Start, level, input.Clock, output);
        }
    }

    public override void Reset() => _receiver.Reset();

    public override void Save(StateWriter writer) => _receiver.Save(writer);

    public override void Load(StateReader reader) => _receiver.Load(reader);
}
