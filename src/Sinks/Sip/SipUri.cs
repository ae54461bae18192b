using System;
using System.Buffers;
using System.Globalization;
using System.Net;

namespace Reactive.Sinks.Sip;

/// <summary>What is needed of SIP and SIPS URIs (RFC 3261, 19.1): whether one is well formed, and whether two mean the same person.</summary>
public static class SipUri
{
    // names and IPv4 addresses (RFC 3261, 25.1: hostname), and '_' beyond the RFC, which names in local networks have
    private static readonly SearchValues<char> HostMarks = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._");

    private const string Marks = "-_.!~*'()&=+$,;?/%:[]@";

    /// <summary>What is wrong with an address, as a part of a sentence; null where all is well.</summary>
    public static string? Problem(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        int scheme = address.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) ? 4 : address.StartsWith("sips:", StringComparison.OrdinalIgnoreCase) ? 5 : 0;
        if (scheme == 0)
            return "does not begin with 'sip:' or 'sips:'";
        foreach (char c in address.AsSpan(scheme))
        {
            if (!char.IsAsciiLetterOrDigit(c) && !Marks.Contains(c, StringComparison.Ordinal))
                return HasIn(c);
        }

        if (address.AsSpan(scheme).Count('@') > 1)
            return "has two '@' in it";
        string host = Host(address);
        if (host.Length == 0)
            return "names no host";
        if (host.StartsWith('[') ? !IPAddress.TryParse(host, out _) : !IsHost(host))
            return $"has the host '{host}', which is none";
        return PortProblem(address, host);
    }

    /// <summary>Whether two addresses are of the same user at the same host, whatever port and parameters say.</summary>
    public static bool IsSame(string a, string b) => PartyOf(a) == PartyOf(b);

    /// <summary>Whom an address means. Port and parameters have no part in it, also where there is no user: callers write one, another or none, and an address without a user is dialled without a port.</summary>
    internal static SipParty PartyOf(string address) => new(User(address), Host(address).ToLowerInvariant());

    /// <summary>Says that a text has a character that it must not have, as a part of a sentence.</summary>
    internal static string HasIn(char c) => c == ' ' ? "has a blank in it" : char.IsControl(c) ? "has a control character in it" : $"has a '{c}' in it";

    // a name, whose last label begins with no digit and which may end with a dot, or an IPv4 address (RFC 3261, 25.1: host)
    private static bool IsHost(string host)
    {
        if (host.AsSpan().ContainsAnyExcept(HostMarks))
            return false;
        bool isRooted = host.EndsWith('.');
        string[] labels = (isRooted ? host[..^1] : host).Split('.');
        if (!Array.TrueForAll(labels, IsLabel))
            return false;
        return !char.IsAsciiDigit(labels[^1][0]) || (!isRooted && labels.Length == 4 && Array.TrueForAll(labels, IsByte));
    }

    private static bool IsByte(string label) => label.Length <= 3 && byte.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static bool IsLabel(string label) => label.Length > 0 && label[0] != '-' && label[^1] != '-';

    private static string? PortProblem(string address, string host)
    {
        string rest = Rest(address);
        string behind = rest[(rest.IndexOf('@', StringComparison.Ordinal) + 1 + host.Length)..];
        int end = behind.AsSpan().IndexOfAny(';', '?');
        string port = end < 0 ? behind : behind[..end];
        if (port.Length == 0 || (port[0] == ':' && int.TryParse(port.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= 65_535))
            return null;
        return port[0] != ':' ? $"has '{port}' behind its host"
            : port.Length == 1 ? "has no port behind the ':'"
            : $"has the port '{port[1..]}', which is none";
    }

    private static string User(string address)
    {
        string rest = Rest(address);
        int at = rest.IndexOf('@', StringComparison.Ordinal);
        return at < 0 ? "" : rest[..at].Split(':', ';')[0];
    }

    private static string Host(string address)
    {
        string rest = Rest(address);
        string host = rest[(rest.IndexOf('@', StringComparison.Ordinal) + 1)..];
        if (host.StartsWith('['))
            return host[..(host.IndexOf(']', StringComparison.Ordinal) + 1)];
        int end = host.AsSpan().IndexOfAny(':', ';', '?');
        return end < 0 ? host : host[..end];
    }

    private static string Rest(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address[(address.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }
}
