using System;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Rules.Graph;

/// <summary>
/// Where a shared kernel stands in a run: between the chains that lead into it and the signals that come out of it, with its news, its checks,
/// its commands and its deadline. It works in turns, and everything counts from their instants.
/// </summary>
internal sealed class SharedNode : ISharedOutput, ISignalTimerTarget
{
    private readonly Engine _engine;
    private readonly SharedUse _use;
    private readonly SharedKernel _kernel;
    private readonly SignalTimer _timer;
    private readonly Outlet<Stamped<Value>>[] _out;

    public SharedNode(Engine engine, SharedUse use, SharedKernel kernel)
    {
        _engine = engine;
        _use = use;
        _kernel = kernel;
        _timer = engine.Scheduler.CreateTimer(this);
        engine.Context.Created?.Invoke(kernel, _timer);
        _out = [.. use.Places.Select(_ => new Outlet<Stamped<Value>>())];
    }

    /// <summary>What whoever serves it would tell if it began anew.</summary>
    public string Retold() => _kernel.Retold();

    /// <summary>What a signal gets of it, by what it puts in.</summary>
    public IObservable<Stamped<Value>> Through(SignalDefinition signal, IObservable<Stamped<Value>> source)
    {
        int place = _use.PlaceOf(signal);
        source.Subscribe(new Entrance(this, place, Present));
        return _out[place];
    }

    /// <summary>Takes news from a junction.</summary>
    public void Hear(Junction news) => news.Out.Subscribe(new Entrance(this, 0, Tell));

    /// <summary>Takes what nobody really presents, from a junction.</summary>
    public void Check(SignalDefinition signal, Junction checks) => checks.Out.Subscribe(new Entrance(this, _use.PlaceOf(signal), Try));

    /// <summary>Takes the answer to a command, if it was its own.</summary>
    public void Answered(in Arrival feedback)
    {
        RunDue(_engine.Turn.At);
        _kernel.Answered(feedback.Answers, feedback.Value, new Stamped<Value>(feedback.Readback, _engine.Turn.At), this);
        Rearm();
    }

    public void Anchored(SignalTime at, long wallNanoseconds) => _kernel.Anchored(at, wallNanoseconds);

    public void Due(SignalTime now)
    {
        RunDue(now);
        Rearm();
    }

    public void Emit(in Stamped<Value> output)
    {
        _engine.Observer.OnPlace(_use.Places[output.Channel].Signal.Name, output.Value);
        _out[output.Channel].Push(output with { Channel = 0 });
    }

    public long Command(int place, string verb, string text)
    {
        SignalDefinition signal = _use.Places[place].Signal;
        _engine.Issue(_use.Name, verb, text, new CommandCause(signal.Name, signal.Position.Line, _engine.TurnCount));
        return _engine.CommandCount;
    }

    // before the start nobody is there who could be let in
    private void Present(in Stamped<Value> value)
    {
        if (_engine.Started)
            _kernel.Step(value, this);
        else
            _kernel.Pass();
    }

    private void Try(in Stamped<Value> value)
    {
        if (_engine.Started)
            _kernel.Check(value, this);
        else
            _kernel.Pass();
    }

    private void Tell(in Stamped<Value> value)
    {
        // what is wrong with it may tell of people, and the journal is for everybody
        if (!_kernel.News(value, this))
            _engine.Observer.OnFault(value.Stamp, $"what {_use.Name} was told cannot be read");
    }

    private void RunDue(SignalTime now)
    {
        while (_kernel.Deadline <= now)
            _kernel.Expire(now, this);
    }

    private void Rearm() => _timer.Arm(_kernel.Deadline);

    private delegate void Taker(in Stamped<Value> value);

    /// <summary>One way in: what comes is of this turn, whenever it was decided.</summary>
    private sealed class Entrance(SharedNode node, int place, Taker take) : IObserver<Stamped<Value>>
    {
        public void OnNext(Stamped<Value> value)
        {
            SignalTime at = node._engine.Turn.At;
            node.RunDue(at);
            take(new Stamped<Value>(value.Value, at, SignalTime.Min(value.Since, at), place));
            node.Rearm();
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error) => throw new InvalidOperationException($"What leads to {node._use.Name} failed.", error);
    }
}
