using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Rules;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Reactive.Device.Running;

/// <summary>What a run's display shows, and how. Owned by the thread that draws.</summary>
internal sealed class DisplayState
{
    private const int MostHappenings = 12;

    // Lines beside signals, outputs and happenings: headings, blanks and the foot.
    private const int OtherLines = 9;

    private readonly PipelineDefinition _definition;
    private readonly IReadOnlySet<string>? _signals;
    private readonly string[] _signalNames;
    private readonly string[] _outputs;
    private readonly Dictionary<string, SignalChange> _last = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Command> _commands = new(StringComparer.Ordinal);
    private readonly Queue<string> _happenings = new();
    private long _commandCount;

    public DisplayState(PipelineDefinition definition, IReadOnlySet<string>? signals)
    {
        _definition = definition;
        _signals = signals;
        _signalNames = [.. definition.Signals.Select(s => s.Name).Where(n => signals is null || signals.Contains(n))];
        HashSet<string> driven = [.. definition.Rules.SelectMany(r => r.Do.Concat(r.While)).Select(a => a.Target)];
        _outputs = [.. definition.Device.Outputs.Select(o => o.Name).Where(driven.Contains)];
    }

    /// <summary>Takes in what happened.</summary>
    public void Take(in DisplayNote note)
    {
        if (note.Message is { } message)
        {
            Happened($"[red]{Markup.Escape(message)}[/]");
        }
        else if (note.Command is { } command)
        {
            _commandCount = command.Number;
            _commands[command.Sink] = command;
            Happened($"[bold]{Markup.Escape(TextLines.Of(command))}[/]");
        }
        else
        {
            _last[note.Change.Signal] = note.Change;
            if (_signals is null || _signals.Contains(note.Change.Signal))
                Happened(Markup.Escape(TextLines.Of(note.Change)));
        }
    }

    /// <summary>The picture, at most <paramref name="height"/> lines.</summary>
    public IRenderable Render(in DisplayCounts counts, int height)
    {
        List<IRenderable> rows = [Head(counts)];
        if (_signalNames.Length > 0)
            rows.AddRange([Heading("signals"), Signals()]);
        if (_outputs.Length > 0)
            rows.AddRange([Heading("outputs"), Outputs()]);
        int room = Math.Clamp(height - OtherLines - _signalNames.Length - _outputs.Length, 1, MostHappenings);
        rows.Add(Heading("happenings"));
        rows.AddRange(_happenings.Skip(Math.Max(0, _happenings.Count - room)).Select(h => new Markup(h) { Overflow = Overflow.Ellipsis }));
        if (_happenings.Count == 0)
            rows.Add(new Markup("[grey]  nothing yet[/]"));
        rows.AddRange([new Text(""), Foot(counts)]);
        return new Rows(rows);
    }

    private Markup Head(in DisplayCounts counts)
    {
        string time = (counts.Time.Nanoseconds / 1_000_000_000.0).ToString("0.0", CultureInfo.InvariantCulture);
        return new Markup($"[bold]{Markup.Escape(_definition.Name)}[/] [grey]on {Markup.Escape(_definition.Device.Name)}, Ctrl+C ends it[/]   [bold]{time} s[/]");
    }

    private static Markup Heading(string text) => new($"\n[grey]{text}[/]");

    private Grid Signals()
    {
        Grid grid = Columns(4);
        foreach (string name in _signalNames)
        {
            bool known = _last.TryGetValue(name, out SignalChange change);
            grid.AddRow(
                new Text("  " + name),
                known ? Of(change.Value) : new Markup("[grey]unknown[/]"),
                new Text(known ? TextLines.Measured(change.Value) : ""),
                new Markup(known ? $"[grey]since {change.Since} s[/]" : ""));
        }

        return grid;
    }

    private Grid Outputs()
    {
        Grid grid = Columns(4);
        foreach (string name in _outputs)
        {
            bool ordered = _commands.TryGetValue(name, out Command command);
            bool active = ordered && command.Verb == "activate";
            string readback = _last.TryGetValue(name + ".readback", out SignalChange read) ? read.Value.ToString() : "";
            bool agrees = readback.Length == 0 || readback == (active ? "active" : "inactive");
            grid.AddRow(
                new Text("  " + name),
                new Markup(active ? "[bold black on yellow] active [/]" : "[grey] inactive [/]"),
                new Markup(readback.Length == 0 ? "" : agrees ? $"[grey]reads back {readback}[/]" : $"[red]reads back {readback}[/]"),
                new Markup(ordered ? $"[grey]since {command.At} s, rule {Markup.Escape(command.Cause.Rule)}[/]" : ""));
        }

        return grid;
    }

    private Markup Foot(in DisplayCounts counts)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{counts.Arrivals} arrivals, {counts.Turns} turns, {_commandCount} commands");
        string foot = $"[grey]{text}[/]{Alarm(counts.Late, "late")}{Alarm(counts.Missed, "missed")}{(counts.Skipped == 0 ? "" : Alarm(counts.Skipped, "not shown"))}";
        return new Markup(counts.Recording is { } recording ? $"{foot}[grey], {Markup.Escape(recording)}[/]" : foot);
    }

    private static string Alarm(long count, string what) => count == 0 ? $"[grey], 0 {what}[/]" : string.Create(CultureInfo.InvariantCulture, $"[red], {count} {what}[/]");

    private static Markup Of(in Value value)
    {
        string text = Markup.Escape(value.ToString());
        if (!value.IsKnown)
            return new Markup(value.Kind == ValueKind.Fault ? $"[red]{text}[/]" : $"[grey]{text}[/]");
        return new Markup(value.Type is { } type && type.Names[value.Code] is "short" or "cut" ? $"[red]{text}[/]" : $"[bold]{text}[/]");
    }

    private static Grid Columns(int count)
    {
        var grid = new Grid();
        for (int i = 0; i < count; i++)
            grid.AddColumn(new GridColumn().NoWrap().PadRight(3));
        return grid;
    }

    private void Happened(string markup)
    {
        _happenings.Enqueue(markup);
        if (_happenings.Count > MostHappenings)
            _happenings.Dequeue();
    }
}
