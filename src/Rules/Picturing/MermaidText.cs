using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Reactive.Rules.Picturing;

/// <summary>A picture in Mermaid's language, for pages of Markdown. The same picture gives the same text.</summary>
public static class MermaidText
{
    private const string Classes =
        """
          classDef port fill:#fdf3e3,stroke:#d9a441,color:#1f2937,text-align:left
          classDef signal fill:#e6f1fb,stroke:#5b9bd5,color:#1f2937,text-align:left
          classDef rule fill:#f3f5f8,stroke:#94a3b8,color:#1f2937,text-align:left
          classDef output fill:#fdf3e3,stroke:#d9a441,color:#1f2937,text-align:left

        """;

    /// <summary>The whole graph.</summary>
    public static string Of(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var text = new StringBuilder();
        text.Append("flowchart LR\n");
        foreach (IGrouping<string, Box> group in picture.Boxes.GroupBy(b => b.Group))
        {
            bool isBlock = group.Key.Length > 0;
            if (isBlock)
                text.Append($"  subgraph {KeyOf(group.Key)}[\"{Escaped(group.Key)}\"]\n");
            foreach (Box box in group)
                text.Append($"{(isBlock ? "    " : "  ")}{box.Key}{Shape(box)}:::{ClassOf(box.Kind)}\n");
            if (isBlock)
                text.Append("  end\n");
        }

        Dictionary<(string, string), BoxRow> rows = picture.Boxes.SelectMany(b => b.Rows, (b, r) => (b, r)).ToDictionary(p => (p.b.Key, p.r.Key), p => p.r);
        // members of one bank are one box here: their arrows become one
        Arrow[][] bundles = [.. picture.Arrows.GroupBy(a => (a.From.Box, a.To.Box, a.IsFeedback)).Select(g => g.ToArray())];
        foreach (Arrow[] bundle in bundles)
        {
            string label = string.Join(", ", bundle.Select(a => Label(a, rows)).Where(l => l.Length > 0).Distinct());
            text.Append($"  {bundle[0].From.Box} {Line(bundle[0])}{(label.Length == 0 ? "" : $"|\"{label}\"|")} {bundle[0].To.Box}\n");
        }

        text.Append(Classes);
        string[] red = [.. bundles.Select(b => b[0]).Select((a, i) => (a.Role, i)).Where(a => a.Role == ArrowRole.Unless).Select(a => a.i.ToString(CultureInfo.InvariantCulture))];
        if (red.Length > 0)
            text.Append($"  linkStyle {string.Join(',', red)} stroke:#b42318,color:#b42318\n");
        return text.ToString();
    }

    private static string KeyOf(string group) => "block_" + group.Replace('-', '_').Replace(".", "__", StringComparison.Ordinal);

    private static string ClassOf(BoxKind kind) => kind switch
    {
        BoxKind.Port => "port",
        BoxKind.Signal => "signal",
        BoxKind.Rule or BoxKind.Block => "rule",
        _ => "output",
    };

    private static string Shape(Box box)
    {
        var lines = new List<string> { $"<b>{Escaped(box.Title)}</b>{(box.Note.Length == 0 ? "" : $" <i>{Escaped(box.Note)}</i>")}" };
        foreach (BoxRow row in box.Rows)
        {
            string label = row.Label.Length == 0 ? "" : $"<i>{Escaped(row.Label)}</i> ";
            lines.AddRange(row.Lines.IsEmpty ? [label.TrimEnd()] : row.Lines.Select((l, i) => (i == 0 ? label : "") + Escaped(l)));
        }

        string all = string.Join("<br/>", lines);
        return box.Kind switch { BoxKind.Signal => $"(\"{all}\")", BoxKind.Block => $"[[\"{all}\"]]", _ => $"[\"{all}\"]" };
    }

    private static string Line(Arrow arrow) => (arrow.Role, arrow.IsFeedback) switch
    {
        (ArrowRole.Unless, false) => "--x",
        (ArrowRole.Unless, true) => "-.-x",
        (ArrowRole.If, _) or (_, true) => "-.->",
        (ArrowRole.Holds, _) => "==>",
        _ => "-->",
    };

    // Arrows reach boxes here and not their rows: what the row would have told stands beside the arrow.
    private static string Label(Arrow arrow, Dictionary<(string, string), BoxRow> rows)
    {
        var parts = new List<string>();
        if (arrow.From.Row.Length > 0)
            parts.Add(rows[(arrow.From.Box, arrow.From.Row)] is { Label.Length: > 0 } row ? row.Label : string.Join(' ', rows[(arrow.From.Box, arrow.From.Row)].Lines));
        if (arrow.Role is ArrowRole.If or ArrowRole.Unless)
            parts.Add(arrow.Role == ArrowRole.If ? "if" : "unless");
        if (arrow.Label.Length > 0)
            parts.Add(arrow.Label);
        return Escaped(string.Join(", ", parts));
    }

    /// <summary>As text in quotes: letters, digits and what means nothing to Mermaid or Markdown as they are, all else by its number.</summary>
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or ',' or '.' or ':' or '(' or ')' or '/' or '%' or '=' or '-' or '+' or '·' or '×' or '?' or '!' or '\'')
                escaped.Append(rune.ToString());
            else if (Rune.IsControl(rune))
                escaped.Append(' ');
            else
                escaped.Append(CultureInfo.InvariantCulture, $"#{rune.Value};");
        }

        return escaped.ToString();
    }
}
