using System;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reactive.Signals.Loop;
using Reactive.Signals.Recording.Cdr;
using Reactive.Signals.Recording.Mcap;
using Reactive.Signals.Specs;

namespace Reactive.Signals.Recording;

/// <summary>What is attached to a recording so that it replays by itself.</summary>
/// <param name="PipelineName">The pipeline's file name.</param>
/// <param name="Pipeline">Its text.</param>
/// <param name="Profile">The text of the device profile.</param>
public sealed record RecordingContext(string PipelineName, string Pipeline, string Profile)
{
    /// <summary>The version of the time zone database by which the pipeline's schedules went; null where it has no time zone.</summary>
    public string? TimeZones { get; init; }

    /// <summary>The other files that the pipeline is made of, by the name that it gives them, with their text.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Files { get; init; } = [];

    /// <summary>Seals sensitive ports and secrets; null where nothing is to be sealed, and then the run must have none.</summary>
    public RecordingSealer? Sealer { get; init; }

    /// <summary>The names of the sensitive ports, for readers.</summary>
    public IReadOnlyList<string> SealedPorts { get; init; } = [];

    /// <summary>The secrets of the run, sealed by <see cref="Sealer"/>.</summary>
    public ReadOnlyMemory<byte> Secrets { get; init; }
}

/// <summary>
/// Records a run: every arrival and command becomes a message, in the order in which it takes its place. Nothing is
/// allocated per message. Where the output refuses a chunk the run goes on; the loss is counted and written down, and a
/// replay does not cross it.
/// </summary>
public sealed class RunRecorder : RunObserver
{
    private readonly McapWriter _writer;
    private readonly ushort _journal;
    private readonly ushort _feedback;
    private readonly ushort _commandSchema;
    private readonly Dictionary<(string Sink, bool IsSensitive), ushort> _sinks = [];
    private readonly ushort _valueSchema;
    private readonly PortSealing? _sealing;
    private ushort[] _ports = [];
    private ushort _sealedSchema;
    private IReadOnlyList<Source> _sources = [];
    private long _lostTold;

    /// <summary>A recorder into <paramref name="writer"/>, which it closes with <see cref="Close"/>.</summary>
    public RunRecorder(McapWriter writer, RecordingContext context)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(context);
        _writer = writer;
        _sealing = context.Sealer is null ? null : new PortSealing(context.Sealer);
        Attach(context);
        _journal = writer.AddChannel(writer.AddSchema(RecordingFormat.JournalName, "ros2msg", RecordingFormat.Journal), RecordingFormat.JournalTopic, "cdr");
        _feedback = writer.AddChannel(writer.AddSchema(RecordingFormat.FeedbackName, "ros2msg", RecordingFormat.Feedback), RecordingFormat.FeedbackTopic, "cdr");
        _valueSchema = writer.AddSchema(RecordingFormat.ValueName, "ros2msg", RecordingFormat.Values);
        _commandSchema = writer.AddSchema(RecordingFormat.CommandName, "ros2msg", RecordingFormat.Command);
    }

    /// <summary>Messages that the output refused.</summary>
    public long Lost => _writer.LostMessages;

    /// <summary>Names the sources of the run. Called once the graph is built, before anything arrives.</summary>
    /// <exception cref="InvalidOperationException">A source is sensitive and there is nothing to seal it with.</exception>
    public void Bind(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _sources = engine.Sources;
        var schemas = new Dictionary<SampleFormat, ushort>();
        _ports = new ushort[_sources.Count];
        for (int i = 0; i < _ports.Length; i++)
        {
            Flow flow = _sources[i].Spec.Flow;
            if (_sources[i].Spec.IsSensitive)
            {
                PortSealing sealing = _sealing ?? throw new InvalidOperationException($"The port '{_sources[i].Name}' is sensitive, and nothing seals it.");
                Dictionary<string, string> description = Describe(flow);
                description[RecordingFormat.SealedKey] = flow.Samples is { } within ? RecordingFormat.SamplesName(within.Format) : RecordingFormat.ValueName;
                string topic = RecordingFormat.PortTopic + _sources[i].Name;
                _ports[i] = AddSealed(sealing, topic, description);
                continue;
            }

            ushort schema = _valueSchema;
            if (flow.Samples is { } samples && !schemas.TryGetValue(samples.Format, out schema))
                schema = schemas[samples.Format] = _writer.AddSchema(RecordingFormat.SamplesName(samples.Format), "ros2msg", RecordingFormat.Samples(samples.Format));
            _ports[i] = _writer.AddChannel(schema, RecordingFormat.PortTopic + _sources[i].Name, "cdr", Describe(flow));
        }
    }

    /// <summary>Writes out what has been gathered, whole messages only.</summary>
    public bool Flush() => _writer.FlushChunk();

    /// <summary>Ends the file with its indexes.</summary>
    public bool Close() => _writer.Close();

    /// <inheritdoc/>
    public override void OnArrival(long number, in Arrival arrival)
    {
        TellLoss(arrival.Turn);
        switch (arrival.Kind)
        {
            case ArrivalKind.Block:
                WriteBlock(number, arrival);
                break;
            case ArrivalKind.Value:
                WriteValue(number, arrival);
                break;
            case ArrivalKind.Feedback:
                WriteFeedback(number, arrival);
                break;
            default:
                // a checkpoint is its text
                string source = arrival.Source >= 0 ? _sources[arrival.Source].Name : arrival.Value.Text ?? "";
                WriteJournal(number, arrival, RecordedKinds.NameOf(arrival.Kind), source, arrival.Index);
                break;
        }
    }

    /// <inheritdoc/>
    public override void OnCommand(in Command command)
    {
        TellLoss(command.At);
        if (!_sinks.TryGetValue((command.Sink, command.IsSensitive), out ushort channel))
            channel = _sinks[(command.Sink, command.IsSensitive)] = AddSink(command);
        var measure = CdrWriter.Measuring();
        RecordedMessageWriter.Command(ref measure, command);
        var cdr = new CdrWriter(command.IsSensitive ? _sealing!.Plain(measure.Length) : Begin(channel, command.Number, command.At, command.At, measure.Length));
        RecordedMessageWriter.Command(ref cdr, command);
        if (command.IsSensitive)
            _sealing!.Write(_writer, channel, (uint)command.Number, Unsigned(command.At), Unsigned(command.At));
        else
            _writer.EndMessage();
    }

    /// <inheritdoc/>
    public override void OnFault(SignalTime at, string fault) =>
        WriteJournal(0, new Arrival { Kind = ArrivalKind.Clock, Turn = at, Stamp = at, Since = at }, RecordedKinds.Fault, fault, 0);

    // A sink to which both goes, what is sensitive and what is not, has two channels of one topic.
    private ushort AddSink(in Command command)
    {
        string topic = RecordingFormat.SinkTopic + command.Sink;
        if (!command.IsSensitive)
            return _writer.AddChannel(_commandSchema, topic, "cdr");
        PortSealing sealing = _sealing ?? throw new InvalidOperationException($"What is sent on '{command.Sink}' is sensitive, and nothing seals it.");
        return AddSealed(sealing, topic, new Dictionary<string, string> { [RecordingFormat.SealedKey] = RecordingFormat.CommandName });
    }

    private ushort AddSealed(PortSealing sealing, string topic, Dictionary<string, string> description)
    {
        if (_sealedSchema == 0)
            _sealedSchema = _writer.AddSchema(RecordingFormat.SealedName, "ros2msg", RecordingFormat.Sealed);
        ushort channel = _writer.AddChannel(_sealedSchema, topic, "cdr", description);
        sealing.Add(channel, topic);
        return channel;
    }

    private void WriteBlock(long number, in Arrival arrival)
    {
        var measure = CdrWriter.Measuring();
        RecordedMessageWriter.Block(ref measure, arrival);
        var cdr = new CdrWriter(BeginOfPort(number, arrival, measure.Length));
        RecordedMessageWriter.Block(ref cdr, arrival);
        EndOfPort(number, arrival);
    }

    private void WriteValue(long number, in Arrival arrival)
    {
        var measure = CdrWriter.Measuring();
        RecordedMessageWriter.Value(ref measure, arrival);
        var cdr = new CdrWriter(BeginOfPort(number, arrival, measure.Length));
        RecordedMessageWriter.Value(ref cdr, arrival);
        EndOfPort(number, arrival);
    }

    private void WriteFeedback(long number, in Arrival arrival)
    {
        var measure = CdrWriter.Measuring();
        RecordedMessageWriter.Feedback(ref measure, arrival);
        var cdr = new CdrWriter(Begin(_feedback, number, arrival.Turn, arrival.Stamp, measure.Length));
        RecordedMessageWriter.Feedback(ref cdr, arrival);
        _writer.EndMessage();
    }

    private void WriteJournal(long number, in Arrival arrival, string name, string source, long index)
    {
        var measure = CdrWriter.Measuring();
        RecordedMessageWriter.Journal(ref measure, arrival, name, source, index);
        var cdr = new CdrWriter(Begin(_journal, number, arrival.Turn, arrival.Stamp, measure.Length));
        RecordedMessageWriter.Journal(ref cdr, arrival, name, source, index);
        _writer.EndMessage();
    }

    // What the recorder could not keep stands in the file where it is missing.
    private void TellLoss(SignalTime at)
    {
        long lost = _writer.LostMessages;
        if (lost == _lostTold)
            return;
        long now = lost - _lostTold;
        _lostTold = lost;
        WriteJournal(0, new Arrival { Kind = ArrivalKind.Clock, Turn = at, Stamp = at, Since = at }, RecordedKinds.Lost, "", now);
    }

    // What a sensitive port gives is written beside the file first, and into it sealed.
    private Span<byte> BeginOfPort(long number, in Arrival arrival, int length)
    {
        ushort channel = _ports[arrival.Source];
        return IsSealed(channel) ? _sealing!.Plain(length) : Begin(channel, number, arrival.Turn, arrival.Stamp, length);
    }

    private void EndOfPort(long number, in Arrival arrival)
    {
        ushort channel = _ports[arrival.Source];
        if (IsSealed(channel))
            _sealing!.Write(_writer, channel, (uint)number, Unsigned(arrival.Turn), Unsigned(arrival.Stamp));
        else
            _writer.EndMessage();
    }

    private bool IsSealed(ushort channel) => _sealing is not null && _sealing.Has(channel);

    private Span<byte> Begin(ushort channel, long number, SignalTime turn, SignalTime stamp, int length) =>
        _writer.BeginMessage(channel, (uint)number, Unsigned(turn), Unsigned(stamp), length);

    private static ulong Unsigned(SignalTime time) => (ulong)Math.Max(time.Nanoseconds, 0);

    private void Attach(RecordingContext context)
    {
        byte[] pipeline = Encoding.UTF8.GetBytes(context.Pipeline);
        byte[] profile = Encoding.UTF8.GetBytes(context.Profile);
        var metadata = new Dictionary<string, string>
        {
            ["format"] = RecordingFormat.Version,
            ["pipeline"] = context.PipelineName,
            ["pipeline-sha256"] = Convert.ToHexStringLower(SHA256.HashData(pipeline)),
            ["profile-sha256"] = Convert.ToHexStringLower(SHA256.HashData(profile)),
        };
        if (context.TimeZones is not null)
            metadata[RecordingFormat.TimeZonesKey] = context.TimeZones;
        _writer.AddMetadata(RecordingFormat.MetadataName, metadata);
        _writer.AddAttachment(context.PipelineName, "application/yaml", 0, 0, pipeline);
        _writer.AddAttachment(RecordingFormat.ProfileAttachment, "application/yaml", 0, 0, profile);
        foreach ((string name, string text) in context.Files)
            _writer.AddAttachment(RecordingFormat.FilePrefix + name, "application/yaml", 0, 0, Encoding.UTF8.GetBytes(text));
        if (context.Sealer is null)
            return;
        _writer.AddMetadata(RecordingFormat.SealMetadataName, new Dictionary<string, string>(context.Sealer.Header) { [RecordingFormat.SealedPortsKey] = string.Join(' ', context.SealedPorts) });
        _writer.AddAttachment(RecordingFormat.SecretsAttachment, "application/octet-stream", 0, 0, context.Secrets.Span);
    }

    internal static Dictionary<string, string> Describe(Flow flow)
    {
        var description = new Dictionary<string, string> { ["flow"] = flow.ToString() };
        if (flow.Samples is { } samples)
        {
            description["rate-numerator"] = samples.Rate.Numerator.ToString(CultureInfo.InvariantCulture);
            description["rate-denominator"] = samples.Rate.Denominator.ToString(CultureInfo.InvariantCulture);
            description["unit"] = flow.Unit?.Symbol ?? "";
            description["channels"] = flow.Channels.ToString(CultureInfo.InvariantCulture);
        }

        return description;
    }
}
