using System;
using System.Collections.Generic;

namespace Reactive.Rules.Yaml;

/// <summary>What is refused before YAML is parsed: what is no text, what is too large, and indentation that nobody can see.</summary>
internal static class TextGuard
{
    /// <summary>The largest definition, in UTF-16 units: some 150,000 lines.</summary>
    public const int MostCharacters = 1 << 23;

    /// <summary>A diagnostic and false where the text cannot be a definition.</summary>
    public static bool Passes(Report report, SourceFile file)
    {
        string text = report.Source.Text;
        if (file.Start < file.End && text[file.Start] == '\uFEFF')
            return Refuse(report, DiagnosticCodes.ByteOrderMark, file.Start, "the file starts with a byte order mark", "save it as UTF-8 without BOM");
        if (DefinitionText.IsUtf16(text.AsSpan(file.Start, file.End - file.Start)))
            return Refuse(report, DiagnosticCodes.NotText, file.Start, "the file is UTF-16", "save it as UTF-8 without BOM");
        List<int>? badLines = null;
        int firstBad = 0;
        bool indentation = true;
        bool blank = true;
        for (int i = file.Start; i < file.End; i++)
        {
            char c = text[i];
            if (c == '\n')
            {
                indentation = true;
                continue;
            }

            if (c == ' ' || (c == '\r' && !IsForeign(text, i)))
                continue;
            if (indentation && (c is '\t' or '\u00A0'))
            {
                if (badLines is null)
                    firstBad = i;
                badLines ??= [];
                badLines.Add(i);
                indentation = false;
                continue;
            }

            indentation = false;
            if (c > ' ' && c < '\x7F')
            {
                blank &= c == '#';
                // a comment says nothing: skip to the end of its line while no text was seen
                if (blank)
                {
                    while (i + 1 < file.End && text[i + 1] is not ('\n' or '\r') && !IsForeign(text, i + 1))
                        i++;
                }

                continue;
            }

            if (DefinitionText.Undecoded(c) is byte undecoded && IsForeign(text, i))
                return Refuse(report, DiagnosticCodes.NotText, i, $"this is no UTF-8: the byte 0x{undecoded:X2} belongs to no character here", "save the file as UTF-8");
            if (c != '\t' && IsForeign(text, i))
                return Refuse(report, DiagnosticCodes.NotText, i, $"this is no text: it contains the character U+{(int)c:X4}", "a definition is UTF-8 text without control characters");
            blank &= c == '\t';
        }

        if (blank)
            return Refuse(report, DiagnosticCodes.EmptyFile, file.Start, "the file is empty", HintOfEmpty(file.Start));
        return badLines is null || RefuseIndentation(report, badLines, firstBad);
    }

    /// <summary>What to write into an empty file, by where its text begins in the whole: the pipeline itself is the first.</summary>
    public static string HintOfEmpty(int start) => start == 0 ? "a pipeline starts with 'pipeline: its-name'" : "write what belongs into it, or do not name it";

    /// <summary>Whether the text is short enough to be looked at at all.</summary>
    public static bool IsShortEnough(string text) => text.Length <= MostCharacters;

    // Controls, line ends that not every editor counts (a carriage return alone among them), byte order marks, and halves of surrogate pairs.
    private static bool IsForeign(string text, int at)
    {
        char c = text[at];
        if (c >= ' ' && c < '\x7F')
            return false;
        if (c < ' ')
            return c is not ('\t' or '\n') && !(c == '\r' && at + 1 < text.Length && text[at + 1] == '\n');
        if (c is '\x7F' or '\uFEFF' or '\u2028' or '\u2029' or '\uFFFE' or '\uFFFF' || (c >= '\x80' && c < '\xA0'))
            return true;
        if (char.IsHighSurrogate(c))
            return at + 1 >= text.Length || !char.IsLowSurrogate(text[at + 1]);
        return char.IsLowSurrogate(c) && (at == 0 || !char.IsHighSurrogate(text[at - 1]));
    }

    private static bool RefuseIndentation(Report report, List<int> bad, int first)
    {
        SourceText source = report.Source;
        List<string> lines = [];
        foreach (int offset in bad)
        {
            // a line of nothing but blanks indents nothing
            if (string.IsNullOrWhiteSpace(source.LineText(offset)))
                continue;
            if (lines.Count == 0)
                first = offset;
            if (lines.Count < 5)
                lines.Add(source.LineOf(offset).ToString(System.Globalization.CultureInfo.InvariantCulture));
            else if (lines.Count == 5)
                lines.Add("more");
        }

        if (lines.Count == 0)
            return true;
        string what = source.Text[first] == '\t' ? "a tab" : "a no-break space";
        string also = lines.Count > 1 ? $", also in line {string.Join(", ", lines.GetRange(1, lines.Count - 1))}" : "";
        return Refuse(report, DiagnosticCodes.TabIndentation, first, $"the line is indented with {what}{also}", "indent with spaces, two for each level");
    }

    private static bool Refuse(Report report, string code, int offset, string message, string hint)
    {
        report.Error(code, offset, "", message, hint);
        return false;
    }
}
