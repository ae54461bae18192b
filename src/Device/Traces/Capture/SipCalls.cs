using System;
using System.Collections.Generic;
using Reactive.Device.Telephony;
using Reactive.Signals;

namespace Reactive.Device.Traces.Capture;

/// <summary>One end of a call: where its sound comes from and goes to, and the digits that it sent as messages.</summary>
/// <param name="Call">The number of the call in the capture, from 1.</param>
internal sealed record CallEnd(int Call)
{
    /// <summary>The ends that its session descriptions name.</summary>
    public HashSet<Endpoint> Media { get; } = [];

    /// <summary>The digits, by stamp.</summary>
    public List<Stamped<Value>> Digits { get; } = [];
}

/// <summary>What the SIP messages of a capture say: what payload types stand for, and the digits of INFO.</summary>
internal sealed class SipCalls
{
    private const int MostEnds = 1 << 16;
    private const int MostInfos = 1 << 16;
    private const int MostMethods = 32;

    private readonly Dictionary<string, int> _calls = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Call, string Tag), CallEnd> _ends = [];
    private readonly Dictionary<Endpoint, Dictionary<int, PayloadFormat>> _media = [];
    private readonly HashSet<Endpoint> _otherMedia = [];
    private readonly Dictionary<string, long> _requests = new(StringComparer.Ordinal);
    private readonly HashSet<(string CallId, string Tag, uint Sequence)> _infos = [];

    /// <summary>The ends of all calls, in the order in which they were first heard of.</summary>
    public IEnumerable<CallEnd> Ends => _ends.Values;

    /// <summary>How many places session descriptions name to which sound is sent.</summary>
    public int MediaCount => _media.Count;

    /// <summary>How many messages there were.</summary>
    public long Messages { get; private set; }

    /// <summary>How many of them were answers.</summary>
    public long Answers { get; private set; }

    /// <summary>How many requests there were of each method; of more than 32 methods the first.</summary>
    public IReadOnlyDictionary<string, long> Requests => _requests;

    /// <summary>INFO messages that were sent again.</summary>
    public long Repeated { get; private set; }

    /// <summary>Bodies that should bring a digit and cannot be read.</summary>
    public long Malformed { get; private set; }

    /// <summary>What was pressed and is no digit: the hook.</summary>
    public long Others { get; private set; }

    /// <summary>Takes a message.</summary>
    public void Take(SipMessage message, in Datagram datagram)
    {
        Messages++;
        if (!message.IsRequest)
            Answers++;
        else if (_requests.Count < MostMethods || _requests.ContainsKey(message.Method))
            _requests[message.Method] = _requests.GetValueOrDefault(message.Method) + 1;
        if (message.ContentType == "application/sdp")
            TakeDescription(message);
        else if (message.IsRequest && message.Method == "INFO" && InfoDigit.IsType(message.ContentType))
            TakeInfo(message, datagram);
    }

    /// <summary>What a payload type stands for between two ends: whoever receives says it, else whoever sends; null where neither did.</summary>
    public PayloadFormat? Format(Endpoint source, Endpoint destination, int payloadType) =>
        _media.GetValueOrDefault(destination)?.GetValueOrDefault(payloadType) ?? _media.GetValueOrDefault(source)?.GetValueOrDefault(payloadType);

    /// <summary>Whether a session description names one of the ends for something else than sound: pictures.</summary>
    public bool IsOtherMedia(Endpoint source, Endpoint destination) => _otherMedia.Contains(destination) || _otherMedia.Contains(source);

    private void TakeDescription(SipMessage message)
    {
        CallEnd? end = EndOf(message);
        foreach (SessionMedia media in SessionDescription.Read(message.Body))
        {
            if (media.Address is null || media.Port == 0 || _media.Count + _otherMedia.Count >= MostEnds)
                continue;
            Endpoint at = Endpoint.Of(media.Address, media.Port);
            if (media.Kind != "audio")
            {
                _otherMedia.Add(at);
                continue;
            }

            end?.Media.Add(at);
            if (!_media.TryGetValue(at, out Dictionary<int, PayloadFormat>? formats))
                _media[at] = formats = [];
            foreach ((int type, PayloadFormat format) in media.Formats)
                formats[type] = format;
        }
    }

    private void TakeInfo(SipMessage message, in Datagram datagram)
    {
        if (!_infos.Add((message.CallId, message.Tag, message.Sequence)))
        {
            Repeated++;
            return;
        }

        if (_infos.Count >= MostInfos)
            _infos.Clear();
        if (message.Body.Length == 0)
            return;
        if (!InfoDigit.TryRead(message.Body, out InfoDigit pressed))
            Malformed++;
        else if (pressed.Digit is not { } digit)
            Others++;
        else
            Press(EndOf(message), digit, pressed.Duration, datagram.Time);
    }

    // A digit is over after its time, or when the next one comes.
    private static void Press(CallEnd? end, char digit, TimeSpan duration, SignalTime at)
    {
        if (end is null)
            return;
        if (end.Digits.Count > 0 && end.Digits[^1] is var last && last.Stamp > at)
            end.Digits[^1] = new Stamped<Value>(Value.DigitOver(last.Value.DigitCharacter!.Value, at - end.Digits[^2].Stamp, DigitCarrier.SipInfo), at);
        end.Digits.Add(new Stamped<Value>(Value.Digit(digit, carrier: DigitCarrier.SipInfo), at));
        end.Digits.Add(new Stamped<Value>(Value.DigitOver(digit, duration.Ticks * 100, DigitCarrier.SipInfo), at + duration));
    }

    private CallEnd? EndOf(SipMessage message)
    {
        if (!_calls.TryGetValue(message.CallId, out int call))
        {
            if (_calls.Count >= MostEnds)
                return null;
            _calls[message.CallId] = call = _calls.Count + 1;
        }

        var key = (call, message.Tag);
        if (!_ends.TryGetValue(key, out CallEnd? end) && _ends.Count < MostEnds)
            _ends[key] = end = new CallEnd(call);
        return end;
    }
}
