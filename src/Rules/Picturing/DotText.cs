using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Xml;

namespace Reactive.Rules.Picturing;

/// <summary>A picture in Graphviz's language, for <c>dot</c>. The same picture gives the same text.</summary>
public static class DotText
{
    // Few colours, and fills so light that they print in grey: amber for the world outside, blue for signals, grey for rules, red for what holds back.
    private const string Ink = "#1f2937";
    private const string Quiet = "#64748b";
    private const string Red = "#b42318";
    private static readonly Paint World = new("#fdf3e3", "#d9a441");
    private static readonly Paint Signal = new("#e6f1fb", "#5b9bd5");
    private static readonly Paint Rule = new("#f3f5f8", "#94a3b8");

    private const string Font = "Helvetica,Arial,sans-serif";
    private const int TextPoints = 11;
    private const int NotePoints = 9;
    private const int TitlePoints = 16;
    private const int Padding = 4;

    // How wide a letter is, in points: a little more than most fonts need, because the one who looks may have another than the one who draws.
    private const double LetterWidth = 5.4;
    private const double BoldWidth = 6;
    private const double NoteWidth = 4.5;
    private const double TitleGap = 24;

    // how much more an arrow pulls its ends together than others do
    private const int Near = 4;

    private const string Layout =
        """
          graph [rankdir=LR, newrank=true, bgcolor="#ffffff", pad=0.3, nodesep=0.1, ranksep=0.7, labelloc=t, labeljust=l]
          node [shape=none, margin="0,0.1"]
          edge [arrowsize=0.7, penwidth=1.1]

        """;

    /// <summary>The whole graph.</summary>
    public static string Of(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var text = new StringBuilder();
        text.Append("digraph {\n").Append(Layout);
        text.Append($"  graph [fontname=\"{Font}\", fontcolor=\"{Ink}\", label=<{Heading(picture.Title, picture.Note)}>]\n");
        text.Append($"  node [fontname=\"{Font}\", fontsize={TextPoints}, fontcolor=\"{Ink}\"]\n");
        text.Append($"  edge [fontname=\"{Font}\", fontsize={NotePoints}, fontcolor=\"{Ink}\", color=\"{Ink}\"]\n\n");
        Dictionary<int, (int Width, int Labels)> columns = picture.Boxes.GroupBy(b => ColumnOf(b.Kind)).ToDictionary(c => c.Key, c => Measured([.. c]));
        foreach (IGrouping<string, Box> group in picture.Boxes.GroupBy(b => b.Group))
        {
            string indent = group.Key.Length == 0 ? "  " : "    ";
            if (group.Key.Length > 0)
                text.Append($"  subgraph \"cluster_{group.Key}\" {{\n    graph [label=<<B>{Escaped(group.Key)}</B>>, style=\"rounded\", color=\"{Quiet}\", fontcolor=\"{Quiet}\", fontsize={TextPoints}, margin=12]\n");
            foreach (Box box in group)
                text.Append($"{indent}{box.Key} [label=<{Table(box, columns[ColumnOf(box.Kind)].Width, columns[ColumnOf(box.Kind)].Labels)}>]\n");
            if (group.Key.Length > 0)
                text.Append("  }\n");
        }

        text.Append('\n');
        string[] ports = Column(text, picture, BoxKind.Port), rules = Column(text, picture, BoxKind.Rule), outputs = Column(text, picture, BoxKind.Output, BoxKind.Sink);
        // dot keeps boxes in one column, but not a column at its place: where no arrow leads there, one that is not seen does
        HashSet<string> reached = [.. picture.Arrows.Where(a => !a.IsFeedback).Select(a => a.To.Box)];
        foreach (Box box in picture.Boxes.Where(b => b.Kind is BoxKind.Signal or BoxKind.Block))
            Behind(text, ports, [box.Key], reached);
        Behind(text, ports, rules, reached);
        Behind(text, rules, outputs, reached);
        text.Append('\n');
        HashSet<ArrowEnd> labelled = [.. picture.Boxes.SelectMany(b => b.Rows.Where(r => r.Label.Length > 0), (b, r) => new ArrowEnd(b.Key, r.Key))];
        foreach (Arrow arrow in picture.Arrows)
            text.Append($"  {Tail(arrow, labelled)} -> {HeadOf(arrow, labelled)} [{string.Join(", ", Style(arrow))}]\n");
        return text.Append("}\n").ToString();
    }

    // What stands in one column is equally wide.
    private static int ColumnOf(BoxKind kind) => (int)(kind == BoxKind.Sink ? BoxKind.Output : kind);

    private static (int Width, int Labels) Measured(Box[] column)
    {
        int labels = column.Max(LabelWidth);
        return (column.Max(b => WidthOf(b, labels)), labels);
    }

    private static int WidthOf(Box box, int labels)
    {
        double title = (box.Title.Length * BoldWidth) + (box.Note.Length * NoteWidth) + TitleGap;
        double rows = box.Rows.Select(r => (r.Label.Length == 0 ? 0 : labels) + (LongestLine(r) * LetterWidth) + (2 * Padding)).DefaultIfEmpty().Max();
        return (int)Math.Ceiling(Math.Max(title, rows));
    }

    private static int LabelWidth(Box box)
    {
        int longest = box.Rows.Select(r => r.Label.Length).DefaultIfEmpty().Max();
        return longest == 0 ? 0 : (int)Math.Ceiling((longest * LetterWidth) + (2 * Padding));
    }

    private static int LongestLine(BoxRow row) => row.Lines.Select(l => l.Length).DefaultIfEmpty().Max();

    private static string[] Column(StringBuilder text, Picture picture, params BoxKind[] kinds)
    {
        string[] keys = [.. picture.Boxes.Where(b => kinds.Contains(b.Kind)).Select(b => b.Key)];
        if (keys.Length > 1)
            text.Append($"  {{ rank=same; {string.Join("; ", keys)} }}\n");
        return keys;
    }

    private static void Behind(StringBuilder text, string[] left, string[] right, HashSet<string> reached)
    {
        if (left.Length > 0 && right.Length > 0 && !right.Any(reached.Contains))
            text.Append($"  {left[0]} -> {right[0]} [style=invis, weight={Near}]\n");
    }

    // The title's cell is the port "title"; a row is reached from the left at its key, and left at its key with "_out".
    private static string Table(Box box, int width, int labels)
    {
        Paint paint = box.Kind switch { BoxKind.Signal => Signal, BoxKind.Rule or BoxKind.Block => Rule, _ => World };
        string corners = box.Kind == BoxKind.Signal ? " STYLE=\"ROUNDED\"" : "";
        // what has an inside has a wall
        int border = box.Kind == BoxKind.Block ? 3 : 1;
        var text = new StringBuilder();
        text.Append($"<TABLE BORDER=\"{border}\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"{Padding}\" COLOR=\"{paint.Line}\" BGCOLOR=\"{paint.Fill}\"{corners}>");
        text.Append($"<TR><TD PORT=\"title\" COLSPAN=\"2\" CELLPADDING=\"0\" WIDTH=\"{width}\">{TitleOf(box, width)}</TD></TR>");
        bool labelled = false;
        for (int i = 0; i < box.Rows.Length; i++)
        {
            // what has labels is one part of a box, what has none another
            if (i == 0 || labelled != box.Rows[i].Label.Length > 0)
                text.Append("<HR/>");
            labelled = box.Rows[i].Label.Length > 0;
            text.Append(Row(box, box.Rows[i], width, labels));
        }

        return text.Append("</TABLE>").ToString();
    }

    private static string TitleOf(Box box, int width) =>
        $"<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"{Padding}\" WIDTH=\"{width}\"><TR><TD ALIGN=\"LEFT\"><B>{Escaped(box.Title)}</B></TD>{Note(box.Note, "RIGHT")}</TR></TABLE>";

    private static string Row(Box box, BoxRow row, int width, int labels)
    {
        string lines = row.Lines.Length < 2 ? string.Concat(row.Lines.Select(Escaped)) : string.Concat(row.Lines.Select(l => Escaped(l) + "<BR ALIGN=\"LEFT\"/>"));
        // members of a bank stand where their arrows leave
        if (row.Label.Length == 0)
            return $"<TR><TD PORT=\"{row.Key}\" COLSPAN=\"2\" ALIGN=\"{(box.Kind == BoxKind.Signal ? "RIGHT" : "LEFT")}\">{lines}</TD></TR>";
        return $"<TR><TD PORT=\"{row.Key}\" ALIGN=\"LEFT\" VALIGN=\"TOP\" WIDTH=\"{labels}\"><FONT COLOR=\"{Quiet}\">{Escaped(row.Label)}</FONT></TD><TD PORT=\"{row.Key}_out\" ALIGN=\"LEFT\" BALIGN=\"LEFT\" WIDTH=\"{width - labels}\">{lines}</TD></TR>";
    }

    private static string Heading(string title, string note) =>
        $"<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\"><TR><TD ALIGN=\"LEFT\"><FONT POINT-SIZE=\"{TitlePoints}\"><B>{Escaped(title)}</B></FONT></TD><TD WIDTH=\"{TitlePoints}\"></TD>{Note(note, "LEFT")}</TR><TR><TD HEIGHT=\"{TitlePoints}\"></TD></TR></TABLE>";

    private static string Note(string note, string align) =>
        note.Length == 0 ? "" : $"<TD ALIGN=\"{align}\"><FONT POINT-SIZE=\"{NotePoints}\" COLOR=\"{Quiet}\">{Escaped(note)}</FONT></TD>";

    private static string Tail(Arrow arrow, HashSet<ArrowEnd> labelled) => End(Right(arrow.From, labelled), arrow.IsFeedback ? "sw" : "e");

    // what leads back comes from the right
    private static string HeadOf(Arrow arrow, HashSet<ArrowEnd> labelled) => arrow.IsFeedback ? End(Right(arrow.To, labelled), "e") : End(arrow.To, "w");

    // a row with a label is two cells, of which the second is on the right
    private static ArrowEnd Right(ArrowEnd end, HashSet<ArrowEnd> labelled) => labelled.Contains(end) ? end with { Row = end.Row + "_out" } : end;

    private static string End(ArrowEnd end, string side) => $"{end.Box}:{(end.Row.Length == 0 ? "title" : end.Row)}:{side}";

    private static IEnumerable<string> Style(Arrow arrow)
    {
        switch (arrow.Role)
        {
            case ArrowRole.Makes:
                yield return $"color=\"{Quiet}\"";
                // signals stand near what they are made from, not near what reads them
                yield return string.Create(CultureInfo.InvariantCulture, $"weight={Near}");
                break;
            case ArrowRole.If:
                yield return "style=dashed";
                break;
            case ArrowRole.Unless:
                yield return $"color=\"{Red}\"";
                yield return $"fontcolor=\"{Red}\"";
                yield return "arrowhead=tee";
                break;
            case ArrowRole.Holds:
                yield return "penwidth=2";
                break;
        }

        if (arrow.IsFeedback)
        {
            yield return "style=dotted";
            yield return "penwidth=1.2";
            yield return "constraint=false";
        }

        if (arrow.Label.Length > 0)
            yield return $"label=<&#160;{Escaped(arrow.Label)}&#160;>";
    }

    /// <summary>As text in a label: markup escaped, leading blanks kept, and what is no character of XML replaced.</summary>
    private static string Escaped(string text)
    {
        string plain = text.TrimStart(' ');
        var escaped = new StringBuilder(text.Length);
        // some viewers cut blanks of any kind from the beginning of a text: one of no width before them keeps them there
        if (plain.Length < text.Length)
            escaped.Append("&#8203;").Insert(escaped.Length, "&#160;&#160;", text.Length - plain.Length);
        foreach (Rune rune in plain.EnumerateRunes())
        {
            escaped.Append(rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                // dot would take \N for the name of the box: a blank of no width keeps it from that
                '\\' => "\\&#8203;",
                _ => rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? "\uFFFD" : rune.ToString(),
            });
        }

        return escaped.ToString();
    }

    private sealed record Paint(string Fill, string Line);
}
