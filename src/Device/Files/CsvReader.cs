using System;
using System.Globalization;
using System.IO;
using System.Text;
using Reactive.Device.Output;

namespace Reactive.Device.Files;

/// <summary>
/// Reads delimited text line by line into fields, from a buffer of fixed size: memory does not depend on the file's length.
/// What is wrong is a failure with <c>file:line:column</c>; columns count characters from 1.
/// </summary>
internal sealed class CsvReader : IDisposable
{
    /// <summary>The longest line, in bytes; what is longer is no table.</summary>
    public const int LongestLine = 1 << 16;

    /// <summary>The most fields in a line.</summary>
    public const int MostFields = 4096;

    private readonly FileStream _file;
    private readonly byte[] _buffer = new byte[2 * LongestLine];
    private readonly (int Start, int Length)[] _fields = new (int, int)[MostFields];
    private readonly byte[] _copy = new byte[64];
    private int _start;
    private int _end;
    private int _lineStart;
    private int _lineLength;
    private bool _ended;

    /// <summary>Opens <paramref name="path"/>.</summary>
    /// <exception cref="CommandException">There is no such file.</exception>
    public CsvReader(string path)
    {
        Path = path;
        try
        {
            _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
            if (!_file.CanSeek)
                throw new IOException("it is no regular file, and traces are read twice");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage(Directory.Exists(path) ? $"{path} is a folder; name a file." : File.Exists(path) ? $"{path} cannot be read: {failure.Message}." : $"There is no file {path}.");
        }
    }

    /// <summary>The file as it was named.</summary>
    public string Path { get; }

    /// <summary>What stands between fields.</summary>
    public byte Delimiter { get; set; } = (byte)',';

    /// <summary>The line read last, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>How many fields it has.</summary>
    public int Count { get; private set; }

    /// <summary>Reads the next line that is neither empty nor a comment (<c>#</c>); false at the end.</summary>
    public bool Read()
    {
        while (ReadLine())
        {
            ReadOnlySpan<byte> line = _buffer.AsSpan(_lineStart, _lineLength);
            if (line.Trim(" \t"u8).IsEmpty || line[0] == (byte)'#')
                continue;
            int zero = line.IndexOf((byte)0);
            if (zero >= 0)
                throw Failure(zero, "a byte 0: this is no text");
            return true;
        }

        return false;
    }

    /// <summary>Takes the delimiter from the line read last: a tab, a semicolon or a comma.</summary>
    public void FindDelimiter()
    {
        ReadOnlySpan<byte> line = _buffer.AsSpan(_lineStart, _lineLength);
        Delimiter = line.Contains((byte)'\t') ? (byte)'\t' : line.Contains((byte)';') ? (byte)';' : (byte)',';
    }

    /// <summary>Splits the line read last at the delimiter, quotes respected.</summary>
    public void Split()
    {
        Count = 0;
        int end = _lineStart + _lineLength;
        for (int at = _lineStart; ; at++)
        {
            int length;
            int next = at;
            while (next < end && _buffer[next] == (byte)' ')
                next++;
            if (next < end && _buffer[next] == (byte)'"')
            {
                int close = _buffer.AsSpan(next + 1, end - next - 1).IndexOf((byte)'"');
                if (close < 0)
                    throw Failure(next - _lineStart, "this quote is not closed in its line");
                at = next + 1;
                length = close;
                next = at + close + 1;
            }
            else
            {
                length = 0;
                next = at;
            }

            int stop = _buffer.AsSpan(next, end - next).IndexOf(Delimiter);
            stop = stop < 0 ? end : next + stop;
            if (length == 0 && next == at)
                length = stop - at;
            if (Count == MostFields)
                throw Failure(at - _lineStart, $"the line has more than {MostFields} fields");
            _fields[Count++] = (at, length);
            if (stop == end)
                return;
            at = stop;
        }
    }

    /// <summary>A field of the line read last, without the blanks around it; valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> Field(int index) => _buffer.AsSpan(_fields[index].Start, _fields[index].Length).Trim(" \t"u8);

    /// <summary>A field as text.</summary>
    public string Text(int index) => Encoding.UTF8.GetString(Field(index));

    /// <summary>Reads a field as a number; <c>inf</c> and <c>nan</c> are numbers here. A decimal comma is one where semicolons or tabs separate.</summary>
    public bool TryNumber(int index, out double number)
    {
        ReadOnlySpan<byte> field = Field(index);
        int comma = Delimiter == (byte)',' ? -1 : field.IndexOf((byte)',');
        if (comma >= 0 && field.Length <= _copy.Length)
        {
            field.CopyTo(_copy);
            _copy[comma] = (byte)'.';
            field = _copy.AsSpan(0, field.Length);
        }

        if (double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
            return true;
        number = Word(field);
        return !double.IsNaN(number) || Is(field, "nan");
    }

    /// <summary>A failure at a field.</summary>
    public CommandException FieldFailure(int index, string message) => Failure(index < Count ? _fields[index].Start - _lineStart : _lineLength, message);

    /// <summary>A failure at the line as a whole.</summary>
    public CommandException LineFailure(string message) => Failure(0, message);

    /// <summary>What a field says, short enough for a message.</summary>
    public string Quote(int index)
    {
        string text = Text(index);
        return text.Length > 40 ? $"'{text[..40]}...'" : $"'{text}'";
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static double Word(ReadOnlySpan<byte> field) =>
        Is(field, "inf") || Is(field, "+inf") || Is(field, "infinity") || field.SequenceEqual("∞"u8) ? double.PositiveInfinity : Is(field, "-inf") ? double.NegativeInfinity : double.NaN;

    private static bool Is(ReadOnlySpan<byte> field, string word)
    {
        if (field.Length != word.Length)
            return false;
        for (int i = 0; i < word.Length; i++)
        {
            if ((field[i] | 0x20) != (word[i] | 0x20))
                return false;
        }

        return true;
    }

    private bool ReadLine()
    {
        while (true)
        {
            int feed = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (feed >= 0 || (_ended && _end > _start))
            {
                _lineStart = _start;
                _lineLength = feed >= 0 ? feed : _end - _start;
                _start += _lineLength + (feed >= 0 ? 1 : 0);
                Line++;
                if (_lineLength > LongestLine)
                    throw Failure(0, $"the line is longer than {LongestLine:N0} bytes");
                if (_lineLength > 0 && _buffer[_lineStart + _lineLength - 1] == (byte)'\r')
                    _lineLength--;
                if (Line == 1)
                    SkipMark();
                return true;
            }

            if (_ended)
                return false;
            if (_end - _start > LongestLine)
            {
                Line++;
                (_lineStart, _lineLength) = (_start, 0);
                int zero = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)0);
                throw Failure(0, zero >= 0 ? "this is no text: it holds bytes 0" : $"the line is longer than {LongestLine:N0} bytes");
            }

            Fill();
        }
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        int read;
        try
        {
            read = _file.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (IOException failure)
        {
            throw CommandException.Failure($"{Path} cannot be read: {failure.Message}.");
        }

        _end += read;
        _ended = read == 0;
    }

    private void SkipMark()
    {
        ReadOnlySpan<byte> line = _buffer.AsSpan(_lineStart, _lineLength);
        if (line.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            (_lineStart, _lineLength) = (_lineStart + 3, _lineLength - 3);
        else if (line.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || line.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            throw Failure(0, "this is UTF-16: save the file as UTF-8");
    }

    private CommandException Failure(int offset, string message)
    {
        int column = Encoding.UTF8.GetCharCount(_buffer, _lineStart, Math.Min(offset, _lineLength)) + 1;
        return CommandException.Failure($"{Path}:{Line}:{column}: {message}");
    }
}
