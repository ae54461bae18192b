using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Device.Traces.Mcap;

/// <summary>
/// A topic that other software wrote: every numeric or boolean field of its messages is a signal, at the log times of the
/// messages. Several channels of one topic with one type are one.
/// </summary>
internal sealed class ForeignTopic : McapTopic
{
    // A message that is longer is no example: its arrays would be listed at the price of a second walk through it.
    private const int LargestSample = 1 << 20;

    private readonly McapFile _file;
    private readonly ulong _zero;
    private readonly HashSet<ushort> _ids;
    private readonly MessageShape? _shape;
    private readonly IReadOnlyList<MessageField> _fields;

    /// <summary>A topic of channels with one name, schema and encoding.</summary>
    /// <param name="file">The file.</param>
    /// <param name="zero">The log time of 0 s.</param>
    /// <param name="channels">The channels.</param>
    /// <param name="most">How many signals may be listed.</param>
    public ForeignTopic(McapFile file, ulong zero, ImmutableArray<McapChannel> channels, int most)
    {
        _file = file;
        _zero = zero;
        _ids = [.. channels.Select(c => c.Id)];
        _fields = [];
        McapChannel channel = channels[0];
        Name = channel.Topic;
        string? refusal;
        (_shape, refusal) = MessageShapes.Of(channel.MessageEncoding, file.Reader.Schemas.GetValueOrDefault(channel.SchemaId));
        if (_shape is not null)
        {
            var list = new FieldList(most);
            _shape.List(list, Sample());
            _fields = list.Fields;
            IsCut = list.IsFull;
            refusal = _fields.Count > 0 ? null : "no field of its messages holds a number";
        }

        Signals = refusal is null
            ? [.. _fields.Select(f => new McapSignal(new TraceChannel { Index = 0, Name = Name + f.Suffix, IsLogic = f.IsLogic }))]
            : [new McapSignal(new TraceChannel { Index = 0, Name = Name, Refusal = refusal })];
    }

    /// <inheritdoc/>
    public override ImmutableArray<McapSignal> Signals { get; }

    /// <summary>Whether its messages have more fields than are listed.</summary>
    public bool IsCut { get; }

    private string Name { get; }

    /// <inheritdoc/>
    public override ValueReader ReadValues(int place) => new Reader(this, _fields[place]);

    private byte[] Sample()
    {
        using McapMessageCursor cursor = Cursor();
        return _file.TryNext(cursor, out McapMessage message) && message.Data.Length <= LargestSample ? message.Data.ToArray() : [];
    }

    private McapMessageCursor Cursor() => _file.Reader.ReadMessages(McapReading.Everything with { Channels = _ids });

    private sealed class Reader(ForeignTopic topic, MessageField field) : ValueReader
    {
        private readonly McapMessageCursor _cursor = topic.Cursor();

        public override bool TryRead(out Stamped<Value> value)
        {
            value = default;
            if (!topic._file.TryNext(_cursor, out McapMessage message))
                return false;
            if (message.LogTime < topic._zero || message.LogTime - topic._zero > long.MaxValue)
                throw topic._file.Failure($"a message on {topic.Name} lies more than 292 years after the first one of the file, or before it", message.Offset);
            FieldState state = topic._shape!.Read(field.Path, message.Data.Span, out double number);
            if (state == FieldState.Malformed)
                topic._file.Warn($"{topic._file.Path}: a message on {topic.Name} cannot be decoded (at byte {message.Offset}); its values are unknown.");
            value = new Stamped<Value>(ValueOf(state, number), new SignalTime((long)(message.LogTime - topic._zero)));
            return true;
        }

        public override void Dispose()
        {
            _cursor.Dispose();
            base.Dispose();
        }

        private Value ValueOf(FieldState state, double number) => state switch
        {
            FieldState.Present => Value.Of(field.IsLogic && number != 0 ? 1 : number, Unit.Count),
            FieldState.Absent => Value.Unknown(UnknownReason.Offline),
            _ => Value.Unknown(UnknownReason.Fault),
        };
    }
}
