using System;
using System.Collections.Generic;
using System.Globalization;
using Reactive.Signals;
using Reactive.Signals.Recording;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Device.Traces.Mcap;

/// <summary>A topic that this software wrote, with what its channel says of it.</summary>
/// <param name="File">The file.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Channel">Its channel.</param>
/// <param name="Journal">The channels of the journal, which holds re-anchors.</param>
/// <param name="Shift">How many nanoseconds later than in the trace everything stands in the file.</param>
internal sealed record RecordedTopic(McapFile File, RecordingTopic Topic, McapChannel Channel, IReadOnlySet<ushort> Journal, long Shift)
{
    /// <summary>A time as the trace has it.</summary>
    public SignalTime Unshifted(SignalTime time) => time.AddNanoseconds(-Shift);

    /// <summary>Starts reading the topic, and the journal where that matters.</summary>
    public McapMessageCursor Read(bool withJournal)
    {
        var ids = new HashSet<ushort> { Channel.Id };
        if (withJournal)
            ids.UnionWith(Journal);
        return File.Reader.ReadMessages(McapReading.Everything with { Channels = ids });
    }

    /// <summary>Decodes a message of the topic.</summary>
    /// <exception cref="Output.CommandException">It cannot be decoded.</exception>
    public RecordedMessage Decode(in McapMessage message)
    {
        McapMessage read = message;
        if (Topic.IsSealed && (File.Opener is null || !SealedPayload.TryOpen(File.Opener, Topic.Name, message, out read)))
            throw File.Failure($"a message on {Topic.Name} does not open: it is not as it was sealed", message.Offset);
        return RecordedMessageDecoder.TryDecode(Topic, read, out RecordedMessage decoded) ? decoded : throw File.Failure($"a message on {Topic.Name} cannot be decoded", message.Offset);
    }

    /// <summary>Decodes a message of the journal; false where it is damaged, which is a warning.</summary>
    public bool TryDecodeJournal(in McapMessage message, out RecordedMessage decoded)
    {
        var journal = new RecordingTopic("/journal", RecordingTopicKind.Journal, "", default, null);
        if (RecordedMessageDecoder.TryDecode(journal, message, out decoded))
            return true;
        File.Warn($"{File.Path}: a message of the journal cannot be decoded (at byte {message.Offset}); it is left out.");
        return false;
    }

    /// <summary>The name of signal <paramref name="number"/>, from 1, of <paramref name="count"/>.</summary>
    public string NameOf(int number, int count) =>
        Channel.Metadata.GetValueOrDefault(TraceRecorder.NameKey + number.ToString(CultureInfo.InvariantCulture))
        ?? (count == 1 ? Topic.Source : $"{Topic.Source}-{number}");

    /// <summary>What else signal <paramref name="number"/>, from 1, is called; its name where that is all.</summary>
    public string LabelOf(int number, int count) => Channel.Metadata.GetValueOrDefault(TraceRecorder.LabelKey + number.ToString(CultureInfo.InvariantCulture)) ?? NameOf(number, count);

    /// <summary>Who speaks or presses keys in signal <paramref name="number"/>, from 1; null where the file does not say.</summary>
    public string? PartyOf(int number) => Channel.Metadata.GetValueOrDefault(TraceRecorder.PartyKey + number.ToString(CultureInfo.InvariantCulture));

    /// <summary>What its loudest sample is, where it holds sound; else null.</summary>
    public double? FullScale => double.TryParse(Channel.Metadata.GetValueOrDefault(TraceRecorder.FullScaleKey), CultureInfo.InvariantCulture, out double full) && full > 0 && double.IsFinite(full) ? full : null;

    /// <summary>The place of signal <paramref name="number"/>, from 1, among those of the file.</summary>
    public int OrderOf(int number) => (int)Math.Min(int.MaxValue, Number(TraceRecorder.OrderKey + number.ToString(CultureInfo.InvariantCulture)) ?? int.MaxValue);

    /// <summary>Whether its numbers are 0 and 1 only.</summary>
    public bool IsLogic => Channel.Metadata.GetValueOrDefault(TraceRecorder.LogicKey) == "true";

    /// <summary>A number of 0 or more in the channel's metadata, or null.</summary>
    public long? Number(string key) =>
        long.TryParse(Channel.Metadata.GetValueOrDefault(key), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
