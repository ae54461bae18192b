using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;

namespace Reactive.Rules.Picturing;

/// <summary>Breaks texts into lines.</summary>
internal static class LineBreaks
{
    /// <summary>How wide a line in a box may be.</summary>
    public const int Width = 38;

    /// <summary>What stands before a line that goes on.</summary>
    public const string Indent = "  ";

    /// <summary>
    /// An expression in lines: in one where it fits, else each <c>and</c>, <c>or</c> and <c>then</c> begins one, those in parentheses
    /// only where they must. What is still too long goes on, indented.
    /// </summary>
    public static ImmutableArray<string> OfExpression(string text)
    {
        var lines = new List<string>();
        Break(Flat(text), "", lines);
        return [.. lines];
    }

    /// <summary>A text in lines as full as they can be.</summary>
    public static ImmutableArray<string> OfText(string text) => Full(Flat(text).Split(' ').SelectMany(Chopped));

    /// <summary>Parts in lines as full as they can be, with commas between; no part is broken.</summary>
    public static ImmutableArray<string> OfParts(IReadOnlyList<string> parts) => Full(parts.Select((p, i) => i + 1 < parts.Count ? p + "," : p));

    // a word without end is no reason for a box without end
    private static IEnumerable<string> Chopped(string word)
    {
        while (word.Length > Width)
        {
            int length = char.IsHighSurrogate(word[Width - 1]) ? Width - 1 : Width;
            yield return word[..length];
            word = word[length..];
        }

        yield return word;
    }

    private static ImmutableArray<string> Full(IEnumerable<string> words)
    {
        var lines = new List<string>();
        string line = "";
        foreach (string word in words)
        {
            bool fits = line.Length == 0 || line.Length + 1 + word.Length <= Width;
            if (!fits)
                lines.Add(line);
            line = line.Length == 0 || !fits ? word : $"{line} {word}";
        }

        return line.Length == 0 ? [.. lines] : [.. lines, line];
    }

    private static void Break(string text, string indent, List<string> lines)
    {
        if (indent.Length + text.Length <= Width)
        {
            lines.Add(indent + text);
            return;
        }

        List<string> clauses = Clauses(text);
        if (clauses.Count == 1)
        {
            Fill(text.Split(' '), indent, lines);
            return;
        }

        Break(clauses[0], indent, lines);
        // what belongs to a parenthesis that was opened in the first clause stands deeper than it
        string deeper = clauses[0].Count('(') + clauses[0].Count('[') > clauses[0].Count(')') + clauses[0].Count(']') ? indent + Indent : indent;
        foreach (string clause in clauses.Skip(1))
            Break(clause, deeper, lines);
    }

    // "a is x", "and b is y", "or (c and d)": parted where parentheses are least deep, and parted at all
    private static List<string> Clauses(string text)
    {
        int least = int.MaxValue;
        foreach ((_, int depth) in Joints(text))
            least = Math.Min(least, depth);
        var clauses = new List<string>();
        int start = 0;
        foreach ((int at, int depth) in Joints(text))
        {
            if (depth > least)
                continue;
            clauses.Add(text[start..at]);
            start = at + 1;
        }

        clauses.Add(text[start..]);
        return clauses;
    }

    // where a blank stands before a word that joins, and how many parentheses are open there
    private static IEnumerable<(int At, int Depth)> Joints(string text)
    {
        int depth = 0;
        bool isBetween = false;
        for (int i = 0; i < text.Length; i++)
        {
            depth += text[i] is '(' or '[' ? 1 : text[i] is ')' or ']' ? -1 : 0;
            isBetween |= StartsWith(text, i, " between ");
            // "between 1 and 3" and "becomes open or starts open" are of one piece
            bool joins = (StartsWith(text, i, " and ") && !isBetween) || (StartsWith(text, i, " or ") && !StartsWith(text, i, " or starts ")) || StartsWith(text, i, " then ");
            isBetween &= !StartsWith(text, i, " and ");
            if (joins)
                yield return (i, depth);
        }
    }

    private static bool StartsWith(string text, int at, string word) => text.AsSpan(at).StartsWith(word, StringComparison.Ordinal);

    private static void Fill(string[] words, string indent, List<string> lines)
    {
        var line = new StringBuilder();
        foreach (string word in words)
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Width)
            {
                lines.Add(line.ToString());
                // the first line stands where it belongs, those behind it deeper
                line.Clear().Append(indent).Append(Indent).Append(word);
            }
            else
            {
                line.Append(line.Length > 0 ? " " : indent).Append(word);
            }
        }

        if (line.Length > 0)
            lines.Add(line.ToString());
    }

    // an expression may have been written over several lines
    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
