namespace Reactive.Signals.Loop;

/// <summary>Samples of a dense source that come from a file, a test or a generator: pulled, never lost.</summary>
public abstract class BlockFeed
{
    /// <summary>A feed of the source with index <paramref name="source"/>.</summary>
    protected BlockFeed(int source) => Source = source;

    /// <summary>The index of the source it feeds.</summary>
    public int Source { get; }

    /// <summary>What gives its first samples their time; its rate must be the source's. A block whose clock has another anchor re-anchors the source.</summary>
    public abstract SampleClock Clock { get; }

    /// <summary>The next block, valid until the next call; false at the end. Indexes go up; one left out is a gap.</summary>
    public abstract bool TryRead(out SampleBlock block);

    /// <summary>
    /// When the source went offline before the block that was read last, or behind the last block once the end is reached; null
    /// where it did not. Without it only a gap as long as the port's <c>offline-after</c> takes a source offline.
    /// </summary>
    public virtual SignalTime? OfflineAt => null;
}

/// <summary>Values of a sparse source that come from a file or a test, in the order of their stamps.</summary>
public abstract class ValueFeed
{
    /// <summary>A feed of the source with index <paramref name="source"/>.</summary>
    protected ValueFeed(int source) => Source = source;

    /// <summary>The index of the source it feeds.</summary>
    public int Source { get; }

    /// <summary>The next value; false at the end.</summary>
    public abstract bool TryRead(out Stamped<Value> value);
}
