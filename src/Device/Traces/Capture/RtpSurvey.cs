using System.Collections.Generic;
using System.Linq;
using Reactive.Device.Telephony;
using Reactive.Signals;

namespace Reactive.Device.Traces.Capture;

/// <summary>Who sends RTP to whom: what one stream is known by.</summary>
internal readonly record struct RtpKey(Endpoint Source, Endpoint Destination, uint Ssrc);

/// <summary>
/// The first look at a capture: which datagrams may be RTP, and of what kind. Where a session description names an end and a payload type, that decides; elsewhere
/// a stream is one sender whose packets follow each other, in whatever order they came (<see cref="RtpOrder"/>). Memory is bounded: what looks like RTP once and never again is forgotten.
/// </summary>
internal sealed class RtpSurvey
{
    private const int MostFlows = 8192;
    private const long ForgottenAfter = 2 * SignalTime.NanosecondsPerSecond;

    private readonly Dictionary<RtpKey, RtpFlow> _flows = [];

    /// <summary>Streams that were not looked at because there are too many.</summary>
    public long Refused { get; private set; }

    /// <summary>Takes a datagram, which may be anything.</summary>
    public void Take(in Datagram datagram)
    {
        if (!RtpHeader.TryRead(datagram.Payload.Span, out RtpHeader header))
            return;
        var key = new RtpKey(datagram.Source, datagram.Destination, header.Ssrc);
        if (!_flows.TryGetValue(key, out RtpFlow? flow))
        {
            if (_flows.Count >= MostFlows && !Forget(datagram.Time))
            {
                Refused++;
                return;
            }

            _flows[key] = flow = new RtpFlow(key, datagram.Time);
        }

        flow.Take(header, datagram.Payload.Span.Slice(header.Start, header.Length), datagram.Time);
    }

    /// <summary>The streams, in the order in which they begin.</summary>
    public IEnumerable<RtpFlow> Streams(SipCalls calls) => _flows.Values.Where(f => f.IsStream(calls)).OrderBy(f => f.First);

    private bool Forget(SignalTime now)
    {
        foreach (RtpFlow flow in _flows.Values.Where(f => f.IsFleeting && now - f.Last > ForgottenAfter).ToList())
            _flows.Remove(flow.Key);
        return _flows.Count < MostFlows;
    }
}
