using System.Collections.Immutable;
using Reactive.Signals.Specs;

namespace Reactive.Sinks;

/// <summary>Every sink that a definition may name. A new sink adds its line here.</summary>
public static class SinkCatalog
{
    /// <summary>All sinks, in the order of the docs.</summary>
    public static ImmutableArray<SinkSpec> All { get; } =
    [
        OutputSink.Spec,
        ReaderLineSink.Spec,
        SpeakerSink.Spec,
        LogSink.Spec,
    ];
}
