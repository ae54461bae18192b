using System;
using System.Collections.Generic;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>wiegand</c>.</summary>
public static class WiegandOperator
{
    // a pulse of the longest kind must not fall between two samples
    private static readonly SampleRate Slowest = new(10_000);

    private const string High = "high";
    private const string Low = "low";

    /// <summary>
    /// The frames of a reader: stamped when the silence after the last bit has lasted long enough, since the first pulse began. What is
    /// no frame is a fault with the bits that were read. Allocates nothing, but for frames of more than 64 bits.
    /// </summary>
    /// <param name="source">Two channels of logic levels, D0 and D1.</param>
    /// <param name="options">The line.</param>
    /// <param name="restsHigh">Whether the lines rest high, as the standard has it.</param>
    public static IObservable<Stamped<Value>> Wiegand(this IObservable<SampleBlock> source, WiegandOptions options, bool restsHigh = true) =>
        source.Through(() => new WiegandSamplesKernel(Checked(options), restsHigh));

    /// <summary>The same of the states of both lines as one value, <see cref="SymbolType.WiegandLines"/>.</summary>
    /// <param name="source">Which lines are pulled low.</param>
    /// <param name="options">The line.</param>
    /// <param name="context">Signal time, which ends a frame; without it that is noticed with the next edge.</param>
    public static IObservable<Stamped<Value>> Wiegand(this IObservable<Stamped<Value>> source, WiegandOptions options, OperatorContext? context) =>
        source.Through(() => new WiegandLinesKernel(Checked(options)), context);

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "wiegand",
        Summary = "Reads the frames that a Wiegand reader sends on its lines D0 and D1.",
        Details = "A pulse on D0 is a 0, one on D1 a 1. A frame ends when no bit has come for ten times the longest spacing seen in it, within `shortest-gap` and `longest-gap`; it is an event with the raw bits, since its first pulse. "
            + "How many bits there are proves no format: `card` looks for those. Pulses shorter than `shortest-pulse` are ignored and counted; of sampled lines durations are uncertain by one sample, which is allowed for.\n\n"
            + "Faults carry the bits that were read: `both-low` (the lines pulled together, or resting low: a short, or a reader without power), `line-low` (one line low for `longest-gap`), `polarity` (bits on lines that rest low), "
            + "`long-pulse`, `spacing` (bits nearer or farther than allowed), `cut` (a hole of more than four times the shortest spacing), `too-short` and `too-long`. Bits are read again after the next gap.",
        Standard = "SIA AC-01 (pulse width 20 to 100 µs, pulse interval 200 µs to 20 ms); pulses up to 400 µs are accepted, as many readers send them",
        Parameters =
        [
            ParameterSpec.Choice("idle", "The level at which sampled lines rest. Contacts and edges are pulses while they are active.", High, High, Low),
            ParameterSpec.Duration("shortest-pulse", "What is shorter is a glitch.", "20 µs", "100 ns", "1 ms"),
            ParameterSpec.Duration("longest-pulse", "A frame with a longer pulse is a fault.", "400 µs", "1 µs", "10 ms"),
            ParameterSpec.Duration("shortest-spacing", "Bits that are nearer, from start to start, are a fault.", "200 µs", "1 µs", "20 ms"),
            ParameterSpec.Duration("longest-spacing", "Bits that are farther apart, from start to start, are a fault.", "20.4 ms", "200 µs", "200 ms"),
            ParameterSpec.Duration("shortest-gap", "A frame never ends sooner after its last bit.", "10 ms", "1 ms", "1 s"),
            ParameterSpec.Duration("longest-gap", "A frame always ends so long after its last bit; a line that is low for so long is stuck.", "60 ms", "2 ms", "2 s"),
            ParameterSpec.Of("fewest-bits", "Frames with fewer bits are a fault.", "4", "1", "128", false, Dimension.Count),
            ParameterSpec.Of("most-bits", "Frames with more bits are a fault.", "128", "1", "128", false, Dimension.Count),
        ],
        Examples =
        [
            new OperatorExample("wiegand: {}", "A reader as most are."),
            new OperatorExample("wiegand: { fewest-bits: 26, longest-gap: 100 ms }", "A reader without a keypad: what is shorter than a card is a fault."),
            new OperatorExample("wiegand: { longest-pulse: 800 µs, longest-spacing: 25 ms }", "A slow reader beyond the standard."),
        ],
        Together = 2,
        Forms =
        [
            new OperatorForm<SampleBlock, Stamped<Value>>
            {
                Takes = "two channels of samples of logic levels, D0 and D1 (counts without a front end)",
                Yields = "an event with the raw bits for each frame",
                Accepts = flow => flow is { Kind: FlowKind.Samples, Channels: 2, Samples.FrontEnd: null } && (flow.Unit?.Dimension ?? Dimension.Count) == Dimension.Count,
                Output = Frames,
                Kernel = (_, values) => new WiegandSamplesKernel(Read(values), values.Text("idle") == High),
            },
            new OperatorForm<StateBlock, Stamped<Value>>
            {
                Takes = "dense states of two contacts or levels, D0 and D1",
                Yields = "an event with the raw bits for each frame",
                Accepts = flow => flow is { Kind: FlowKind.States, Channels: 2 } && (ReferenceEquals(flow.Symbols, SymbolType.Contact) || ReferenceEquals(flow.Symbols, SymbolType.Level)),
                Output = Frames,
                Kernel = (flow, values) => new WiegandStatesKernel(Read(values), PulledCode(flow, values)),
            },
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "the edges of a reader",
                Yields = "an event with the raw bits for each frame",
                Accepts = flow => flow.Kind == FlowKind.State && ReferenceEquals(flow.Symbols, SymbolType.WiegandLines),
                Output = Frames,
                Kernel = (_, values) => new WiegandLinesKernel(Read(values)),
            },
        ],
        Check = Check,
    };

    /// <summary>What a receiver left out.</summary>
    internal static IEnumerable<(string What, long Count)> Counts(WiegandOptions options, WiegandReceiver receiver) =>
        [($"pulses shorter than {(decimal)options.ShortestPulse.Ticks / 10:0.#} µs", receiver.Glitches)];

    private static Flow Frames(Flow flow, ParameterValues values) => new(FlowKind.Event, Record: RecordType.Frame);

    // of a contact the active state is the pulse, whatever its level is
    private static byte PulledCode(Flow flow, ParameterValues values) => (byte)(ReferenceEquals(flow.Symbols, SymbolType.Contact) || values.Text("idle") == Low ? 1 : 0);

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        WiegandOptions options = Read(values);
        if (options.ShortestPulse >= options.LongestPulse)
            yield return new ParameterProblem("shortest-pulse", "'shortest-pulse' must be shorter than 'longest-pulse'");
        if (options.ShortestSpacing >= options.LongestSpacing)
            yield return new ParameterProblem("shortest-spacing", "'shortest-spacing' must be shorter than 'longest-spacing'");
        if (options.ShortestGap > options.LongestGap)
            yield return new ParameterProblem("shortest-gap", "'shortest-gap' must not be longer than 'longest-gap'");
        if (options.LongestGap <= options.LongestSpacing)
            yield return new ParameterProblem("longest-gap", "'longest-gap' must be longer than 'longest-spacing': a gap ends a frame");
        foreach (string bits in (string[])["fewest-bits", "most-bits"])
        {
            if (values.NotWhole(bits) is { } fraction)
                yield return fraction;
        }

        if (options.FewestBits > options.MostBits)
            yield return new ParameterProblem("fewest-bits", "'fewest-bits' must not be more than 'most-bits'");
        if (input.Samples is { Rate: var rate } && rate.Hertz < Slowest.Hertz)
            yield return new ParameterProblem("", $"the input has {rate}, at which pulses are missed: {Slowest} at least");
        if (values.IsGiven("idle") && !(input.Kind == FlowKind.Samples || ReferenceEquals(input.Symbols, SymbolType.Level)))
            yield return new ParameterProblem("idle", $"'idle' is of levels, and {input} are pulses while they are active", "leave it out");
    }

    private static WiegandOptions Checked(WiegandOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        bool isRight = options.ShortestPulse > TimeSpan.Zero && options.LongestPulse > options.ShortestPulse && options.ShortestSpacing > TimeSpan.Zero && options.LongestSpacing > options.ShortestSpacing
            && options.ShortestGap > TimeSpan.Zero && options.LongestGap >= options.ShortestGap && options.LongestGap > options.LongestSpacing
            && options.FewestBits >= 1 && options.MostBits >= options.FewestBits && options.MostBits <= ReaderBits.Most;
        return isRight ? options : throw new ArgumentException("Durations are above 0 and each pair in order, the longest gap longer than the longest spacing, and bits 1 to 128.", nameof(options));
    }

    private static WiegandOptions Read(ParameterValues values) => new()
    {
        ShortestPulse = values.Duration("shortest-pulse"),
        LongestPulse = values.Duration("longest-pulse"),
        ShortestSpacing = values.Duration("shortest-spacing"),
        LongestSpacing = values.Duration("longest-spacing"),
        ShortestGap = values.Duration("shortest-gap"),
        LongestGap = values.Duration("longest-gap"),
        FewestBits = (int)values.Number("fewest-bits"),
        MostBits = (int)values.Number("most-bits"),
    };
}

/// <summary>What the pulses of a Wiegand reader look like. Spacings are from start to start.</summary>
public sealed record WiegandOptions
{
    /// <summary>What is shorter is a glitch. Default 20 µs (SIA AC-01).</summary>
    public TimeSpan ShortestPulse { get; init; } = TimeSpan.FromMicroseconds(20);

    /// <summary>A longer pulse is a fault. Default 400 µs.</summary>
    public TimeSpan LongestPulse { get; init; } = TimeSpan.FromMicroseconds(400);

    /// <summary>Bits that are nearer are a fault. Default 200 µs (SIA AC-01).</summary>
    public TimeSpan ShortestSpacing { get; init; } = TimeSpan.FromMicroseconds(200);

    /// <summary>
    /// Bits that are farther apart are a fault. Default 20.4 ms: SIA AC-01 allows 20 ms and does not say whether that is from start to start or
    /// from end to start, so the longest pulse is added.
    /// </summary>
    public TimeSpan LongestSpacing { get; init; } = TimeSpan.FromMicroseconds(20_400);

    /// <summary>A frame never ends sooner after its last bit. Default 10 ms.</summary>
    public TimeSpan ShortestGap { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>A frame always ends so long after its last bit, and a line that is low for so long is stuck. Above <see cref="LongestSpacing"/>. Default 60 ms.</summary>
    public TimeSpan LongestGap { get; init; } = TimeSpan.FromMilliseconds(60);

    /// <summary>Fewer bits are a fault. Default 4: the shortest keys.</summary>
    public int FewestBits { get; init; } = 4;

    /// <summary>More bits are a fault. Default 128, the most that are kept.</summary>
    public int MostBits { get; init; } = ReaderBits.Most;
}
