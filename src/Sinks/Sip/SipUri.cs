using System;

namespace Reactive.Sinks.Sip;

/// <summary>What is needed of SIP and SIPS URIs (RFC 3261, 19.1): whether one is well formed, and whether two mean the same person.</summary>
public static class SipUri
{
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
                return c == ' ' ? "has a blank in it" : char.IsControl(c) ? "has a control character in it" : $"has a '{c}' in it";
        }

        string host = Host(address);
        if (host.Length == 0)
            return "names no host";
        return address.AsSpan(scheme).Count('@') > 1 ? "has two '@' in it" : null;
    }

    /// <summary>Whether two addresses are of the same user at the same host, whatever port and parameters say.</summary>
    public static bool IsSame(string a, string b) => string.Equals(User(a), User(b), StringComparison.Ordinal) && string.Equals(Host(a), Host(b), StringComparison.OrdinalIgnoreCase);

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
