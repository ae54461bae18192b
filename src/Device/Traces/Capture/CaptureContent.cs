using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Device.Telephony;
using Reactive.Signals;

namespace Reactive.Device.Traces.Capture;

/// <summary>
/// What a capture holds of telephony, read in two goes: the first finds calls and streams, the second gathers the payloads of those streams. So
/// memory grows with the sound in the file, and with nothing else.
/// </summary>
internal sealed class CaptureContent
{
    private const int MostKinds = 8;

    private readonly string _path;
    private long _packets;

    private CaptureContent(string path) => _path = path;

    /// <summary>When the first packet was captured, in nanoseconds since 1970; null where there is none.</summary>
    public long? WallNanoseconds { get; private set; }

    /// <summary>What the SIP messages say.</summary>
    public SipCalls Calls { get; } = new();

    /// <summary>The streams, in the order in which they begin.</summary>
    public ImmutableArray<RtpStream> Streams { get; private set; } = [];

    /// <summary>Where their payloads lie.</summary>
    public PayloadPool Pool { get; } = new();

    /// <summary>What was wrong with the file and its messages, a sentence each.</summary>
    public ImmutableArray<string> Warnings { get; private set; } = [];

    /// <summary>Reads a capture.</summary>
    /// <exception cref="CommandException">It is none, or cannot be read.</exception>
    public static CaptureContent Read(string path)
    {
        var content = new CaptureContent(path);
        content.Survey(out RtpSurvey survey);
        content.Gather(survey);
        return content;
    }

    private void Survey(out RtpSurvey survey)
    {
        survey = new RtpSurvey();
        var sip = new SipReader((message, datagram) => Calls.Take(message, datagram));
        using var reader = new DatagramReader(_path);
        while (reader.TryRead(out Datagram datagram))
        {
            if (!sip.TryTake(datagram) && datagram.Tcp is null)
                survey.Take(datagram);
        }

        _packets = reader.Packets;
        WallNanoseconds = reader.WallNanoseconds;
        Warnings =
        [
            .. reader.Warnings,
            .. Counted(sip.Unreadable, "SIP message", "cannot be read"),
            .. Counted(Calls.Repeated, "SIP INFO", "came again and {0} passed over"),
            .. Counted(Calls.Malformed, "SIP INFO", "should bring a digit and {0} malformed"),
            .. Counted(Calls.Others, "SIP INFO", "{0} no digit (the hook)"),
            .. Counted(survey.Refused, "datagram", "{0} of more streams than are looked at"),
        ];
    }

    private void Gather(RtpSurvey survey)
    {
        Dictionary<RtpKey, RtpStream> streams = survey.Streams(Calls).ToDictionary(f => f.Key, f => new RtpStream(f, Calls, Pool));
        Streams = [.. streams.Values];
        if (Streams.IsEmpty)
        {
            if (_packets > 0 || WallNanoseconds is null)
                Warnings = Warnings.Add($"{_path}: {WithoutStreams()}");
            return;
        }

        using var reader = new DatagramReader(_path);
        SignalTime end = SignalTime.Zero;
        while (reader.TryRead(out Datagram datagram))
        {
            end = datagram.Time;
            if (datagram.Tcp is null && RtpHeader.TryRead(datagram.Payload.Span, out RtpHeader header) && streams.TryGetValue(new RtpKey(datagram.Source, datagram.Destination, header.Ssrc), out RtpStream? stream))
                stream.Take(header, datagram);
        }

        foreach (RtpStream stream in Streams)
            stream.Close(end);
    }

    // People look for sound in a capture: where there is none, what is there instead.
    private string WithoutStreams()
    {
        if (_packets == 0)
            return "it holds no packets.";
        string packets = Plural.Of(_packets, "packet");
        if (Calls.Messages == 0)
            return $"there is no sound in it: {packets}, none of them SIP or of a stream of RTP.";
        IEnumerable<string> kinds = Calls.Requests.OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal).Take(MostKinds).Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Value} {r.Key}"));
        if (Calls.Answers > 0)
            kinds = kinds.Append(Plural.Of(Calls.Answers, "answer"));
        string sent = Calls.MediaCount == 0 ? "" : ", though they say where it is sent";
        return $"it holds signalling alone, no sound: {Plural.Of(Calls.Messages, "SIP message")} ({string.Join(", ", kinds)}) in {packets}, and none of RTP{sent}.";
    }

    private IEnumerable<string> Counted(long count, string noun, string what)
    {
        if (count > 0)
            yield return $"{_path}: {Plural.Of(count, noun)} {what.Replace("{0}", count == 1 ? "is" : "are", StringComparison.Ordinal)}.";
    }
}
