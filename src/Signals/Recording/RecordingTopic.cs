using System;
using System.Collections.Generic;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Signals.Recording;

/// <summary>What flows on a topic of a recording.</summary>
public enum RecordingTopicKind
{
    /// <summary>Nothing of ours.</summary>
    Foreign,
    /// <summary>Starts, anchors, outages and the like.</summary>
    Journal,
    /// <summary>Blocks of a dense port.</summary>
    Samples,
    /// <summary>Values of a sparse port.</summary>
    Values,
    /// <summary>Answers to commands.</summary>
    Feedback,
    /// <summary>Commands to a sink.</summary>
    Commands,
}

/// <summary>A channel of a recording, resolved.</summary>
/// <param name="Name">The topic.</param>
/// <param name="Kind">What flows on it.</param>
/// <param name="Source">The port or sink; empty where it is of none.</param>
/// <param name="Format">How samples are stored.</param>
/// <param name="Clock">The clock of samples up to their first re-anchor, else null.</param>
public sealed record RecordingTopic(string Name, RecordingTopicKind Kind, string Source, SampleFormat Format, SampleClock? Clock)
{
    /// <summary>Whether its messages are sealed to the owner of the recording; <see cref="Kind"/> is what they are once opened.</summary>
    public bool IsSealed { get; private init; }

    /// <summary>Resolves a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="schema">The name of its schema; empty for none.</param>
    public static RecordingTopic Of(McapChannel channel, string schema)
    {
        ArgumentNullException.ThrowIfNull(channel);
        string name = channel.Topic;
        string source = name[(name.LastIndexOf('/') + 1)..];
        // a seal within a seal is none of ours
        if (schema == RecordingFormat.SealedName && channel.Metadata.GetValueOrDefault(RecordingFormat.SealedKey) is { } inner && inner != schema)
            return Of(channel, inner) with { IsSealed = true };
        if (schema == RecordingFormat.JournalName)
            return new RecordingTopic(name, RecordingTopicKind.Journal, "", default, null);
        if (schema == RecordingFormat.FeedbackName)
            return new RecordingTopic(name, RecordingTopicKind.Feedback, "", default, null);
        if (schema == RecordingFormat.CommandName)
            return new RecordingTopic(name, RecordingTopicKind.Commands, source, default, null);
        if (schema == RecordingFormat.ValueName)
            return new RecordingTopic(name, RecordingTopicKind.Values, source, default, null);
        foreach (SampleFormat format in Enum.GetValues<SampleFormat>())
        {
            if (schema == RecordingFormat.SamplesName(format)
                && long.TryParse(channel.Metadata.GetValueOrDefault("rate-numerator"), out long numerator) && numerator is > 0 and <= 1_000_000_000_000
                && long.TryParse(channel.Metadata.GetValueOrDefault("rate-denominator"), out long denominator) && denominator is > 0 and <= 1_000_000_000)
            {
                return new RecordingTopic(name, RecordingTopicKind.Samples, source, format, new SampleClock(new SampleRate(numerator, denominator)));
            }
        }

        return new RecordingTopic(name, RecordingTopicKind.Foreign, "", default, null);
    }
}
