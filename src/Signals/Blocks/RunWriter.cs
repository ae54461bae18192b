using System;

namespace Reactive.Signals;

/// <summary>
/// Collects the runs of one <see cref="StateBlock"/> after another in an array that grows to the most that a block has had
/// and is then reused, so a kernel in steady state allocates nothing.
/// </summary>
public sealed class RunWriter
{
    private StateRun[] _runs = new StateRun[16];
    private int _count;

    /// <summary>Starts a new block.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds a run behind the others.</summary>
    public void Add(int start, int channel, byte code, byte zone, float sample)
    {
        if (_count == _runs.Length)
            Array.Resize(ref _runs, _runs.Length * 2);
        _runs[_count++] = new StateRun(start, (ushort)channel, code, zone, sample);
    }

    /// <summary>Room behind the runs so far for <paramref name="count"/> more, of which <see cref="Take"/> then takes the first.</summary>
    public Span<StateRun> Room(int count)
    {
        if (_runs.Length - _count < count)
            Array.Resize(ref _runs, Math.Max(_runs.Length * 2, _count + count));
        return _runs.AsSpan(_count, count);
    }

    /// <summary>Adds the first <paramref name="count"/> runs of the room.</summary>
    public void Take(int count) => _count += count;

    /// <summary>The runs since <see cref="Clear"/>, valid until the next.</summary>
    public ReadOnlyMemory<StateRun> Runs => _runs.AsMemory(0, _count);
}
