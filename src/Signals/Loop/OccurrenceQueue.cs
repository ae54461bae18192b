using System;

namespace Reactive.Signals.Loop;

/// <summary>An occurrence that waits for its turn.</summary>
/// <param name="At">The instant of its turn.</param>
/// <param name="Source">The index of its source.</param>
/// <param name="Junction">The index of its junction.</param>
/// <param name="Arrival">The number of the arrival it stems from.</param>
/// <param name="Sequence">The order in which it was queued.</param>
/// <param name="Value">What occurs.</param>
internal readonly record struct Occurrence(SignalTime At, int Source, int Junction, long Arrival, long Sequence, Stamped<Value> Value)
{
    /// <summary>Time, then source, then stamp, then junction: the order is the same however samples were cut into blocks.</summary>
    public bool Before(in Occurrence other)
    {
        if (At != other.At)
            return At < other.At;
        if (Source != other.Source)
            return Source < other.Source;
        if (Value.Stamp != other.Value.Stamp)
            return Value.Stamp < other.Value.Stamp;
        return Junction != other.Junction ? Junction < other.Junction : Sequence < other.Sequence;
    }

    /// <summary>Whether both belong to one turn: one arrival, one stamp.</summary>
    public bool SharesTurnWith(in Occurrence other) =>
        At == other.At && Arrival == other.Arrival && Value.Stamp == other.Value.Stamp;
}

/// <summary>The occurrences that wait, as a binary heap. Grows to the most that ever waited and then allocates nothing.</summary>
internal sealed class OccurrenceQueue
{
    private Occurrence[] _heap = new Occurrence[64];

    public int Count { get; private set; }

    public ref readonly Occurrence First => ref _heap[0];

    public void Add(in Occurrence occurrence)
    {
        if (Count == _heap.Length)
            Array.Resize(ref _heap, Count * 2);
        int at = Count++;
        while (at > 0 && occurrence.Before(_heap[(at - 1) / 2]))
        {
            _heap[at] = _heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _heap[at] = occurrence;
    }

    public Occurrence Take()
    {
        Occurrence first = _heap[0];
        Occurrence last = _heap[--Count];
        _heap[Count] = default;
        int at = 0;
        for (int child = 1; child < Count; child = (2 * at) + 1)
        {
            if (child + 1 < Count && _heap[child + 1].Before(_heap[child]))
                child++;
            if (!_heap[child].Before(last))
                break;
            _heap[at] = _heap[child];
            at = child;
        }

        if (Count > 0)
            _heap[at] = last;
        return first;
    }

    public void Save(StateWriter writer)
    {
        writer.Int64(Count);
        for (int i = 0; i < Count; i++)
        {
            writer.Time(_heap[i].At);
            writer.Int64(_heap[i].Source);
            writer.Int64(_heap[i].Junction);
            writer.Int64(_heap[i].Arrival);
            writer.Int64(_heap[i].Sequence);
            writer.Stamped(_heap[i].Value);
        }
    }

    public void Load(StateReader reader, int sources, int junctions)
    {
        Count = 0;
        for (int count = reader.Count(1_000_000); count > 0; count--)
            Add(new Occurrence(reader.Time(), reader.Count(sources - 1), reader.Count(junctions - 1), reader.Int64(), reader.Int64(), reader.Stamped()));
    }
}
