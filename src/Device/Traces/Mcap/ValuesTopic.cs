using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Recording;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Device.Traces.Mcap;

/// <summary>A sparse port of a recording: states, numbers and DTMF digits. Texts and other events are no signals.</summary>
internal sealed class ValuesTopic : McapTopic
{
    private const string Numbers = "numbers in";

    private readonly RecordedTopic _topic;

    /// <summary>A port, by what its channel says flows there.</summary>
    public ValuesTopic(RecordedTopic topic)
    {
        _topic = topic;
        string flow = topic.Channel.Metadata.GetValueOrDefault("flow", "");
        SymbolType? words = SymbolType.All.FirstOrDefault(t => flow.StartsWith(t.Name + " (", StringComparison.Ordinal));
        // of what has parts only digits come from elsewhere: they are found in sound, in captures, in calls
        RecordType? record = flow == RecordType.Digit.Plural ? RecordType.Digit : null;
        Unit? unit = flow.StartsWith(Numbers, StringComparison.Ordinal) ? Unit.Find(flow.AsSpan(Numbers.Length).Trim()) : null;
        Signals =
        [
            new McapSignal(
                new TraceChannel
                {
                    Index = 0,
                    Name = topic.NameOf(1, 1),
                    Label = topic.LabelOf(1, 1),
                    Party = topic.PartyOf(1),
                    Words = words,
                    Record = record,
                    Unit = Unit.BaseOf((unit ?? Unit.Count).Dimension),
                    IsLogic = topic.IsLogic,
                    IsSecretive = topic.Topic.IsSealed && (words is { IsOfThings: false } || record is not null),
                    LeastStepNanoseconds = topic.Number(TraceRecorder.LeastStepKey) ?? 0,
                    Refusal = words is null && unit is null && record is null ? $"{(flow.Length == 0 ? "what it holds" : flow)} is neither states, numbers nor digits" : null,
                },
                topic.OrderOf(1)),
        ];
    }

    /// <inheritdoc/>
    public override ImmutableArray<McapSignal> Signals { get; }

    /// <inheritdoc/>
    public override ValueReader ReadValues(int place) => new Reader(_topic);

    private sealed class Reader(RecordedTopic topic) : ValueReader
    {
        private readonly McapMessageCursor _cursor = topic.Read(withJournal: false);
        private SignalTime _last = new(long.MinValue);

        public override bool TryRead(out Stamped<Value> value)
        {
            value = default;
            if (!topic.File.TryNext(_cursor, out McapMessage message))
                return false;
            RecordedMessage decoded = topic.Decode(message);
            // one that came late has a stamp before that of another that had its turn already
            _last = SignalTime.Max(_last, topic.Unshifted(decoded.Arrival.Stamp));
            value = new Stamped<Value>(decoded.Arrival.Value, _last, SignalTime.Min(_last, topic.Unshifted(decoded.Arrival.Since)));
            return true;
        }

        public override void Dispose()
        {
            _cursor.Dispose();
            base.Dispose();
        }
    }
}
