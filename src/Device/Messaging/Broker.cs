using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.Extensions.Logging;
using Reactive.Device.Live;
using Reactive.Rules;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Sinks;
using Reactive.Sinks.Mqtt;

namespace Reactive.Device.Messaging;

/// <summary>The broker of a live run: what is published goes through an outbox to it, and what comes from it goes on the lines of the sources that listen.</summary>
internal sealed class Broker : IMqttListener, IOutboxTransport, IDisposable
{
    private static readonly Value Lost = Value.Symbol(SymbolType.Connection, "lost");
    private static readonly Value Connected = Value.Symbol(SymbolType.Connection, "connected");

    // characters of a payload that the loop itself encodes and writes
    private const int MostAtOnce = 4096;

    private readonly ILogger _log;
    private readonly string _name;
    private readonly DriverLine _state;
    private readonly Listener[] _listeners;
    private readonly IReadOnlyList<(string Topic, string Payload)> _announcements;
    private readonly AnswerLine _answers;
    private readonly PublishedStates _states;
    private readonly MqttMessage? _farewell;
    private readonly bool _tellsExpiry;

    // of the announcements, those that this connection has been told
    private int _announced;
    private readonly MqttConnection _connection;
    private readonly Outbox _outbox;

    /// <summary>A broker that is not connected to yet.</summary>
    /// <param name="definition">The section of the pipeline.</param>
    /// <param name="settings">How it is reached.</param>
    /// <param name="store">What keeps messages over the end of the process; null for none.</param>
    /// <param name="line">Gives the line of a source by its name.</param>
    /// <param name="answers">Takes outcomes.</param>
    /// <param name="announcements">What is said after each connect, retained: for those who discover devices.</param>
    /// <param name="log">Takes what people should know.</param>
    public Broker(ConnectionDefinition definition, MqttSettings settings, IOutboxStore? store, Func<string, DriverLine> line, AnswerLine answers, IReadOnlyList<(string Topic, string Payload)> announcements, ILogger log)
    {
        _log = log;
        _name = $"{settings.Host}:{settings.EffectivePort}";
        _state = line(definition.State);
        _announcements = announcements;
        _answers = answers;
        _farewell = settings.Will;
        _tellsExpiry = settings.Protocol == MqttProtocol.V5;
        _states = new PublishedStates(definition.Publications.Select(p => definition.TopicOf(p.Topic, p.Settings)));
        _listeners = [.. definition.Subscriptions.Select(s => Listener.Of(definition, s, line(s.Port.Name)))];
        _connection = new MqttConnection(settings, new MqttLimits(), this);
        DriverLine queue = line(definition.Queue);
        _outbox = new Outbox(
            MqttSection.OutboxOf(definition.Settings),
            this,
            store,
            new OutboxListener(Over, TellEarlier, depth => queue.PostNow(Value.Of(depth, Unit.Count)), TellStore));
    }

    /// <summary>Begins to connect. The run begins without a connection, and learns of it when it is there.</summary>
    public void Begin()
    {
        Say(Lost);
        // one filter is subscribed to once, with the highest quality that anybody wants
        foreach (IGrouping<string, Listener> filter in _listeners.GroupBy(l => l.Filter))
            _connection.Subscribe(filter.Key, filter.Max(l => l.Subscription.Qos));
        _connection.Start();
    }

    /// <summary>What was not delivered; whole once it is disposed of.</summary>
    public OutboxCounts Counts => _outbox.Counts;

    /// <summary>Takes the message of a command.</summary>
    public void Carry(in Command command)
    {
        if (command.Message is not { } message)
        {
            _answers.Post(command.Number, Outcome.Failed, Value.Of(command.Sink));
            return;
        }

        _states.Take(command.Number, message);
        _outbox.Post(command.Number, message);
    }

    SendResult IOutboxTransport.TrySend(Letter letter, long remainingNanoseconds)
    {
        Message message = letter.Message;
        bool isTaken = _connection.TryPublish(letter.Id, message.Topic, Encoding.UTF8.GetBytes(message.Payload), message.Qos, message.Retain, Expiry(message, remainingNanoseconds), out bool isDelivered);
        return isDelivered ? SendResult.Gone : isTaken ? SendResult.Taken : SendResult.NotNow;
    }

    SendResult IOutboxTransport.TrySendAtOnce(Letter letter, long remainingNanoseconds)
    {
        Message message = letter.Message;
        if (!_connection.WritesAtOnce || message.Payload.Length > MostAtOnce)
            return SendResult.NotNow;
        bool isTaken = _connection.TryPublishAtOnce(letter.Id, message.Topic, Encoding.UTF8.GetBytes(message.Payload), message.Retain, Expiry(message, remainingNanoseconds), out bool isDelivered);
        return isDelivered ? SendResult.Gone : isTaken ? SendResult.Taken : SendResult.NotNow;
    }

    void IMqttListener.State(MqttState state, string reason)
    {
        if (state is MqttState.Connected)
        {
            _log.LogInformation("Connected to the broker {Broker}.", _name);
            _announced = 0;
            _states.Owe();
            Announce();
            _outbox.Ready();
        }
        else if (state is MqttState.Lost)
        {
            _log.LogWarning("There is no connection to the broker {Broker}: {Reason}.", _name, reason);
        }

        if (state is not MqttState.Connecting)
            Say(state == MqttState.Connected ? Connected : Lost);
    }

    void IMqttListener.Ready()
    {
        Announce();
        _outbox.Ready();
    }

    void IMqttListener.Delivered(long token) => _outbox.Settle(token, Outcome.Done);

    void IMqttListener.NotDelivered(long token, MqttFailure failure, int code, string text)
    {
        if (token <= 0)
            _log.LogWarning("The broker {Broker} was not told of the device: {Reason}.", _name, text);
        else if (failure is MqttFailure.Refused or MqttFailure.Unacceptable)
            _log.LogWarning("The broker {Broker} did not take a message: {Reason}.", _name, text);
        _outbox.Settle(token, failure is MqttFailure.Lost or MqttFailure.Stopped ? Value.Unknown(UnknownReason.Offline) : Outcome.Failed);
    }

    void IMqttListener.Message(in MqttReceived message)
    {
        foreach (Listener listener in _listeners)
        {
            if (MqttTopic.Matches(listener.Filter, message.Topic) && listener.Subscription.Read(message.Payload.Span, message.Retain, DateTimeOffset.UtcNow) is { } value)
                listener.Line.PostNow(value);
        }
    }

    void IMqttListener.Dropped(long count)
    {
        _log.LogWarning("{Count} messages came too fast from the broker {Broker} or were too long, and were dropped.", count, _name);
        // nobody knows whose they were: each source that listens has a gap
        foreach (Listener listener in _listeners)
            listener.Line.Miss();
    }

    void IMqttListener.Trouble(string text) => _log.LogWarning("{Broker}: {Text}", _name, text);

    public void Dispose()
    {
        // what is still to go out gets its time before the connection goes
        _outbox.Drain();
        // whoever reads the will as "gone" is told so at a clean end, too
        if (_farewell is { } will)
            _connection.TryPublish(long.MinValue, will.Topic, will.Payload, will.Qos, will.Retain);
        _connection.Dispose();
        _outbox.Dispose();
    }

    // a state holds until the next one; brokers count whole seconds, and none would mean for ever
    private TimeSpan? Expiry(Message message, long remainingNanoseconds) =>
        _tellsExpiry && remainingNanoseconds < long.MaxValue && !_states.Has(message) ? TimeSpan.FromSeconds(Math.Max(1, Math.Floor(remainingNanoseconds / 1e9))) : null;

    private void Say(Value state) => _state.PostNow(state);

    // These are set-up, not commands: what gets lost is said again with the next connection. As many go out as there is room for; the others follow.
    private void Announce()
    {
        while (_announced < _announcements.Count)
        {
            (string topic, string payload) = _announcements[_announced];
            if (!_connection.TryPublish(-1 - _announced, topic, Encoding.UTF8.GetBytes(payload), 1, retain: true))
                return;
            _announced++;
        }

        _states.Say(SaySet);
    }

    private bool SaySet(Message message) => _connection.TryPublish(0, message.Topic, Encoding.UTF8.GetBytes(message.Payload), message.Qos, message.Retain);

    private void Over(long command, Value outcome, Value readback)
    {
        _states.Over(command, outcome == Outcome.Done);
        _answers.Post(command, outcome, readback);
    }

    private void TellEarlier(Letter letter, Value outcome)
    {
        _log.LogInformation("A message that an earlier run had left is {Outcome}: {Topic}.", outcome, letter.Message.Topic);
        // a state of this run may have gone out before it
        _states.Owe(letter.Message.Topic);
        _states.Say(SaySet);
    }

    private void TellStore(Exception? trouble)
    {
        if (trouble is null)
            _log.LogWarning("Messages are kept again.");
        else
            _log.LogError("Messages cannot be kept, so those of quality 1 and 2 fail: {Trouble}", trouble.Message);
    }

    /// <summary>A source that listens.</summary>
    private sealed record Listener(string Filter, MqttSubscription Subscription, DriverLine Line)
    {
        public static Listener Of(ConnectionDefinition definition, SubscriptionDefinition subscription, DriverLine line)
        {
            var reader = new MqttSubscription(subscription.Port.Flow, subscription.Settings);
            return new Listener(reader.HasPrefix ? MqttSection.TopicOf(definition.Settings, reader.Topic) : reader.Topic, reader, line);
        }
    }
}
