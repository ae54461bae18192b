using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Device.Files;
using Reactive.Device.Live.Inputs;
using Reactive.Device.Speakers;
using Reactive.Device.Secrets;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Device.Running;

/// <summary>One <c>--feed PORT=FILE[:CHANNELS]</c>.</summary>
/// <param name="Port">The port.</param>
/// <param name="File">The trace file.</param>
/// <param name="Channels">The channels of the file, or empty.</param>
public sealed record FeedOption(string Port, string File, string Channels)
{
    /// <summary>Takes <c>FILE[:CHANNELS]</c> apart; a file whose own name has a colon is found first.</summary>
    public static (string File, string Channels) Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.LastIndexOf(':');
        return colon > 0 && !System.IO.File.Exists(text) ? (text[..colon], text[(colon + 1)..]) : (text, "");
    }
}

/// <summary>What <c>run</c> was asked to do.</summary>
public sealed record RunOptions
{
    /// <summary>The pipeline.</summary>
    public required PipelineFile Pipeline { get; init; }

    /// <summary>The files fed; none for a simulated device.</summary>
    public ImmutableArray<FeedOption> Feeds { get; init; } = [];

    /// <summary>What brings ports of a live run their values; none for a simulated device.</summary>
    internal ImmutableArray<InputOption> Inputs { get; init; } = [];

    /// <summary>What plays for speakers of a live run; the others are simulated.</summary>
    internal ImmutableArray<SpeakerOption> Speakers { get; init; } = [];

    /// <summary>Whether it runs as fast as it can, without any clock.</summary>
    public bool MaxSpeed { get; init; }

    /// <summary>Wall-clock time at the start, in nanoseconds since 1970; null for now (or 2000-01-01 at full speed).</summary>
    public long? StartWallNanoseconds { get; init; }

    /// <summary>Signal time after which it ends, or null.</summary>
    public SignalTime? For { get; init; }

    /// <summary>Where it is recorded, or null.</summary>
    public string? Record { get; init; }

    /// <summary>Seals what is recorded of sensitive ports and secrets, or null.</summary>
    internal OwnerSealer? Sealer { get; init; }

    /// <summary>The secrets that the pipeline names.</summary>
    public SecretSet Secrets { get; init; } = SecretSet.None;

    /// <summary>The folder of the stores of entry lists, or null.</summary>
    public string? Store { get; init; }

    /// <summary>The file in which messages are kept until they have been delivered, or null.</summary>
    public string? Outbox { get; init; }

    /// <summary>Where the run leaves what is to outlive it, and what it goes on from; or null.</summary>
    public string? State { get; init; }

    /// <summary>The signals to show; null for the default: all in text, none in JSON.</summary>
    public IReadOnlySet<string>? Signals { get; init; }

    /// <summary>JSON Lines instead of text.</summary>
    public bool Json { get; init; }
}
