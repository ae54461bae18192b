using System.Collections.Generic;
using System.Text;

namespace Reactive.Operators;

/// <summary>A cell of a table and where it begins.</summary>
/// <param name="Text">What is in it, without quotes.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1: that of the quote where it has one.</param>
internal readonly record struct CsvCell(string Text, int Line, int Column);

/// <summary>
/// Takes a table apart by RFC 4180: cells between commas, quotes around cells that hold commas, quotes or line ends, a quote in them
/// doubled. Lines end with CRLF, LF or CR. Nothing stops it: what is wrong is told, and it goes on behind that.
/// </summary>
internal sealed class CsvCells
{
    private const char ByteOrderMark = '\uFEFF';

    private readonly string _text;
    private readonly List<HolderProblem> _problems;
    private readonly StringBuilder _cell = new();
    private int _at;
    private int _line = 1;
    private int _lineStart;

    /// <summary>The cells of <paramref name="text"/>; what is wrong goes to <paramref name="problems"/>.</summary>
    public CsvCells(string text, List<HolderProblem> problems)
    {
        _text = text;
        _problems = problems;
        _at = _lineStart = text.StartsWith(ByteOrderMark) ? 1 : 0;
    }

    private char Current => _at < _text.Length ? _text[_at] : '\n';

    private bool IsAtLineEnd => Current is '\n' or '\r';

    /// <summary>The cells of the next line that is not empty; false behind the last one.</summary>
    public bool TryRow(List<CsvCell> row)
    {
        row.Clear();
        while (_at < _text.Length && IsAtLineEnd)
            TakeLineEnd();
        if (_at >= _text.Length)
            return false;
        while (true)
        {
            row.Add(Cell());
            if (Current != ',')
                break;
            _at++;
        }

        TakeLineEnd();
        return true;
    }

    private CsvCell Cell()
    {
        (int line, int column) = (_line, Column());
        if (Current == '"' && TryQuoted(line, column, out string quoted))
            return new CsvCell(quoted, line, column);
        int start = _at;
        bool isTold = Current == '"';
        for (; !IsAtLineEnd && Current != ','; _at++)
        {
            if (Current == '"' && !isTold)
            {
                Wrong(_line, Column(), "there is a quote in a cell that does not begin with one", "put quotes around the cell, and double those in it");
                isTold = true;
            }
        }

        return new CsvCell(_text[start.._at], line, column);
    }

    // false where the quote is never closed: it is a letter then, and the rest of the table is read all the same
    private bool TryQuoted(int line, int column, out string cell)
    {
        (int at, int lineStart) = (_at, _lineStart);
        _cell.Clear();
        _at++;
        while (_at < _text.Length)
        {
            if (Current == '"' && _at + 1 < _text.Length && _text[_at + 1] == '"')
            {
                _cell.Append('"');
                _at += 2;
            }
            else if (Current == '"')
            {
                _at++;
                cell = _cell.ToString();
                SkipBehindQuote();
                return true;
            }
            else if (IsAtLineEnd)
            {
                int start = _at;
                TakeLineEnd();
                _cell.Append(_text, start, _at - start);
            }
            else
            {
                _cell.Append(Current);
                _at++;
            }
        }

        (_at, _line, _lineStart, cell) = (at, line, lineStart, "");
        Wrong(line, column, "the quote that begins here is never closed", "put another one at the end of the cell");
        return false;
    }

    private void SkipBehindQuote()
    {
        if (Current == ',' || IsAtLineEnd)
            return;
        Wrong(_line, Column(), "there is text behind the quote that closes a cell", "double the quotes in a cell");
        while (Current != ',' && !IsAtLineEnd)
            _at++;
    }

    private void TakeLineEnd()
    {
        if (_at >= _text.Length)
            return;
        _at += Current == '\r' && _at + 1 < _text.Length && _text[_at + 1] == '\n' ? 2 : 1;
        _line++;
        _lineStart = _at;
    }

    private int Column() => _at - _lineStart + 1;

    private void Wrong(int line, int column, string message, string hint) => _problems.Add(new HolderProblem(line, column, message, hint));
}
