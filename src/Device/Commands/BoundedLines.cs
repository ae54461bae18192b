using System;
using System.IO;
using System.Text;

namespace Reactive.Device.Commands;

/// <summary>Reads lines of any text, binary files included, without ever holding more of one than a bound.</summary>
/// <param name="text">The text.</param>
/// <param name="most">How many characters of a line are kept.</param>
/// <param name="beforeWaiting">Called before more is read, which may take for ever.</param>
internal sealed class BoundedLines(TextReader text, int most, Action beforeWaiting)
{
    private readonly char[] _read = new char[1 << 14];
    private readonly StringBuilder _line = new();
    private int _at;
    private int _count;

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The next line without its end; false behind the last one.</summary>
    /// <param name="line">The line, or as much of it as is kept.</param>
    /// <param name="whole">Whether that is all of it.</param>
    public bool Next(out string line, out bool whole)
    {
        _line.Clear();
        whole = true;
        bool ended = false, any = false;
        while (!ended && More())
        {
            any = true;
            int end = _read.AsSpan(_at, _count - _at).IndexOf('\n');
            ended = end >= 0;
            ReadOnlySpan<char> part = _read.AsSpan(_at, ended ? end : _count - _at);
            _at += part.Length + (ended ? 1 : 0);
            int kept = Math.Min(part.Length, most - _line.Length);
            _line.Append(part[..kept]);
            whole &= kept == part.Length;
        }

        if (whole && _line.Length > 0 && _line[^1] == '\r')
            _line.Length--;
        line = _line.ToString();
        Number += any ? 1 : 0;
        return any;
    }

    private bool More()
    {
        if (_at < _count)
            return true;
        beforeWaiting();
        _at = 0;
        _count = text.Read(_read);
        return _count > 0;
    }
}
