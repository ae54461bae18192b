using System;

namespace Reactive.Rules.Yaml;

/// <summary>Says in plain words what a YAML parser means by its refusal.</summary>
internal static class SyntaxProblem
{
    // a longer line is not written out again
    private const int MostShown = 80;

    /// <summary>Reports a syntax error at or near <paramref name="offset"/>, where the parser stopped. Where the part begins that is wrong, or -1 where that is not known.</summary>
    public static int Report(Report report, int offset, string parserSays)
    {
        SourceText source = report.Source;
        offset = Math.Clamp(offset, 0, source.Text.Length);
        // An error found on the first characters of a line, or behind the end of the text, is seen best where the text starts.
        string line = source.LineText(offset);
        int first = FirstOf(line);
        int content = source.LineStart(offset) + first;
        string trimmed = line.Trim();
        if (trimmed.Length == 0 && !parserSays.Contains("flow", StringComparison.Ordinal))
        {
            report.Error(DiagnosticCodes.Syntax, offset, "", "the text ends too early", "a quote or bracket is not closed");
            return -1;
        }

        if (AnchorInBrackets(source, offset) is int anchor and >= 0)
        {
            report.Error(DiagnosticCodes.Anchor, anchor, "", "anchors are not part of the language", "remove it, or put a text that starts with '&' in double quotes");
            return anchor;
        }

        if (IsOfBrackets(parserSays) && Brackets.Open(source, offset) is int open and >= 0 && Brackets.CommentThatCloses(source, open, offset) is int comment and >= 0)
        {
            report.Error(DiagnosticCodes.CutByComment, comment, "", $"the rest of the line behind this '#' is a comment, and so the '{source.Text[open]}' of column {open - source.LineStart(open) + 1} is not closed", "put the text in double quotes");
            return open;
        }

        (int at, string message, string hint) = Explain(source, offset, content, trimmed, parserSays);
        report.Error(DiagnosticCodes.Syntax, at, "", message, hint);
        return at;
    }

    private static (int At, string Message, string Hint) Explain(SourceText source, int offset, int content, string line, string says)
    {
        if (says.Contains("cannot start any token", StringComparison.Ordinal))
            return (offset, $"a value cannot start with '{At(source, offset)}'", "put the value in double quotes");
        if (says.Contains("escape", StringComparison.Ordinal))
            return (offset, "the text in double quotes has an unknown escape", "write '\\\\' for a backslash, or use single quotes");
        if (says.Contains("quoted", StringComparison.Ordinal))
            return (offset, "the quote that opens here is not closed", $"add the closing {At(source, offset)}");
        if (IsOfBrackets(says))
            return InBrackets(source, offset);
        if (says.Contains("node content", StringComparison.Ordinal))
            return (offset, $"'{At(source, offset)}' stands where a value belongs", "put a text in double quotes, or remove it");
        if (AfterQuote(source, content, line) is int behind and >= 0 && says.Contains("expected key", StringComparison.Ordinal))
            return (behind, "text follows the closing quote", "put the whole text in double quotes, or leave the quotes out");
        if (BehindBracket(source, content) is int beyond and >= 0)
            return (beyond, $"'{At(source, beyond)}' follows the closing bracket", "remove it, or put the whole text in double quotes");
        if (line.Contains(": - ", StringComparison.Ordinal))
            return (content + line.IndexOf(": - ", StringComparison.Ordinal) + 2, "a list cannot start behind its key", "start it on the next line, two blanks deeper, or write [ ... ]");
        if (says.Contains("'-' indicator", StringComparison.Ordinal))
            return (content, "this line does not continue the list above", "start it with '- ', or indent it like the key that it belongs beside");
        if (SecondColon(line) is int colon and >= 0)
            return (content + colon, "a second ':' in one value", "put a text that contains ': ' in double quotes; write a map as { key: value }");
        if (says.Contains("plain scalar", StringComparison.Ordinal))
            return MissingColon(source, content);
        if (says.Contains("expected key", StringComparison.Ordinal))
            return (content, $"this line is indented by {content - source.LineStart(content)}, which fits no line above", Indentation.Cure(source, content));
        return (offset, "this is not YAML here", "check quotes, brackets, colons and indentation near this place");
    }

    private static bool IsOfBrackets(string says) =>
        says.Contains("flow sequence", StringComparison.Ordinal) || says.Contains("flow mapping", StringComparison.Ordinal) || says.Length == 0;

    private static (int At, string Message, string Hint) InBrackets(SourceText source, int offset)
    {
        int open = Brackets.Open(source, offset);
        if (open < 0)
            return (offset, "a ',' or closing bracket is missing before this", "");
        char closing = source.Text[open] == '[' ? ']' : '}';
        // closed on the same line after all: then it is what stands before the closing bracket that does not fit
        int lineEnd = source.LineStart(offset) + source.LineText(offset).Length;
        if (offset < lineEnd && source.LineOf(open) == source.LineOf(offset) && source.Text.IndexOf(closing, offset, lineEnd - offset) >= 0 && At(source, offset) is not (']' or '}'))
            return (offset, $"this does not fit inside the '{source.Text[open]}' of column {open - source.LineStart(open) + 1}", "put a ',' between parts, and a text that contains ': ' in double quotes");
        return (open, $"the '{source.Text[open]}' that opens here is not closed", $"add '{closing}', or a ',' between its parts");
    }

    // Either this line is too deep for the one above (which already has a value), or the line above lacks its colon.
    private static (int At, string Message, string Hint) MissingColon(SourceText source, int content)
    {
        int before = source.LineStart(content) - 1;
        while (before > 0 && string.IsNullOrWhiteSpace(source.LineText(before)))
            before = source.LineStart(before) - 1;
        if (before < 0)
            return (content, "a key needs ':' and a blank behind it", "write 'key: value'");
        string previous = source.LineText(before);
        int indent = content - source.LineStart(content), previousIndent = FirstOf(previous);
        int at = source.LineStart(before) + previousIndent;
        if (!previous.Contains(": ", StringComparison.Ordinal))
            return LacksBlank(previous.Trim()) is string blank ? (at, $"'{previous.Trim()}' lacks a blank", $"write '{blank}'") : (at, $"'{previous.Trim()}' is no key: it lacks ': '", "write 'key: value', with a blank after the colon");
        return indent > previousIndent
            ? (content, $"this line is indented by {indent}, but the line above already has its value", "indent it like the line above, or move the value of that line below its key")
            : (content, $"this line is indented by {indent}, which fits no line above", Indentation.Cure(source, content));
    }

    // "-digital" and "when:door is open" as they were meant; null where it is something else
    private static string? LacksBlank(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        return line.Length is 0 or > MostShown ? null
            : line[0] == '-' && line.Length > 1 && line[1] != '-' ? $"- {line[1..]}"
            : colon > 0 && colon + 1 < line.Length ? $"{line[..colon]}: {line[(colon + 1)..]}"
            : null;
    }

    // The offset of text behind a quoted value that fills no whole value: "when: 'rex' becomes active"; -1 for none.
    private static int AfterQuote(SourceText source, int content, string line)
    {
        int value = line.IndexOf(": ", StringComparison.Ordinal) + 2;
        while (value >= 2 && value < line.Length && line[value] == ' ')
            value++;
        if (value < 2 || value >= line.Length || line[value] is not ('"' or '\''))
            return -1;
        int close = line.IndexOf(line[value], value + 1);
        int behind = close + 1;
        while (close > 0 && behind < line.Length && line[behind] == ' ')
            behind++;
        return close > 0 && behind < line.Length && line[behind] != '#' && content + behind < source.Text.Length ? content + behind : -1;
    }

    // YamlDotNet stumbles over "{ key: &name value }" and blames the brackets.
    private static int AnchorInBrackets(SourceText source, int offset)
    {
        string text = source.Text;
        int open = Brackets.Open(source, offset);
        for (int i = open + 1; open >= 0 && i + 1 < offset && i + 1 < text.Length; i++)
        {
            if (text[i] == '&' && (text[i - 1] is ' ' or '[' or '{' or ',') && char.IsLetterOrDigit(text[i + 1]))
                return i;
        }

        return -1;
    }

    // The offset of what follows the bracket that closes a value: "do: { log: x };"; -1 for none.
    private static int BehindBracket(SourceText source, int content)
    {
        string line = source.LineText(content);
        int start = source.LineStart(content), depth = 0;
        int value = line.IndexOf(": ", StringComparison.Ordinal) + 2;
        while (value >= 2 && value < line.Length && line[value] == ' ')
            value++;
        if (value < 2 || value >= line.Length || line[value] is not ('{' or '['))
            return -1;
        for (int i = value; i < line.Length; i++)
        {
            if (line[i] is '"' or '\'' or '#')
                return -1;
            depth += line[i] is '{' or '[' ? 1 : line[i] is '}' or ']' ? -1 : 0;
            if (depth == 0 && i > value && line[i] is not ('}' or ']' or ' '))
                return start + i;
        }

        return -1;
    }

    // The offset, in a trimmed line, of the second ": " outside quotes and brackets; -1 for none.
    private static int SecondColon(string line)
    {
        int seen = 0;
        for (int i = 0; i + 1 < line.Length; i++)
        {
            if (line[i] is '"' or '\'' or '{' or '[' or '#')
                return -1;
            if (line[i] == ':' && line[i + 1] == ' ' && ++seen == 2)
                return i;
        }

        return -1;
    }

    private static int FirstOf(string line)
    {
        int first = 0;
        while (first < line.Length && line[first] == ' ')
            first++;
        return first;
    }

    private static char At(SourceText source, int offset) => offset < source.Text.Length ? source.Text[offset] : ' ';
}
