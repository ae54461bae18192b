using System;
using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Reactive.Rules;

/// <summary>The text of a definition as it comes from a file.</summary>
public static class DefinitionText
{
    // What is no UTF-8 becomes half of a surrogate pair, which no text has: it keeps its line and column until it is refused.
    private const char FirstEscaped = '\uDC80';
    private const char LastEscaped = '\uDCFF';

    /// <summary>
    /// Decodes UTF-8 strictly. Each byte that is none becomes a character that no definition may hold, so that reading refuses it at its place;
    /// a byte order mark stays, and is refused as well.
    /// </summary>
    /// <param name="bytes">What the file holds.</param>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
            return Encoding.UTF8.GetString(bytes);
        StringBuilder text = new(bytes.Length);
        Span<char> units = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(bytes, out Rune rune, out int used);
            if (status == OperationStatus.Done)
            {
                text.Append(units[..rune.EncodeToUtf16(units)]);
            }
            else
            {
                foreach (byte one in bytes[..used])
                    text.Append((char)(FirstEscaped - 0x80 + one));
            }

            bytes = bytes[used..];
        }

        return text.ToString();
    }

    /// <summary>A pipeline without its tests: their lines are empty, so that all others keep their numbers.</summary>
    public static string WithoutTests(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder kept = new(text.Length);
        bool isTest = false;
        int count = 0;
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            // a list may begin in the first column, as the key above it does
            if (line.Length > 0 && (char.IsAsciiLetterLower(line[0]) || line[0] is '"' or '\''))
                isTest = line.Trim('"').Trim('\'').StartsWith("tests", StringComparison.Ordinal);
            if (count++ > 0)
                kept.Append('\n');
            kept.Append(isTest ? [] : line);
        }

        return kept.ToString();
    }

    /// <summary>The byte that a character stands for which <see cref="Decode"/> could not read; null for any other.</summary>
    internal static byte? Undecoded(char character) => character is >= FirstEscaped and <= LastEscaped ? (byte)(character - FirstEscaped + 0x80) : null;

    /// <summary>Whether the text of a file was decoded from UTF-16: by its byte order mark, or a NUL beside its first character.</summary>
    internal static bool IsUtf16(ReadOnlySpan<char> text) =>
        text is ['\uDCFF', '\uDCFE', ..] or ['\uDCFE', '\uDCFF', ..] or ['\0', not '\0', '\0', ..] or [not '\0', '\0', not '\0', '\0', ..];
}
