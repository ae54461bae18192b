using System;

namespace Reactive.Rules.Yaml;

/// <summary>
/// Cuts a value that is not YAML out of a text, so that what stands behind it can be read and its mistakes told as well. Only where it is
/// certain what belongs to the value, and where nothing else reads what it would have named.
/// </summary>
internal static class BrokenValue
{
    /// <summary>Values that are cut out of one file.</summary>
    public const int Most = 20;

    /// <summary>The longest text, in UTF-16 units, that is read again for each of them.</summary>
    public const int LongestText = 1 << 18;

    // An alias is not part of the language: the reader knows by its place that this one was put there.
    private const string Mark = " *x";

    /// <summary>The text with the value cut out in whose line the mistake is, of the same length; the place of the mark in it, and the end of what was cut out. Null where nothing can be cut out.</summary>
    public static (string Text, int Mark, int End)? CutOut(string text, int mistake)
    {
        if (text.Length > LongestText || mistake < 0 || mistake >= text.Length)
            return null;
        int line = mistake == 0 ? 0 : text.LastIndexOf('\n', mistake - 1) + 1, key = line;
        while (text[key] == ' ' || text.AsSpan(key).StartsWith("- ", StringComparison.Ordinal))
            key++;
        int colon = key;
        while (colon < mistake && (char.IsAsciiLetterOrDigit(text[colon]) || text[colon] is '-' or '.'))
            colon++;
        int start = colon + 1, lineEnd = EndOfLine(text, line);
        bool isValue = colon > key && colon < mistake && text[colon] == ':' && lineEnd - start >= Mark.Length;
        if (!isValue || key == line || !IsIndependent(text, line))
            return null;
        int end = EndOf(text, lineEnd, key - line);
        char[] cut = text.ToCharArray();
        for (int i = start; i < end; i++)
        {
            if (cut[i] is not ('\n' or '\r'))
                cut[i] = ' ';
        }

        Mark.CopyTo(cut.AsSpan(start));
        return (new string(cut), start + 1, end);
    }

    // Whether the line stands in a section of which each part can be read without the others.
    private static bool IsIndependent(string text, int line)
    {
        while (line > 0 && !char.IsAsciiLetter(text[line]))
            line = line == 1 ? 0 : text.LastIndexOf('\n', line - 2) + 1;
        ReadOnlySpan<char> section = text.AsSpan(line);
        return section.StartsWith("rules:", StringComparison.Ordinal) || section.StartsWith("tests:", StringComparison.Ordinal) || section.StartsWith("signals:", StringComparison.Ordinal);
    }

    // Behind the value of a key that stands so far in: before the next line that is not deeper.
    private static int EndOf(string text, int lineEnd, int indent)
    {
        int end = lineEnd;
        while (end < text.Length)
        {
            int first = end + 1;
            while (first < text.Length && text[first] == ' ')
                first++;
            bool isEmpty = first >= text.Length || text[first] is '\n' or '\r' or '#';
            if (!isEmpty && first - end - 1 <= indent)
                break;
            end = EndOfLine(text, end + 1);
        }

        return Math.Min(end, text.Length);
    }

    private static int EndOfLine(string text, int line) => line < text.Length && text.IndexOf('\n', line) is >= 0 and int end ? end : text.Length;
}
