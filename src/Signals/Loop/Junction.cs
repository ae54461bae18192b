using System;

namespace Reactive.Signals.Loop;

/// <summary>
/// Where occurrences enter the order of the run: the end of a dense chain, or a sparse source. What comes in is queued by
/// its time; in its turn it goes on to the sparse operators and rules.
/// </summary>
public sealed class Junction : IObserver<Stamped<Value>>
{
    private readonly Engine _engine;

    internal Junction(Engine engine, int index, Source source)
    {
        _engine = engine;
        Index = index;
        Source = source;
        source.Junctions.Add(this);
    }

    /// <summary>Its place in the order of declaration.</summary>
    public int Index { get; }

    /// <summary>The source its occurrences stem from.</summary>
    public Source Source { get; }

    /// <summary>Where its occurrences go in their turns.</summary>
    public Outlet<Stamped<Value>> Out { get; } = new();

    /// <inheritdoc/>
    public void OnNext(Stamped<Value> value) => _engine.Enqueue(this, value);

    /// <summary>A chain never ends by itself.</summary>
    public void OnCompleted()
    {
    }

    /// <summary>A kernel that throws has broken its contract: the run must stop, outputs fail safe.</summary>
    public void OnError(Exception error) => throw new InvalidOperationException($"The chain of '{Source.Name}' failed.", error);
}
