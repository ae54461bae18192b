using System;
using System.IO;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using Reactive.Device.Output;

namespace Reactive.Device.Traces.Vcd;

/// <summary>
/// The words of a VCD file, from a buffer of fixed size: memory does not depend on the file's length. What is wrong is a
/// failure with <c>file:line</c>.
/// </summary>
internal sealed class VcdText : IDisposable
{
    /// <summary>The longest word, in bytes: a vector of as many bits.</summary>
    public const int LongestWord = 1 << 16;

    private const int BufferBytes = 2 * LongestWord;

    private readonly FileStream _file;
    // a vector is read at any place of it, also at its end
    private readonly byte[] _buffer = new byte[BufferBytes + Vector256<byte>.Count];
    private int _at;
    private int _end;
    private int _word;
    private bool _ended;

    // lines before the buffer's first byte; those within are counted only where someone asks
    private long _lines;
    private long _offset;

    /// <summary>Opens <paramref name="path"/> at its start, or at a place that <see cref="Place"/> told.</summary>
    /// <exception cref="CommandException">It cannot be read.</exception>
    public VcdText(string path, (long Offset, long Lines) place = default)
    {
        Path = path;
        (_offset, _lines) = place;
        try
        {
            _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
            if (_offset > 0)
                _file.Position = _offset;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw CommandException.Usage($"{path} cannot be read: {failure.Message}");
        }
    }

    /// <summary>The file as it was named.</summary>
    public string Path { get; }

    /// <summary>The line of the word read last, from 1.</summary>
    public long Line => _lines + _buffer.AsSpan(0, _word).Count((byte)'\n') + 1;

    /// <summary>The place of what is not read yet: bytes from the start of the file, and the lines that end before.</summary>
    public (long Offset, long Lines) Place => (_offset + _at, _lines + _buffer.AsSpan(0, _at).Count((byte)'\n'));

    /// <summary>The next word, valid until the next call; empty at the end.</summary>
    public ReadOnlySpan<byte> Next()
    {
        if (TryFind(_at, out int word, out int end))
            return Take(word, end);
        while (!TryFindSlowly(_at, out word, out end))
        {
            Refill(word);
            _at = 0;
        }

        return Take(word, end);
    }

    /// <summary>The word read last, once more, and with it the next one; both valid until the next call.</summary>
    public ReadOnlySpan<byte> NextBeside(ref ReadOnlySpan<byte> word)
    {
        int first = _word, length = word.Length;
        if (!TryFind(_at, out int next, out int end))
        {
            while (!TryFindSlowly(_at, out next, out end))
            {
                int moved = Refill(first);
                _at -= moved;
                first -= moved;
            }
        }

        word = _buffer.AsSpan(first, length);
        return Take(next, end);
    }

    /// <summary>Gives the word read last once more.</summary>
    public void Again() => _at = _word;

    /// <summary>The next word, where one must follow.</summary>
    public ReadOnlySpan<byte> Need(string what)
    {
        ReadOnlySpan<byte> word = Next();
        return word.IsEmpty ? throw Failure($"the file ends where {what} should be") : word;
    }

    /// <summary>Passes over everything up to <c>$end</c>.</summary>
    public void SkipToEnd(string section)
    {
        long line = Line;
        ReadOnlySpan<byte> word;
        do
        {
            word = Next();
            if (word.IsEmpty)
                throw Failure($"the file ends within {section} of line {line}, which has no $end");
        }
        while (!word.SequenceEqual("$end"u8));
    }

    /// <summary>What is wrong with the word read last.</summary>
    public CommandException Failure(string message) => CommandException.Failure($"{Path}:{Line}: {message}.");

    /// <summary>A word for a message, shortened.</summary>
    public static string Quote(ReadOnlySpan<byte> word)
    {
        const int Shown = 24;
        var text = new StringBuilder("'");
        foreach (byte b in word[..Math.Min(word.Length, Shown)])
            text.Append(b is >= 0x20 and < 0x7F ? (char)b : '?');
        return text.Append(word.Length > Shown ? "...'" : "'").ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private ReadOnlySpan<byte> Take(int word, int end)
    {
        _word = word;
        _at = end;
        return _buffer.AsSpan(word, end - word);
    }

    /// <summary>Finds a word that starts and ends within the next 32 bytes, as nearly all do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryFind(int at, out int word, out int end)
    {
        uint blanks = Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_buffer), (nuint)at), Vector256.Create((byte)' ')).ExtractMostSignificantBits();
        int start = BitOperations.TrailingZeroCount(~blanks);
        word = at + start;
        // what lies behind the end of what was read is of no account: a word there ends behind it too
        end = word + BitOperations.TrailingZeroCount(start < 32 ? blanks >> start : 0);
        return end - at < 32 && end < _end;
    }

    /// <summary>Finds a word of any length; false where it may go on behind what was read.</summary>
    private bool TryFindSlowly(int at, out int word, out int end)
    {
        while (at < _end && _buffer[at] <= (byte)' ')
            at++;
        word = at;
        while (at < _end && _buffer[at] > (byte)' ')
            at++;
        end = at;
        return at < _end || _ended;
    }

    /// <summary>Moves what stands from <paramref name="keep"/> on to the front, reads behind it, and tells by how much it was moved.</summary>
    private int Refill(int keep)
    {
        int left = _end - keep;
        if (left > BufferBytes - LongestWord)
        {
            _word = keep;
            throw Failure($"a word of more than {LongestWord} bytes");
        }

        _lines += _buffer.AsSpan(0, keep).Count((byte)'\n');
        _offset += keep;
        _buffer.AsSpan(keep, left).CopyTo(_buffer);
        _word = 0;
        try
        {
            int read = _file.Read(_buffer, left, BufferBytes - left);
            _end = left + read;
            _ended = read == 0;
        }
        catch (IOException failure)
        {
            throw CommandException.Failure($"{Path} cannot be read: {failure.Message}", failure);
        }

        int zero = _buffer.AsSpan(left, _end - left).IndexOf((byte)0);
        if (zero < 0)
            return keep;
        _word = left + zero;
        throw Failure("a byte 0: this is no text");
    }
}
