using System;
using System.Collections.Generic;
using System.Globalization;

namespace Reactive.Device.Plotting;

/// <summary>Draws lanes of bars: events with their labels beneath, states one after the other.</summary>
internal static class LaneDrawing
{
    /// <summary>How high a lane of events is: bars, and labels under those that are too short for theirs.</summary>
    public const int EventHeight = 38;

    /// <summary>How high a strip of states is.</summary>
    public const int StripHeight = 22;

    private const int BarHeight = 20;
    private const double LetterWidth = 6.6;
    private const double LeastWidth = 2;

    /// <summary>Events: a label stands in its bar, or under it where there is room.</summary>
    public static void Events(SvgWriter svg, Bars bars, double left, double top)
    {
        svg.Line(left, top + (BarHeight / 2.0), left + TracePlot.Columns, top + (BarHeight / 2.0), Palette.Frame);
        double free = double.NegativeInfinity;
        foreach (Bar bar in bars.All)
        {
            double width = Math.Max(bar.To - bar.From, LeastWidth), middle = left + bar.From + (width / 2), text = WidthOf(bar.Label) / 2;
            svg.Rectangle(left + bar.From, top, width, BarHeight, bar.Colour, null, 1, Math.Min(3, width / 4));
            string label = bar.Count == 1 ? bar.Label : string.Create(CultureInfo.InvariantCulture, $"{bar.Count}×");
            if (bar.Count == 1 && 2 * text + 4 <= width)
            {
                svg.Text(middle, top + 14, label, TextAnchor.Middle, "b");
            }
            else if (middle - text > free)
            {
                // a label never hangs over the edge
                double at = Math.Clamp(middle, left + text, left + TracePlot.Columns - text);
                svg.Text(at, top + BarHeight + 13, label, TextAnchor.Middle, "d");
                free = at + text + 3;
            }
        }
    }

    /// <summary>States: each has its colour, and its name where there is room.</summary>
    public static void Strip(SvgWriter svg, Bars bars, double left, double top)
    {
        foreach (Bar bar in bars.All)
        {
            // what is nearer than a pixel is several
            string colour = bar.Count == 1 ? bar.Colour : "#6b7785";
            double width = Math.Max(bar.To - bar.From, 0.5);
            svg.Rectangle(left + bar.From, top, width, StripHeight, colour);
            if (bar.Count == 1 && WidthOf(bar.Label) + 8 <= width)
                svg.Text(left + bar.From + (width / 2), top + 15, bar.Label, TextAnchor.Middle, Palette.IsLight(colour) ? "d" : "b");
        }

        svg.Rectangle(left, top, TracePlot.Columns, StripHeight, "none", Palette.Frame);
    }

    /// <summary>The colours of states and their names, from the right edge on.</summary>
    public static void Legend(SvgWriter svg, double right, double baseline, IReadOnlyList<(string Label, string Colour)> entries)
    {
        double x = right;
        for (int i = entries.Count - 1; i >= 0; i--)
        {
            (string label, string colour) = entries[i];
            svg.Text(x, baseline, label, TextAnchor.End);
            x -= WidthOf(label) + 6;
            svg.Rectangle(x - 9, baseline - 9, 10, 10, colour, null, 1, 2);
            x -= 24;
        }
    }

    private static double WidthOf(string text) => text.Length * LetterWidth;
}
