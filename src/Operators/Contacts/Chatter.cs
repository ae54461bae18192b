using System;
using System.Collections.Generic;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>chatter</c>.</summary>
public static class ChatterOperator
{
    /// <summary>
    /// A contact that is active while states change too often: from the sample whose change is one too many, until no change
    /// has been one too many for <see cref="ChatterOptions.CalmFor"/>. Inactive from the first sample on. Faults are states
    /// like others, and going to or from one a change. Costs are per run; memory is a time for each change that is
    /// allowed, and one more. Allocates nothing.
    /// </summary>
    /// <param name="source">Dense states.</param>
    /// <param name="options">What is too often; durations are rounded up to whole samples.</param>
    /// <param name="channels">How many channels the blocks have; what leaves names its own.</param>
    public static IObservable<Stamped<Value>> Chatter(this IObservable<StateBlock> source, ChatterOptions options, int channels = 1)
    {
        Require(options);
        return source.Through(() => new DenseChatterKernel(options, channels));
    }

    /// <summary>
    /// The same of a state, inactive from the first known value on; or of events, each of which counts as a change, inactive
    /// from 0 s on. Unknown values and faults of a state pass at once and forget all changes; among events they are none.
    /// </summary>
    /// <param name="source">A state or events.</param>
    /// <param name="options">What is too often.</param>
    /// <param name="context">Signal time, which wakes it when it has been calm for long enough; without it that is noticed with the next value.</param>
    /// <param name="events">Whether they are events.</param>
    public static IObservable<Stamped<Value>> Chatter(this IObservable<Stamped<Value>> source, ChatterOptions options, OperatorContext? context, bool events = false)
    {
        Require(options);
        return source.Through(() => new SparseChatterKernel(options, events), context);
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "chatter",
        Summary = "Tells when something changes too often.",
        Details = "Active from the change that is more than `more-than` within `within` (the last of them included, one exactly as long ago not), at that change. "
            + "Inactive once `calm-for` has passed since the last change that was one too many; dense: in samples. The first value is no change; of events, each counts. "
            + "Inactive from the first value on, of events from 0 s on. Dense faults are states like others; sparse unknown values and faults of a state pass at once and forget all changes, among events they are none.",
        Parameters =
        [
            ParameterSpec.Of("more-than", "How many changes are allowed.", null, "1", "1000", true, Dimension.Count),
            ParameterSpec.Duration("within", "The time within which they are counted; it slides.", least: "1 ms", required: true),
            ParameterSpec.Duration("calm-for", "How long no change may be one too many until it is inactive again; within where it is left out.", least: "1 ms"),
        ],
        Examples =
        [
            new OperatorExample("chatter: { more-than: 10, within: 1 s }", "A contact that rattles: more than 10 changes in a second."),
            new OperatorExample("chatter: { more-than: 2, within: 100 ms, calm-for: 500 ms }", "Quick to notice and slower to believe that it is over."),
        ],
        Forms =
        [
            new OperatorForm<StateBlock, Stamped<Value>>
            {
                Takes = "dense states",
                Yields = "a contact",
                Accepts = flow => flow is { Kind: FlowKind.States, Symbols: not null },
                Output = (flow, _) => new Flow(FlowKind.State, SymbolType.Contact, Channels: flow.Channels),
                Kernel = (flow, values) => new DenseChatterKernel(Read(values), flow.Channels),
            },
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "a state",
                Yields = "a contact",
                Accepts = flow => flow.Kind == FlowKind.State,
                Output = (flow, _) => new Flow(FlowKind.State, SymbolType.Contact, Channels: flow.Channels),
                Kernel = (flow, values) => new SparseChatterKernel(Read(values), events: false, flow),
            },
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "events",
                Yields = "a contact",
                Accepts = flow => flow.Kind == FlowKind.Event,
                Output = (flow, _) => new Flow(FlowKind.State, SymbolType.Contact, Channels: flow.Channels),
                Kernel = (flow, values) => new SparseChatterKernel(Read(values), events: true, flow),
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        if (values.Has("more-than") && values.Quantity("more-than").Value % 1 != 0)
            yield return new ParameterProblem("more-than", $"'more-than' must be a whole number, not {values.Quantity("more-than")}");
    }

    private static ChatterOptions Read(ParameterValues values) => new()
    {
        MoreThan = (int)values.Number("more-than"),
        Within = values.Duration("within"),
        CalmFor = values.Has("calm-for") ? values.Duration("calm-for") : null,
    };

    private static void Require(ChatterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.MoreThan is < 1 or > 1000 || options.Within <= TimeSpan.Zero || options.CalmFor <= TimeSpan.Zero)
            throw new ArgumentException("Allowed are 1 to 1000 changes within more than 0 s, and a calm of more than 0 s.", nameof(options));
    }
}

/// <summary>What is too often.</summary>
public sealed record ChatterOptions
{
    /// <summary>How many changes are allowed, 1 to 1000.</summary>
    public required int MoreThan { get; init; }

    /// <summary>The time within which they are counted, above 0 s.</summary>
    public required TimeSpan Within { get; init; }

    /// <summary>How long no change may be one too many until it is over, above 0 s. Default: <see cref="Within"/>.</summary>
    public TimeSpan? CalmFor { get; init; }

    /// <summary><see cref="Within"/> in nanoseconds.</summary>
    internal long WithinNanoseconds => Within.Ticks * 100;

    /// <summary>How long it must be calm, in nanoseconds.</summary>
    internal long CalmNanoseconds => (CalmFor ?? Within).Ticks * 100;
}

/// <summary>The deadline stands while it is active: the end of the calm. Of events, it is 0 s before anything was said.</summary>
internal sealed class SparseChatterKernel(ChatterOptions options, bool events, Flow? flow = null) : DeadlineKernel(events ? SignalTime.Zero : SignalTime.Never)
{
    // of a state: unknown before the first
    private Value _last;
    private bool _isActive;
    private RecentChanges _changes = new(options.MoreThan);

    protected override void Take(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        if (events)
        {
            if (input.Value.IsKnown)
                Change(output);
            return;
        }

        Value before = _last;
        _last = input.Value;
        if (!input.Value.IsKnown)
        {
            Clear();
            Due = SignalTime.Never;
            output.Emit(input);
        }
        else if (!before.IsKnown)
        {
            output.Emit(new Stamped<Value>(Value.Contact(false), Now));
        }
        else if (before != input.Value)
        {
            Change(output);
        }
    }

    protected override void Run(IEmit<Stamped<Value>> output)
    {
        _isActive = false;
        output.Emit(new Stamped<Value>(Value.Contact(false), Now));
    }

    protected override void Clear()
    {
        _last = default;
        _isActive = false;
        _changes.Clear();
    }

    protected override void SaveRest(StateWriter writer)
    {
        writer.Value(_last);
        writer.Bool(_isActive);
        _changes.Save(writer, Now.Nanoseconds);
    }

    protected override void LoadRest(StateReader reader)
    {
        _last = reader.ValueOf(flow);
        _isActive = reader.Bool();
        _changes.Load(reader, Now.Nanoseconds);
        if (_isActive && Due == SignalTime.Never)
            throw new StateException("What is active must have its end.");
    }

    private void Change(IEmit<Stamped<Value>> output)
    {
        if (!_changes.IsOneTooMany(Now.Nanoseconds, options.WithinNanoseconds))
            return;
        Due = Now.AddNanoseconds(options.CalmNanoseconds);
        if (_isActive)
            return;
        _isActive = true;
        output.Emit(new Stamped<Value>(Value.Contact(true), Now));
    }
}

/// <summary>The same over samples.</summary>
internal sealed class DenseChatterKernel : DeadlineLanes
{
    private readonly ChatterOptions _options;
    private readonly RecentChanges[] _changes;
    private readonly bool[] _hasBegun;
    private readonly bool[] _isActive;
    private long _within;
    private long _calm;

    /// <summary>A kernel of <paramref name="channels"/> channels, 1 to 1024, each by itself.</summary>
    public DenseChatterKernel(ChatterOptions options, int channels)
        : base(channels)
    {
        _options = options;
        _changes = new RecentChanges[channels];
        for (int channel = 0; channel < channels; channel++)
            _changes[channel] = new RecentChanges(options.MoreThan);
        _hasBegun = new bool[channels];
        _isActive = new bool[channels];
    }

    protected override void Rescale(SampleRate rate) =>
        (_within, _calm) = (rate.PeriodsIn(_options.WithinNanoseconds), rate.PeriodsIn(_options.CalmNanoseconds));

    protected override void Change(int channel, in StateRun run, in StateBlock block, IEmit<Stamped<Value>> output)
    {
        if (!_hasBegun[channel])
        {
            _hasBegun[channel] = true;
            Say(active: false, channel, run.Start, block, output);
            return;
        }

        long frame = Frames + run.Start;
        if (!_changes[channel].IsOneTooMany(frame, _within))
            return;
        Arm(channel, frame + _calm);
        if (!_isActive[channel])
            Say(active: true, channel, run.Start, block, output);
    }

    protected override void Run(int channel, int offset, in StateBlock block, IEmit<Stamped<Value>> output) =>
        Say(active: false, channel, offset, block, output);

    protected override void Clear()
    {
        Array.Fill(_hasBegun, false);
        Array.Fill(_isActive, false);
        foreach (ref RecentChanges changes in _changes.AsSpan())
            changes.Clear();
    }

    protected override void SaveLane(int channel, StateWriter writer)
    {
        writer.Bool(_hasBegun[channel]);
        writer.Bool(_isActive[channel]);
        _changes[channel].Save(writer, Frames);
    }

    protected override void LoadLane(int channel, StateReader reader)
    {
        _hasBegun[channel] = reader.Bool();
        _isActive[channel] = reader.Bool();
        _changes[channel].Load(reader, Frames);
        if (_isActive[channel] != IsArmed(channel) || (_isActive[channel] && !_hasBegun[channel]))
            throw new StateException("What is active, and only that, must have its end.");
    }

    private void Say(bool active, int channel, int offset, in StateBlock block, IEmit<Stamped<Value>> output)
    {
        _isActive[channel] = active;
        SignalTime stamp = block.TimeOf(offset);
        Decide(new Stamped<Value>(Value.Contact(active), stamp, stamp, channel), output);
    }
}
