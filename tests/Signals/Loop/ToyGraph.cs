using System;
using System.Collections.Generic;
using Reactive.Signals.Loop;

namespace Reactive.Signals.Tests.Loop;

/// <summary>
/// The least graph that shows everything a rule graph does to the loop: it logs what changes in a turn, drives the output
/// <c>out</c> while its first signal has been active for the hold time, sees that output one turn later, and logs read-backs.
/// </summary>
internal sealed class ToyGraph : ITurnGraph, ISignalTimerTarget
{
    private readonly Engine _engine;
    private readonly SignalTimer _hold;
    private readonly long _holdNanoseconds;
    private readonly bool _terse;
    private readonly List<Slot> _slots = [];
    private readonly Slot _readback = new("readback");
    private readonly Slot _shown = new("out");
    private bool _held;
    private bool _commanded;
    private long _lastOutput;

    public ToyGraph(Engine engine, long holdNanoseconds, bool terse)
    {
        _engine = engine;
        _holdNanoseconds = holdNanoseconds;
        _terse = terse;
        _hold = engine.Scheduler.CreateTimer(this);
    }

    /// <summary>Changes the output in every turn: a chain without end.</summary>
    public bool Flutters { get; set; }

    public bool WantsTurn { get; private set; }

    private bool _still;

    public Value ValueOf(int signal) => _slots[signal].Value;

    public void Observe(string name, IObservable<Stamped<Value>> values)
    {
        var slot = new Slot(name);
        _slots.Add(slot);
        values.Subscribe(value => slot.Take(value.Value, value.Since, _engine.Turn.Number), error => throw error);
    }

    public void Due(SignalTime now) => _held = true;

    public void Evaluate(in TurnInfo turn)
    {
        if (WantsTurn)
        {
            WantsTurn = false;
            _shown.Take(Value.Contact(_commanded), turn.At, turn.Number);
        }

        foreach (Slot slot in _slots)
            Log(slot, turn);
        Log(_shown, turn);
        Log(_readback, turn);
        bool active = _slots.Count > 0 && _slots[0].Value == Value.Contact(active: true);
        if (!active)
            _held = false;
        if (!active)
            _hold.Arm(SignalTime.Never);
        else if (!_held && _hold.DueTime == SignalTime.Never)
            _hold.Arm(turn.At.AddNanoseconds(_holdNanoseconds));
        _still &= turn.Cause is not (TurnCause.Arrival or TurnCause.Timer);
        if (_still)
            return;
        bool wanted = Flutters && _slots[0].Value.IsKnown ? !_commanded : _held;
        if (wanted == _commanded)
            return;
        _commanded = wanted;
        WantsTurn = true;
        _engine.Issue("out", wanted ? "activate" : "deactivate", null, new CommandCause("hold", 2, turn.Number));
        _lastOutput = _engine.CommandCount;
    }

    public void CutOff()
    {
        _still = true;
        WantsTurn = false;
    }

    public void Answered(in Arrival feedback)
    {
        if (feedback.Answers == _lastOutput)
            _readback.Take(feedback.Readback, feedback.Stamp, _engine.Turn.Number);
    }

    public void Resume(string checkpoint) => _readback.Since = new SignalTime(checkpoint.Length);

    public void Begin(in TurnInfo turn)
    {
    }

    public void Anchored(SignalTime at, long wallNanoseconds) => _readback.Since = at;

    public void Save(StateWriter writer)
    {
        writer.Bool(_held);
        writer.Bool(_commanded);
        writer.Bool(WantsTurn);
        writer.Bool(_still);
        writer.Int64(_lastOutput);
        foreach (Slot slot in (Slot[])[.. _slots, _readback, _shown])
            writer.Stamped(new Stamped<Value>(slot.Value, new SignalTime(slot.Turn), slot.Since));
    }

    public void Load(StateReader reader)
    {
        _held = reader.Bool();
        _commanded = reader.Bool();
        WantsTurn = reader.Bool();
        _still = reader.Bool();
        _lastOutput = reader.Int64();
        foreach (Slot slot in (Slot[])[.. _slots, _readback, _shown])
        {
            Stamped<Value> saved = reader.Stamped();
            (slot.Value, slot.Turn, slot.Since) = (saved.Value, saved.Stamp.Nanoseconds, saved.Since);
        }
    }

    private void Log(Slot slot, in TurnInfo turn)
    {
        if (slot.Turn == turn.Number)
            _engine.Issue("log", "log", _terse ? slot.Name : $"{slot.Name}={slot.Value} since {slot.Since}", new CommandCause("log " + (_terse ? "" : slot.Name), 1, turn.Number));
    }

    private sealed class Slot(string name)
    {
        public string Name => name;

        public Value Value { get; set; } = Value.Unknown(UnknownReason.Starting);

        public SignalTime Since { get; set; }

        public long Turn { get; set; }

        public void Take(Value value, SignalTime since, long turn) => (Value, Since, Turn) = (value, since, turn);
    }
}

/// <summary>A contact that is active where a sample is 100 or more; yields changes, the first state included.</summary>
internal sealed class ThresholdKernel : Kernel<SampleBlock, Stamped<Value>>
{
    private const byte None = 0xFF;

    private byte _last = None;

    public override void Step(in SampleBlock input, IEmit<Stamped<Value>> output)
    {
        ReadOnlySpan<short> samples = input.Int16;
        for (int i = 0; i < input.Count; i++)
        {
            byte code = samples[i * input.Channels] >= 100 ? (byte)1 : (byte)0;
            if (code == _last)
                continue;
            _last = code;
            output.Emit(new Stamped<Value>(Value.Contact(code == 1), input.Clock.TimeOf(input.FirstIndex + i)));
        }
    }

    public override void Reset() => _last = None;

    public override void Save(StateWriter writer) => writer.Byte(_last);

    public override void Load(StateReader reader) => _last = reader.Byte();
}
