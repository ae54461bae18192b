using System;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// A sparse kernel with one deadline that is moved. Time only goes forward in it: what comes late counts from the last
/// instant it has seen, so that nothing is decided in the past of what was decided already.
/// </summary>
internal abstract class DeadlineKernel : SparseKernel
{
    // before any stamp, and near enough that differences do not overflow
    private static readonly SignalTime LongAgo = new(long.MinValue / 4);

    private readonly SignalTime _firstDue;

    /// <summary>A kernel whose deadline before anything has come is <paramref name="firstDue"/>; <see cref="SignalTime.Never"/> for none.</summary>
    protected DeadlineKernel(SignalTime firstDue) => Due = _firstDue = firstDue;

    /// <summary>The present instant: the latest stamp or deadline seen.</summary>
    protected SignalTime Now { get; private set; } = LongAgo;

    /// <summary>The deadline; after <see cref="Now"/>, or never.</summary>
    protected SignalTime Due { get; set; }

    public sealed override SignalTime Deadline => Due;

    public sealed override void Step(in Stamped<Value> input, IEmit<Stamped<Value>> output)
    {
        Now = SignalTime.Max(input.Stamp, Now);
        Take(input, output);
    }

    public sealed override void Expire(SignalTime now, IEmit<Stamped<Value>> output)
    {
        Now = Due;
        Due = SignalTime.Never;
        Run(output);
    }

    public sealed override void Reset()
    {
        Now = LongAgo;
        Due = _firstDue;
        Clear();
    }

    public sealed override void Save(StateWriter writer)
    {
        writer.Time(Now);
        writer.Time(Due);
        SaveRest(writer);
    }

    public sealed override void Load(StateReader reader)
    {
        Now = reader.Time();
        Due = reader.Time();
        // beyond 146 years differences of instants would overflow
        if (Math.Abs(Now.Nanoseconds / 2) > long.MaxValue / 4 || Due <= Now)
            throw new StateException($"A deadline at {Due} s does not follow {Now} s.");
        LoadRest(reader);
    }

    /// <summary>Takes a value at <see cref="Now"/>. A deadline up to it has run.</summary>
    protected abstract void Take(in Stamped<Value> input, IEmit<Stamped<Value>> output);

    /// <summary>The deadline has come: it was <see cref="Now"/>, and there is none until another is set.</summary>
    protected abstract void Run(IEmit<Stamped<Value>> output);

    /// <summary>Forgets everything but the time.</summary>
    protected abstract void Clear();

    /// <summary>Writes everything but the time.</summary>
    protected abstract void SaveRest(StateWriter writer);

    /// <summary>Reads what <see cref="SaveRest"/> wrote; <see cref="Now"/> and <see cref="Due"/> are known.</summary>
    protected abstract void LoadRest(StateReader reader);
}
