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
    public static IObservable<Stamped<Value>> Debounce(this IObservable<StateBlock> source, DebounceTimes times) =>
        source.Through(() => new DenseDebounceKernel(times));

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
                Output = (flow, _) => new Flow(FlowKind.State, flow.Symbols),
                Kernel = (flow, values) => new DenseDebounceKernel(Read(values), flow.Symbols!),
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

    internal long NanosecondsTo(in Value state) => To(state, On.Ticks * 100, Off.Ticks * 100, Other.Ticks * 100);

    internal static long To(in Value state, long on, long off, long other) =>
        !ReferenceEquals(state.Type, SymbolType.Contact) ? other : state.Code == 0 ? off : on;
}

/// <summary>Samples are ticks; the first sample of a run begins it.</summary>
internal sealed class DenseDebounceKernel(DebounceTimes times, SymbolType? type = null) : Kernel<StateBlock, Stamped<Value>>
{
    // what rises began before this block, so its time is known already
    private const int Before = -1;

    private SampleRate _rate;
    private long _samplesOn;
    private long _samplesOff;
    private long _samplesOther;
    private int _begun = Before;

    private Integrator _integrator;
    private int _code = -1;

    public override void Step(in StateBlock input, IEmit<Stamped<Value>> output)
    {
        if (input.Clock.Rate != _rate)
            Rescale(input.Clock.Rate);
        _begun = Before;

        // offset of the last sample that was looked at: the one before this block has been, but not what it led to
        int at = -1;
        foreach (ref readonly StateRun run in input.Runs.Span)
        {
            if (run.Code != _code)
            {
                Advance(input, ref at, run.Start, output);
                Value value = input.Type.ToValue(run.Code, run.Measurement, run.Margin);
                _integrator.Change(value, SamplesTo(value));
                _code = run.Code;
                Arrive(input, at, output);
            }
        }

        if (_integrator.IsAtRest)
            return;
        if (at < input.Count - 1)
        {
            Advance(input, ref at, input.Count - 1, output);
            Arrive(input, at, output);
        }

        if (_begun != Before)
            _integrator.Since = input.Clock.TimeOf(input.FirstIndex + _begun);
    }

    public override void Reset()
    {
        _integrator = default;
        _code = -1;
    }

    public override void Save(StateWriter writer)
    {
        writer.Int64(_code + 1);
        _integrator.Save(writer);
    }

    public override void Load(StateReader reader)
    {
        int code = reader.Count(byte.MaxValue + 1) - 1;
        Integrator loaded = Integrator.Load(reader, type);
        if ((code < 0) != (loaded.Current.Kind == ValueKind.Unknown))
            throw new StateException("The state of the debounce lacks the last sample.");
        if (code >= 0 && type is not null && !type.HasCode((byte)code))
            throw new StateException($"{code} is no code of a {type}.");
        _code = code;
        _integrator = loaded;
        _rate = default;
    }

    /// <summary>Lets the current value stand until sample <paramref name="to"/>, which may already be another.</summary>
    private void Advance(in StateBlock block, ref int at, int to, IEmit<Stamped<Value>> output)
    {
        while (at < to)
        {
            long step = _integrator.StepTowards(to - at);
            _integrator.Hold(step);
            at += (int)step;
            if (_integrator.TrySettle())
                Emit(block, at, output);
            if (at < to)
                Arrive(block, at, output);
        }
    }

    private void Arrive(in StateBlock block, int at, IEmit<Stamped<Value>> output)
    {
        if (_integrator.IsTurning)
        {
            _integrator.Begin();
            // bounces begin often and settle rarely: the time is computed where it is needed
            _begun = at;
        }

        if (_integrator.TrySettle())
            Emit(block, at, output);
    }

    private void Emit(in StateBlock block, int at, IEmit<Stamped<Value>> output)
    {
        SignalTime since = _begun == Before ? _integrator.Since : block.Clock.TimeOf(block.FirstIndex + _begun);
        _begun = Before;
        output.Emit(new Stamped<Value>(_integrator.Output, block.Clock.TimeOf(block.FirstIndex + at), since));
    }

    private void Rescale(SampleRate rate)
    {
        _rate = rate;
        _samplesOn = rate.PeriodsIn(times.On.Ticks * 100);
        _samplesOff = rate.PeriodsIn(times.Off.Ticks * 100);
        _samplesOther = rate.PeriodsIn(times.Other.Ticks * 100);
        _integrator.Rescale(SamplesTo(_integrator.Candidate), SamplesTo(_integrator.Current));
    }

    private long SamplesTo(in Value state) => DebounceTimes.To(state, _samplesOn, _samplesOff, _samplesOther);
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
