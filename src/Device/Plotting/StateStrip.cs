using System.Collections.Generic;
using Reactive.Signals;

namespace Reactive.Device.Plotting;

/// <summary>How something stood over the picture, each state a bar until the next.</summary>
internal sealed class StateStrip(PlotSpan span)
{
    private const int MostInLegend = 8;

    private readonly List<(string Label, string Colour)> _legend = [];
    private Value? _state;
    private SignalTime _since;

    /// <summary>The states.</summary>
    public Bars Bars { get; } = new(span.Columns);

    /// <summary>The first states that were there, each once.</summary>
    public IReadOnlyList<(string Label, string Colour)> Legend => _legend;

    /// <summary>From then on it is this.</summary>
    public void Change(SignalTime since, in Value state)
    {
        if (_state == state)
            return;
        End(since);
        (_state, _since) = (state, since);
    }

    /// <summary>What stands stood until then.</summary>
    public void End(SignalTime end)
    {
        if (_state is not { } state || !span.Shows(_since, end))
            return;
        string label = Written(state), colour = Palette.Of(state);
        Bars.Add(span.XOf(_since), span.XOf(end), label, colour);
        if (_legend.Count < MostInLegend && !_legend.Contains((label, colour)))
            _legend.Add((label, colour));
    }

    private static string Written(in Value value) => value.Kind == ValueKind.Fault ? value.Text! : value.Kind == ValueKind.Unknown ? "unknown" : value.ToString();
}
