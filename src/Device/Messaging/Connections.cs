using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.Extensions.Logging;
using Reactive.Device.Credentials;
using Reactive.Device.Live;
using Reactive.Device.Live.Inputs;
using Reactive.Device.Output;
using Reactive.Rules;
using Reactive.Rules.Graph;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;
using Reactive.Sinks;
using Reactive.Sinks.Mqtt;
using Reactive.Sinks.Sip;

namespace Reactive.Device.Messaging;

/// <summary>The connections of a live run to others, as its pipeline defines them.</summary>
internal sealed class Connections : IDisposable
{
    // the answers of as many messages find a place on one line
    private const int MostAnswers = 65_536;

    private readonly PipelineDefinition _pipeline;
    private readonly string _folder;
    private readonly SecretSet _secrets;
    private readonly Dictionary<string, OutboxStore> _stores = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Broker> _brokers = new(StringComparer.Ordinal);
    private Telephone? _telephone;
    private bool _isDisposed;

    /// <summary>Connections that are not there yet.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="folder">The folder that files of certificates are relative to: that of the pipeline.</param>
    /// <param name="secrets">The secrets that its connections name.</param>
    /// <param name="outbox">The file in which messages are kept over the end of the process; null for none.</param>
    /// <exception cref="CommandException">The file is another run's, is something else than an outbox, or cannot be made.</exception>
    public Connections(PipelineDefinition pipeline, string folder, SecretSet secrets, string? outbox)
    {
        _pipeline = pipeline;
        _folder = folder;
        _secrets = secrets;
        try
        {
            foreach (ConnectionDefinition connection in pipeline.Connections)
            {
                if (outbox is not null && connection.Spec.HasTopics)
                    _stores[connection.Spec.Name] = new OutboxStore(outbox, connection.Spec.Name);
            }
        }
        catch (StoreException failure)
        {
            Dispose();
            throw CommandException.Usage(failure.Message);
        }
    }

    /// <summary>How many commands may be without an outcome at one time: as many as wait for brokers, beside all others.</summary>
    public int Answers => (int)Math.Min(MostAnswers, AnswerLine.DefaultCapacity + _pipeline.Connections.Where(static c => c.Spec.HasTopics).Sum(c => (long)MqttSection.OutboxOf(c.Settings).Most));

    /// <summary>What was not delivered; whole once it is disposed of.</summary>
    public OutboxCounts Counts => _brokers.Values.Aggregate(default(OutboxCounts), static (sum, b) => sum + b.Counts);

    /// <summary>Begins to connect: before the run starts.</summary>
    /// <param name="graph">The pipeline.</param>
    /// <param name="lines">The lines of its sources.</param>
    /// <param name="answers">Takes outcomes.</param>
    /// <param name="sound">Takes the sound of calls; null where nobody listens.</param>
    /// <param name="log">Takes what people should know.</param>
    public void Begin(PipelineGraph graph, IReadOnlyList<DriverLine> lines, AnswerLine answers, CallSound? sound, ILogger log)
    {
        foreach (ConnectionDefinition connection in _pipeline.Connections)
        {
            if (connection.Spec.Name == SipSink.Name)
            {
                // sources that nobody reads have no line
                _telephone = new Telephone(connection, SipSection.SettingsOf(connection.Settings, SecretText, _folder), name => graph.Source(name) is { } source ? lines[source.Index] : null, answers, sound, log);
                _telephone.Begin();
                continue;
            }

            ParameterValues values = connection.Settings.Settings;
            OutboxStore? store = _stores.GetValueOrDefault(connection.Spec.Name);
            if (store is not null)
                store.Tell = told => log.LogWarning("{Told}", told);
            // an empty password is one, and none is none
            ReadOnlyMemory<byte>? password = values.Has("password") ? WithoutNewLine(_secrets.Find(values.Secret("password"))) : default(ReadOnlyMemory<byte>?);
            var broker = new Broker(
                connection,
                MqttSection.SettingsOf(connection.Settings, password, _folder),
                store,
                name => lines[graph.Source(name)!.Index],
                answers,
                HomeAssistant.Announcements(_pipeline, connection),
                log);
            _brokers[connection.Spec.Name] = broker;
            broker.Begin();
        }
    }

    /// <summary>The port to which the sound of calls comes: where there is a telephone, and nothing else was asked to feed it. It takes one channel at 8 kHz.</summary>
    public InputChannel? SoundOfCalls(IEnumerable<InputChannel> channels, IEnumerable<InputOption> inputs) =>
        !HasTelephone || inputs.Any(static i => i.Port == SipSink.SoundPort) ? null
            : channels.FirstOrDefault(static c => c.Source is { Spec.Name: SipSink.SoundPort, Clock.Rate: { Numerator: SipSink.SampleRateHz, Denominator: 1 }, Spec.Flow.Channels: 1 });

    /// <summary>What plays on a speaker that a connection brings; null for all others.</summary>
    public ISpeaker? Speaker(SpeakerSpec speaker) =>
        HasTelephone && speaker.Name == SipSink.Speaker ? new CallSpeaker(() => _telephone) : null;

    /// <summary>Takes a command to a connection; false for any other.</summary>
    /// <param name="command">The command.</param>
    /// <param name="answer">Whether there is a place for its outcome.</param>
    public bool TryCarry(in Command command, bool answer)
    {
        if (_telephone is not null && command.Sink == SipSink.Name)
        {
            if (answer)
                _telephone.Carry(command);
            return true;
        }

        if (!_brokers.TryGetValue(command.Sink, out Broker? broker))
            return false;
        if (answer)
            broker.Carry(command);
        return true;
    }

    /// <summary>Ends the connections, once.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _telephone?.Dispose();
        foreach (Broker broker in _brokers.Values)
            broker.Dispose();
        // those that no outbox has taken over, which closes its own
        foreach (OutboxStore store in _stores.Where(s => !_brokers.ContainsKey(s.Key)).Select(s => s.Value))
            store.Dispose();
    }

    private bool HasTelephone => _pipeline.Connections.Any(static c => c.Spec.Name == SipSink.Name);

    private string SecretText(string name) => Encoding.UTF8.GetString(WithoutNewLine(_secrets.Find(name)).Span);

    // a password that was written with an editor or echo has one behind it
    private static ReadOnlyMemory<byte> WithoutNewLine(ReadOnlyMemory<byte> secret)
    {
        ReadOnlySpan<byte> bytes = secret.Span;
        return secret[..^(bytes.EndsWith("\r\n"u8) ? 2 : bytes.EndsWith("\n"u8) ? 1 : 0)];
    }
}
