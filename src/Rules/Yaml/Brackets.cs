using System;

namespace Reactive.Rules.Yaml;

/// <summary>Looks for the bracket that is open at a place, and for the comment that took its end away.</summary>
internal static class Brackets
{
    /// <summary>The offset of the bracket that is open before <paramref name="end"/>; what stands in comments does not count. -1 for none.</summary>
    public static int Open(SourceText source, int end)
    {
        int depth = 0, at = Math.Min(end, source.Text.Length);
        while (at > 0)
        {
            int start = source.LineStart(at - 1), comment = CommentIn(source, start);
            for (int i = (comment < 0 ? at : Math.Min(at, comment)) - 1; i >= start; i--)
            {
                if (source.Text[i] is ']' or '}')
                    depth++;
                else if (source.Text[i] is '[' or '{' && depth-- == 0)
                    return i;
            }

            at = start;
        }

        return -1;
    }

    /// <summary>The comment, in the lines from the one of <paramref name="open"/> to the one of <paramref name="end"/>, that holds the bracket which would close it; -1 for none.</summary>
    public static int CommentThatCloses(SourceText source, int open, int end)
    {
        char closing = source.Text[open] == '[' ? ']' : '}';
        for (int line = source.LineStart(open); line >= 0 && line <= end && line < source.Text.Length;)
        {
            int comment = CommentIn(source, line);
            if (comment > open && source.LineText(line).AsSpan(comment - line).Contains(closing))
                return comment;
            int next = source.Text.IndexOf('\n', line);
            line = next < 0 ? -1 : next + 1;
        }

        return -1;
    }

    // The offset of the '#' with which a comment begins in the line that starts at an offset: outside quotes, and behind a blank; -1 for none.
    private static int CommentIn(SourceText source, int start)
    {
        char quote = '\0';
        for (int i = start; i < source.Text.Length && source.Text[i] != '\n'; i++)
        {
            char c = source.Text[i];
            if (quote != '\0')
                quote = c == quote ? '\0' : quote;
            // a quote opens a text only where a value can begin: it's is a word
            else if (c is '"' or '\'' && (i == start || source.Text[i - 1] is ' ' or '[' or '{' or ',' or ':'))
                quote = c;
            else if (c == '#' && (i == start || source.Text[i - 1] is ' ' or '\t'))
                return i;
        }

        return -1;
    }
}
