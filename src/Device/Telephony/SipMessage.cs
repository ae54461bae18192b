using System;
using System.Globalization;
using System.Text;

namespace Reactive.Device.Telephony;

/// <summary>How the reading of a SIP message came out.</summary>
internal enum SipReading
{
    /// <summary>It is whole.</summary>
    Message,
    /// <summary>More bytes have to come.</summary>
    Incomplete,
    /// <summary>It is none of SIP, or damaged.</summary>
    NotSip,
}

/// <summary>A SIP request or response (RFC 3261, section 7), as far as calls and their digits need it.</summary>
/// <param name="Method">The method: of a response, that of its CSeq.</param>
/// <param name="Status">The status code of a response; 0 for a request.</param>
/// <param name="CallId">The call that it belongs to.</param>
/// <param name="Sequence">The number in its CSeq.</param>
/// <param name="Tag">The tag by which its call knows who sent it: of a request that of From, of a response that of To.</param>
/// <param name="ContentType">The type of its body, small letters, without parameters; empty where it has none.</param>
/// <param name="Body">Its body.</param>
internal sealed record SipMessage(string Method, int Status, string CallId, uint Sequence, string Tag, string ContentType, byte[] Body)
{
    /// <summary>The most bytes of the lines before the body, and of the body.</summary>
    public const int MostHeadBytes = 1 << 16, MostBodyBytes = 1 << 20;

    private const string Version = "SIP/2.0";
    private const int LongestMethod = 32;

    // longer ones are nobody's, and would have to be remembered
    private const int LongestName = 512;

    /// <summary>Whether it asks for something.</summary>
    public bool IsRequest => Status == 0;

    /// <summary>Reads a message from a datagram, which holds one, or from a stream, where <c>Content-Length</c> says where it ends.</summary>
    /// <param name="bytes">The bytes. Empty lines before the message are passed over.</param>
    /// <param name="isStream">Whether more may come behind them.</param>
    /// <param name="message">The message, where it is whole.</param>
    /// <param name="consumed">The bytes that it took.</param>
    public static SipReading Read(ReadOnlySpan<byte> bytes, bool isStream, out SipMessage? message, out int consumed)
    {
        message = null;
        int start = bytes.IndexOfAnyExcept((byte)'\r', (byte)'\n');
        consumed = start < 0 ? bytes.Length : start;
        if (start < 0)
            return SipReading.Incomplete;
        ReadOnlySpan<byte> all = bytes[start..];
        if (!MayStart(all))
            return SipReading.NotSip;
        int head = HeadLength(all, out int body);
        if (head < 0)
            return isStream && all.Length < MostHeadBytes ? SipReading.Incomplete : SipReading.NotSip;
        if (head > MostHeadBytes)
            return SipReading.NotSip;
        var lines = new HeaderLines(Encoding.Latin1.GetString(all[..head]));
        if (!lines.TryNext(out ReadOnlySpan<char> first) || !TryStartLine(first, out string method, out int status))
            return SipReading.NotSip;
        string callId = "", type = "", tag = "";
        uint sequence = 0;
        long? length = null;
        while (lines.TryNext(out ReadOnlySpan<char> line))
        {
            int colon = line.IndexOf(':');
            if (colon <= 0)
                continue;
            ReadOnlySpan<char> value = line[(colon + 1)..].Trim();
            switch (HeaderOf(line[..colon].Trim()))
            {
                case Header.CallId:
                    callId = value.ToString();
                    break;
                case Header.CSeq:
                    if (!TrySequence(value, ref method, status, out sequence))
                        return SipReading.NotSip;
                    break;
                case Header.From when status == 0:
                case Header.To when status > 0:
                    tag = TagOf(value);
                    break;
                case Header.ContentType:
                    int parameters = value.IndexOf(';');
                    type = (parameters < 0 ? value : value[..parameters]).Trim().ToString().ToLowerInvariant();
                    break;
                case Header.ContentLength:
                    if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long declared) || declared > MostBodyBytes)
                        return SipReading.NotSip;
                    length = declared;
                    break;
            }
        }

        ReadOnlySpan<byte> rest = all[body..];
        // a datagram may be cut, or pad its body; a stream without a length has no body
        long wanted = length ?? (isStream ? 0 : rest.Length);
        if (wanted > rest.Length && isStream)
            return SipReading.Incomplete;
        int taken = (int)Math.Min(wanted, rest.Length);
        if (callId.Length is 0 or > LongestName || tag.Length > LongestName)
            return SipReading.NotSip;
        message = new SipMessage(method, status, callId, sequence, tag, type, rest[..taken].ToArray());
        consumed = start + body + taken;
        return SipReading.Message;
    }

    /// <summary>Whether bytes may be the start of a message: a response, or a word and a blank.</summary>
    public static bool MayStart(ReadOnlySpan<byte> bytes)
    {
        int length = Math.Min(bytes.Length, LongestMethod);
        int blank = bytes[..length].IndexOf((byte)' ');
        ReadOnlySpan<byte> word = blank < 0 ? bytes[..length] : bytes[..blank];
        if (word.IsEmpty || (blank < 0 && bytes.Length >= LongestMethod))
            return false;
        if (word.SequenceEqual("SIP/2.0"u8))
            return true;
        return word.IndexOfAnyExceptInRange((byte)'A', (byte)'Z') < 0 || (blank < 0 && "SIP/2.0"u8.StartsWith(word));
    }

    // Where the lines end, and where the body begins; -1 where there is no empty line yet.
    private static int HeadLength(ReadOnlySpan<byte> bytes, out int body)
    {
        int strict = bytes.IndexOf("\r\n\r\n"u8), lax = bytes.IndexOf("\n\n"u8);
        bool isLax = lax >= 0 && (strict < 0 || lax < strict);
        int head = isLax ? lax : strict;
        body = head + (isLax ? 2 : 4);
        return head;
    }

    private static bool TryStartLine(ReadOnlySpan<char> line, out string method, out int status)
    {
        method = "";
        status = 0;
        int blank = line.IndexOf(' ');
        if (blank <= 0)
            return false;
        if (line[..blank].Equals(Version, StringComparison.Ordinal))
        {
            ReadOnlySpan<char> rest = line[(blank + 1)..];
            return rest.Length >= 3 && int.TryParse(rest[..3], NumberStyles.None, CultureInfo.InvariantCulture, out status) && status is >= 100 and < 700;
        }

        method = line[..blank].ToString();
        return line.EndsWith(" " + Version, StringComparison.Ordinal);
    }

    // Of a response only this says what it answers.
    private static bool TrySequence(ReadOnlySpan<char> value, ref string method, int status, out uint sequence)
    {
        int blank = value.IndexOfAny(' ', '\t');
        if (!uint.TryParse(blank < 0 ? value : value[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out sequence))
            return false;
        if (status > 0 && blank > 0)
            method = value[(blank + 1)..].Trim().ToString();
        return true;
    }

    // behind the address, which may have parameters of its own in brackets
    private static string TagOf(ReadOnlySpan<char> value)
    {
        value = value[(value.LastIndexOf('>') + 1)..];
        int at = value.IndexOf(";tag=", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return "";
        value = value[(at + 5)..];
        int end = value.IndexOfAny(';', ' ');
        return (end < 0 ? value : value[..end]).ToString();
    }

    private static Header HeaderOf(ReadOnlySpan<char> name) =>
        Is(name, "Call-ID") || Is(name, "i") ? Header.CallId
        : Is(name, "From") || Is(name, "f") ? Header.From
        : Is(name, "To") || Is(name, "t") ? Header.To
        : Is(name, "CSeq") ? Header.CSeq
        : Is(name, "Content-Type") || Is(name, "c") ? Header.ContentType
        : Is(name, "Content-Length") || Is(name, "l") ? Header.ContentLength
        : Header.Other;

    private static bool Is(ReadOnlySpan<char> name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);

    private enum Header
    {
        Other,
        CallId,
        From,
        To,
        CSeq,
        ContentType,
        ContentLength,
    }

    // Lines; one that begins with a blank goes on with the line before.
    private ref struct HeaderLines(string head)
    {
        private readonly string _head = head;
        private int _at;

        public bool TryNext(out ReadOnlySpan<char> line)
        {
            line = default;
            if (_at >= _head.Length)
                return false;
            int end = EndOf(_at);
            line = _head.AsSpan(_at, end - _at).TrimEnd('\r');
            _at = end + 1;
            if (_at >= _head.Length || _head[_at] is not (' ' or '\t'))
                return true;
            var folded = new StringBuilder().Append(line);
            while (_at < _head.Length && _head[_at] is ' ' or '\t')
            {
                end = EndOf(_at);
                folded.Append(' ').Append(_head.AsSpan(_at, end - _at).Trim());
                _at = end + 1;
            }

            line = folded.ToString();
            return true;
        }

        private readonly int EndOf(int from) => _head.IndexOf('\n', from) is var end and >= 0 ? end : _head.Length;
    }
}
