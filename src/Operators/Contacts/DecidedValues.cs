using System.Collections.Generic;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// What is decided in one block of several channels. It comes channel by channel and is given out in order of time, and of
/// channels where that is the same. The memory grows to the most that a block has had.
/// </summary>
internal sealed class DecidedValues
{
    private readonly List<Stamped<Value>> _values = [];

    /// <summary>Adds a value, behind those of its time and channel.</summary>
    public void Add(in Stamped<Value> value)
    {
        // few are decided in one block: each is moved to its place
        int at = _values.Count;
        while (at > 0 && IsAfter(_values[at - 1], value))
            at--;
        _values.Insert(at, value);
    }

    /// <summary>Gives all out and forgets them.</summary>
    public void EmitAll(IEmit<Stamped<Value>> output)
    {
        foreach (Stamped<Value> value in _values)
            output.Emit(value);
        _values.Clear();
    }

    private static bool IsAfter(in Stamped<Value> a, in Stamped<Value> b) => a.Stamp > b.Stamp || (a.Stamp == b.Stamp && a.Channel > b.Channel);
}
