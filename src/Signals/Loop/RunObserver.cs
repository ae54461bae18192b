namespace Reactive.Signals.Loop;

/// <summary>What set off a turn.</summary>
public enum TurnCause : byte
{
    /// <summary>An arrival: its number is <see cref="TurnInfo.CauseNumber"/>.</summary>
    Arrival,
    /// <summary>A timer: the turn that armed it is <see cref="TurnInfo.CauseNumber"/>.</summary>
    Timer,
    /// <summary>The answer to a command: the number of its arrival is <see cref="TurnInfo.CauseNumber"/>.</summary>
    Answer,
    /// <summary>An output that the turn before, <see cref="TurnInfo.CauseNumber"/>, changed.</summary>
    Output,
}

/// <summary>One turn, as it begins.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="At">Its instant.</param>
/// <param name="Cause">What set it off.</param>
/// <param name="CauseNumber">The arrival or turn that did.</param>
public readonly record struct TurnInfo(long Number, SignalTime At, TurnCause Cause, long CauseNumber);

/// <summary>A signal that changed or occurred in a turn.</summary>
/// <param name="Signal">Its name.</param>
/// <param name="Value">Its new value.</param>
/// <param name="At">The instant of the turn.</param>
/// <param name="Since">When what it says began.</param>
/// <param name="Turn">The turn.</param>
/// <param name="Arrival">The arrival it stems from, or 0 where a timer brought it.</param>
public readonly record struct SignalChange(string Signal, Value Value, SignalTime At, SignalTime Since, long Turn, long Arrival)
{
    /// <summary>Whether it stems from a sensitive port.</summary>
    public bool IsSensitive { get; init; }

    /// <summary>The value as it may be shown to people and written to files.</summary>
    public Value Shown => IsSensitive ? Value.Veiled() : Value;
}

/// <summary>Watches a run: recorders, displays, tracers. Called on the loop's thread; must neither wait nor throw.</summary>
public abstract class RunObserver
{
    /// <summary>An arrival takes its place. A block in it is valid only during the call.</summary>
    public virtual void OnArrival(long number, in Arrival arrival)
    {
    }

    /// <summary>A turn begins.</summary>
    public virtual void OnTurn(in TurnInfo turn)
    {
    }

    /// <summary>A signal changed or occurred.</summary>
    public virtual void OnSignal(in SignalChange change)
    {
    }

    /// <summary>Whether it is told of <see cref="OnStage"/>; asked once, when a graph is built.</summary>
    public virtual bool SeesStages => false;

    /// <summary>An event goes into an operator of a chain.</summary>
    /// <param name="stage">Which operator of the signal's chain, from 0.</param>
    /// <param name="input">Which of the signal's inputs it comes from, where several are joined; else 0.</param>
    /// <param name="entering">The signal whose chain it is, and the event.</param>
    public virtual void OnStage(int stage, int input, in SignalChange entering)
    {
    }

    /// <summary>What several signals share has told something to one of them, before it goes on through its chain.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="value">What, unveiled.</param>
    public virtual void OnPlace(string signal, in Value value)
    {
    }

    /// <summary>A command was given.</summary>
    public virtual void OnCommand(in Command command)
    {
    }

    /// <summary>Something is wrong that rules cannot see: a chain of turns without end, an answer to no command. For logs and the journal.</summary>
    public virtual void OnFault(SignalTime at, string fault)
    {
    }
}
