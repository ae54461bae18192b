using System;
using System.Buffers;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Unicode;
using Reactive.Device.Output;

namespace Reactive.Device.Traces.Csv;

/// <summary>
/// Reads delimited text line by line into fields, from a buffer of fixed size: memory does not depend on the file's length.
/// What is wrong is a failure with <c>file:line:column</c>; columns count characters from 1. Lines that are as plain as most
/// can be taken from <see cref="Buffer"/> by whoever is in a hurry.
/// </summary>
internal sealed class CsvReader : IDisposable
{
    /// <summary>The longest line, in bytes; what is longer is no table.</summary>
    public const int LongestLine = 1 << 16;

    /// <summary>The most fields in a line.</summary>
    public const int MostFields = 4096;

    /// <summary>How many bytes follow what was read of the file, for those who look at many at a time; the first is a line end.</summary>
    public const int Slack = 64;

    // how many lie before
    private const int Before = PrintedNumber.Slack;

    /// <summary>The most bytes that are looked at before more are fetched.</summary>
    public const int BufferBytes = 2 * LongestLine;

    private readonly FileStream _file;
    private readonly byte[] _buffer = new byte[Before + BufferBytes + Slack];
    private readonly byte[] _copy = new byte[64];
    private (int Start, int Length)[] _fields = new (int, int)[16];
    private readonly long _length;
    private int _start = Before;
    private int _end = Before;
    private int _wholeLines;
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
            _length = _file.Length;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage(Directory.Exists(path) ? $"{path} is a folder; name a file." : File.Exists(path) ? $"{path} cannot be read: {failure.Message.TrimEnd('.')}." : $"There is no file {path}.");
        }
    }

    /// <summary>The file as it was named.</summary>
    public string Path { get; }

    /// <summary>What stands between fields.</summary>
    public byte Delimiter { get; set; } = (byte)',';

    /// <summary>What stands for a decimal point besides itself: a comma, where it separates no fields.</summary>
    public byte Comma => Delimiter == (byte)',' ? (byte)'.' : (byte)',';

    /// <summary>The text around the next line. At least <see cref="Slack"/> bytes follow what was read of the file, and <see cref="PrintedNumber.Slack"/> lie before.</summary>
    public ReadOnlySpan<byte> Buffer => _buffer;

    /// <summary>Where in <see cref="Buffer"/> the next line starts.</summary>
    public int Next => _start;

    /// <summary>Where in <see cref="Buffer"/> the whole lines end; <see cref="Read"/> has to fetch more where <see cref="Next"/> is there.</summary>
    public int WholeLines => _wholeLines;

    /// <summary>How often <see cref="Buffer"/> was filled.</summary>
    public long Fills { get; private set; }

    /// <summary>How far into the file it is, 0 to 1.</summary>
    public double Fraction => _length == 0 ? 1 : Math.Min(1, (double)_file.Position / _length);

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
            int valid = ValidLength(line);
            if (valid < line.Length)
                throw Failure(valid, $"the byte {line[valid]:X2} is not UTF-8: save the file as UTF-8");
            return true;
        }

        return false;
    }

    /// <summary>Passes over lines that were read in <see cref="Buffer"/>.</summary>
    /// <param name="next">Where the line after them starts.</param>
    /// <param name="lines">How many they were.</param>
    public void Take(int next, int lines)
    {
        _start = next;
        Line += lines;
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
            if (Count == _fields.Length)
                Array.Resize(ref _fields, 2 * Count);
            _fields[Count++] = (at, length);
            if (stop == end)
                return;
            at = stop;
        }
    }

    /// <summary>A field of the line read last, without the blanks around it; valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> Field(int index)
    {
        (int start, int end) = Trimmed(index);
        return _buffer.AsSpan(start, end - start);
    }

    /// <summary>A field as text.</summary>
    public string Text(int index) => Encoding.UTF8.GetString(Field(index));

    /// <summary>Reads a field as a number; <c>inf</c> and <c>nan</c> are numbers here. A decimal comma is one where semicolons or tabs separate.</summary>
    public bool TryNumber(int index, out double number)
    {
        (int at, int end) = Trimmed(index);
        if (CsvNumber.TryRead(ref _buffer[0], at, end, Comma, out number, out _))
            return true;
        ReadOnlySpan<byte> field = Field(index);
        int comma = field.IndexOf(Comma);
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

    /// <summary>Reads a field as a time of <paramref name="unit"/>: see <see cref="CsvTime.TryRead"/>.</summary>
    public bool TryTime(int index, CsvTime unit, out long nanoseconds, out long resolution)
    {
        (int at, int end) = Trimmed(index);
        return unit.TryRead(ref _buffer[0], at, end, Comma, out nanoseconds, out resolution);
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

    // How much of a line is UTF-8.
    private static int ValidLength(ReadOnlySpan<byte> line)
    {
        if (Utf8.IsValid(line))
            return line.Length;
        int at = 0;
        while (Rune.DecodeFromUtf8(line[at..], out _, out int length) == OperationStatus.Done)
            at += length;
        return at;
    }

    private (int Start, int End) Trimmed(int index)
    {
        (int start, int length) = _fields[index];
        int end = start + length;
        while (start < end && _buffer[start] is (byte)' ' or (byte)'\t')
            start++;
        while (end > start && _buffer[end - 1] is (byte)' ' or (byte)'\t')
            end--;
        return (start, end);
    }

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
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer.AsSpan(Before));
        _end -= _start - Before;
        _start = Before;
        int read;
        try
        {
            read = _file.Read(_buffer, _end, Before + BufferBytes - _end);
        }
        catch (IOException failure)
        {
            throw CommandException.Failure($"{Path} cannot be read: {failure.Message.TrimEnd('.')}.");
        }

        _end += read;
        _ended = read == 0;
        // a number that ends with the file ends here
        _buffer[_end] = (byte)'\n';
        Fills++;
        _wholeLines = _buffer.AsSpan(0, _end).LastIndexOf((byte)'\n') + 1;
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
