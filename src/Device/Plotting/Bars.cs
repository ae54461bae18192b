using System;
using System.Collections.Generic;

namespace Reactive.Device.Plotting;

/// <summary>A stretch of a lane, in pixels.</summary>
internal sealed record Bar(double From, double To, string Label, string Colour)
{
    /// <summary>How many things it stands for.</summary>
    public int Count { get; init; } = 1;
}

/// <summary>What happened, or how something stood, for a picture: what is nearer than a pixel becomes one bar, so that memory depends on the width alone.</summary>
internal sealed class Bars
{
    private readonly List<Bar> _all = [];
    private readonly int _columns;
    private readonly int _most;

    /// <summary>A lane of so many pixels.</summary>
    public Bars(int columns)
    {
        _columns = columns;
        _most = 2 * columns;
    }

    /// <summary>The bars, in the order of their coming.</summary>
    public IReadOnlyList<Bar> All => _all;

    /// <summary>Adds what lasted from one point to another. What lies outside is left out.</summary>
    public void Add(double from, double to, string label, string colour)
    {
        if (to < 0 || from > _columns)
            return;
        (from, to) = (Math.Clamp(from, 0, _columns), Math.Clamp(to, 0, _columns));
        if (_all.Count > 0 && _all[^1] is var last && (_all.Count == _most || (Math.Abs(from - last.From) < 1 && Math.Abs(to - last.To) < 1)))
            _all[^1] = last with { To = Math.Max(last.To, to), Count = last.Count + 1 };
        else
            _all.Add(new Bar(from, to, label, colour));
    }

    /// <summary>The last bar is now known to last so long.</summary>
    public void ExtendLast(double to)
    {
        if (_all.Count > 0)
            _all[^1] = _all[^1] with { To = Math.Clamp(Math.Max(to, _all[^1].To), 0, _columns) };
    }
}
