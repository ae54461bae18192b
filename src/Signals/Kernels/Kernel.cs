namespace Reactive.Signals;

/// <summary>Takes what a kernel yields.</summary>
/// <typeparam name="T">What is yielded: a block or a stamped value.</typeparam>
public interface IEmit<T>
{
    /// <summary>Takes one output. A block is valid only during the call.</summary>
    void Emit(in T output);
}

/// <summary>The part of a kernel that its graph needs, whatever flows through it.</summary>
public interface IKernel
{
    /// <summary>When the kernel wants to be woken although nothing comes, even before anything has come; <see cref="SignalTime.Never"/> for not at all.</summary>
    SignalTime Deadline { get; }

    /// <summary>Forgets everything: afterwards it behaves as one that was just made.</summary>
    void Reset();

    /// <summary>Writes its whole state, so that "save, load, go on" equals "go on".</summary>
    void Save(StateWriter writer);

    /// <summary>Takes the state that <see cref="Save"/> of a kernel with equal options wrote.</summary>
    void Load(StateReader reader);
}

/// <summary>
/// The arithmetic of one operator: state and step, nothing else. A kernel knows no Rx, no clock, no thread and no file,
/// and allocates nothing once its buffers have grown to the largest block seen. What it yields depends only on the
/// samples and stamps it was given, never on how they were cut into blocks.
/// </summary>
/// <typeparam name="TIn">What it takes: <see cref="SampleBlock"/>, <see cref="StateBlock"/> or <see cref="Stamped{T}"/>.</typeparam>
/// <typeparam name="TOut">What it yields.</typeparam>
public abstract class Kernel<TIn, TOut> : IKernel
{
    /// <inheritdoc/>
    public virtual SignalTime Deadline => SignalTime.Never;

    /// <summary>Takes one input and yields what it decides to <paramref name="output"/>.</summary>
    public abstract void Step(in TIn input, IEmit<TOut> output);

    /// <summary>Runs the deadline. Called only when <see cref="Deadline"/> is at or before <paramref name="now"/>; afterwards it must lie later.</summary>
    public virtual void Expire(SignalTime now, IEmit<TOut> output)
    {
    }

    /// <summary>When <paramref name="input"/> was decided; a deadline at or before it runs first. Only sparse kernels have deadlines.</summary>
    public virtual SignalTime StampOf(in TIn input) => SignalTime.BeforeStart;

    /// <inheritdoc/>
    public abstract void Reset();

    /// <inheritdoc/>
    public abstract void Save(StateWriter writer);

    /// <inheritdoc/>
    public abstract void Load(StateReader reader);
}

/// <summary>A kernel over stamped values. Unless its operator says otherwise, unknown values and faults pass at once, and what was being measured starts anew.</summary>
public abstract class SparseKernel : Kernel<Stamped<Value>, Stamped<Value>>
{
    /// <inheritdoc/>
    public sealed override SignalTime StampOf(in Stamped<Value> input) => input.Stamp;
}
