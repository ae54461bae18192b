using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Sinks.Sip;

/// <summary>
/// Decides what becomes of calls: calls groups at once and lets the first who answers have the call, gives up what rings for too long, goes on to fallbacks, lets in those who may call, ends what lasts
/// too long. It knows no clock and no thread: time is told by <see cref="RunTo"/>, and whoever calls it does so from one thread at a time. So the model of tests is the same code as the device.
/// </summary>
public sealed class CallDesk : ISipAgentEvents
{
    private readonly CallDeskOptions _options;
    private readonly ICallDeskListener _listener;
    private readonly SymbolType _who;
    private readonly SymbolType _with;
    private readonly SymbolType _account;
    private readonly Dictionary<long, CallLeg> _legs = [];
    private readonly List<OutgoingCall> _plans = [];
    private readonly Dictionary<string, bool> _registered = new(StringComparer.Ordinal);
    private readonly HashSet<long> _hearing = [];
    private Action<bool>? _sound;
    private bool _isHeard;
    private string _told = "idle";
    private string _toldWith = SipSection.Nobody;
    private string _toldAccount = SipSection.NoAccount;
    private long _lastCall;
    private long _now;

    /// <summary>A desk without calls.</summary>
    public CallDesk(CallDeskOptions options, ICallDeskListener listener)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(listener);
        _options = options;
        _listener = listener;
        _who = SipSection.Who(options.Contacts.Select(static c => c.Name));
        _with = SipSection.With(options.Contacts.Select(static c => c.Name));
        _account = SipSection.AccountWords(options.Accounts);
    }

    /// <summary>What makes the calls; set before anything is asked.</summary>
    public ISipAgent Agent { get; set; } = null!;

    /// <summary>When time next matters, in nanoseconds; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDue
    {
        get
        {
            long due = long.MaxValue;
            foreach (CallLeg leg in _legs.Values)
                due = Math.Min(due, Math.Min(leg.AnswerAt, leg.EndAt));
            foreach (OutgoingCall plan in _plans)
                due = Math.Min(due, plan.GiveUpAt);
            return due;
        }
    }

    /// <summary>Whether nothing rings or stands.</summary>
    public bool IsIdle => _legs.Count == 0 && _plans.Count == 0;

    /// <summary>Tells the time, in nanoseconds on an axis that never goes back, and does what is due. Called before anything else is told that happens at that time.</summary>
    public void RunTo(long now)
    {
        _now = Math.Max(_now, now);
        foreach (CallLeg leg in (CallLeg[])[.. _legs.Values])
        {
            if (leg.AnswerAt <= _now)
            {
                leg.AnswerAt = long.MaxValue;
                // whoever calls while somebody is spoken with rings on: two cannot be told apart
                if (First(CallPhase.Answered) is null)
                    Answer(leg);
            }

            if (leg.EndAt <= _now)
                End(leg);
        }

        foreach (OutgoingCall plan in (OutgoingCall[])[.. _plans])
        {
            if (plan.GiveUpAt <= _now)
                GiveUp(plan);
        }

        Tell();
    }

    /// <summary>Takes a command; each is answered exactly once.</summary>
    public void Carry(in Command command)
    {
        switch (command.Verb)
        {
            case Command.Call when command.Plan is { Groups.IsEmpty: false } plan:
                var call = new OutgoingCall(command.Number, plan);
                _plans.Add(call);
                Next(call);
                break;
            case Command.HangUp:
                HangUpAll();
                Tell();
                _listener.Answer(command.Number, Outcome.Done);
                break;
            case Command.Accept when First(CallPhase.Incoming) is { } incoming:
                Answer(incoming);
                _listener.Answer(command.Number, Outcome.Done);
                break;
            case Command.SendDigits when First(CallPhase.Answered) is not null && command.Text is { } digits:
                foreach (CallLeg leg in _legs.Values.Where(static l => l.Phase == CallPhase.Answered).ToArray())
                    Agent.SendDigits(leg.Number, digits);
                _listener.Answer(command.Number, Outcome.Done);
                break;
            default:
                // nobody is available; there is no call to answer, or none to send digits into
                _listener.Answer(command.Number, Outcome.Failed);
                if (command.Verb == Command.Call)
                    Say("ended", Value.Symbol(SymbolType.CallEnd, "failed"));
                break;
        }

        Tell();
    }

    /// <summary>Plays sound into all calls that stand, one sound at a time.</summary>
    /// <param name="samples">The sound at 8 kHz, from -1 to 1.</param>
    /// <param name="over">Told once whether one of them has heard it to its end.</param>
    public void Play(ReadOnlyMemory<float> samples, Action<bool> over)
    {
        _sound?.Invoke(false);
        _isHeard = false;
        _sound = over;
        _hearing.Clear();
        _hearing.UnionWith(_legs.Values.Where(static l => l.Phase == CallPhase.Answered).Select(static l => l.Number));
        foreach (long call in (long[])[.. _hearing])
            Agent.Play(call, samples);
        Heard();
    }

    /// <inheritdoc/>
    public void Up() => _listener.Connected(true);

    /// <inheritdoc/>
    public void Down(string reason)
    {
        _listener.Note($"There is no telephone: {reason}.");
        // the agent has ended them all; one that it never heard of ends here
        foreach (CallLeg leg in (CallLeg[])[.. _legs.Values])
            Ended(leg.Number, SipEnd.Lost, reason);
        foreach (string account in _registered.Keys.ToArray())
            Registered(account, false, "");
        _listener.Connected(false);
    }

    /// <inheritdoc/>
    public void Registered(string account, bool isRegistered, string reason)
    {
        if (!isRegistered && reason.Length > 0)
            _listener.Note($"Account {account} is not registered: {reason}.");
        if (_registered.TryGetValue(account, out bool before) ? before == isRegistered : !isRegistered)
            return;
        _registered[account] = isRegistered;
        Say(account, Value.Symbol(SymbolType.Registration, isRegistered ? "registered" : "unregistered"));
    }

    /// <inheritdoc/>
    public void Incoming(long call, string account, string from)
    {
        DeskContact? contact = _options.Contacts.FirstOrDefault(c => SipUri.IsSame(c.Address, from));
        bool isLetIn = _options.Callers switch { CallersAllowed.All => contact?.MayCall ?? true, CallersAllowed.Contacts => contact?.MayCall ?? false, _ => false };
        if (!isLetIn || Standing >= _options.MostCalls || Waiting >= _options.MostWaiting)
        {
            _legs[call] = new CallLeg(call, SipSection.Other, account, null) { IsRefused = true, Phase = CallPhase.Ending };
            Agent.HangUp(call);
            return;
        }

        var leg = new CallLeg(call, contact?.Name ?? SipSection.Other, account, null) { EndAt = _now + _options.RingNanoseconds };
        if (_options.AnswersAfterNanoseconds is { } after)
            leg.AnswerAt = _now + after;
        _legs[call] = leg;
        // whoever hears of the caller finds the state already there
        Tell();
        Say("caller", Word(_who, leg.Who));
        if (leg.AnswerAt <= _now)
            RunTo(_now);
    }

    /// <inheritdoc/>
    public void Ringing(long call)
    {
        if (_legs.TryGetValue(call, out CallLeg? leg) && leg.Phase == CallPhase.Dialled)
            leg.Phase = CallPhase.Ringing;
        Tell();
    }

    /// <inheritdoc/>
    public void Answered(long call)
    {
        if (!_legs.TryGetValue(call, out CallLeg? leg) || leg.Phase is CallPhase.Ending or CallPhase.Answered)
            return;
        if (leg.Plan is { } plan)
        {
            // two may answer at the same instant: the first one heard of has the call
            if (plan.IsOver)
            {
                End(leg);
                return;
            }

            Stand(leg, plan.Plan.MostNanoseconds);
            plan.IsOver = true;
            plan.GiveUpAt = long.MaxValue;
            _plans.Remove(plan);
            foreach (CallLeg other in plan.Live.Where(l => l != leg).ToArray())
                End(other);
            Tell();
            Say("answered", Word(_who, leg.Who));
            _listener.Answer(plan.Command, Outcome.Done);
            return;
        }

        leg.AnswerAt = long.MaxValue;
        Stand(leg, _options.MostNanoseconds);
        Tell();
    }

    /// <inheritdoc/>
    public void Ended(long call, SipEnd end, string reason)
    {
        if (_hearing.Remove(call))
            Heard();
        if (!_legs.Remove(call, out CallLeg? leg) || leg.IsRefused)
            return;
        if (leg.Plan is { } plan && !leg.WasAnswered)
        {
            plan.Live.Remove(leg);
            plan.Count(end);
            if (!plan.IsOver && plan.Live.Count == 0)
                Next(plan);
            Tell();
            return;
        }

        Tell();
        Say("ended", Value.Symbol(SymbolType.CallEnd, (byte)end));
    }

    /// <inheritdoc/>
    public void Digit(long call, char digit, bool isDown)
    {
        // of the call that 'with' and 'account' tell of, so that nobody opens in the name of another
        if (isDown && First(CallPhase.Answered)?.Number == call)
            Say("digit", Value.Digit(digit, carrier: DigitCarrier.RtpEvent));
    }

    /// <inheritdoc/>
    public void Played(long call)
    {
        if (!_hearing.Remove(call))
            return;
        _isHeard = true;
        Heard();
    }

    /// <inheritdoc/>
    public void Trouble(string text) => _listener.Note(text);

    // what is being ended takes no place
    private int Standing => _legs.Values.Count(static l => !l.IsRefused && l.Phase != CallPhase.Ending);

    private int Waiting => _legs.Values.Count(static l => l.Phase is CallPhase.Incoming or CallPhase.Answering);

    // whether a sound is over: nobody hears it any more
    private void Heard()
    {
        if (_hearing.Count > 0 || _sound is not { } over)
            return;
        (_sound, bool heard) = (null, _isHeard);
        _isHeard = false;
        over(heard);
    }

    private CallLeg? First(CallPhase phase) => _legs.Values.Where(l => l.Phase == phase).MinBy(static l => Math.Abs(l.Number));

    // Calls the next group; where there is none, the command has failed.
    private void Next(OutgoingCall plan)
    {
        plan.Group++;
        if (plan.IsCancelled || plan.Group >= plan.Plan.Groups.Length)
        {
            plan.IsOver = true;
            _plans.Remove(plan);
            Tell();
            Say("ended", Value.Symbol(SymbolType.CallEnd, (byte)(plan.IsCancelled ? SipEnd.Ours : plan.End == SipEnd.Ours ? SipEnd.NoAnswer : plan.End)));
            _listener.Answer(plan.Command, Outcome.Failed);
            return;
        }

        plan.GiveUpAt = _now + plan.Plan.RingNanoseconds;
        var group = new List<(CallLeg Leg, CallRecipient To)>();
        foreach (CallRecipient to in plan.Plan.Groups[plan.Group])
        {
            if (Standing >= _options.MostCalls)
            {
                _listener.Note($"'{to.Name}' is not called: {_options.MostCalls} calls are as many as there may be.");
                plan.Count(SipEnd.Busy);
                continue;
            }

            var leg = new CallLeg(++_lastCall, to.Name, to.Account, plan);
            _legs[leg.Number] = leg;
            plan.Live.Add(leg);
            group.Add((leg, to));
        }

        if (group.Count == 0)
            Next(plan);
        // each is known before the first is dialled: it may end at once
        foreach ((CallLeg leg, CallRecipient to) in group)
            Agent.Dial(leg.Number, to.Account, to.Address);
    }

    // The group has rung for long enough. It is over now, whenever its calls have ended.
    private void GiveUp(OutgoingCall plan)
    {
        plan.GiveUpAt = long.MaxValue;
        plan.Count(SipEnd.NoAnswer);
        CallLeg[] rang = [.. plan.Live];
        plan.Live.Clear();
        foreach (CallLeg leg in rang)
            End(leg);
        Next(plan);
    }

    // its time to ring is over with that; where the agent does not follow, it says that the call has ended
    private void Answer(CallLeg leg)
    {
        leg.AnswerAt = leg.EndAt = long.MaxValue;
        leg.Phase = CallPhase.Answering;
        Agent.Answer(leg.Number);
    }

    private void HangUpAll()
    {
        foreach (OutgoingCall plan in _plans.ToArray())
        {
            plan.IsCancelled = true;
            GiveUp(plan);
        }

        foreach (CallLeg leg in (CallLeg[])[.. _legs.Values])
            End(leg);
    }

    private void Stand(CallLeg leg, long most)
    {
        leg.Phase = CallPhase.Answered;
        leg.WasAnswered = true;
        leg.EndAt = most > 0 ? _now + most : long.MaxValue;
    }

    private void End(CallLeg leg)
    {
        leg.AnswerAt = leg.EndAt = long.MaxValue;
        if (leg.Phase == CallPhase.Ending)
            return;
        leg.Phase = CallPhase.Ending;
        Agent.HangUp(leg.Number);
    }

    private void Tell()
    {
        string state = First(CallPhase.Answered) is not null ? "answered"
            : First(CallPhase.Ringing) is not null ? "ringing"
            : _plans.Count > 0 ? "calling"
            : Waiting > 0 ? "incoming"
            : "idle";
        // who it is with is known before it is said that it stands
        CallLeg? standing = First(CallPhase.Answered);
        string with = standing?.Who ?? SipSection.Nobody;
        if (with != _toldWith)
            Say("with", Word(_with, _toldWith = with));
        string account = standing?.Account ?? SipSection.NoAccount;
        if (account != _toldAccount)
            Say("account", Value.Symbol(_account, _toldAccount = account));
        if (state != _told)
            Say("call", Value.Symbol(SymbolType.Call, _told = state));
    }

    private static Value Word(SymbolType words, string who) => Value.Symbol(words, words.IndexOf(who) >= 0 ? who : SipSection.Other);

    private void Say(string port, Value value) => _listener.Say(port, value);
}
