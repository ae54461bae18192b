using System;
using System.Globalization;
using Reactive.Signals.Loop;
using Reactive.Signals.Recording.Cdr;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Signals.Recording;

/// <summary>Turns the messages of a recording back into arrivals and commands. False where the bytes are none; never an exception.</summary>
public static class RecordedMessageDecoder
{
    /// <summary>Decodes a message.</summary>
    /// <param name="topic">Its topic; not a foreign one.</param>
    /// <param name="message">The message. The samples of a block stay where they are.</param>
    /// <param name="decoded">What it says.</param>
    public static bool TryDecode(RecordingTopic topic, in McapMessage message, out RecordedMessage decoded)
    {
        ArgumentNullException.ThrowIfNull(topic);
        decoded = default;
        if (message.LogTime > long.MaxValue || message.PublishTime > long.MaxValue)
            return false;
        var turn = new SignalTime((long)message.LogTime);
        var stamp = new SignalTime((long)message.PublishTime);
        var cdr = new CdrReader(message.Data.Span);
        switch (topic.Kind)
        {
            case RecordingTopicKind.Samples:
                return TrySamples(ref cdr, topic, message, turn, stamp, out decoded);
            case RecordingTopicKind.Values:
                return TryValue(ref cdr, topic, message, turn, stamp, out decoded);
            case RecordingTopicKind.Feedback:
                return TryFeedback(ref cdr, message, turn, stamp, out decoded);
            case RecordingTopicKind.Commands:
                return TryCommand(ref cdr, topic, message, turn, out decoded);
            default:
                return TryJournal(ref cdr, message, turn, stamp, out decoded);
        }
    }

    private static bool TrySamples(ref CdrReader cdr, RecordingTopic topic, in McapMessage message, SignalTime turn, SignalTime stamp, out RecordedMessage decoded)
    {
        decoded = default;
        cdr.TryRead(out byte bits);
        var marks = (ArrivalMarks)bits;
        cdr.TryRead(out ushort channels);
        cdr.TryRead(out uint missed);
        cdr.TryRead(out long first);
        int offset, length;
        bool whole = topic.Format == SampleFormat.Int16
            ? cdr.TryReadSequenceRange<short>(out offset, out length)
            : cdr.TryReadSequenceRange<int>(out offset, out length);
        int frame = SampleBlock.SizeOf(topic.Format) * channels;
        if (!whole || cdr.Failed || !Known(marks) || !cdr.IsLittleEndian || channels is 0 or > 1024 || length == 0 || length % frame != 0 || missed > int.MaxValue
            || Math.Abs((double)first) > 1e17)
            return false;
        var block = new SampleBlock(message.Data.Slice(offset, length), topic.Format, first, topic.Clock!, channels);
        decoded = Arrived(message, topic.Source, new Arrival
        {
            Kind = ArrivalKind.Block,
            Marks = marks,
            Turn = turn,
            Stamp = stamp,
            Since = stamp,
            Missed = (int)missed,
            Block = block,
        });
        return true;
    }

    private static bool TryValue(ref CdrReader cdr, RecordingTopic topic, in McapMessage message, SignalTime turn, SignalTime stamp, out RecordedMessage decoded)
    {
        decoded = default;
        cdr.TryRead(out byte flags);
        var marks = (ArrivalMarks)flags;
        cdr.TryRead(out uint missed);
        cdr.TryRead(out long since);
        cdr.TryRead(out string kindName);
        cdr.TryRead(out string typeName);
        cdr.TryRead(out string text);
        cdr.TryRead(out double number);
        cdr.TryRead(out float measurement);
        cdr.TryRead(out float margin);
        if (cdr.Failed || !Known(marks) || missed > int.MaxValue || stamp > turn || !RecordedKinds.TryParse(kindName, out ValueKind kind))
            return false;
        SymbolType? type = SymbolType.Find(typeName);
        Value value;
        switch (kind)
        {
            case ValueKind.Symbol:
                int code = type?.IndexOf(text) ?? -1;
                if (code < 0)
                    return false;
                value = Value.Symbol(type!, (byte)code, measurement, margin);
                break;
            case ValueKind.Number:
                if (Unit.Find(typeName) is not { } unit || unit != Unit.BaseOf(unit.Dimension))
                    return false;
                value = Value.Of(number, unit);
                break;
            case ValueKind.Unknown:
                if (ReasonOf(typeName) is not { } reason)
                    return false;
                value = Value.Unknown(reason);
                break;
            case ValueKind.Entry:
                return false;
            case ValueKind.Frame or ValueKind.Card or ValueKind.Pin:
                CardFormat? format = typeName.Length == 0 ? null : CardFormatReader.Find(typeName);
                if (!ReaderBits.TryParse(text, out ReaderBits bits, out _) || format is null != (typeName.Length == 0) || format?.Fits(bits) == false || (kind == ValueKind.Pin && !bits.AreDecimal))
                    return false;
                value = kind switch { ValueKind.Frame => Value.Of(bits), ValueKind.Pin => Value.Pin(bits), _ => Value.Card(bits, format) };
                break;
            case ValueKind.Digit:
                if (!RecordedDigit.TryParse(typeName, text, out value))
                    return false;
                break;
            case ValueKind.Tone:
                if (!RecordedTone.TryParse(typeName, text, out value))
                    return false;
                break;
            default:
                value = kind == ValueKind.Fault ? Value.Fault(text) : kind == ValueKind.Text ? Value.Of(text) : Value.Pulse;
                break;
        }

        decoded = Arrived(message, topic.Source, new Arrival
        {
            Kind = ArrivalKind.Value,
            Marks = marks,
            Turn = turn,
            Stamp = stamp,
            Since = new SignalTime(since),
            Missed = (int)missed,
            Value = value,
        });
        return true;
    }

    private static bool TryFeedback(ref CdrReader cdr, in McapMessage message, SignalTime turn, SignalTime stamp, out RecordedMessage decoded)
    {
        decoded = default;
        cdr.TryRead(out byte bits);
        var marks = (ArrivalMarks)bits;
        cdr.TryRead(out ulong answers);
        cdr.TryRead(out string outcome);
        cdr.TryRead(out string readback);
        int code = cdr.Failed ? -1 : SymbolType.Outcome.IndexOf(outcome);
        Value? back = cdr.Failed ? null : ReadbackOf(readback);
        if (code < 0 || !Known(marks) || answers is 0 or > long.MaxValue || back is null)
            return false;
        decoded = Arrived(message, "", new Arrival
        {
            Kind = ArrivalKind.Feedback,
            Source = -1,
            Marks = marks,
            Turn = turn,
            Stamp = stamp,
            Since = stamp,
            Answers = (long)answers,
            Value = Value.Symbol(SymbolType.Outcome, (byte)code),
            Readback = back.Value,
        });
        return true;
    }

    private static Value? ReadbackOf(string text)
    {
        if (SymbolType.Contact.IndexOf(text) is >= 0 and var position)
            return Value.Contact(position == 1);
        if (text.StartsWith(RecordedKinds.FaultPrefix, StringComparison.Ordinal) && text.Length > RecordedKinds.FaultPrefix.Length)
            return Value.Fault(text[RecordedKinds.FaultPrefix.Length..]);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
            return Value.Of(count, Unit.Count);
        return ReasonOf(text) is { } reason ? Value.Unknown(reason) : null;
    }

    private static bool TryCommand(ref CdrReader cdr, RecordingTopic topic, in McapMessage message, SignalTime at, out RecordedMessage decoded)
    {
        decoded = default;
        cdr.TryRead(out ulong turn);
        cdr.TryRead(out string verb);
        cdr.TryRead(out string text);
        cdr.TryRead(out string rule);
        cdr.TryRead(out uint line);
        cdr.TryRead(out ulong causeTurn);
        if (cdr.Failed || turn > long.MaxValue || causeTurn > long.MaxValue || line > int.MaxValue)
            return false;
        var command = new Command(
            message.Sequence, (long)turn, at, topic.Source, verb, text.Length == 0 && verb is "activate" or "deactivate" ? null : text,
            new CommandCause(rule, (int)line, (long)causeTurn))
        {
            IsSensitive = topic.IsSealed,
        };
        decoded = new RecordedMessage(RecordedMessageKind.Command, message.Sequence, topic.Source, default, command, 0);
        return true;
    }

    private static bool TryJournal(ref CdrReader cdr, in McapMessage message, SignalTime turn, SignalTime stamp, out RecordedMessage decoded)
    {
        decoded = default;
        cdr.TryRead(out byte bits);
        var marks = (ArrivalMarks)bits;
        cdr.TryRead(out string name);
        cdr.TryRead(out string source);
        cdr.TryRead(out long since);
        cdr.TryRead(out long index);
        cdr.TryRead(out long wall);
        if (cdr.Failed || !Known(marks))
            return false;
        if (name == RecordedKinds.Lost)
        {
            decoded = new RecordedMessage(RecordedMessageKind.Lost, message.Sequence, "", new Arrival { Kind = ArrivalKind.Clock, Turn = turn }, default, index);
            return true;
        }

        if (name == RecordedKinds.Fault)
        {
            decoded = new RecordedMessage(RecordedMessageKind.Fault, message.Sequence, source, new Arrival { Kind = ArrivalKind.Clock, Turn = turn }, default, 0);
            return true;
        }

        if (!RecordedKinds.TryParse(name, out ArrivalKind kind) || kind is ArrivalKind.Block or ArrivalKind.Value or ArrivalKind.Feedback
            || (kind != ArrivalKind.Checkpoint && (kind is ArrivalKind.Reanchor or ArrivalKind.Offline or ArrivalKind.Stalled) != (source.Length > 0)) || Math.Abs((double)index) > 1e17)
            return false;
        bool checkpoint = kind == ArrivalKind.Checkpoint;
        decoded = Arrived(message, checkpoint ? "" : source, new Arrival
        {
            Kind = kind,
            Source = -1,
            Value = checkpoint ? Value.Of(source) : default,
            Marks = marks,
            Turn = turn,
            Stamp = stamp,
            Since = new SignalTime(since),
            Index = index,
            WallNanoseconds = wall,
        });
        return true;
    }

    private static UnknownReason? ReasonOf(string name)
    {
        for (UnknownReason reason = UnknownReason.Starting; reason <= UnknownReason.Stale; reason++)
        {
            if (Value.ReasonName(reason) == name)
                return reason;
        }

        return null;
    }

    private static bool Known(ArrivalMarks marks) => (marks & ~(ArrivalMarks.After | ArrivalMarks.Late | ArrivalMarks.Injected)) == 0;

    private static RecordedMessage Arrived(in McapMessage message, string source, in Arrival arrival) =>
        new(RecordedMessageKind.Arrival, message.Sequence, source, arrival, default, 0);
}
