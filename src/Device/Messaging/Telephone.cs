using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Extensions.Logging;
using Reactive.Device.Live;
using Reactive.Rules;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Sinks.Sip;

namespace Reactive.Device.Messaging;

/// <summary>
/// The telephone of a live run: a <see cref="CallDesk"/> on a thread of its own, over a user agent that is started again whenever it fails. What rules order, what the agent says and what time
/// brings are taken one after the other.
/// </summary>
internal sealed class Telephone : ICallDeskListener, IDisposable
{
    // nobody orders calls as fast as this; what is beyond fails
    private const int MostWaiting = 1024;
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(3);

    private readonly Value _lost = Value.Symbol(SymbolType.Connection, "lost");
    private readonly Value _connected = Value.Symbol(SymbolType.Connection, "connected");
    private readonly string _name;
    private readonly Func<string, DriverLine?> _line;
    private readonly AnswerLine _answers;
    private readonly CallSound? _sound;
    private readonly ILogger _log;
    private readonly CallDesk _desk;
    private readonly SipSupervisor _agent;
    private readonly Queue<Action> _inbox = new();
    private readonly Thread _thread;
    private bool _stops;

    /// <summary>A telephone that is not there yet.</summary>
    /// <param name="definition">The section of the pipeline.</param>
    /// <param name="settings">How the user agent is set up.</param>
    /// <param name="line">Gives the line of a source by its name; null where nobody reads it.</param>
    /// <param name="answers">Takes outcomes.</param>
    /// <param name="sound">Takes the sound of calls; null where nobody listens.</param>
    /// <param name="log">Takes what people should know.</param>
    public Telephone(ConnectionDefinition definition, SipSettings settings, Func<string, DriverLine?> line, AnswerLine answers, CallSound? sound, ILogger log)
    {
        _name = definition.Spec.Name;
        _line = line;
        _answers = answers;
        _sound = sound;
        _log = log;
        _desk = new CallDesk(SipSection.DeskOf(definition.Settings), this);
        _desk.Agent = _agent = new SipSupervisor(events => new BaresipAgent(settings, events, sound), new Inbox(this));
        _thread = new Thread(Work) { IsBackground = true, Name = "telephone" };
    }

    /// <summary>Begins. The run begins without a telephone, and learns of it when it is there.</summary>
    public void Begin()
    {
        _line(_name)?.PostNow(_lost);
        _thread.Start();
        _agent.Start();
    }

    /// <summary>Takes a command.</summary>
    public void Carry(in Command command)
    {
        Command taken = command;
        if (!Post(() => _desk.Carry(taken), isCommand: true))
            _answers.Post(taken.Number, Outcome.Failed, Value.Of(_name));
    }

    /// <summary>Plays sound into what stands; false where there is nothing to play it.</summary>
    public bool Play(ReadOnlyMemory<float> samples, Action<bool> over) => Post(() => _desk.Play(samples, over), isCommand: true);

    void ICallDeskListener.Connected(bool isThere)
    {
        if (!isThere)
            _sound?.Lost();
        if (isThere)
            _log.LogInformation("The telephone is ready.");
        _line(_name)?.PostNow(isThere ? _connected : _lost);
    }

    void ICallDeskListener.Say(string port, Value value) => _line($"{_name}.{port}")?.PostNow(value);

    void ICallDeskListener.Answer(long command, Value outcome) => _answers.Post(command, outcome, Value.Of(_name));

    void ICallDeskListener.Note(string text) => _log.LogWarning("{Text}", text);

    /// <summary>Ends: calls are hung up, and the agent says goodbye.</summary>
    public void Dispose()
    {
        lock (_inbox)
        {
            _stops = true;
            Monitor.Pulse(_inbox);
        }

        _agent.Dispose();
        if (_thread.IsAlive && !_thread.Join(Goodbye))
            _log.LogError("The telephone does not end.");
    }

    private bool Post(Action act, bool isCommand)
    {
        lock (_inbox)
        {
            // what the agent says is never left out and never waits: it is said with the gate of the supervisor held, through which the desk's orders pass
            if (_stops || (isCommand && _inbox.Count >= MostWaiting))
                return false;
            _inbox.Enqueue(act);
            Monitor.Pulse(_inbox);
            return true;
        }
    }

    private void Work()
    {
        while (Next(out Action? act))
        {
            _desk.RunTo(Now);
            act?.Invoke();
        }
    }

    // What is to be done next; nothing where only time has come. False at the end.
    private bool Next(out Action? act)
    {
        lock (_inbox)
        {
            while (!_inbox.TryDequeue(out act))
            {
                if (_stops)
                    return false;
                long wait = _desk.NextDue == long.MaxValue ? Timeout.Infinite : Math.Clamp((_desk.NextDue - Now + 999_999) / 1_000_000, 0, int.MaxValue);
                if (wait == 0)
                    return true;
                Monitor.Wait(_inbox, (int)wait);
            }

            return !_stops;
        }
    }

    private static long Now => (long)(System.Diagnostics.Stopwatch.GetTimestamp() * (1e9 / System.Diagnostics.Stopwatch.Frequency));

    // What the agent says on its own thread waits for the desk's.
    private sealed class Inbox(Telephone telephone) : ISipAgentEvents
    {
        private CallDesk Desk => telephone._desk;

        public void Up() => Post(Desk.Up);

        public void Down(string reason) => Post(() => Desk.Down(reason));

        public void Registered(string account, bool isRegistered, string reason) => Post(() => Desk.Registered(account, isRegistered, reason));

        public void Incoming(long call, string account, string from) => Post(() => Desk.Incoming(call, account, from));

        public void Ringing(long call) => Post(() => Desk.Ringing(call));

        public void Answered(long call) => Post(() => Desk.Answered(call));

        public void Ended(long call, SipEnd end, string reason) => Post(() => Desk.Ended(call, end, reason));

        public void Digit(long call, char digit, bool isDown) => Post(() => Desk.Digit(call, digit, isDown));

        public void Played(long call) => Post(() => Desk.Played(call));

        public void Trouble(string text) => Post(() => Desk.Trouble(text));

        private void Post(Action act) => telephone.Post(act, isCommand: false);
    }
}
