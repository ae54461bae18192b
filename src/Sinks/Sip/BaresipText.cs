using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Text;
using Reactive.Signals.Specs;

namespace Reactive.Sinks.Sip;

/// <summary>Accounts and addresses as baresip wants them, and what it cannot be given: it has no way to escape anything.</summary>
internal static class BaresipText
{
    private const int MostLength = 200;
    private const string HostHint = "a name or an IP address, with its port where that is another: pbx.example, 192.168.0.10:5070";

    private static readonly SearchValues<char> InHost = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]");

    // RFC 3261, 25.1: user; without what parts or quotes something in an address or in baresip's own lines: , ; ? '
    private static readonly SearchValues<char> InUser = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.!~*()&=+$/%");

    private static readonly SearchValues<char> NotInName = SearchValues.Create("<>\"\\");
    private static readonly SearchValues<char> NotInSecret = SearchValues.Create(" ;<>\"");
    private static readonly SearchValues<char> NotInValue = SearchValues.Create(" \t\r\n\"");
    private static readonly SearchValues<char> Keys = SearchValues.Create("0123456789ABCD*#");

    /// <summary>The address of an account, as events name it.</summary>
    public static string Address(SipAccount account) => $"sip:{account.User}@{account.Domain}";

    /// <summary>What of an account cannot be given to baresip, each by the key of the setting in the section.</summary>
    public static IEnumerable<ParameterProblem> Problems(SipAccount account)
    {
        string of = $"of account '{account.Name}'";
        if (UserProblem(account.User) is { } wrong)
            yield return new ParameterProblem(SipSection.User, $"the user {of} {wrong}", "it is what stands before the '@' of its address: letters, digits and any of -_.!~*()&=+$/%");
        if (!IsHostAndPort(account.Domain))
            yield return new ParameterProblem(SipSection.Domain, $"the domain {of} is no host: '{account.Domain}'", HostHint);
        if (account.Registrar.Length > 0 && !IsHostAndPort(account.Registrar))
            yield return new ParameterProblem(SipSection.Registrar, $"the registrar {of} is no host: '{account.Registrar}'", HostHint);
        if (account.SecondRegistrar.Length > 0 && !IsHostAndPort(account.SecondRegistrar))
            yield return new ParameterProblem(SipSection.SecondRegistrar, $"the second registrar {of} is no host: '{account.SecondRegistrar}'", HostHint);
        if (!IsClean(account.DisplayName, NotInName))
            yield return new ParameterProblem(SipSection.DisplayName, $"the display name {of} has a quote, an angle bracket or a backslash, which baresip cannot take, or is too long");
        if (!IsClean(account.AuthenticationUser, NotInSecret))
            yield return new ParameterProblem(SipSection.AuthenticationUser, $"the user of the log-in {of} has a space, a semicolon, a quote or an angle bracket, which baresip cannot take, or is too long");
        if (!IsClean(account.Password ?? string.Empty, NotInSecret))
            yield return new ParameterProblem(SipSection.Password, $"the password {of} has a space, a semicolon, a quote or an angle bracket, which baresip cannot take, or is too long");
    }

    /// <summary>The line for <c>uanew</c>, with the password in it.</summary>
    /// <param name="account">An account without <see cref="Problems"/>.</param>
    /// <param name="codecs">Those of its codecs that there are.</param>
    /// <param name="registers">Whether this line is the one that registers.</param>
    public static string Line(SipAccount account, IEnumerable<string> codecs, bool registers)
    {
        var line = new StringBuilder();
        if (account.DisplayName.Length > 0)
            line.Append('"').Append(account.DisplayName).Append("\" ");
        line.Append('<').Append(Address(account)).Append(Transport(account.Transport)).Append('>');
        if (account.Registrar.Length > 0)
            line.Append(";outbound=\"sip:").Append(account.Registrar).Append(Transport(account.Transport)).Append('"');
        if (account.AuthenticationUser.Length > 0)
            line.Append(";auth_user=").Append(account.AuthenticationUser);
        if (account.Password is { Length: > 0 } password)
            line.Append(";auth_pass=").Append(password);
        double expires = registers ? Math.Clamp(Math.Round(account.Expires.TotalSeconds), 60, 86_400) : 0;
        line.Append(CultureInfo.InvariantCulture, $";regint={expires}");
        line.Append(";answermode=manual;call_transfer=no;mwi=no");
        line.Append(account.Encryption switch
        {
            SipEncryption.Srtp => ";mediaenc=srtp",
            SipEncryption.SrtpRequired => ";mediaenc=srtp-mand",
            SipEncryption.DtlsSrtp => ";mediaenc=dtls_srtp",
            _ => string.Empty,
        });
        line.Append(";audio_codecs=").AppendJoin(',', System.Linq.Enumerable.Select(codecs, Codec));
        return line.ToString();
    }

    /// <summary>The module that has a codec; null for a codec that is not known.</summary>
    public static string? Module(string codec) => codec.ToUpperInvariant() switch
    {
        "PCMA" or "PCMU" => "g711.so",
        "G722" => "g722.so",
        "GSM" => "gsm.so",
        "OPUS" => "opus.so",
        _ => null,
    };

    /// <summary>What to dial for an address.</summary>
    /// <param name="address">A SIP or SIPS URI, of a user at a host. A host alone must be an IP address without a port.</param>
    /// <param name="transport">What the account uses; SIPS means TLS where it uses anything else.</param>
    /// <param name="problem">Why it cannot be dialled; null where it can.</param>
    public static string Dialled(string address, SipTransport transport, out string? problem)
    {
        bool isSecure = address.StartsWith("sips:", StringComparison.OrdinalIgnoreCase);
        string rest = isSecure ? address[5..] : address.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) ? address[4..] : address;
        int at = rest.IndexOf('@', StringComparison.Ordinal);
        string tail = isSecure && transport != SipTransport.Tls ? Transport(SipTransport.Tls) : string.Empty;
        problem = null;
        if (rest.Length > 256)
            problem = "the address is too long";
        else if (at < 0 && !IPAddress.TryParse(rest, out _))
            problem = $"{address} is no address of a user at a host";
        else if (at >= 0 && (UserProblem(rest[..at]) is not null || !IsHost(rest[(at + 1)..])))
            problem = $"{address} has what cannot stand in an address";
        // a host alone: with a scheme before it baresip would append the domain of the account
        return at < 0 ? rest : $"sip:{rest}{tail}";
    }

    /// <summary>Whether all of <paramref name="digits"/> can be sent. One that cannot leaves the key before it pressed.</summary>
    public static bool AreDigits(string digits) => digits.Length > 0 && !digits.AsSpan().ContainsAnyExcept(Keys);

    /// <summary>Whether a path or an address can stand in the configuration, whose values end at the first blank.</summary>
    public static bool IsValue(string value) => value.Length is > 0 and < 256 && !value.AsSpan().ContainsAny(NotInValue);

    /// <summary>Whether the identity of a call, which the caller has chosen, can be named in a command.</summary>
    public static bool IsCallId(string id)
    {
        if (id.Length is 0 or > 200)
            return false;
        foreach (char letter in id)
        {
            if (letter is <= ' ' or > '~')
                return false;
        }

        return true;
    }

    /// <summary>What stands between the first <paramref name="from"/> and the next <paramref name="to"/>, or the end; empty without the former.</summary>
    public static string Between(string text, string from, char to)
    {
        int start = text.IndexOf(from, StringComparison.Ordinal);
        if (start < 0)
            return string.Empty;
        start += from.Length;
        int end = text.IndexOf(to, start);
        return end < 0 ? text[start..] : text[start..end];
    }

    private static string Transport(SipTransport transport) => transport switch
    {
        SipTransport.Tcp => ";transport=tcp",
        SipTransport.Tls => ";transport=tls",
        _ => string.Empty,
    };

    private static string Codec(string codec) => codec.ToUpperInvariant() switch
    {
        "G722" => "G722/16000",
        "OPUS" => "opus/48000/2",
        string other => other,
    };

    private static bool IsHost(string text) => text.Length is > 0 and <= MostLength && !text.AsSpan().ContainsAnyExcept(InHost);

    // what the characters leave open is told by the address that it makes
    private static bool IsHostAndPort(string text) => IsHost(text) && SipUri.Problem($"sip:{text}") is null;

    private static string? UserProblem(string text) =>
        text.Length == 0 ? "is empty"
        : text.Length > MostLength ? "is too long"
        : text.AsSpan().IndexOfAnyExcept(InUser) is >= 0 and int at ? SipUri.HasIn(text[at])
        : null;

    private static bool IsClean(string text, SearchValues<char> without)
    {
        if (text.Length > MostLength || text.AsSpan().ContainsAny(without))
            return false;
        foreach (char letter in text)
        {
            if (char.IsControl(letter) || char.IsSurrogate(letter))
                return false;
        }

        return true;
    }
}
