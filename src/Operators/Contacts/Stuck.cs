using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.InteropServices;
using Reactive.Operators.Vectors;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>stuck</c>.</summary>
public static class StuckOperator
{
    /// <summary>
    /// Whether a signal has stood still, for every sample, in blocks as they came: active from the sample on with which it
    /// has not moved for <paramref name="time"/>, inactive from the sample on that moves; NaN is the fault not-a-number.
    /// Costs little where nothing moves and, with no tolerance, little where all moves. Allocates nothing per block; blocks
    /// that come out are valid during the call only.
    /// </summary>
    /// <param name="source">Samples of one channel or of a bank.</param>
    /// <param name="time">How long it must stand still, rounded up to whole samples; above 0.</param>
    /// <param name="within">How far samples may lie from the one with which it came to a stand, in the unit of the samples; at least 0.</param>
    /// <param name="channels">How many channels the blocks have.</param>
    public static IObservable<StateBlock> Stuck(this IObservable<SampleBlock> source, TimeSpan time, double within = 0, int channels = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
        if (!(within >= 0 && double.IsFinite(within)))
            throw new ArgumentOutOfRangeException(nameof(within), within, "It must be at least 0 and finite.");
        return source.Through(() => new StuckKernel(time.Ticks * 100, within, channels));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "stuck",
        Summary = "Tells whether a signal has stood still for too long: a dead sensor, a cut or muted line.",
        Details = "Decides sample by sample. Samples are compared with the one with which the signal came to a stand: active with the sample that lies the time after it, inactive at once with the first that lies "
            + "further off than within, which is the next to be compared with. So a slow drift counts as movement. NaN is the fault `not-a-number`, and afterwards it starts anew. A gap counts as no samples.",
        Shorthand = "for",
        Parameters =
        [
            ParameterSpec.Duration("for", "How long it must stand still, rounded up to whole samples.", "1 s", "1 ns"),
            new ParameterSpec
            {
                Name = "within",
                Kind = ParameterKind.Quantity,
                Summary = "How far samples may lie off and still count as standing still, in the unit of the input. Exactly still where it is left out.",
                Dimensions = [.. Enum.GetValues<Dimension>()],
                Default = "0",
            },
        ],
        Examples =
        [
            new OperatorExample("stuck: 500 ms", "Half a second of exactly equal samples."),
            new OperatorExample("stuck: { for: 40 ms, within: 2 }", "A live input has more noise than two counts."),
            new OperatorExample("stuck: { for: 100 ms, within: 5 mV }", "The same in volts."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, StateBlock>
            {
                Takes = "samples",
                Yields = "dense contact states: active while it stands still",
                Accepts = flow => flow is { Kind: FlowKind.Samples, Samples: not null },
                Output = (flow, _) => new Flow(FlowKind.States, SymbolType.Contact, Samples: flow.Samples, Channels: flow.Channels),
                Kernel = (flow, values) => new StuckKernel(values.Quantity("for").Nanoseconds, values.Number("within"), flow.Channels),
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        Quantity within = values.Quantity("within");
        if (within.Value < 0)
            yield return new ParameterProblem("within", $"'within' must be at least 0, not {within}");
        Unit unit = input.Unit ?? Unit.Count;
        if (within.Value != 0 && within.Dimension != unit.Dimension)
            yield return new ParameterProblem("within", $"'within' is given as {within}, but the input is {input}", $"give it in {(unit.Dimension == Dimension.Count ? "counts, without a unit" : Unit.Choices(unit.Dimension))}");
    }
}

/// <summary>
/// Compares samples with the one at which their channel came to a stand. While it stands, the first sample that does not is
/// searched for. While it moves, a stretch of n equal samples after it would show in every n-th pair of neighbours, so only
/// those are looked at.
/// </summary>
internal sealed class StuckKernel : Kernel<SampleBlock, StateBlock>
{
    private const byte Inactive = 0;
    private const byte Active = 1;
    private const byte NotANumber = SymbolType.FirstFault;
    private const byte None = 0xFF;

    private readonly long _nanoseconds;
    private readonly double _within;
    private readonly Lane[] _lanes;
    private readonly List<StateRun> _changes = [];
    private readonly SampleBuffer _channel = new();
    private readonly RunWriter _runs = new();
    private SampleClock? _clock;
    private long _periods;
    private object? _search;

    public StuckKernel(long nanoseconds, double within, int channels)
    {
        _nanoseconds = nanoseconds;
        _within = within;
        _lanes = new Lane[channels];
        Reset();
    }

    public override void Step(in SampleBlock input, IEmit<StateBlock> output)
    {
        if (input.Channels != _lanes.Length)
            throw new ArgumentException($"The input was declared with {_lanes.Length} channels, not {input.Channels}.", nameof(input));
        if (!ReferenceEquals(input.Clock, _clock))
        {
            _clock = input.Clock;
            _periods = _clock.Rate.PeriodsIn(_nanoseconds);
        }

        _changes.Clear();
        switch (input.Format)
        {
            case SampleFormat.Int16:
                WalkChannels(input.Int16);
                break;
            case SampleFormat.Int32:
                WalkChannels(input.Int32);
                break;
            default:
                WalkChannels(input.Float32);
                break;
        }

        Span<StateRun> changes = CollectionsMarshal.AsSpan(_changes);
        if (_lanes.Length > 1)
            changes.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Channel.CompareTo(b.Channel));
        _runs.Clear();
        foreach (ref readonly StateRun run in changes)
            _runs.Add(run.Start, run.Channel, run.Code, run.Zone, run.Sample);
        output.Emit(new StateBlock(_runs.Runs, input.Count, input.FirstIndex, input.Clock, SymbolType.Contact, null, input.Channels));
    }

    public override void Reset() => Array.Fill(_lanes, new Lane { State = None, From = double.NaN });

    public override void Save(StateWriter writer)
    {
        foreach (ref readonly Lane lane in _lanes.AsSpan())
        {
            writer.Byte(lane.State);
            writer.Double(lane.From);
            writer.Int64(lane.Held);
        }
    }

    public override void Load(StateReader reader)
    {
        foreach (ref Lane lane in _lanes.AsSpan())
        {
            var saved = new Lane { State = reader.Byte(), From = reader.Double(), Held = reader.Int64() };
            bool stands = saved.State is Inactive or Active;
            if ((!stands && saved.State is not (NotANumber or None)) || stands == double.IsNaN(saved.From) || saved.Held < 0 || (!stands && saved.Held != 0))
                throw new StateException($"State {saved.State} after {saved.Held} samples at {saved.From} is impossible.");
            lane = saved;
        }
    }

    private void WalkChannels<T>(ReadOnlySpan<T> samples)
        where T : unmanaged, INumber<T>
    {
        var search = _search as StaySearch<T>;
        if (search is null)
            _search = search = new StaySearch<T>(1);
        if (_lanes.Length == 1)
        {
            Walk(samples, 0, search);
            return;
        }

        Span<T> one = _channel.Room<T>(samples.Length / _lanes.Length);
        for (int channel = 0; channel < _lanes.Length; channel++)
        {
            for (int i = 0, from = channel; i < one.Length; i++, from += _lanes.Length)
                one[i] = samples[from];
            Walk(one, channel, search);
        }
    }

    private void Walk<T>(ReadOnlySpan<T> samples, int channel, StaySearch<T> search)
        where T : unmanaged, INumber<T>
    {
        ref Lane lane = ref _lanes[channel];
        int numbersTo = 0;
        for (int at = 0; at < samples.Length;)
        {
            int end = Stands(lane, samples[at]) ? FirstOff(samples, at + 1, lane, search) : at;
            Hold(ref lane, samples, at, end, channel);
            if (end == samples.Length)
                return;
            Move(ref lane, samples, end, channel);
            at = end + 1;
            if (lane.State != Inactive || _within > 0)
                continue;
            if (numbersTo <= end)
                numbersTo = NumbersFrom(samples, end, search);
            at = Skip(ref lane, samples[..numbersTo], end) + 1;
            if (lane.Held >= _periods)
                Change(ref lane, samples, at - 1, channel, Active);
        }
    }

    /// <summary>The samples from <paramref name="at"/> up to <paramref name="end"/> stand still as well.</summary>
    private void Hold<T>(ref Lane lane, ReadOnlySpan<T> samples, int at, int end, int channel)
        where T : unmanaged, INumber<T>
    {
        long before = lane.Held;
        lane.Held += end - at;
        if (lane.State == Inactive && end > at && lane.Held >= _periods)
            Change(ref lane, samples, (int)Math.Clamp(at + (_periods - before) - 1, at, end - 1), channel, Active);
    }

    /// <summary>The sample at <paramref name="at"/> does not stand still: the next ones are compared with it.</summary>
    private void Move<T>(ref Lane lane, ReadOnlySpan<T> samples, int at, int channel)
        where T : unmanaged, INumber<T>
    {
        lane.From = double.CreateTruncating(samples[at]);
        lane.Held = 0;
        byte state = double.IsNaN(lane.From) ? NotANumber : Inactive;
        if (state != lane.State)
            Change(ref lane, samples, at, channel, state);
    }

    private void Change<T>(ref Lane lane, ReadOnlySpan<T> samples, int at, int channel, byte state)
        where T : unmanaged, INumber<T>
    {
        lane.State = state;
        _changes.Add(new StateRun(at, (ushort)channel, state, 0, float.CreateTruncating(samples[at])));
    }

    /// <summary>Goes from the sample at <paramref name="from"/>, which moved, to the last one that need not be looked at again, and says since when that stands. All are numbers.</summary>
    private int Skip<T>(ref Lane lane, ReadOnlySpan<T> samples, int from)
        where T : unmanaged, INumber<T>
    {
        // n periods of standing still that begin before the pair at from + n - 1 and from + n would hold both of it
        while (samples.Length - from > _periods && samples[from + (int)_periods] != samples[from + (int)_periods - 1])
            from += (int)_periods;
        int to = samples.Length - from > _periods ? from + (int)_periods : samples.Length - 1, began = to;
        while (began > from && samples[began - 1] == samples[to])
            began--;
        lane.From = double.CreateTruncating(samples[to]);
        lane.Held = to - began;
        return to;
    }

    private bool Stands<T>(in Lane lane, T sample)
        where T : unmanaged, INumber<T>
    {
        double value = double.CreateTruncating(sample);
        return value >= lane.From - _within && value <= lane.From + _within;
    }

    private int FirstOff<T>(ReadOnlySpan<T> samples, int from, in Lane lane, StaySearch<T> search)
        where T : unmanaged, INumber<T>
    {
        search.Set(0, new StayInterval(lane.From - _within, Math.BitIncrement(lane.From + _within)));
        return search.FirstOutside(samples, from);
    }

    /// <summary>Where the first NaN is; integers have none.</summary>
    private static int NumbersFrom<T>(ReadOnlySpan<T> samples, int from, StaySearch<T> search)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) != typeof(float))
            return samples.Length;
        search.Set(0, new StayInterval(double.NegativeInfinity, double.PositiveInfinity));
        return search.FirstOutside(samples, from);
    }

    /// <summary>One channel: the sample with which it came to a stand (NaN for none), and how many samples have stood still since.</summary>
    private struct Lane
    {
        public byte State;
        public double From;
        public long Held;
    }
}
