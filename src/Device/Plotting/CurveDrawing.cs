using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Reactive.Device.Plotting;

/// <summary>A curve: what it is, and its points, their x ascending.</summary>
internal sealed record Curve(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>A few curves over one quantity, in percent.</summary>
/// <param name="Title">What stands above them.</param>
/// <param name="XName">What goes to the right, with its unit.</param>
/// <param name="YName">What goes up, with its unit.</param>
/// <param name="Curves">The curves; the first is drawn last, over the others.</param>
/// <param name="Marks">Limits: where they are, and what they say.</param>
internal sealed record CurvePlot(string Title, string XName, string YName, IReadOnlyList<Curve> Curves, IReadOnlyList<(double X, string Says)> Marks);

/// <summary>Draws curves.</summary>
internal static class CurveDrawing
{
    private const int Width = 640;
    private const int Height = 320;
    private const int Left = 64;
    private const int Top = 74;
    private const int PanelWidth = 548;
    private const int PanelHeight = 186;
    private const double TopPercent = 104;

    private static readonly string[] Colours = [Palette.Line, Palette.Second];

    /// <summary>Writes the picture; the stream stays the caller's.</summary>
    public static void Write(CurvePlot plot, Stream stream)
    {
        double low = plot.Curves.Min(c => c.Points[0].X), high = plot.Curves.Max(c => c.Points[^1].X), room = (high - low) * 0.03;
        (low, high) = (low - room, high + room);
        using var svg = new SvgWriter(stream, Width, Height, plot.Title);
        svg.Text(Left, 24, plot.Title, TextAnchor.Start, "t");
        svg.Rectangle(Left, Top, PanelWidth, PanelHeight, "#fbfcfd", Palette.Frame);
        foreach (Tick tick in RoundTicks.Of(low, high, 10))
        {
            svg.Line(XOf(tick.At), Top, XOf(tick.At), Top + PanelHeight, Palette.Grid);
            svg.Text(XOf(tick.At), Top + PanelHeight + 18, tick.Label, TextAnchor.Middle);
        }

        foreach (Tick tick in RoundTicks.Of(0, 100, 5))
        {
            svg.Line(Left, YOf(tick.At), Left + PanelWidth, YOf(tick.At), Palette.Grid);
            svg.Text(Left - 8, YOf(tick.At) + 4, tick.Label, TextAnchor.End);
        }

        foreach ((double x, string says) in plot.Marks)
        {
            svg.Line(XOf(x), Top, XOf(x), Top + PanelHeight, Palette.Quiet, "4 3");
            svg.Text(XOf(x), Top - 6, says, TextAnchor.Middle);
        }

        for (int i = plot.Curves.Count - 1; i >= 0; i--)
            Draw(svg, plot.Curves[i], Colours[i % Colours.Length], i);
        svg.Text(Left + PanelWidth, Top + PanelHeight + 40, plot.XName, TextAnchor.End);
        svg.Text(18, Top + (PanelHeight / 2.0), plot.YName, TextAnchor.Middle, null, -90);

        double XOf(double x) => Left + ((x - low) / (high - low) * PanelWidth);

        double YOf(double y) => Top + (PanelHeight * (1 - (y / TopPercent)));

        void Draw(SvgWriter picture, Curve curve, string colour, int place)
        {
            var path = new StringBuilder();
            foreach ((double x, double y) in curve.Points)
                path.Append(path.Length == 0 ? 'M' : 'L').Append(SvgWriter.Number(XOf(x))).Append(' ').Append(SvgWriter.Number(YOf(y)));
            picture.Path(path.ToString(), colour, "none", place == 0 ? 2 : 1.5);
            foreach ((double x, double y) in curve.Points)
                picture.Dot(XOf(x), YOf(y), place == 0 ? 3 : 2.5, colour);
            double at = Left + (place * 130);
            picture.Line(at, 42, at + 18, 42, colour);
            picture.Dot(at + 9, 42, 3, colour);
            picture.Text(at + 24, 46, curve.Name);
        }
    }
}
