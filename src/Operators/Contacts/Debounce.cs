using System;
using System.Collections.Generic;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>debounce</c>.</summary>
public static class DebounceOperator
{
    /// <summary>
    /// The state once it has stood for long enough: stamped with the sample at which it settled, since the sample with which
    /// it began, with what that measured. Nothing leaves before the first state has settled. Faults settle like states.
    /// Costs are per run of equal samples, not per sample; allocates nothing.
    /// </summary>
    /// <param name="source">Dense states.</param>
    /// <param name="times">How long states must stand, rounded up to whole samples.</param>
    /// <param name="channels">How many channels the blocks have; what leaves names its own.</param>
    public static IObservable<Stamped<Value>> Debounce(this IObservable<StateBlock> source, DebounceTimes times, int channels = 1) =>
        source.Through(() => new DenseDebounceKernel(times, null, channels));

    /// <summary>
    /// The state once it has stood for long enough: stamped with the instant at which it settled, since when it began.
    /// Unknown values and faults pass at once; the state after them settles anew. Allocates nothing.
    /// </summary>
    /// <param name="source">A state.</param>
    /// <param name="times">How long states must stand.</param>
    /// <param name="context">Signal time, which wakes it when a state has settled although nothing comes; without it that is noticed with the next value.</param>
    public static IObservable<Stamped<Value>> Debounce(this IObservable<Stamped<Value>> source, DebounceTimes times, OperatorContext? context) =>
        source.Through(() => new SparseDebounceKernel(times), context);

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "debounce",
        Summary = "Believes a new state once it has stood for long enough, bounces subtracted.",
        Details = "Integrates: a level rises while the state is the new one and falls, not below zero, while it is not; the new state leaves when the level reaches the time. "
            + "A clean change leaves exactly the time after it (dense: rounded up to whole samples), `since` is where the level began to rise. The first state of all settles by the same rule. "
            + "Dense faults settle like states; sparse unknown values and faults pass at once, and the next state settles anew.",
        Shorthand = "time",
        Parameters =
        [
            ParameterSpec.Duration("time", "How long a new state must stand. 0 s passes every change at once.", most: "1 h"),
            ParameterSpec.Duration("on", "In place of time, for contacts: how long active must stand; 0 s where only off is given.", most: "1 h"),
            ParameterSpec.Duration("off", "In place of time, for contacts: how long inactive, or a fault, must stand; 0 s where only on is given.", most: "1 h"),
        ],
        Examples =
        [
            new OperatorExample("debounce: 50 ms", "Settles after 50 ms; covers the bounces of nearly all switches."),
            new OperatorExample("debounce: { on: 20 ms, off: 200 ms }", "Quick to become active, slow to let go."),
        ],
        Forms =
        [
            new OperatorForm<StateBlock, Stamped<Value>>
            {
                Takes = "dense states",
                Yields = "the settled state, sparse, with what its first sample measured",
                Accepts = flow => flow is { Kind: FlowKind.States, Symbols: not null },
                Output = (flow, _) => new Flow(FlowKind.State, flow.Symbols, Channels: flow.Channels),
                Kernel = (flow, values) => new DenseDebounceKernel(Read(values), flow.Symbols, flow.Channels),
            },
            new OperatorForm<Stamped<Value>, Stamped<Value>>
            {
                Takes = "a state",
                Yields = "the settled state",
                Accepts = flow => flow.Kind == FlowKind.State,
                Output = (flow, _) => flow,
                Kernel = (flow, values) => new SparseDebounceKernel(Read(values), flow.Symbols),
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        bool separate = values.Has("on") || values.Has("off");
        if (!separate && !values.Has("time"))
            yield return new ParameterProblem("time", "'time' is missing", "20 to 50 ms cover most switches");
        if (separate && values.Has("time"))
            yield return new ParameterProblem("time", "the time is given twice: expected either 'time', or 'on' and 'off'");
        if (separate && !ReferenceEquals(input.Symbols, SymbolType.Contact))
            yield return new ParameterProblem(values.Has("on") ? "on" : "off", $"'on' and 'off' are for contacts, but the input is {input}", "give 'time'");
    }

    private static DebounceTimes Read(ParameterValues values)
    {
        if (values.Has("time"))
            return new DebounceTimes(values.Duration("time"));
        TimeSpan on = values.Has("on") ? values.Duration("on") : TimeSpan.Zero, off = values.Has("off") ? values.Duration("off") : TimeSpan.Zero;
        return new DebounceTimes(on, off, off);
    }
}

/// <summary>How long a new state must stand until it is believed.</summary>
/// <param name="On">The time towards <c>active</c> of a contact. 0 (or less) passes it at once.</param>
/// <param name="Off">The time towards <c>inactive</c> of a contact.</param>
/// <param name="Other">The time towards any other state, faults included.</param>
public readonly record struct DebounceTimes(TimeSpan On, TimeSpan Off, TimeSpan Other)
{
    /// <summary>The same time towards every state.</summary>
    public DebounceTimes(TimeSpan time)
        : this(time, time, time)
    {
    }

    /// <summary>The time towards <paramref name="state"/>, in nanoseconds.</summary>
    internal long NanosecondsTo(in Value state) => To(state, On.Ticks * 100, Off.Ticks * 100, Other.Ticks * 100);

    /// <summary>Which of three times is the one towards <paramref name="state"/>: on and off are of contacts only.</summary>
    internal static long To(in Value state, long on, long off, long other) =>
        !ReferenceEquals(state.Type, SymbolType.Contact) ? other : state.Code == 0 ? off : on;
}

/// <summary>Nanoseconds are ticks; a deadline stands where something would settle.</summary>
internal sealed class SparseDebounceKernel(DebounceTimes times, SymbolType? type = null) : SparseKernel
{
    // before any stamp, and near enough that differences do not overflow
    private static readonly SignalTime LongAgo = new(long.MinValue / 4);

    private Integrator _integrator;
    private SignalTime _now = LongAgo;

    public override SignalTime Deadline
    {
        get
        {
            long left = _integrator.TicksLeft;
            return left < 0 ? SignalTime.Never : _now.AddNanoseconds(left);
        }
    }

    public override void Step(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        Advance(SignalTime.Max(input.Stamp, _now), output);
        if (!input.Value.IsKnown)
        {
            _integrator = default;
            output.Emit(input);
            return;
        }

        SignalTime since = _now;
        if (input.Value != _integrator.Current)
        {
            _integrator.Change(input.Value, times.NanosecondsTo(input.Value));
            since = SignalTime.Min(input.Since, _now);
        }

        Arrive(since, output);
    }

    public override void Expire(SignalTime now, IEmit<Stamped<Value>> output) => Advance(Deadline, output);

    public override void Reset()
    {
        _integrator = default;
        _now = LongAgo;
    }

    public override void Save(StateWriter writer)
    {
        _integrator.Save(writer);
        writer.Time(_now);
    }

    public override void Load(StateReader reader)
    {
        Integrator loaded = Integrator.Load(reader, type);
        SignalTime now = reader.Time();
        loaded.Rescale(times.NanosecondsTo(loaded.Candidate), times.NanosecondsTo(loaded.Current));
        // beyond 146 years differences of instants would overflow
        if (loaded.Level > times.NanosecondsTo(loaded.Candidate) || Math.Abs(now.Nanoseconds / 2) > long.MaxValue / 4)
            throw new StateException("The state of the debounce is impossible.");
        _now = now;
        _integrator = loaded;
    }

    private void Advance(SignalTime to, IEmit<Stamped<Value>> output)
    {
        while (_now < to)
        {
            long step = _integrator.StepTowards(to - _now);
            _integrator.Hold(step);
            _now = _now.AddNanoseconds(step);
            if (_integrator.TrySettle())
                output.Emit(new Stamped<Value>(_integrator.Output, _now, _integrator.Since));
            if (_now < to)
                Arrive(_now, output);
        }
    }

    private void Arrive(SignalTime since, IEmit<Stamped<Value>> output)
    {
        if (_integrator.IsTurning)
        {
            _integrator.Begin();
            _integrator.Since = since;
        }

        if (_integrator.TrySettle())
            output.Emit(new Stamped<Value>(_integrator.Output, _now, _integrator.Since));
    }
}
