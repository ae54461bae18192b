using System;
using System.Buffers;

namespace Reactive.Operators;

/// <summary>
/// Cells that spreadsheets would run as formulas. One that begins as a formula does is written with an apostrophe before it, and so is
/// one that begins with an apostrophe, so that all read back as they were.
/// </summary>
internal static class SpreadsheetText
{
    private const char Mark = '\'';

    // what begins a formula, in its full width too, and what may stand before it unseen
    private static readonly SearchValues<char> Formulas = SearchValues.Create("=+-@\t\r\n＝＋－＠");

    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    /// <summary>A cell as it is written, between quotes where it needs them.</summary>
    public static string Write(string text)
    {
        if (text.Length == 0)
            return text;
        if (Formulas.Contains(text[0]) || text[0] == Mark)
            text = Mark + text;
        return text.AsSpan().ContainsAny(Quoted) || text[0] == ' ' || text[^1] == ' ' ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    /// <summary>What a cell means that <see cref="Write"/> may have written, its quotes taken off.</summary>
    public static string Read(string text) => text.Length > 1 && text[0] == Mark && (text[1] == Mark || Formulas.Contains(text[1])) ? text[1..] : text;
}
