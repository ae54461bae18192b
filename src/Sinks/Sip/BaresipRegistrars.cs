using System;
using System.Collections.Generic;
using System.Collections.Immutable;

namespace Reactive.Sinks.Sip;

/// <summary>
/// The registrars of the accounts, and whether each knows its account. Every account has one, the first of them in their order; after those come the second ones. An account that does
/// not register has its place, too. Events do not say which of two registrars they are about, so it is taken from the list of lines.
/// </summary>
internal sealed class BaresipRegistrars
{
    private readonly List<SipAccount> _accounts = [];
    private readonly List<int> _numbers = [];
    private readonly int[] _seconds;
    private readonly bool[] _isOk;
    private readonly string?[] _told;
    private readonly bool[] _onSecond;
    private readonly ISipAgentEvents _events;

    public BaresipRegistrars(ImmutableArray<SipAccount> accounts, ISipAgentEvents events)
    {
        _events = events;
        _told = new string?[accounts.Length];
        _onSecond = new bool[accounts.Length];
        _seconds = new int[accounts.Length];
        for (int i = 0; i < accounts.Length; i++)
            Add(accounts[i], i);
        for (int i = 0; i < accounts.Length; i++)
        {
            _seconds[i] = -1;
            if (accounts[i] is not { Registers: true, SecondRegistrar.Length: > 0 })
                continue;
            _seconds[i] = _accounts.Count;
            Add(accounts[i] with { Registrar = accounts[i].SecondRegistrar }, i);
        }

        _isOk = new bool[_accounts.Count];
    }

    /// <summary>How many there are.</summary>
    public int Count => _accounts.Count;

    /// <summary>The account as it is for a registrar.</summary>
    public SipAccount Account(int registrar) => _accounts[registrar];

    /// <summary>The number of the account of a registrar.</summary>
    public int Number(int registrar) => _numbers[registrar];

    /// <summary>Whether an account has two.</summary>
    public bool HasTwo(int account) => _seconds[account] >= 0;

    /// <summary>Through which an account calls.</summary>
    public int Of(int account) => _onSecond[account] ? _seconds[account] : account;

    /// <summary>A registrar has accepted an account, or has not.</summary>
    /// <param name="account">The account, with one registrar.</param>
    /// <param name="failure">Why not; empty where it has.</param>
    public void Set(int account, string failure)
    {
        _isOk[account] = failure.Length == 0;
        Tell(account, failure);
    }

    /// <summary>Something has happened to one of the two registrations of an account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="failure">What failed; empty where something has succeeded.</param>
    /// <param name="lines">The list of lines, as <c>reginfo</c> prints it. The lines that register are the first, in the order of the registrars here.</param>
    public void Read(int account, string failure, string lines)
    {
        string[] all = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // a head, then a line for each
        int head = Array.FindIndex(all, static l => l.Contains("User Agents", StringComparison.Ordinal));
        for (int i = 0; head >= 0 && i < _accounts.Count && head + 1 + i < all.Length; i++)
            _isOk[i] = all[head + 1 + i].Contains("OK ", StringComparison.Ordinal);
        int second = _seconds[account];
        bool isOnSecond = !_isOk[account] && _isOk[second];
        if (isOnSecond != _onSecond[account])
        {
            _onSecond[account] = isOnSecond;
            string name = _accounts[account].Name;
            _events.Trouble(isOnSecond
                ? $"Account {name} is not registered with its first registrar; its calls go through the second."
                : _isOk[account] ? $"Account {name} is registered with its first registrar again." : $"Account {name} is registered with none of its registrars.");
        }

        Tell(account, _isOk[account] || _isOk[second] ? string.Empty : failure.Length > 0 ? failure : "it failed");
    }

    private void Add(SipAccount account, int number)
    {
        _accounts.Add(account);
        _numbers.Add(number);
    }

    private void Tell(int account, string failure)
    {
        if (_told[account] == failure)
            return;
        _told[account] = failure;
        _events.Registered(_accounts[account].Name, failure.Length == 0, failure);
    }
}
