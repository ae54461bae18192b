using System;
using System.Collections.Generic;
using System.Globalization;
using Reactive.Signals.Loop;
using Reactive.Signals.Recording.Cdr;
using Reactive.Signals.Recording.Mcap;
using Reactive.Signals.Specs;

namespace Reactive.Signals.Recording;

/// <summary>
/// Writes signals that were recorded elsewhere, as a recording holds those of its ports: the same topics and schemas, with a
/// journal that holds re-anchors and the wall clock. There is no run in it: no pipeline is attached and nothing replays it.
/// Nothing is allocated per message.
/// </summary>
public sealed class TraceRecorder
{
    /// <summary>Of the metadata record: how many nanoseconds later than in the trace everything stands in the file, whose times are never negative.</summary>
    public const string ShiftKey = "shift";

    /// <summary>Of a channel: the name of its signal <c>i</c>, from 1, is <c>name-i</c>.</summary>
    public const string NameKey = "name-";

    /// <summary>Of a channel: the place of its signal <c>i</c> among all of the trace, from 0, is <c>order-i</c>.</summary>
    public const string OrderKey = "order-";

    /// <summary>Of a channel: where who speaks there is known, the full name of its signal <c>i</c> is <c>label-i</c>.</summary>
    public const string LabelKey = "label-";

    /// <summary>Of a channel: who speaks or presses keys in its signal <c>i</c>, is <c>party-i</c>; those of one party may bring the same key press.</summary>
    public const string PartyKey = "party-";

    /// <summary>Of a channel of sound: what its loudest sample is.</summary>
    public const string FullScaleKey = "full-scale";

    /// <summary>Of a channel: <c>true</c> where its numbers are 0 and 1 only.</summary>
    public const string LogicKey = "logic";

    /// <summary>Of a channel: the shortest step between two values, in nanoseconds.</summary>
    public const string LeastStepKey = "least-step";

    /// <summary>Of a channel: how many samples each of its signals has.</summary>
    public const string CountKey = "count";

    private readonly McapWriter _writer;
    private readonly ushort _journal;
    private readonly List<Stream> _streams = [];
    private readonly Dictionary<string, ushort> _schemas = new(StringComparer.Ordinal);
    private readonly long _shift;
    private ulong _last;
    private uint _number;

    /// <summary>A file that <paramref name="writer"/> writes.</summary>
    /// <param name="writer">The writer, made with the profile of recordings; closed by <see cref="Close"/>.</param>
    /// <param name="original">The name of the file that the signals come from.</param>
    /// <param name="format">What kind of file that is.</param>
    /// <param name="earliest">No time that follows is before it.</param>
    public TraceRecorder(McapWriter writer, string original, string format, SignalTime earliest)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _writer = writer;
        _shift = Math.Max(0, -Math.Max(earliest.Nanoseconds, -long.MaxValue));
        _writer.AddMetadata(RecordingFormat.TraceMetadataName, new Dictionary<string, string>
        {
            ["format"] = RecordingFormat.Version,
            ["original"] = original,
            ["original-format"] = format,
            [ShiftKey] = _shift.ToString(CultureInfo.InvariantCulture),
        });
        _journal = writer.AddChannel(Schema(RecordingFormat.JournalName, RecordingFormat.Journal), RecordingFormat.JournalTopic, "cdr");
    }

    /// <summary>Adds a topic of sample blocks or of values and gives its number.</summary>
    /// <param name="name">What it is called; unique, without a slash.</param>
    /// <param name="flow">Samples with their format and rate, or a state.</param>
    /// <param name="more">What else is to be said of it in the channel's metadata.</param>
    public int Add(string name, Flow flow, IEnumerable<KeyValuePair<string, string>> more)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ushort schema = flow.Samples is { } samples
            ? Schema(RecordingFormat.SamplesName(samples.Format), RecordingFormat.Samples(samples.Format))
            : Schema(RecordingFormat.ValueName, RecordingFormat.Values);
        ushort channel = _writer.AddChannel(schema, RecordingFormat.PortTopic + name, "cdr", [.. RunRecorder.Describe(flow), .. more]);
        _streams.Add(new Stream(name, channel));
        return _streams.Count - 1;
    }

    /// <summary>Writes down the wall-clock time of 0 s, in nanoseconds since 1970-01-01T00:00:00Z.</summary>
    public bool Anchor(long wallNanoseconds) => Journal(ArrivalKind.Anchor, "", new SignalTime(-_shift), 0, wallNanoseconds - _shift);

    /// <summary>Writes a block. Where its clock is another than that of the one before, a re-anchor goes first.</summary>
    /// <returns>False if the output refused something.</returns>
    public bool Write(int topic, in SampleBlock block)
    {
        Stream stream = _streams[topic];
        SampleClock clock = block.Clock;
        bool isAnchored = (stream.Clock?.AnchorIndex ?? 0) == clock.AnchorIndex && (stream.Clock?.AnchorTime ?? new SignalTime(-_shift)) == clock.AnchorTime;
        // an anchor may lie before every time of the file, where nothing can be written: the block's first sample stands in for it
        long index = clock.AnchorTime.Nanoseconds < -_shift ? block.FirstIndex : clock.AnchorIndex;
        bool written = isAnchored || Journal(ArrivalKind.Reanchor, stream.Name, clock.TimeOf(index), index, 0);
        stream.Clock = clock;
        var arrival = new Arrival { Kind = ArrivalKind.Block, Block = block };
        var measure = CdrWriter.Measuring();
        RecordedMessageWriter.Block(ref measure, arrival);
        var cdr = new CdrWriter(Begin(stream.Channel, block.Stamp, measure.Length));
        RecordedMessageWriter.Block(ref cdr, arrival);
        return _writer.EndMessage() && written;
    }

    /// <summary>Writes a value.</summary>
    /// <returns>False if the output refused something.</returns>
    public bool Write(int topic, in Stamped<Value> value)
    {
        var arrival = new Arrival { Kind = ArrivalKind.Value, Value = value.Value, Since = Shifted(value.Since) };
        var measure = CdrWriter.Measuring();
        RecordedMessageWriter.Value(ref measure, arrival);
        var cdr = new CdrWriter(Begin(_streams[topic].Channel, value.Stamp, measure.Length));
        RecordedMessageWriter.Value(ref cdr, arrival);
        return _writer.EndMessage();
    }

    /// <summary>Ends the file with its indexes; false if the output refused something.</summary>
    public bool Close() => _writer.Close();

    private bool Journal(ArrivalKind kind, string source, SignalTime stamp, long index, long wall)
    {
        var arrival = new Arrival { Kind = kind, Since = Shifted(stamp), WallNanoseconds = wall };
        string name = RecordedKinds.NameOf(kind);
        var measure = CdrWriter.Measuring();
        RecordedMessageWriter.Journal(ref measure, arrival, name, source, index);
        var cdr = new CdrWriter(Begin(_journal, stamp, measure.Length));
        RecordedMessageWriter.Journal(ref cdr, arrival, name, source, index);
        return _writer.EndMessage();
    }

    private Span<byte> Begin(ushort channel, SignalTime stamp, int length)
    {
        ulong published = (ulong)Math.Max(0, Shifted(stamp).Nanoseconds);
        _last = Math.Max(_last, published);
        return _writer.BeginMessage(channel, ++_number, _last, published, length);
    }

    private SignalTime Shifted(SignalTime time) => time.AddNanoseconds(_shift);

    private ushort Schema(string name, byte[] definition)
    {
        if (!_schemas.TryGetValue(name, out ushort schema))
            schema = _schemas[name] = _writer.AddSchema(name, "ros2msg", definition);
        return schema;
    }

    private sealed class Stream(string name, ushort channel)
    {
        public string Name => name;

        public ushort Channel => channel;

        public SampleClock? Clock { get; set; }
    }
}
