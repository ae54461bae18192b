using System.Collections.Immutable;
using Reactive.Signals.Specs;
using Reactive.Sinks.Mqtt;
using Reactive.Sinks.Sip;

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
        MqttSink.Spec,
        SipSink.Spec,
        LogSink.Spec,
    ];

    /// <summary>Every connection that a definition may have a section of.</summary>
    public static ImmutableArray<ConnectionSpec> Connections { get; } = [MqttSection.Spec, SipSection.Spec];
}
