using System;
using System.Collections.Generic;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Yaml;

/// <summary>One file among the text of a definition.</summary>
/// <param name="File">The file as the user named it.</param>
/// <param name="Start">The offset of its first character.</param>
/// <param name="End">The offset behind its last one.</param>
internal sealed record SourceFile(string File, int Start, int End)
{
    /// <summary>The index of its first line among all lines.</summary>
    public required int FirstLine { get; init; }

    /// <summary>The offset of its last character that is no blank.</summary>
    public required int Last { get; init; }
}

/// <summary>
/// The text of a definition and of the files that it includes, one behind the other: an offset is a place in one of them. Turns
/// offsets into files, lines and columns. Positions always lie on a character of a file (or at 1:1).
/// </summary>
internal sealed class SourceText
{
    private readonly List<int> _lineStarts = [];
    private readonly List<SourceFile> _files = [];

    public SourceText(string file, string text)
    {
        Text = "";
        Append(file, text);
    }

    /// <summary>The file that all begins with.</summary>
    public string File => _files[0].File;

    /// <summary>All files, in the order in which they were read.</summary>
    public IReadOnlyList<SourceFile> Files => _files;

    public string Text { get; private set; }

    /// <summary>Adds a file.</summary>
    public SourceFile Append(string file, string text)
    {
        int start = _files.Count == 0 ? 0 : Text.Length + 1;
        int firstLine = _lineStarts.Count, last = start;
        Text = start == 0 ? text : $"{Text}\n{text}";
        _lineStarts.Add(start);
        for (int i = start; i < Text.Length; i++)
        {
            if (Text[i] == '\n')
                _lineStarts.Add(i + 1);
            if (!char.IsWhiteSpace(Text[i]))
                last = i;
        }

        SourceFile added = new(file, start, Text.Length) { FirstLine = firstLine, Last = last };
        _files.Add(added);
        return added;
    }

    /// <summary>The line, in its file, that holds <paramref name="offset"/>.</summary>
    public int LineOf(int offset) => LineIndex(offset) - FileOf(offset).FirstLine + 1;

    /// <summary>The place of an offset; at an end of line, of the last character before it; behind the last text of a file, of that.</summary>
    public SourcePosition PositionOf(int offset)
    {
        SourceFile file = FileOf(Math.Max(offset, 0));
        // no further than the text of the file, and never before it
        offset = Math.Max(Math.Min(offset, file.Last), file.Start);
        int line = LineIndex(offset), start = _lineStarts[line];
        while (offset > start && Text[offset] is '\n' or '\r')
            offset--;
        return new SourcePosition(file.File, line - file.FirstLine + 1, offset - start + 1);
    }

    /// <summary>The place of a file in the order of reading.</summary>
    public int OrderOf(string file)
    {
        for (int i = 0; i < _files.Count; i++)
        {
            if (_files[i].File == file)
                return i;
        }

        return _files.Count;
    }

    /// <summary>Where the comment starts that stands behind <paramref name="offset"/>, blanks apart; -1 for none.</summary>
    public int CommentBehind(int offset)
    {
        while (offset < Text.Length && (Text[offset] is ' ' or '\t'))
            offset++;
        return offset < Text.Length && Text[offset] == '#' ? offset : -1;
    }

    /// <summary>Where the line that holds <paramref name="offset"/> starts.</summary>
    public int LineStart(int offset) => _lineStarts[LineIndex(offset)];

    /// <summary>The line that holds <paramref name="offset"/>, without its end.</summary>
    public string LineText(int offset)
    {
        int start = LineStart(offset), end = start;
        while (end < Text.Length && Text[end] is not ('\n' or '\r'))
            end++;
        return Text[start..end];
    }

    private int LineIndex(int offset)
    {
        int index = _lineStarts.BinarySearch(offset);
        return index >= 0 ? index : ~index - 1;
    }

    private SourceFile FileOf(int offset)
    {
        int at = _files.Count - 1;
        while (at > 0 && offset < _files[at].Start)
            at--;
        return _files[at];
    }
}
