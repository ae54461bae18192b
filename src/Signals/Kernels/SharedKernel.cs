namespace Reactive.Signals;

/// <summary>Takes what a shared kernel yields.</summary>
public interface ISharedOutput : IEmit<Stamped<Value>>
{
    /// <summary>Gives a command to whoever serves the kernel outside, on behalf of a place.</summary>
    /// <returns>Its number, by which the answer is known; 0 where nobody can be given commands.</returns>
    long Command(int place, string verb, string text);
}

/// <summary>
/// A kernel that the chains of several signals share, because what it knows is one thing: each signal has a place, which is the channel
/// of what it puts in and of what it gets. It also takes news from outside and the time of day, and it may give commands, whose answers it
/// gets. Like every kernel it is a function of all that: no clock, no file, no thread.
/// </summary>
public abstract class SharedKernel : IKernel
{
    /// <inheritdoc/>
    public abstract SignalTime Deadline { get; }

    /// <summary>Takes a value at a place: the channel of <paramref name="input"/>. A deadline at or before its stamp has run.</summary>
    public abstract void Step(in Stamped<Value> input, ISharedOutput output);

    /// <summary>Takes a value at a place that nobody really put in: somebody wants to see what happens, and it does.</summary>
    public abstract void Check(in Stamped<Value> input, ISharedOutput output);

    /// <summary>Counts what was put in before the run has started, and comes to nothing.</summary>
    public abstract void Pass();

    /// <summary>Takes news: a text that whoever serves the kernel outside has sent. False where it cannot be read; then it has changed nothing.</summary>
    public abstract bool News(in Stamped<Value> news, ISharedOutput output);

    /// <summary>Takes the answer to a command: its outcome, and what came back with it. One to a command that the kernel has not given means nothing.</summary>
    public abstract void Answered(long command, in Value outcome, in Stamped<Value> readback, ISharedOutput output);

    /// <summary>At <paramref name="at"/> the clock on the wall shows so many nanoseconds since 1970.</summary>
    public abstract void Anchored(SignalTime at, long wallNanoseconds);

    /// <summary>What whoever serves it would now send as news if it began anew, where that is to be foretold: in tests, over a restart.</summary>
    public abstract string Retold();

    /// <summary>Runs the deadline, which lies at or before <paramref name="now"/>.</summary>
    public abstract void Expire(SignalTime now, ISharedOutput output);

    /// <inheritdoc/>
    public abstract void Reset();

    /// <inheritdoc/>
    public abstract void Save(StateWriter writer);

    /// <inheritdoc/>
    public abstract void Load(StateReader reader);
}
