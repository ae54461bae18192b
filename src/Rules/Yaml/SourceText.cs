using System.Collections.Generic;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Yaml;

/// <summary>A definition as text: turns offsets into lines and columns. Positions always lie on a character of the file (or at 1:1).</summary>
internal sealed class SourceText
{
    private readonly List<int> _lineStarts = [];
    private readonly int _last;

    public SourceText(string file, string text)
    {
        File = file;
        Text = text;
        _lineStarts.Add(0);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
                _lineStarts.Add(i + 1);
            if (!char.IsWhiteSpace(text[i]))
                _last = i;
        }
    }

    public string File { get; }

    public string Text { get; }

    public int LineOf(int offset)
    {
        int index = _lineStarts.BinarySearch(offset);
        return index >= 0 ? index + 1 : ~index;
    }

    /// <summary>The place of an offset; at an end of line, of the last character before it; behind the last text, of that.</summary>
    public SourcePosition PositionOf(int offset)
    {
        if (offset > _last)
            offset = _last;
        if (offset < 0)
            offset = 0;
        int line = LineOf(offset);
        int start = _lineStarts[line - 1];
        while (offset > start && Text[offset] is '\n' or '\r')
            offset--;
        return new SourcePosition(File, line, offset - start + 1);
    }

    /// <summary>Where the comment starts that stands behind <paramref name="offset"/>, blanks apart; -1 for none.</summary>
    public int CommentBehind(int offset)
    {
        while (offset < Text.Length && (Text[offset] is ' ' or '\t'))
            offset++;
        return offset < Text.Length && Text[offset] == '#' ? offset : -1;
    }

    /// <summary>Where the line that holds <paramref name="offset"/> starts.</summary>
    public int LineStart(int offset) => _lineStarts[LineOf(offset) - 1];

    /// <summary>The line that holds <paramref name="offset"/>, without its end.</summary>
    public string LineText(int offset)
    {
        int start = LineStart(offset), end = start;
        while (end < Text.Length && Text[end] is not ('\n' or '\r'))
            end++;
        return Text[start..end];
    }
}
