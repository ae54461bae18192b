using System;
using System.Collections.Generic;
using System.Text;

namespace Reactive.Device.Plotting;

/// <summary>A line as paths of SVG: through its points where they are few, else the area between the least and the greatest of each column.</summary>
internal static class LinePath
{
    // below so many points a picture shows each
    private const int MostDots = 120;

    /// <summary>Draws a line into a panel.</summary>
    /// <param name="svg">The picture.</param>
    /// <param name="line">The line.</param>
    /// <param name="scale">The vertical axis.</param>
    /// <param name="left">The left edge of the panel.</param>
    /// <param name="top">Its top.</param>
    /// <param name="height">Its height.</param>
    /// <param name="isSteps">Whether values stand until the next.</param>
    /// <param name="colour">The colour.</param>
    public static void Draw(SvgWriter svg, PixelColumns line, ValueScale scale, double left, double top, double height, bool isSteps, string colour)
    {
        if (line.Points is { } points)
            DrawPoints(svg, points, line.Count, isSteps, colour, x => left + x, value => top + (height * (1 - scale.PartOf(value))));
        else
            DrawColumns(svg, line, colour, left, value => top + (height * (1 - scale.PartOf(value))));
    }

    private static void DrawPoints(SvgWriter svg, IReadOnlyList<(double X, double Value)> points, int columns, bool isSteps, string colour, Func<double, double> xOf, Func<double, double> yOf)
    {
        var path = new StringBuilder();
        bool isBroken = true;
        (double X, double Value) before = default;
        foreach ((double x, double value) in points)
        {
            if (double.IsNaN(value))
            {
                isBroken = true;
                continue;
            }

            // what comes from outside, or leads there, is cut at the edge
            double inside = Math.Clamp(x, 0, columns), at = value;
            if (inside != x && !isBroken && x != before.X && double.IsFinite(value - before.Value))
                at = before.Value + ((value - before.Value) * (inside - before.X) / (x - before.X));
            string xText = SvgWriter.Number(xOf(inside)), yText = SvgWriter.Number(yOf(isSteps ? value : at));
            _ = isBroken ? path.Append('M').Append(xText).Append(' ').Append(yText)
                : isSteps ? path.Append('H').Append(xText).Append('V').Append(yText)
                : path.Append('L').Append(xText).Append(' ').Append(yText);
            isBroken = false;
            before = (x, value);
        }

        if (path.Length > 0)
            svg.Path(path.ToString(), colour);
        if (isSteps || points.Count > MostDots)
            return;
        foreach ((double x, double value) in points)
        {
            if (!double.IsNaN(value) && x >= 0 && x <= columns)
                svg.Dot(xOf(x), yOf(value), 2, colour);
        }
    }

    private static void DrawColumns(SvgWriter svg, PixelColumns line, string colour, double left, Func<double, double> yOf)
    {
        for (int column = 0; column < line.Count; column++)
        {
            int end = column;
            while (end < line.Count && line[end].Least <= line[end].Greatest)
                end++;
            if (end == column)
                continue;
            svg.Path(Area(line, column, end, left, yOf), colour, colour, 0.7);
            column = end;
        }
    }

    // forward over what is greatest, back under what is least; steps of one pixel need only their heights
    private static string Area(PixelColumns line, int from, int end, double left, Func<double, double> yOf)
    {
        var path = new StringBuilder();
        double last = Math.Round(yOf(line[from].Greatest), 1);
        path.Append('M').Append(SvgWriter.Number(left + from + 0.5)).Append(' ').Append(SvgWriter.Number(last));
        for (int column = from + 1; column < end; column++)
            Step(1, yOf(line[column].Greatest));
        Step(0, yOf(line[end - 1].Least));
        for (int column = end - 2; column >= from; column--)
            Step(-1, yOf(line[column].Least));
        return path.Append('z').ToString();

        void Step(int dx, double y)
        {
            double rounded = Math.Round(y, 1);
            string dy = SvgWriter.Number(rounded - last);
            path.Append('l').Append(dx).Append(dy[0] == '-' ? "" : " ").Append(dy);
            last = rounded;
        }
    }
}
