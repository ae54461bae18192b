using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Reactive.Sinks.Sip;

/// <summary>What is asked of baresip for each thing that is asked of the agent, and what comes of it. Not safe for threads.</summary>
internal sealed class BaresipDesk(SipSettings settings, ISipAgentEvents events, TimeProvider time)
{
    private static readonly TimeSpan TroubleWait = TimeSpan.FromMinutes(1);

    private readonly BaresipCalls _calls = new(events, time);
    private readonly BaresipLines _lines = new();
    private readonly List<Action> _early = [];
    private readonly Dictionary<string, int> _accounts = [];
    private readonly BaresipRegistrars _registrars = new(settings.Accounts.IsDefault ? [] : settings.Accounts, events);
    private BaresipExchange _exchange = null!;
    private BaresipConfiguration _configuration = null!;
    private BaresipClips _clips = null!;
    private BaresipAgreement _agreement = null!;
    private bool _isUp;
    private bool _isClosed;
    private long _lastIncoming;
    private long? _troubleSince;
    private int _unusable;

    /// <summary>Why the agent has to end, as a part of a sentence; null for nothing.</summary>
    public string? Problem { get; private set; }

    /// <summary>Begins: the accounts are made known, then it is up.</summary>
    public void Open(BaresipExchange exchange, BaresipConfiguration configuration)
    {
        _exchange = exchange;
        _agreement = new BaresipAgreement(exchange, _calls, _lines);
        _configuration = configuration;
        _clips = new BaresipClips(configuration, time);
        for (int i = 0; i < settings.Accounts.Length; i++)
            _accounts[BaresipText.Address(settings.Accounts[i])] = i;
        // one that has lines already is another, which took the port of the control connection
        exchange.Ask(a => Begin(a[0].Text), new BaresipCommand("reginfo"));
    }

    /// <summary>Carries out what came before it was up.</summary>
    /// <param name="work">What is to be done.</param>
    public void Do(Action work)
    {
        if (_isUp || _isClosed)
            work();
        else
            _early.Add(work);
    }

    /// <summary>Calls an address.</summary>
    public void Dial(long number, string accountName, string address)
    {
        int account = settings.Accounts.IsDefault ? -1 : settings.Accounts.ToList().FindIndex(a => a.Name == accountName);
        string? problem = account < 0 ? $"there is no account {accountName}" : null;
        string dialled = string.Empty;
        if (problem is null)
            dialled = BaresipText.Dialled(address, settings.Accounts[account].Transport, out problem);
        if (_calls.Count >= settings.MostCalls)
            problem ??= "there are too many calls";
        if (problem is not null || _isClosed)
        {
            events.Ended(number, problem is null ? SipEnd.Lost : SipEnd.Failed, problem ?? "the agent has ended");
            return;
        }

        int line = FreeLine(_registrars.Of(account));
        if (line < 0)
        {
            events.Ended(number, SipEnd.Failed, "there are too many lines");
            return;
        }

        var call = new BaresipCall(number, account, line);
        _calls.Add(call);
        _exchange.AskAt(line, a => Dialled(call, a), new BaresipCommand("dial", dialled), new BaresipCommand("callstat"));
    }

    /// <summary>Answers a call that came in.</summary>
    public void Answer(long number)
    {
        if (_calls.Find(number) is not { IsIncoming: true, IsToStand: false, IsToEnd: false } call)
            return;
        call.IsToStand = true;
        // The call before it in the list is put on hold first; where that one only rings, this fails, and succeeds when asked again. Then the other is taken up again.
        _exchange.AskAt(call.Line, null, BaresipCommand.Find(call), new BaresipCommand("accept"), new BaresipCommand("accept"), new BaresipCommand("prevresume"));
    }

    /// <summary>Ends a call.</summary>
    public void HangUp(long number)
    {
        if (_calls.Find(number) is { IsToEnd: false } call)
            HangUp(call);
    }

    /// <summary>Sends digits.</summary>
    public void SendDigits(long number, string digits)
    {
        if (_calls.Find(number) is not { } call)
            return;
        if (!BaresipText.AreDigits(digits))
            events.Trouble("Digits were not sent: only 0-9, A-D, * and # can be.");
        else if (!call.Stands)
            events.Trouble("Digits were not sent: the call does not stand yet.");
        else
        {
            // each for itself: several in one command would be one long press
            foreach (char[] some in digits.Chunk(32))
                _exchange.AskAt(call.Line, null, [.. Finding(call), .. some.Select(d => new BaresipCommand("sndcode", d.ToString()))]);
        }
    }

    /// <summary>Until a clip is over.</summary>
    public TimeSpan ClipsLeft => _clips.Left;

    /// <summary>Plays a clip into a call.</summary>
    public void Play(long number, ReadOnlyMemory<float> samples)
    {
        if (_calls.Find(number) is not { } call)
            return;
        if (!call.Stands || samples.Length > BaresipClips.Longest.TotalSeconds * SipSink.SampleRateHz)
        {
            NotPlayed(number, call.Stands ? "it is too long" : "the call does not stand yet");
            return;
        }

        string source;
        try
        {
            source = _clips.Begin(call, samples.Span);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            NotPlayed(number, failure.Message);
            return;
        }

        _exchange.AskAt(call.Line, null, new BaresipCommand("ausrc", source));
        // what a source is set to is also what new calls begin with: set it back on a line without calls
        int line = FreeLine(_registrars.Of(call.Account));
        if (line >= 0)
            _exchange.AskAt(line, null, new BaresipCommand("ausrc", _configuration.Source));
    }

    /// <summary>Goes back to silence where a clip is over.</summary>
    public void EndClips()
    {
        while (_clips.Over() is { } call)
        {
            if (!_calls.Has(call))
                continue;
            _exchange.AskAt(call.Line, null, new BaresipCommand("ausrc", _configuration.Source));
            events.Played(call.Number);
        }
    }

    /// <summary>Begins the silence that is said in calls anew, before it ends and the calls with it.</summary>
    public void BeginSilenceAnew()
    {
        try
        {
            _configuration.KeepFresh(time.GetUtcNow().UtcDateTime);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            events.Trouble($"The silence that is said in calls cannot be kept: {failure.Message}");
        }

        foreach (int line in _calls.BusyLines.Where(l => !_clips.IsOn(l)))
            _exchange.AskAt(line, null, new BaresipCommand("ausrc", _configuration.Source));
    }

    /// <summary>
    /// Compares the calls that there are here with those that the process has. What only it has, twice running, is hung up; what only is here, twice running, has ended. Asked now and then, it is also the
    /// question by which the process shows that it lives.
    /// </summary>
    public void Reconcile()
    {
        _agreement.Look();
        TellUnusable();
    }

    /// <summary>Lets go of keys that have been down for too long.</summary>
    public void ReleaseKeys() => _calls.ReleaseKeys();

    /// <summary>Takes leave: the process hangs up, says so to registrars, and ends.</summary>
    public void Leave() => _exchange.Ask(null, new BaresipCommand("quit"));

    /// <summary>From now on all ends at once.</summary>
    /// <param name="end">How all calls end that there are.</param>
    /// <param name="reason">Why.</param>
    public void Close(SipEnd end, string reason)
    {
        _isClosed = true;
        _calls.EndAll(end, reason);
        foreach (Action work in _early)
            work();
        _early.Clear();
    }

    /// <summary>Takes in what baresip says.</summary>
    public void Take(BaresipMessage message)
    {
        if (message.Type.Length == 0)
        {
            _exchange.Answered(message);
            return;
        }

        switch (message.Type)
        {
            case "CALL_INCOMING":
                Incoming(message);
                return;
            case "REGISTER_OK":
                Do(() => Register(message.Account, string.Empty));
                return;
            case "REGISTER_FAIL":
                Do(() => Register(message.Account, message.Parameter.Length > 0 ? message.Parameter : "it failed"));
                return;
        }

        if (_calls.Find(message.Id) is not { } call)
            return;
        switch (message.Type)
        {
            case "CALL_RINGING" or "CALL_PROGRESS":
                _calls.Ring(call);
                break;
            case "CALL_ESTABLISHED" when call is { IsIncoming: true, IsToStand: false }:
                events.Trouble("A call was answered in place of another that had just ended; it is hung up.");
                HangUp(call);
                break;
            case "CALL_ESTABLISHED":
                _calls.Stand(call);
                break;
            case "CALL_CLOSED" when call.Twins > 0:
                // this or that one; if it was this, it is missed soon
                call.Twins--;
                break;
            case "CALL_CLOSED":
                _calls.Close(call, message.Parameter);
                break;
            case "CALL_DTMF_START":
                _calls.Press(call, message.Parameter);
                break;
            case "CALL_DTMF_END":
                _calls.Release(call);
                break;
        }
    }

    private static BaresipCommand[] Finding(BaresipCall call) => call.Id.Length > 0 ? [BaresipCommand.Find(call)] : [];

    private void Begin(string lines)
    {
        if (!lines.Contains("(0)", StringComparison.Ordinal))
        {
            Problem = "another program took the port of the control connection";
            return;
        }

        for (int i = 0; i < _registrars.Count; i++)
            MakeLine(_lines.Add(i), _registrars.Account(i).Registers);
        _exchange.Ask(_ => Up(), new BaresipCommand("listcalls"));
    }

    private void Up()
    {
        if (Problem is not null)
            return;
        _isUp = true;
        events.Up();
        foreach (string left in _configuration.LeftOut)
            events.Trouble(left);
        foreach (Action work in _early)
            work();
        _early.Clear();
    }

    // one without calls, for one that goes out; below 0 where there are too many
    private int FreeLine(int registrar)
    {
        int line = _lines.Free(registrar, _registrars.Count, _calls.IsBusy, out bool isNew);
        if (isNew)
            MakeLine(registrar, registers: false);
        return line;
    }

    private void MakeLine(int registrar, bool registers)
    {
        SipAccount of = _registrars.Account(registrar);
        string line = BaresipText.Line(of, _configuration.Codecs(of), registers);
        if (line.Length > BaresipControl.LongestCommand)
            Problem ??= $"what account {of.Name} consists of is too long";
        else
            _exchange.Ask(a => Problem ??= a[0].IsOk ? null : $"baresip refuses account {of.Name}", new BaresipCommand("uanew", line));
    }

    private void Dialled(BaresipCall call, BaresipAnswer[] answers)
    {
        string id = BaresipText.Between(answers[1].Text, " id=", '\n');
        if (!answers[0].IsOk || !BaresipText.IsCallId(id) || !answers[1].Text.Contains("direction: Outgoing", StringComparison.Ordinal))
            _calls.End(call, call.IsToEnd ? SipEnd.Ours : SipEnd.Failed, answers[0].IsOk || answers[0].Text.Length == 0 ? "the call could not be made" : answers[0].Text);
        else
            call.Id = id;
    }

    private void HangUp(BaresipCall call)
    {
        call.IsToEnd = true;
        _exchange.AskAt(call.Line, _ => _calls.End(call, SipEnd.Ours, BaresipReasons.Ours), [.. Finding(call), new BaresipCommand("hangup")]);
    }

    private void Incoming(BaresipMessage message)
    {
        if (!_accounts.TryGetValue(message.Account, out int account))
            return;
        List<int> lines = _lines.Where(r => _registrars.Number(r) == account).ToList();
        BaresipCall? twin = _calls.Find(message.Id);
        if (!BaresipText.IsCallId(message.Id) || twin is not null)
        {
            _unusable++;
            TellUnusable();
            if (twin is not null)
                twin.Twins++;
            // it holds a place, and cannot be found by its Call-ID
            foreach (int line in lines)
                _agreement.Sweep(line);
            return;
        }

        var call = new BaresipCall(0, account, -1) { IsIncoming = true, Id = message.Id };
        bool isTooMuch = _calls.Count >= settings.MostCalls;
        _calls.Add(call);
        Locate(call, lines, message.Peer, isTooMuch);
    }

    // anybody can send such calls, and many
    private void TellUnusable()
    {
        if (_unusable == 0 || (_troubleSince is { } since && time.GetElapsedTime(since) < TroubleWait))
            return;
        events.Trouble(_unusable == 1
            ? "A call that comes in has an identity that cannot be used, or that of another call; it is hung up."
            : string.Create(CultureInfo.InvariantCulture, $"{_unusable} calls that came in had identities that cannot be used, or those of other calls; they were hung up."));
        _troubleSince = time.GetTimestamp();
        _unusable = 0;
    }

    // it has just ended; or else it holds a place
    private void NotFound(BaresipCall call)
    {
        _calls.End(call, SipEnd.Failed, "it was not found");
        foreach (int line in _lines.Where(r => _registrars.Number(r) == call.Account))
            _agreement.Sweep(line);
    }

    private void NotPlayed(long number, string reason)
    {
        events.Trouble($"A clip was not played: {reason}.");
        // whoever waits for its end need not wait for that of the call
        events.Played(number);
    }

    // Mostly the first line of the account. Whoever calls back to the contact of an earlier call gets the line of that one.
    private void Locate(BaresipCall call, List<int> lines, string from, bool isTooMuch)
    {
        int line = lines[0];
        lines.RemoveAt(0);
        _exchange.AskAt(
            line,
            answers =>
            {
                if (!_calls.Has(call))
                    return;
                if (!answers[0].Text.StartsWith("setting", StringComparison.Ordinal))
                {
                    if (lines.Count > 0)
                        Locate(call, lines, from, isTooMuch);
                    else
                        NotFound(call);
                    return;
                }

                call.Line = line;
                if (isTooMuch)
                {
                    HangUp(call);
                    return;
                }

                call.Number = --_lastIncoming;
                events.Incoming(call.Number, settings.Accounts[call.Account].Name, from);
            },
            BaresipCommand.Find(call));
    }

    private void Register(string address, string failure)
    {
        if (!_accounts.TryGetValue(address, out int account) || _isClosed)
            return;
        if (_registrars.HasTwo(account))
            _exchange.Ask(a => _registrars.Read(account, failure, a[0].Text), new BaresipCommand("reginfo"));
        else
            _registrars.Set(account, failure);
    }
}
