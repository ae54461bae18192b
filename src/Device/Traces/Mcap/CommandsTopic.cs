using System.Collections.Immutable;
using Reactive.Signals;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Device.Traces.Mcap;

/// <summary>The commands to a sink of a recording: of an output, a contact that is active from <c>activate</c> to <c>deactivate</c>.</summary>
internal sealed class CommandsTopic : McapTopic
{
    private readonly RecordedTopic _topic;

    /// <summary>A sink; its first command says whether it is an output.</summary>
    public CommandsTopic(RecordedTopic topic)
    {
        _topic = topic;
        using var reader = new Reader(topic);
        string? refusal = reader.TryRead(out Stamped<Value> first) && !first.Value.IsKnown ? "its commands activate nothing" : null;
        Signals = [new McapSignal(new TraceChannel { Index = 0, Name = topic.NameOf(1, 1), Words = SymbolType.Contact, Refusal = refusal })];
    }

    /// <inheritdoc/>
    public override ImmutableArray<McapSignal> Signals { get; }

    /// <inheritdoc/>
    public override ValueReader ReadValues(int place) => new Reader(_topic);

    private sealed class Reader(RecordedTopic topic) : ValueReader
    {
        private readonly McapMessageCursor _cursor = topic.Read(withJournal: false);

        public override bool TryRead(out Stamped<Value> value)
        {
            value = default;
            if (!topic.File.TryNext(_cursor, out McapMessage message))
                return false;
            Signals.Loop.Command command = topic.Decode(message).Command;
            Value position = command.Verb switch
            {
                "activate" => Value.Contact(true),
                "deactivate" => Value.Contact(false),
                _ => Value.Unknown(UnknownReason.Fault),
            };
            value = new Stamped<Value>(position, topic.Unshifted(command.At));
            return true;
        }

        public override void Dispose()
        {
            _cursor.Dispose();
            base.Dispose();
        }
    }
}
