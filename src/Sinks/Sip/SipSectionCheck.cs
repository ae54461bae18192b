using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Net;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Sinks.Sip;

/// <summary>What is wrong with a section of the telephone, taken together.</summary>
internal static class SipSectionCheck
{
    private const int MostAccounts = SymbolType.MostWords - 1;

    /// <summary>Each problem, by the place at which it is mended.</summary>
    public static IEnumerable<ConnectionProblem> Problems(ConnectionSettings section) => [.. Own(section), .. Accounts(section), .. IncomingCalls(section), .. Contacts(section)];

    private static IEnumerable<ConnectionProblem> Own(ConnectionSettings section)
    {
        foreach (string whole in (string[])["port", "media-port", "calls"])
        {
            if (section.Settings.NotWhole(whole) is { } fraction)
                yield return new ConnectionProblem(whole, fraction.Message, fraction.Hint);
        }

        if (!IPAddress.TryParse(section.Settings.Text("address"), out _))
            yield return new ConnectionProblem("address", $"'{section.Settings.Text("address")}' is no IP address", "write the address of the device, or 0.0.0.0 for all that it has");
        double signalling = section.Settings.Number("port"), sound = section.Settings.Number("media-port");
        if (signalling >= sound && signalling < sound + SipSettings.MediaPorts)
            yield return new ConnectionProblem(section.Settings.IsGiven("media-port") ? "media-port" : "port", $"the sound of calls takes the ports {sound} to {sound + SipSettings.MediaPorts - 1}, and {signalling} is that of signalling", "let one of them be elsewhere");
    }

    private static IEnumerable<ConnectionProblem> Accounts(ConnectionSettings section)
    {
        ImmutableArray<(string Name, ParameterValues Values)> accounts = section.List(ContactKeys.Accounts);
        if (accounts.IsEmpty)
            yield return new ConnectionProblem("", "there is no account", $"add {ContactKeys.Accounts}: {{ door: {{ user: door, domain: and the address of the device }} }}");
        if (accounts.Length > MostAccounts)
            yield return new ConnectionProblem(ContactKeys.Accounts, $"there are {accounts.Length} accounts, and at most {MostAccounts} can be");
        var taken = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, ParameterValues account) in accounts)
        {
            string path = $"{ContactKeys.Accounts}.{name}";
            string address = $"sip:{account.Text("user")}@{account.Text("domain")}";
            if (SipSection.TakenByPorts.Contains(name))
                yield return new ConnectionProblem(path, $"an account cannot be called '{name}': '{SipSink.Name}.{name}' says something else", "give it another name");
            if (SipUri.Problem(address) is { } wrong)
                yield return new ConnectionProblem(path, $"the address of '{name}', {address}, {wrong}", "user: door, domain: 192.168.0.10 is sip:door@192.168.0.10");
            else if (!taken.TryAdd(address, name))
                yield return new ConnectionProblem(path, $"'{taken[address]}' has the same address, {address}", "an account is known by its address: leave one of them out");
            foreach (string codec in SipSection.CodecsOf(account.Text("codecs")).Where(c => !SipSection.Codecs.Contains(c)))
                yield return new ConnectionProblem($"{path}.codecs", $"there is no codec '{codec}'", $"there are {ParameterSpec.Or(SipSection.Codecs)}");
        }
    }

    private static IEnumerable<ConnectionProblem> IncomingCalls(ConnectionSettings section)
    {
        if (section.Part(SipSection.Incoming) is not { } incoming)
            yield break;
        if (incoming.NotWhole("calls") is { } fraction)
            yield return new ConnectionProblem($"{SipSection.Incoming}.calls", fraction.Message, fraction.Hint);
        if (incoming.Text(SipSection.Answer) == "automatic" && incoming.Quantity(SipSection.After).Nanoseconds >= incoming.Quantity(ContactKeys.Ring).Nanoseconds)
        {
            yield return new ConnectionProblem(
                $"{SipSection.Incoming}.{SipSection.After}",
                $"it is never answered: it is declined after {incoming.Quantity(ContactKeys.Ring)}, and would be answered after {incoming.Quantity(SipSection.After)}",
                $"make '{ContactKeys.Ring}' longer than '{SipSection.After}'");
        }
    }

    private static IEnumerable<ConnectionProblem> Contacts(ConnectionSettings section)
    {
        var dials = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
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
            string address = contact.Text(ContactKeys.Address);
            if (SipUri.Problem(address) is { } wrong)
                yield return new ConnectionProblem($"{path}.{ContactKeys.Address}", $"the address '{address}' {wrong}", "such as sip:reception@192.168.0.20");
            else if (!taken.TryAdd(address, name))
                yield return new ConnectionProblem($"{path}.{ContactKeys.Address}", $"'{taken[address]}' has the same address, {address}", "who calls from it could be either: leave one of them out");
            if (SipSection.Optional(contact, ContactKeys.Account) is { Length: > 0 } account && section.Entry(ContactKeys.Accounts, account) is null)
                yield return Unknown(section, ContactKeys.Accounts, "account", account, $"{path}.{ContactKeys.Account}");
            if (SipSection.Optional(contact, ContactKeys.Fallback) is { Length: > 0 } fallback && FallbackProblem(section, name, fallback) is { } lost)
                yield return lost;
        }
    }

    private static ConnectionProblem Unknown(ConnectionSettings section, string list, string what, string name, string path)
    {
        string[] known = [.. section.List(list).Select(static e => e.Name)];
        string near = NearMiss.Hint(name, [.. known]);
        return new ConnectionProblem(path, $"there is no {what} '{name}'", near.Length > 0 || known.Length == 0 ? near : $"the {list} are {ParameterSpec.Or([.. known])}") { IsUnknownName = true };
    }

    private static ConnectionProblem? FallbackProblem(ConnectionSettings section, string name, string fallback)
    {
        string path = $"{ContactKeys.Contacts}.{name}.{ContactKeys.Fallback}";
        if (section.Entry(ContactKeys.Contacts, fallback) is null)
            return Unknown(section, ContactKeys.Contacts, "contact", fallback, path);
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
