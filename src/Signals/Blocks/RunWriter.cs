using System;

namespace Reactive.Signals;

/// <summary>
/// Collects the runs of one <see cref="StateBlock"/> after another in an array that grows to the largest block seen and is
/// then reused, so a kernel in steady state allocates nothing.
/// </summary>
public sealed class RunWriter
{
    private StateRun[] _runs = new StateRun[16];
    private int _count;

    /// <summary>Starts a new block.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds a run; one of the same code as the run before it only extends that one.</summary>
    public void Add(int start, byte code, float measurement, float margin)
    {
        if (_count > 0 && _runs[_count - 1].Code == code)
            return;
        if (_count == _runs.Length)
            Array.Resize(ref _runs, _runs.Length * 2);
        _runs[_count++] = new StateRun(start, code, measurement, margin);
    }

    /// <summary>The runs since <see cref="Clear"/>, valid until the next.</summary>
    public ReadOnlyMemory<StateRun> Runs => _runs.AsMemory(0, _count);
}
