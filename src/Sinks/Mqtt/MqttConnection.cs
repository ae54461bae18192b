using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;

namespace Reactive.Sinks.Mqtt;

/// <summary>
/// A connection to a broker that is kept up: made again with pauses that grow, subscribed again, watched. What is published through it is on its way
/// until its outcome is told to the listener, exactly once; nothing is sent twice and nothing is kept for later, which is for whoever publishes. So QoS 2 is
/// "exactly once" within a connection; what a lost connection leaves open may come twice when it is sent again. No call waits for the network, but for <see cref="Stop"/>.
/// </summary>
public sealed class MqttConnection : IDisposable
{
    private readonly object _gate = new();
    private readonly Dictionary<string, int> _subscriptions = new(StringComparer.Ordinal);
    private readonly ManualResetEventSlim _settled = new();
    private readonly ManualResetEventSlim _left = new();
    private readonly MqttSettings _settings;
    private readonly MqttLimits _limits;
    private readonly Func<MqttSettings, IMqttClientEvents, IMqttClient> _connect;
    private readonly TimeProvider _time;
    private readonly Func<double> _chance;
    private readonly MqttFlights _flights;
    private readonly MqttWatch _watch;
    private readonly MqttDeadline _deadline;
    private Phase _phase;
    private MqttAttempt? _attempt;
    private MqttSession _session = new(false);
    private long _connectedSince;
    private int _failures;
    private volatile bool _writesAtOnce;

    // what is handed to the client just now, and whether its end is asked for at once
    private int _sending;
    private bool _asksAtOnce;

    /// <summary>Makes a connection, which does nothing before <see cref="Start"/>.</summary>
    /// <param name="settings">How the broker is reached; without <see cref="MqttSettings.Problems"/>.</param>
    /// <param name="limits">How much it holds.</param>
    /// <param name="listener">Who is told.</param>
    /// <param name="connect">Makes a client for each attempt; null for libmosquitto's where it suits, else Eclipse Paho's.</param>
    /// <param name="time">The time; null for the system's.</param>
    /// <param name="chance">Chance for the pauses, 0 to below 1; null for the system's.</param>
    /// <exception cref="ArgumentException">The settings have problems.</exception>
    public MqttConnection(
        MqttSettings settings,
        MqttLimits limits,
        IMqttListener listener,
        Func<MqttSettings, IMqttClientEvents, IMqttClient>? connect = null,
        TimeProvider? time = null,
        Func<double>? chance = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(listener);
        if (settings.Problems() is [{ } problem, ..])
            throw new ArgumentException($"{problem.Setting}: {problem.Text}", nameof(settings));
        _settings = settings;
        _limits = limits;
        _connect = connect ?? (static (s, events) => MosquittoClient.Suits(s) ? new MosquittoClient(s, events) : new PahoClient(s, events));
        _time = time ?? TimeProvider.System;
        _chance = chance ?? Random.Shared.NextDouble;
        _flights = new MqttFlights(limits);
        _watch = new MqttWatch(_time, limits);
        _deadline = new MqttDeadline(_time, Tick);
        Handover = new MqttHandover(listener, limits, settings.Host);
    }

    /// <summary>When who publishes wants to know: later, at once where it is known, or at once if that means no waiting.</summary>
    private enum Way
    {
        Later,
        Told,
        AtOnce,
    }

    private enum Phase
    {
        Idle,
        Connecting,
        Connected,
        Pausing,
        Stopping,
        Stopped,
    }

    /// <summary>What the listener is still to be told.</summary>
    internal MqttHandover Handover { get; }

    /// <summary>Begins to connect. Called once.</summary>
    public void Start() => StartBy(Handover.Start);

    /// <summary>The same, for tests: the listener is told when the test says so.</summary>
    internal void StartByHand() => StartBy(Handover.StartByHand);

    /// <summary>
    /// Publishes, where there is a connection and room on it; false where not, and then <see cref="IMqttListener.Ready"/> is called when there is. What was accepted
    /// ends in <see cref="IMqttListener.Delivered"/> or <see cref="IMqttListener.NotDelivered"/>, once.
    /// </summary>
    /// <param name="token">Whatever the caller calls it.</param>
    /// <param name="topic">A topic name.</param>
    /// <param name="payload">The bytes. They must not change before the outcome is told.</param>
    /// <param name="qos">0, 1 or 2.</param>
    /// <param name="retain">Whether the broker keeps it for later subscribers.</param>
    /// <param name="expiry">After how long the broker may forget it, in whole seconds (with MQTT 5 only); null for never.</param>
    /// <exception cref="ArgumentOutOfRangeException">The QoS is none.</exception>
    public bool TryPublish(long token, string topic, ReadOnlyMemory<byte> payload, int qos, bool retain, TimeSpan? expiry = null) => TryPublish(token, topic, payload, qos, retain, expiry, Way.Later, out _);

    /// <summary>
    /// Publishes, for who wants to know at once: a message of QoS 0 may have been written to the connection when this returns. Then <paramref name="isDelivered"/> says so, and the listener is
    /// told nothing of it.
    /// </summary>
    /// <param name="token">Whatever the caller calls it.</param>
    /// <param name="topic">A topic name.</param>
    /// <param name="payload">The bytes. They must not change before the outcome is told.</param>
    /// <param name="qos">0, 1 or 2.</param>
    /// <param name="retain">Whether the broker keeps it for later subscribers.</param>
    /// <param name="expiry">After how long the broker may forget it, in whole seconds (with MQTT 5 only); null for never.</param>
    /// <param name="isDelivered">Whether it has been written.</param>
    /// <exception cref="ArgumentOutOfRangeException">The QoS is none.</exception>
    public bool TryPublish(long token, string topic, ReadOnlyMemory<byte> payload, int qos, bool retain, TimeSpan? expiry, out bool isDelivered) =>
        TryPublish(token, topic, payload, qos, retain, expiry, Way.Told, out isDelivered);

    /// <summary>Whether <see cref="TryPublishAtOnce"/> has a chance: there is a connection, whose library writes at once. From any thread, without a lock.</summary>
    public bool WritesAtOnce => _writesAtOnce;

    /// <summary>
    /// Publishes with QoS 0, for a thread that must not wait: false also where another one is at the connection just now, or the library would not write the message at once. The listener is
    /// then not told that there is room.
    /// </summary>
    /// <param name="token">Whatever the caller calls it.</param>
    /// <param name="topic">A topic name.</param>
    /// <param name="payload">The bytes. They must not change before the outcome is told.</param>
    /// <param name="retain">Whether the broker keeps it for later subscribers.</param>
    /// <param name="expiry">After how long the broker may forget it, in whole seconds (with MQTT 5 only); null for never.</param>
    /// <param name="isDelivered">Whether it has been written.</param>
    public bool TryPublishAtOnce(long token, string topic, ReadOnlyMemory<byte> payload, bool retain, TimeSpan? expiry, out bool isDelivered)
    {
        isDelivered = false;
        if (!Monitor.TryEnter(_gate))
            return false;
        try
        {
            return _writesAtOnce && TryPublish(token, topic, payload, 0, retain, expiry, Way.AtOnce, out isDelivered);
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    private bool TryPublish(long token, string topic, ReadOnlyMemory<byte> payload, int qos, bool retain, TimeSpan? expiry, Way way, out bool isDelivered)
    {
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentOutOfRangeException.ThrowIfNegative(qos);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(qos, 2);
        isDelivered = false;
        lock (_gate)
        {
            if (_phase != Phase.Connected || !_flights.HasRoom(qos, payload.Length))
            {
                if (way != Way.AtOnce)
                    _flights.Miss(qos, payload.Length);
                return false;
            }

            if (_session.Problem(_settings, topic, payload.Length, qos, retain) is { } problem)
            {
                _flights.Reserve(qos, payload.Length);
                Handover.Outcome(new Notice(NoticeKind.NotDelivered, token, 0, problem, MqttFailure.Unacceptable, qos > 0, payload.Length));
                return true;
            }

            bool asksAtOnce = way != Way.Later && qos == 0;
            _asksAtOnce = asksAtOnce;
            Send(new Flight(FlightKind.Publish, token, qos, payload.Length, _time.GetTimestamp()), topic, payload, retain, expiry);
            isDelivered = asksAtOnce && !_asksAtOnce;
            _asksAtOnce = false;
            return true;
        }
    }

    /// <summary>Subscribes, now and after each connect. Subscribing again changes the QoS; the broker then sends again what it keeps.</summary>
    /// <param name="filter">A filter.</param>
    /// <param name="qos">The highest QoS with which messages are to come, 0 to 2.</param>
    /// <returns>False where there are as many subscriptions as there may be.</returns>
    /// <exception cref="ArgumentException">The filter or the QoS is none.</exception>
    public bool Subscribe(string filter, int qos)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(qos);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(qos, 2);
        if (MqttTopic.FilterProblem(filter) is { } problem)
            throw new ArgumentException($"The filter {problem}.", nameof(filter));
        lock (_gate)
        {
            if (_subscriptions.Count >= _limits.Subscriptions && !_subscriptions.ContainsKey(filter))
                return false;
            _subscriptions[filter] = qos;
            if (_phase == Phase.Connected)
                SendSubscription(filter, qos);
            return true;
        }
    }

    /// <summary>Ends a subscription. Messages that are on their way may still come.</summary>
    public void Unsubscribe(string filter)
    {
        lock (_gate)
        {
            if (_subscriptions.Remove(filter) && _phase == Phase.Connected)
                _attempt!.Client.Unsubscribe(_flights.Add(new Flight(FlightKind.Unsubscribe, 0, 0, 0, _time.GetTimestamp(), filter)), filter);
        }
    }

    /// <summary>
    /// Stops: takes no more, waits for <see cref="MqttLimits.Farewell"/> at most for what is on its way and for the farewell, and tells the rest as <see cref="MqttFailure.Stopped"/>.
    /// </summary>
    public void Stop()
    {
        IMqttClient? client;
        bool hurries;
        lock (_gate)
        {
            if (_phase is Phase.Stopping or Phase.Stopped)
                return;
            client = _phase == Phase.Connected ? _attempt!.Client : null;
            hurries = _flights.Count == 0;
            _settled.Reset();
            _phase = Phase.Stopping;
            _deadline.Dispose();
        }

        if (client is not null)
        {
            long begun = Stopwatch.GetTimestamp();
            if (!hurries)
                _settled.Wait(_limits.Farewell / 2);
            client.Disconnect();
            TimeSpan left = _limits.Farewell - Stopwatch.GetElapsedTime(begun);
            _left.Wait(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }

        lock (_gate)
        {
            _phase = Phase.Stopped;
            Close(MqttFailure.Stopped, "the connection was stopped");
            Handover.State(MqttState.Stopped, string.Empty);
        }

        Handover.Stop(_limits.Farewell);
    }

    /// <inheritdoc/>
    public void Dispose() => Stop();

    private void StartBy(Action<Action<ReadOnlyMemory<Notice>>> handover)
    {
        lock (_gate)
        {
            if (_phase != Phase.Idle)
                throw new InvalidOperationException("A connection starts once.");
            handover(Told);
            Begin();
        }
    }

    // All below is called with the gate held.

    private void Begin()
    {
        _phase = Phase.Connecting;
        _attempt = new MqttAttempt(this);
        Handover.State(MqttState.Connecting, string.Empty);
        _deadline.Arm(_settings.ConnectTimeout);
        try
        {
            _attempt.Client = _connect(_settings, _attempt);
            _attempt.Client.Connect();
        }
#pragma warning disable CA1031 // a library that fails to begin is a connection that is not made
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Fall(failure.Message);
        }
    }

    private void Greet(MqttSession session)
    {
        _phase = Phase.Connected;
        _writesAtOnce = _attempt!.Client.WritesAtOnce;
        _session = session;
        _connectedSince = _time.GetTimestamp();
        _flights.Window = Math.Max(1, Math.Min(_limits.Unacknowledged, session.ReceiveMaximum));
        TimeSpan keepAlive = session.KeepAlive ?? _settings.KeepAlive;
        _watch.Begin(keepAlive, alwaysAsks: session.KeepAlive is not null && (_settings.KeepAlive == TimeSpan.Zero || keepAlive < _settings.KeepAlive));
        Handover.State(MqttState.Connected, string.Empty);
        if (_settings.ConnectMessage is { } message)
        {
            if (session.Problem(_settings, message.Topic, message.Payload.Length, message.Qos, message.Retain) is { } problem)
                Handover.Trouble($"The connect message was not sent: {problem}.");
            else
                Send(new Flight(FlightKind.ConnectMessage, 0, message.Qos, message.Payload.Length, _connectedSince), message.Topic, message.Payload, message.Retain, null);
        }

        foreach ((string filter, int qos) in _subscriptions)
            SendSubscription(filter, qos);
        Look();
        TellRoom();
    }

    private void Fall(string reason)
    {
        if (_phase == Phase.Connected && _time.GetElapsedTime(_connectedSince) >= _limits.Lasting)
            _failures = 0;
        _failures++;
        _phase = Phase.Pausing;
        Handover.State(MqttState.Lost, reason);
        Close(MqttFailure.Lost, reason);
        _deadline.Arm(_limits.Pause(_failures, _chance()));
    }

    private void Close(MqttFailure failure, string text)
    {
        MqttAttempt? attempt = _attempt;
        _attempt = null;
        _writesAtOnce = false;
        attempt?.Client?.Dispose();
        foreach (Flight flight in _flights.RemoveAll())
            End(flight, new Notice(NoticeKind.NotDelivered, flight.Token, 0, text, failure));
    }

    private void Send(in Flight flight, string topic, ReadOnlyMemory<byte> payload, bool retain, TimeSpan? expiry)
    {
        _flights.Reserve(flight.Qos, flight.Bytes);
        bool first = flight.IsAnswered && _flights.Count == 0;
        int number = _flights.Add(flight);
        _sending = number;
        _attempt!.Client.Publish(number, topic, payload, flight.Qos, retain, expiry);
        if (first && _phase == Phase.Connected)
            Look();
    }

    private void SendSubscription(string filter, int qos) =>
        _attempt!.Client.Subscribe(_flights.Add(new Flight(FlightKind.Subscribe, 0, 0, 0, _time.GetTimestamp(), filter)), filter, qos);

    // A caller's message is told, and its place is free once it is; what is our own has nobody to be told.
    private void End(in Flight flight, in Notice notice)
    {
        if (flight.Kind == FlightKind.Publish)
            Handover.Outcome(notice with { IsAcknowledged = flight.Qos > 0, Bytes = flight.Bytes });
        else if (flight.Kind == FlightKind.ConnectMessage)
            _flights.Release(flight.Qos > 0, flight.Bytes);
        if (_flights.Count == 0)
            _settled.Set();
    }

    private void TellRoom()
    {
        if (_phase == Phase.Connected && _flights.HasRoomThatWasMissed())
            Handover.Ready();
    }

    private void Look()
    {
        switch (_watch.Look(_flights.Oldest(), out TimeSpan next))
        {
            case MqttWatch.Verdict.Silent:
                Fall("the broker does not answer");
                return;
            case MqttWatch.Verdict.Overdue:
                Fall($"the broker has not acknowledged a message for {_limits.Acknowledge.TotalSeconds:0.#} s");
                return;
            case MqttWatch.Verdict.Ask:
                _deadline.Arm(next);
                const string filter = "reactive/watch";
                _attempt!.Client.Unsubscribe(_flights.Add(new Flight(FlightKind.Probe, 0, 0, 0, _time.GetTimestamp())), filter);
                return;
            default:
                _deadline.Arm(next);
                return;
        }
    }

    // Below, what comes from outside: the gate is not held.

    private void Tick()
    {
        lock (_gate)
        {
            if (_phase is Phase.Stopping or Phase.Stopped || !_deadline.IsDue())
                return;
            switch (_phase)
            {
                case Phase.Connecting:
                    Fall("the broker has not answered in time");
                    break;
                case Phase.Connected:
                    Look();
                    break;
                case Phase.Pausing:
                    Begin();
                    break;
            }
        }
    }

    private void Told(ReadOnlyMemory<Notice> notices)
    {
        lock (_gate)
        {
            foreach (ref readonly Notice notice in notices.Span)
            {
                if (notice.Kind is NoticeKind.Delivered or NoticeKind.NotDelivered)
                    _flights.Release(notice.IsAcknowledged, notice.Bytes);
            }

            TellRoom();
        }
    }

    internal void Connected(MqttAttempt attempt, MqttSession session)
    {
        lock (_gate)
        {
            if (attempt == _attempt && _phase == Phase.Connecting)
                Greet(session);
        }
    }

    internal void Refused(MqttAttempt attempt, int code, string text) =>
        Ended(attempt, $"the broker refuses: {text}{(MqttReasons.IsAboutLogIn(code) ? _settings.MissingOfLogIn : "")}");

    internal void Ended(MqttAttempt attempt, string reason)
    {
        lock (_gate)
        {
            if (attempt != _attempt)
                return;
            if (_phase == Phase.Stopping)
                _left.Set();
            else
                Fall(reason);
        }
    }

    internal void Arrived(MqttAttempt attempt, int number, Notice outcome)
    {
        lock (_gate)
        {
            if (attempt != _attempt || !_flights.Remove(number, out Flight flight))
                return;
            if (_asksAtOnce && number == _sending && outcome.Kind == NoticeKind.Delivered)
            {
                // whoever sends it is told
                _asksAtOnce = false;
                _flights.Release(false, flight.Bytes);
                return;
            }

            if (flight.IsAnswered && outcome.Code >= 0)
                _watch.Heard();
            if (outcome.Kind == NoticeKind.NotDelivered && outcome.Code > 0 && flight.Kind != FlightKind.Publish)
            {
                if (flight.Kind == FlightKind.Subscribe)
                    Handover.Trouble($"The broker refuses the subscription to {flight.Filter}: {outcome.Text}.");
                else if (flight.Kind == FlightKind.ConnectMessage)
                    Handover.Trouble($"The broker refuses the connect message: {outcome.Text}.");
            }

            End(flight, outcome with { Token = flight.Token, Code = Math.Max(0, outcome.Code) });
            TellRoom();
        }
    }

    internal void Came(MqttAttempt attempt, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, int qos, bool retain, bool duplicate)
    {
        lock (_gate)
        {
            if (attempt != _attempt)
                return;
            _watch.Heard();
            if (payload.Length > _settings.LargestPayload)
                Handover.Drop();
            else
                Handover.Message(topic, payload, qos, retain, duplicate);
        }
    }
}
