using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Device.Plotting;

/// <summary>Lays a picture of a decoding out and draws it: for each channel its line, its frequencies, and what came of it, all on one axis of time.</summary>
internal sealed class TraceDrawing
{
    private const int Width = 1000;
    private const int Left = 76;
    private const int Top = 62;
    private const int Bottom = 44;
    private const int Header = 24;
    private const int Gap = 8;
    private const int LineHeight = 130;
    private const int SmallLineHeight = 84;
    private const int SpectrumHeight = 120;
    private const int TimeTicks = 10;

    private readonly TracePlot _plot;
    private readonly string _title;
    private readonly List<(int Height, Action<SvgWriter, int> Draw)> _rows = [];

    private TraceDrawing(TracePlot plot, string title)
    {
        _plot = plot;
        _title = title;
        foreach (PlottedGroup group in plot.Groups)
        {
            if (group.Channels.IsEmpty)
                Add(Header, (svg, y) => svg.Text(Left, y + 15, group.Name, TextAnchor.Start, "n"));
            foreach (PlottedChannel channel in group.Channels)
                AddChannel(channel);
            foreach (PlottedOutput output in group.Outputs)
                AddOutput(output);
        }
    }

    /// <summary>Writes the picture.</summary>
    /// <param name="plot">What is drawn; it has ended.</param>
    /// <param name="title">What stands above it.</param>
    /// <param name="stream">Where it goes; it stays the caller's.</param>
    public static void Write(TracePlot plot, string title, Stream stream) => new TraceDrawing(plot, title).Write(stream);

    private void Write(Stream stream)
    {
        int height = Top + _rows.Sum(r => r.Height) + Bottom;
        using var svg = new SvgWriter(stream, Width, height, _title);
        svg.Text(Left, 26, _title, TextAnchor.Start, "t");
        svg.Text(Left, 46, Summary());
        int y = Top;
        foreach ((int rowHeight, Action<SvgWriter, int> draw) in _rows)
        {
            draw(svg, y);
            y += rowHeight;
        }

        foreach (Tick tick in TicksOfTime())
        {
            double x = Left + _plot.Span.XOf(SignalTime.FromSeconds((decimal)tick.At));
            svg.Line(x, y, x, y + 5, Palette.Frame);
            svg.Text(x, y + 18, tick.Label, TextAnchor.Middle);
        }

        svg.Text(Left + TracePlot.Columns, y + 36, _plot.Span.To.Nanoseconds >= 120e9 ? "time (min:s)" : "time (s)", TextAnchor.End);
    }

    private string Summary()
    {
        List<string> parts = [];
        if (_plot.Channels.FirstOrDefault()?.Rate is { } rate)
            parts.Add(rate.ToString());
        parts.Add(string.Create(CultureInfo.InvariantCulture, $"{Seconds(_plot.Span.From)} to {Seconds(_plot.Span.To)} s"));
        long events = _plot.Outputs.Sum(o => o.Count);
        if (_plot.Outputs.Any(o => o.Events is not null))
            parts.Add(events == 1 ? "1 event" : string.Create(CultureInfo.InvariantCulture, $"{events:N0} events"));
        if (_plot.LeftOut is { } leftOut)
            parts.Add(leftOut);
        return string.Join("  ·  ", parts);
    }

    private static string Seconds(SignalTime time) => (time.Nanoseconds / 1_000_000_000m).ToString("0.######", CultureInfo.InvariantCulture);

    private List<Tick> TicksOfTime() => RoundTicks.OfTime(_plot.Span.From.Nanoseconds / 1e9, _plot.Span.To.Nanoseconds / 1e9, TimeTicks);

    private void AddChannel(PlottedChannel channel)
    {
        bool isSmall = _plot.Channels.Length > 3;
        Add(Header, (svg, y) =>
        {
            svg.Text(Left, y + 15, channel.Name, TextAnchor.Start, "n");
            if (channel.States is not null)
                LaneDrawing.Legend(svg, Left + TracePlot.Columns, y + 15, channel.States.Legend);
        });
        if (channel.States is not null)
            Add(LaneDrawing.StripHeight + Gap, (svg, y) => LaneDrawing.Strip(svg, channel.States.Bars, Left, y));
        else
            AddLine(channel.Line, ScaleOf(channel), isSmall ? SmallLineHeight : LineHeight, channel.IsSteps, Palette.Line, [.. channel.IsSound ? [] : _plot.Bands]);
        if (channel.Spectrogram is { } spectrogram && spectrogram.Png() is { } png)
            Add(SpectrumHeight + Gap, (svg, y) => DrawSpectrum(svg, y, spectrogram, png));
    }

    private void AddOutput(PlottedOutput output)
    {
        if (output.Events is { } events)
        {
            Add(LaneDrawing.EventHeight + Gap, (svg, y) =>
            {
                svg.Text(Left - 8, y + 15, _plot.Operator, TextAnchor.End);
                LaneDrawing.Events(svg, events, Left, y);
            });
        }
        else if (output.States is { } states)
        {
            Add(Header, (svg, y) => LaneDrawing.Legend(svg, Left + TracePlot.Columns, y + 15, states.Legend));
            Add(LaneDrawing.StripHeight + Gap, (svg, y) =>
            {
                svg.Text(Left - 8, y + 15, _plot.Operator, TextAnchor.End);
                LaneDrawing.Strip(svg, states.Bars, Left, y);
            });
        }
        else if (output.Line is { } line)
        {
            Add(Header, (svg, y) => svg.Text(Left, y + 15, _plot.Operator, TextAnchor.Start, "n"));
            AddLine(line, ValueScale.Of(line.Least, line.Greatest, output.Unit, false, line.HasInfinite), SmallLineHeight, true, Palette.Second, []);
        }
    }

    private static ValueScale ScaleOf(PlottedChannel channel)
    {
        PixelColumns line = channel.Line;
        return ValueScale.Of(line.Least, line.Greatest, channel.IsSound ? null : channel.Unit, channel.IsSound, line.HasInfinite);
    }

    private void AddLine(PixelColumns line, ValueScale scale, int height, bool isSteps, string colour, (string Name, MeasuredBand Band)[] bands) => Add(height + Gap, (svg, y) =>
    {
        DrawPanel(svg, y, height);
        foreach ((string name, MeasuredBand band) in bands)
            DrawBand(svg, y, height, scale, name, band);
        foreach (Tick tick in scale.Ticks(height > SmallLineHeight ? 5 : 3))
        {
            double at = y + (height * (1 - scale.PartOf(tick.At)));
            svg.Line(Left, at, Left + TracePlot.Columns, at, Palette.Grid);
            svg.Text(Left - 8, at + 4, tick.Label, TextAnchor.End);
        }

        if (scale.Unit.Length > 0)
            svg.Text(20, y + (height / 2.0), scale.Unit, TextAnchor.Middle);
        LinePath.Draw(svg, line, scale, Left, y, height, isSteps, colour);
        // names over the line: they are few, and it is everywhere
        foreach ((string name, MeasuredBand band) in bands)
            NameBand(svg, y, height, scale, name, band);
    });

    private void DrawPanel(SvgWriter svg, int y, int height)
    {
        svg.Rectangle(Left, y, TracePlot.Columns, height, "#fbfcfd", Palette.Frame);
        foreach (Tick tick in TicksOfTime())
        {
            double x = Left + _plot.Span.XOf(SignalTime.FromSeconds((decimal)tick.At));
            svg.Line(x, y, x, y + height, Palette.Grid);
        }
    }

    private static (double Top, double Bottom) PlaceOf(int y, int height, ValueScale scale, in MeasuredBand band) =>
        (y + (height * (1 - scale.PartOf(band.High))), y + (height * (1 - scale.PartOf(band.Low))));

    private static void DrawBand(SvgWriter svg, int y, int height, ValueScale scale, string name, in MeasuredBand band)
    {
        (double top, double bottom) = PlaceOf(y, height, scale, band);
        if (bottom - top >= 1)
            svg.Rectangle(Left, top, TracePlot.Columns, bottom - top, Palette.Of(name, 0), null, 0.13);
    }

    private static void NameBand(SvgWriter svg, int y, int height, ValueScale scale, string name, in MeasuredBand band)
    {
        (double top, double bottom) = PlaceOf(y, height, scale, band);
        if (bottom - top < 12)
            return;
        double middle = (top + bottom) / 2, width = (6.2 * name.Length) + 10;
        svg.Rectangle(Left + TracePlot.Columns - width - 4, middle - 8, width, 15, "#ffffff", null, 0.8, 3);
        svg.Text(Left + TracePlot.Columns - (width / 2) - 4, middle + 3.5, name, TextAnchor.Middle);
    }

    private static void DrawSpectrum(SvgWriter svg, int y, Spectrogram spectrogram, byte[] png)
    {
        svg.Image(Left, y, TracePlot.Columns, SpectrumHeight, png);
        svg.Rectangle(Left, y, TracePlot.Columns, SpectrumHeight, "none", Palette.Frame);
        ValueScale scale = new(0, spectrogram.TopHertz, spectrogram.TopHertz >= 1000 ? "kHz" : "Hz", spectrogram.TopHertz >= 1000 ? 1000 : 1);
        foreach (Tick tick in scale.Ticks(4))
        {
            double at = y + (SpectrumHeight * (1 - scale.PartOf(tick.At)));
            svg.Line(Left - 4, at, Left, at, Palette.Frame);
            svg.Text(Left - 8, at + 4, tick.Label, TextAnchor.End);
        }

        svg.Text(20, y + (SpectrumHeight / 2.0), scale.Unit, TextAnchor.Middle);
    }

    private void Add(int height, Action<SvgWriter, int> draw) => _rows.Add((height, draw));
}
