using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals.Specs;

namespace Reactive.Sinks.Sip;

/// <summary>What is wrong with the contacts of the telephone.</summary>
internal static class SipContactCheck
{
    /// <summary>Each problem, by the place at which it is mended.</summary>
    public static IEnumerable<ConnectionProblem> Problems(ConnectionSettings section)
    {
        var dials = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new Dictionary<(string Account, SipParty Party), string>();
        foreach ((string name, ParameterValues contact) in section.List(ContactKeys.Contacts))
        {
            string path = $"{ContactKeys.Contacts}.{name}";
            if (SipSection.Optional(contact, SipSection.SpeedDial) is { Length: > 0 } digits)
            {
                if (!digits.All(static d => SipSink.Digits.Contains(d, StringComparison.Ordinal)))
                    yield return new ConnectionProblem($"{path}.{SipSection.SpeedDial}", $"'{digits}' is not of the digits 0-9, A-D, * and #");
                else if (!dials.TryAdd(digits, name))
                    yield return new ConnectionProblem($"{path}.{SipSection.SpeedDial}", $"'{digits}' is the speed dial of '{dials[digits]}' already");
            }

            if (name is SipSection.Nobody or SipSection.Other)
                yield return new ConnectionProblem(path, $"a contact cannot be called '{name}': that is the word for those who are none", "give it another name");
            string address = contact.Text(ContactKeys.Address), account = SipSection.Optional(contact, ContactKeys.Account);
            // by another account the same address is another way to it, such as a fallback through another provider
            (string Account, SipParty Party) who = (SipSection.AccountFor(section, contact), SipUri.PartyOf(address));
            if (SipUri.Problem(address) is { } wrong)
                yield return new ConnectionProblem($"{path}.{ContactKeys.Address}", $"the address '{address}' {wrong}", "such as sip:reception@192.168.0.20");
            else if (WhyNotCalled(address) is { } never)
                yield return new ConnectionProblem($"{path}.{ContactKeys.Address}", $"'{address}' can never be called: {never}", "such as sip:reception@192.168.0.20:5062");
            else if (!taken.TryAdd(who, name))
                yield return new ConnectionProblem($"{path}.{ContactKeys.Address}", $"{who.Party} is '{taken[who]}' already", "the port does not tell who calls: leave one of them out, or call one by another account");
            if (account.Length > 0 && section.Entry(ContactKeys.Accounts, account) is null)
                yield return SipSectionCheck.Unknown(section, ContactKeys.Accounts, "account", account, $"{path}.{ContactKeys.Account}");
            if (SipSection.Optional(contact, ContactKeys.Fallback) is { Length: > 0 } fallback && FallbackProblem(section, name, fallback) is { } lost)
                yield return lost;
        }
    }

    private static string? WhyNotCalled(string address)
    {
        _ = BaresipText.Dialled(address, SipTransport.Udp, out string? problem);
        if (problem is null)
            return null;
        if (address.AsSpan().IndexOfAny(';', '?') >= 0)
            return "it has parameters, and the transport is that of the account";
        return address.Contains('@', StringComparison.Ordinal) ? "its user has what cannot be dialled" : "it names a port and no user";
    }

    private static ConnectionProblem? FallbackProblem(ConnectionSettings section, string name, string fallback)
    {
        string path = $"{ContactKeys.Contacts}.{name}.{ContactKeys.Fallback}";
        if (section.Entry(ContactKeys.Contacts, fallback) is null)
            return SipSectionCheck.Unknown(section, ContactKeys.Contacts, "contact", fallback, path);
        List<string> chain = [name];
        for (string? next = fallback; next is { Length: > 0 }; next = section.Entry(ContactKeys.Contacts, next) is { } contact ? SipSection.Optional(contact, ContactKeys.Fallback) : null)
        {
            if (next == name)
                return new ConnectionProblem(path, $"the fallbacks go in a circle: {string.Join(", ", chain)} and '{name}' again", "let one of them have none");
            // a circle further on is told of those who are in it
            if (chain.Contains(next))
                return null;
            chain.Add(next);
        }

        return null;
    }
}
