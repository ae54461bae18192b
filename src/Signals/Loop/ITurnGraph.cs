namespace Reactive.Signals.Loop;

/// <summary>What runs once per turn behind the chains: the rule graph.</summary>
public interface ITurnGraph
{
    /// <summary>Whether an output that something reads changed: another turn follows at the same instant.</summary>
    bool WantsTurn { get; }

    /// <summary>Evaluates what became dirty, decides rules, and gives commands through <see cref="Engine.Issue"/>.</summary>
    void Evaluate(in TurnInfo turn);

    /// <summary>
    /// Outputs and rules kept changing each other: outputs that are in question take their fail state, and none changes
    /// again until a turn comes that is neither theirs nor an answer's.
    /// </summary>
    void CutOff();

    /// <summary>Takes the outcome and read-back of a command; what they change is evaluated in the turn that follows at once.</summary>
    void Answered(in Arrival feedback);

    /// <summary>Takes what the run before has left, to go on from it at the start; what cannot be used is told to the observer as a fault.</summary>
    void Resume(string checkpoint);

    /// <summary>The turn of the start begins: before inputs take their initial values and before anything is evaluated.</summary>
    void Begin(in TurnInfo turn);

    /// <summary>Wall-clock time was given.</summary>
    void Anchored(SignalTime at, long wallNanoseconds);

    /// <summary>Writes its whole state.</summary>
    void Save(StateWriter writer);

    /// <summary>Takes the state of an equal graph.</summary>
    void Load(StateReader reader);
}
