using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Sinks.Sip;

/// <summary>What is wrong with the accounts of the telephone: all that a run would refuse, but for their passwords, which only a run knows.</summary>
internal static class SipAccountCheck
{
    private const int MostAccounts = SymbolType.MostWords - 1;

    /// <summary>Each problem, by the place at which it is mended.</summary>
    public static IEnumerable<ConnectionProblem> Problems(ConnectionSettings section)
    {
        ImmutableArray<(string Name, ParameterValues Values)> accounts = section.List(ContactKeys.Accounts);
        if (accounts.IsEmpty)
            yield return new ConnectionProblem(ContactKeys.Accounts, "there is no account", $"add {ContactKeys.Accounts}: {{ door: {{ user: door, domain: and the address of the device }} }}");
        if (accounts.Length > MostAccounts)
            yield return new ConnectionProblem(ContactKeys.Accounts, $"there are {accounts.Length} accounts, and at most {MostAccounts} can be");
        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, ParameterValues values) in accounts)
        {
            string path = $"{ContactKeys.Accounts}.{name}";
            SipAccount account = SipSection.AccountOf(name, values);
            string address = BaresipText.Address(account);
            if (SipSection.TakenByPorts.Contains(name))
                yield return new ConnectionProblem(path, $"an account cannot be called '{name}': '{SipSink.Name}.{name}' says something else", "give it another name");
            foreach (ParameterProblem wrong in BaresipText.Problems(account))
                yield return new ConnectionProblem($"{path}.{wrong.Parameter}", wrong.Message, wrong.Hint);
            if (!taken.TryAdd(address, name))
                yield return new ConnectionProblem(path, $"'{taken[address]}' has the same address, {address}", "an account is known by its address: leave one of them out");
            foreach (string codec in account.Codecs.Where(c => !SipSection.Codecs.Contains(c)))
                yield return new ConnectionProblem($"{path}.{SipSection.CodecList}", $"there is no codec '{codec}'", $"there are {ParameterSpec.Or(SipSection.Codecs)}");
        }
    }
}
