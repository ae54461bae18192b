using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
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

    // Lines beside signals, outputs and happenings: headings, blanks, the foot, and one for the cursor.
    private const int OtherLines = 10;

    private const int StateWidth = 11;
    private const int MeasuredWidth = 12;
    private const int ReadbackWidth = 22;

    private readonly PipelineDefinition _definition;
    private readonly RuleFiles _files;
    private readonly IReadOnlySet<string>? _signals;
    private readonly string[] _signalNames;
    private readonly string[] _outputs;
    private readonly Dictionary<string, SignalChange> _last = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Command> _commands = new(StringComparer.Ordinal);
    private readonly Queue<(string Text, string Style)> _happenings = new();
    private readonly int _nameWidth;
    private long _commandCount;

    public DisplayState(PipelineDefinition definition, IReadOnlySet<string>? signals)
    {
        _definition = definition;
        _files = new RuleFiles(definition);
        _signals = signals;
        _signalNames = [.. definition.Signals.Select(s => s.Name).Where(n => signals is null || signals.Contains(n))];
        HashSet<string> driven = [.. definition.Rules.SelectMany(r => r.Do.Concat(r.While)).Select(a => a.Target)];
        _outputs = [.. definition.Device.Outputs.Select(o => o.Name).Where(driven.Contains)];
        _nameWidth = _signalNames.Concat(_outputs).Append("").Max(n => n.Length) + 2;
    }

    /// <summary>Takes in what happened.</summary>
    public void Take(in DisplayNote note)
    {
        if (note.Message is { } message)
        {
            Happened(message, "red");
        }
        else if (note.Command is { } command)
        {
            _commandCount = command.Number;
            _commands[command.Sink] = command;
            Happened($"{Short(command.At),10}  {TextLines.What(command, _files)}", "bold");
        }
        else
        {
            _last[note.Change.Signal] = note.Change;
            if (_signals is null || _signals.Contains(note.Change.Signal))
                Happened($"{Short(note.Change.At),10}  {TextLines.What(note.Change)}", "");
        }
    }

    /// <summary>The picture: at most <paramref name="height"/> lines of <paramref name="width"/> characters, none of them wrapped.</summary>
    public IRenderable Render(in DisplayCounts counts, int width, int height)
    {
        string time = (counts.Time.Nanoseconds / 1_000_000_000.0).ToString("0.0", CultureInfo.InvariantCulture);
        List<IRenderable> rows = [Line(width, (_definition.Name, "bold"), ($" on {_definition.Device.Name}, Ctrl+C ends it   ", "grey"), ($"{time} s", "bold"))];
        if (_signalNames.Length > 0)
            rows.AddRange([new Text(""), Line(width, ("signals", "grey")), .. _signalNames.Select(n => Signal(n, width))]);
        if (_outputs.Length > 0)
            rows.AddRange([new Text(""), Line(width, ("outputs", "grey")), .. _outputs.Select(n => Output(n, width))]);
        rows.AddRange([new Text(""), Line(width, ("happenings", "grey"))]);
        int room = Math.Clamp(height - OtherLines - _signalNames.Length - _outputs.Length, 1, MostHappenings);
        rows.AddRange(_happenings.Skip(Math.Max(0, _happenings.Count - room)).Select(h => Line(width, h)));
        if (_happenings.Count == 0)
            rows.Add(Line(width, ("  nothing yet", "grey")));
        rows.AddRange([new Text(""), Foot(counts, width)]);
        return new Rows(rows);
    }

    private Markup Signal(string name, int width)
    {
        string column = "  " + name.PadRight(_nameWidth);
        if (!_last.TryGetValue(name, out SignalChange change))
            return Line(width, (column, ""), ("nothing yet", "grey"));
        Value value = change.Shown;
        bool bad = value.Kind == ValueKind.Fault || (value.Type is { } type && type.Names[value.Code] is "short" or "cut");
        return Line(
            width,
            (column, ""),
            (value.ToString().PadRight(StateWidth), bad ? "red" : value.IsKnown ? "bold" : "grey"),
            (TextLines.Measured(value).PadRight(MeasuredWidth), ""),
            ($"since {Short(change.Since)}", "grey"));
    }

    private Markup Output(string name, int width)
    {
        bool ordered = _commands.TryGetValue(name, out Command command);
        bool active = ordered && command.Verb == "activate";
        string readback = _last.TryGetValue(name + ".readback", out SignalChange read) ? read.Value.ToString() : "";
        bool agrees = readback.Length == 0 || readback == (active ? "active" : "inactive");
        return Line(
            width,
            ("  " + name.PadRight(_nameWidth), ""),
            (active ? "active" : "inactive", active ? "bold black on yellow" : "grey"),
            (new string(' ', StateWidth - (active ? 6 : 8)), ""),
            ((readback.Length == 0 ? "" : $"reads back {readback}").PadRight(ReadbackWidth), agrees ? "grey" : "red"),
            (ordered ? $"since {Short(command.At)}, rule {command.Cause.Rule}" : "", "grey"));
    }

    private Markup Foot(in DisplayCounts counts, int width) => Line(
        width,
        ($"{Plural.Of(counts.Arrivals, "arrival")}, {Plural.Of(counts.Turns, "turn")}, {Plural.Of(_commandCount, "command")}", "grey"),
        Count(counts.Late, "late"),
        Count(counts.Missed, "missed"),
        counts.Skipped == 0 ? ("", "") : Count(counts.Skipped, "not shown"),
        (counts.Recording is { } recording ? ", " + recording.Text : "", counts.Recording is { IsWhole: false } ? "red" : "grey"));

    private static (string Text, string Style) Count(long count, string what) =>
        (string.Create(CultureInfo.InvariantCulture, $", {count} {what}"), count == 0 ? "grey" : "red");

    // A line never wraps: what does not fit is cut off, and an ellipsis says so.
    private static Markup Line(int width, params ReadOnlySpan<(string Text, string Style)> parts)
    {
        var line = new StringBuilder();
        int left = width - 1;
        foreach ((string text, string style) in parts)
        {
            if (left <= 0)
                break;
            string shown = text.Length <= left ? text : text[..(left - 1)] + "…";
            left -= shown.Length;
            line.Append(style.Length == 0 ? Markup.Escape(shown) : $"[{style}]{Markup.Escape(shown)}[/]");
        }

        return new Markup(line.ToString());
    }

    private static string Short(SignalTime time) => (time.Nanoseconds / 1_000_000_000.0).ToString("0.000", CultureInfo.InvariantCulture) + " s";

    private void Happened(string text, string style)
    {
        _happenings.Enqueue((text, style));
        if (_happenings.Count > MostHappenings)
            _happenings.Dequeue();
    }
}
