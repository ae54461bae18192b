using System.Collections.Generic;
using Reactive.Device.Output;
using Reactive.Device.Running;
using Reactive.Signals.Loop;

namespace Reactive.Device.Files;

/// <summary>Turns trace files into feeds of ports.</summary>
internal static class TraceFeeds
{
    /// <summary>Adds the feed that <paramref name="option"/> names.</summary>
    public static void Add(Source source, FeedOption option, List<BlockFeed> blocks, List<ValueFeed> values) =>
        throw CommandException.Usage($"{option.File} is no trace that can be read.");
}
