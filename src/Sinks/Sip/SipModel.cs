using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Sinks.Sip;

/// <summary>
/// The other ends of calls in virtual time: a desk as on the device, over telephones that do what a test says of them. A telephone of which it says nothing rings, and nobody answers.
/// </summary>
internal sealed class SipModel : IConnectionModel, ISipAgent, ICallDeskListener
{
    private readonly CallDesk _desk;
    private readonly ImmutableArray<DeskContact> _contacts;
    private readonly ImmutableDictionary<string, ParameterValues> _peers;
    private readonly PriorityQueue<Action, (long At, long Sequence)> _due = new();
    private readonly HashSet<long> _live = [];
    private readonly Dictionary<long, ParameterValues> _incoming = [];
    private readonly string _account;
    private bool _isLost;
    private IConnectionModelHost _host = null!;
    private long _now;
    private long _sequence;

    public SipModel(ConnectionSettings settings, ImmutableDictionary<string, ParameterValues> peers, ImmutableArray<(SignalTime From, SignalTime Until)> losses)
    {
        CallDeskOptions options = SipSection.DeskOf(settings);
        _contacts = options.Contacts;
        _peers = peers;
        _desk = new CallDesk(options, this) { Agent = this };
        _account = settings.List(ContactKeys.Accounts)[0].Name;
        foreach ((SignalTime from, SignalTime until) in losses)
        {
            _due.Enqueue(Lose, (from.Nanoseconds, _sequence++));
            if (until != SignalTime.Never)
                _due.Enqueue(() => _isLost = false, (until.Nanoseconds, _sequence++));
        }

        foreach (DeskContact contact in _contacts)
        {
            if (_peers.GetValueOrDefault(contact.Name) is { } peer && peer.Has(SipTelephone.Calls))
                _due.Enqueue(() => CallIn(contact, peer), (peer.Quantity(SipTelephone.Calls).Nanoseconds, _sequence++));
        }
    }

    public SignalTime NextDue
    {
        get
        {
            long due = Math.Min(_desk.NextDue, _due.TryPeek(out _, out (long At, long) first) ? first.At : long.MaxValue);
            return due == long.MaxValue ? SignalTime.Never : new SignalTime(due);
        }
    }

    public void Carry(in Command command, IConnectionModelHost host)
    {
        At(command.At, host);
        _desk.Carry(command);
    }

    public void RunTo(SignalTime now, IConnectionModelHost host)
    {
        At(now, host);
        while (_due.TryPeek(out Action? act, out (long At, long) first) && first.At <= _now)
        {
            _due.Dequeue();
            act();
        }
    }

    void ISipAgent.Start()
    {
    }

    void ISipAgent.Dial(long call, string account, string address)
    {
        _live.Add(call);
        if (_isLost)
        {
            After(0, call, () => End(call, SipEnd.Lost));
            return;
        }

        string? name = _contacts.FirstOrDefault(c => c.Address == address && c.Account == account)?.Name;
        ParameterValues? peer = name is null ? null : _peers.GetValueOrDefault(name);
        string does = peer?.Text(SipTelephone.Is) ?? SipTelephone.Ringing;
        if (peer is not null && peer.Has(SipTelephone.Answers))
        {
            After(0, call, () => _desk.Ringing(call));
            long answers = peer.Quantity(SipTelephone.Answers).Nanoseconds;
            After(answers, call, () => _desk.Answered(call));
            if (peer.Has(SipTelephone.For))
                After(answers + peer.Quantity(SipTelephone.For).Nanoseconds, call, () => End(call, SipEnd.HungUp));
        }
        else if (does == SipTelephone.Ringing)
        {
            After(0, call, () => _desk.Ringing(call));
        }
        else
        {
            After(0, call, () => End(call, does switch { SipTelephone.Busy => SipEnd.Busy, SipTelephone.Declining => SipEnd.Declined, _ => SipEnd.Failed }));
        }
    }

    void ISipAgent.Answer(long call) => After(0, call, () =>
    {
        _desk.Answered(call);
        if (_incoming.GetValueOrDefault(call) is { } peer && peer.Has(SipTelephone.For))
            After(peer.Quantity(SipTelephone.For).Nanoseconds, call, () => End(call, SipEnd.HungUp));
    });

    void ISipAgent.HangUp(long call) => After(0, call, () => End(call, SipEnd.Ours));

    void ISipAgent.SendDigits(long call, string digits)
    {
    }

    void ICallDeskListener.Connected(bool isThere)
    {
    }

    void ICallDeskListener.Say(string port, Value value) => _host.Say(port, value);

    void ICallDeskListener.Answer(long command, Value outcome) => _host.Answer(command, outcome);

    void ICallDeskListener.Note(string text)
    {
    }

    public void Dispose()
    {
    }

    private void At(SignalTime now, IConnectionModelHost host)
    {
        _host = host;
        _now = Math.Max(_now, now.Nanoseconds);
        _desk.RunTo(_now);
    }

    private void End(long call, SipEnd end)
    {
        _live.Remove(call);
        _desk.Ended(call, end, "");
    }

    private void CallIn(DeskContact contact, ParameterValues peer)
    {
        if (_isLost)
            return;
        long call = -1 - _incoming.Count;
        _live.Add(call);
        _incoming[call] = peer;
        _desk.Incoming(call, _account, contact.Address);
    }

    // where there is no telephone any more there are no calls
    private void Lose()
    {
        _isLost = true;
        foreach (long call in (long[])[.. _live.Order()])
            End(call, SipEnd.Lost);
    }

    // what was to come of a call that has ended does not come any more
    private void After(long nanoseconds, long call, Action act) => _due.Enqueue(
        () =>
        {
            if (_live.Contains(call))
                act();
        },
        (_now + nanoseconds, _sequence++));
}
