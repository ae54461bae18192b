using System;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>settle</c>.</summary>
public static class SettleOperator
{
    /// <summary>
    /// The first change at once, with the sample at which it came; then, for the lockout, nothing. At its end the state that
    /// stands passes if it is another, since the sample with which it began, and is followed by a lockout of its own. The
    /// first state passes at once; faults are states like others. Costs are per run; allocates nothing.
    /// </summary>
    /// <param name="source">Dense states.</param>
    /// <param name="lockout">How long further changes are held back, rounded up to whole samples. 0 passes every change.</param>
    /// <param name="channels">How many channels the blocks have; what leaves names its own.</param>
    public static IObservable<Stamped<Value>> Settle(this IObservable<StateBlock> source, TimeSpan lockout, int channels = 1) =>
        source.Through(() => new DenseSettleKernel(lockout, null, channels));

    /// <summary>
    /// The first change at once, then nothing for the lockout; at its end the state that stands, if it is another. Unknown
    /// values and faults pass at once and end the lockout. Allocates nothing.
    /// </summary>
    /// <param name="source">A state.</param>
    /// <param name="lockout">How long further changes are held back. 0 passes every change.</param>
    /// <param name="context">Signal time, which wakes it at the end of a lockout; without it that is noticed with the next value.</param>
    public static IObservable<Stamped<Value>> Settle(this IObservable<Stamped<Value>> source, TimeSpan lockout, OperatorContext? context) =>
        source.Through(() => new LockoutKernel(lockout), context);

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "settle",
        Summary = "Passes a change at once and then holds further changes back for a while.",
        Details = "For contacts that must act without delay: unlike `debounce` it believes the first edge. At the end of the lockout the state that stands passes if it differs from what passed, "
            + "so the last state is never lost; a lockout follows it as well. `since` is when what passes began. The first state of all passes at once. "
            + "Dense faults are states like others; sparse unknown values and faults pass at once and end the lockout.",
        Shorthand = "lockout",
        Parameters =
        [
            ParameterSpec.Duration("lockout", "How long changes are held back after one that passed; dense: rounded up to whole samples. 0 s passes every change.", most: "1 h", required: true),
        ],
        Examples =
        [
            new OperatorExample("settle: 50 ms", "Acts on the first edge and ignores 50 ms of bounces."),
            new OperatorExample("settle: { lockout: 5 ms }", "For a short bounce, or a fast one."),
        ],
        Forms =
        [
            new OperatorForm<StateBlock, Stamped<Value>>
            {
                Takes = "dense states",
                Yields = "the state, sparse, with what its first sample measured",
                Accepts = flow => flow is { Kind: FlowKind.States, Symbols: not null },
                Output = (flow, _) => new Flow(FlowKind.State, flow.Symbols, Channels: flow.Channels),
                Kernel = (flow, values) => new DenseSettleKernel(values.Duration("lockout"), flow.Symbols, flow.Channels),
            },
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "a state",
                Yields = "the state",
                Accepts = flow => flow.Kind == FlowKind.State,
                Output = (flow, _) => flow,
                Kernel = (flow, values) => new LockoutKernel(values.Duration("lockout"), flow),
            },
        ],
    };
}

/// <summary>While the deadline stands, it locks: what comes meanwhile is only remembered.</summary>
internal sealed class LockoutKernel(TimeSpan lockout, Flow? flow = null) : DeadlineKernel(SignalTime.Never)
{
    // unknown before the first
    private Value _passed;
    private Value _standing;
    private SignalTime _since;

    protected override void Take(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        if (!input.Value.IsKnown)
        {
            Clear();
            Due = SignalTime.Never;
            output.Emit(input);
            return;
        }

        if (input.Value == _standing)
            return;
        _standing = input.Value;
        _since = SignalTime.Min(input.Since, Now);
        if (Due == SignalTime.Never)
            Pass(output);
    }

    protected override void Run(IEmit<Stamped<Value>> output)
    {
        if (_standing != _passed)
            Pass(output);
    }

    protected override void Clear()
    {
        _passed = _standing = default;
        _since = default;
    }

    protected override void SaveRest(StateWriter writer)
    {
        writer.Value(_passed);
        writer.Value(_standing);
        writer.Time(_since);
    }

    protected override void LoadRest(StateReader reader)
    {
        _passed = reader.ValueOf(flow);
        _standing = reader.ValueOf(flow);
        _since = reader.Time();
        bool fits = Due == SignalTime.Never ? _standing == _passed : _passed.IsKnown && _standing.IsKnown;
        if (!fits || (_standing.IsKnown && _since > Now))
            throw new StateException("The state of the lockout is impossible.");
    }

    private void Pass(IEmit<Stamped<Value>> output)
    {
        _passed = _standing;
        if (lockout > TimeSpan.Zero)
            Due = Now + lockout;
        output.Emit(new Stamped<Value>(_standing, Now, _since));
    }
}

/// <summary>The same over samples.</summary>
internal sealed class DenseSettleKernel : DeadlineLanes
{
    private const byte None = 0xFF;

    // what stands began before this block, so its time is known already
    private const int Before = -1;

    private readonly TimeSpan _lockout;
    private readonly SymbolType? _type;
    private readonly Lane[] _lanes;
    private long _ticks;

    /// <summary>A kernel of <paramref name="channels"/> channels, 1 to 1024; the lockout is rounded up to whole samples.</summary>
    public DenseSettleKernel(TimeSpan lockout, SymbolType? type, int channels)
        : base(channels)
    {
        _lockout = lockout;
        _type = type;
        _lanes = new Lane[channels];
        Clear();
    }

    protected override void Rescale(SampleRate rate) => _ticks = rate.PeriodsIn(Math.Max(_lockout.Ticks, 0) * 100);

    protected override void Change(int channel, in StateRun run, in StateBlock block, IEmit<Stamped<Value>> output)
    {
        ref Lane lane = ref _lanes[channel];
        lane.Standing = run.Code;
        lane.Zone = run.Zone;
        lane.Sample = run.Sample;
        lane.Began = run.Start;
        if (!IsArmed(channel) && run.Code != lane.Passed)
            Pass(channel, run.Start, block, output);
    }

    protected override void Run(int channel, int offset, in StateBlock block, IEmit<Stamped<Value>> output)
    {
        ref Lane lane = ref _lanes[channel];
        if (lane.Standing != lane.Passed)
            Pass(channel, offset, block, output);
        else
            (lane.Began, lane.Since) = (Before, default);
    }

    // bounces are many and few of them pass: their times are computed at the end of the block at the earliest
    protected override void Leave(int channel, in StateBlock block)
    {
        ref Lane lane = ref _lanes[channel];
        if (lane.Began != Before)
            lane.Since = block.TimeOf(lane.Began);
        lane.Began = Before;
    }

    protected override void Clear() => Array.Fill(_lanes, new Lane { Passed = None, Standing = None, Began = Before });

    protected override void SaveLane(int channel, StateWriter writer)
    {
        ref readonly Lane lane = ref _lanes[channel];
        writer.Byte(lane.Passed);
        writer.Byte(lane.Standing);
        writer.Byte(lane.Zone);
        writer.Single(lane.Sample);
        writer.Time(lane.Since);
    }

    protected override void LoadLane(int channel, StateReader reader)
    {
        var lane = new Lane { Passed = reader.Byte(), Standing = reader.Byte(), Zone = reader.Byte(), Sample = reader.Single(), Since = reader.Time(), Began = Before };
        bool fits = IsArmed(channel) ? IsState(lane.Passed) && IsState(lane.Standing) : lane.Standing == lane.Passed && (lane.Passed == None || IsState(lane.Passed));
        _lanes[channel] = fits ? lane : throw new StateException("The state of the lockout is impossible.");
    }

    private bool IsState(byte code) => code != None && _type?.HasCode(code) != false;

    private void Pass(int channel, int offset, in StateBlock block, IEmit<Stamped<Value>> output)
    {
        ref Lane lane = ref _lanes[channel];
        SignalTime since = lane.Began == Before ? lane.Since : block.TimeOf(lane.Began);
        lane.Passed = lane.Standing;
        lane.Began = Before;
        lane.Since = default;
        if (_ticks > 0)
            Arm(channel, Frames + offset + _ticks);
        Decide(new Stamped<Value>(block.ValueOf(lane.Standing, lane.Zone, lane.Sample), block.TimeOf(offset), since, channel), output);
    }

    /// <summary>One channel: what passed last, what stands and since when.</summary>
    private struct Lane
    {
        public byte Passed;
        public byte Standing;
        public byte Zone;
        public float Sample;
        public int Began;
        public SignalTime Since;
    }
}
