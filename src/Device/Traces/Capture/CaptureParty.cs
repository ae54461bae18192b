using System.Collections.Immutable;
using System.Linq;

namespace Reactive.Device.Traces.Capture;

/// <summary>One who speaks and presses keys, as far as a capture shows it: the channels of one stream, and those of the messages of its end of the call.</summary>
/// <param name="Name">The name of the stream, or of the messages where there is no stream.</param>
/// <param name="Sound">Its sound: each a track of its own.</param>
/// <param name="Digits">The digits that others have found: of telephone events, of messages.</param>
internal sealed record CaptureParty(string Name, ImmutableArray<TraceChannel> Sound, ImmutableArray<TraceChannel> Digits)
{
    /// <summary>Who speaks and presses keys in a trace, in the order of its channels: those whose channels say so (<see cref="TraceChannel.Party"/>). What cannot be read is left out of them.</summary>
    public static ImmutableArray<CaptureParty> In(Trace trace) =>
    [
        .. trace.Channels.Where(c => c.Party is not null).GroupBy(c => c.Party!).Select(channels => new CaptureParty(
            channels.Key,
            [.. channels.Where(c => c.Refusal is null && c.Record is null)],
            [.. channels.Where(c => c.Refusal is null && c.Record is not null)])),
    ];
}
