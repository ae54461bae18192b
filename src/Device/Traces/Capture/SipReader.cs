using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Device.Telephony;

namespace Reactive.Device.Traces.Capture;

/// <summary>Finds SIP in what is sent: on its ports, and wherever a datagram or a stream starts like it.</summary>
/// <param name="take">Takes each message with what brought it.</param>
internal sealed class SipReader(Action<SipMessage, Datagram> take)
{
    private const int Port = 5060;
    private const int MostStreams = 256;

    private readonly Dictionary<(Endpoint, Endpoint), TcpText> _streams = [];
    private long _pieces;

    /// <summary>Datagrams and pieces of streams on the port of SIP that hold none, or a damaged message.</summary>
    public long Unreadable { get; private set; }

    /// <summary>Takes a datagram; false where it is none of SIP.</summary>
    public bool TryTake(in Datagram datagram)
    {
        if (datagram.Tcp is { } place)
            return TakePiece(datagram, place);
        bool isOnPort = datagram.Source.Port == Port || datagram.Destination.Port == Port;
        ReadOnlySpan<byte> bytes = datagram.Payload.Span;
        if (!isOnPort && !SipMessage.MayStart(bytes))
            return false;
        if (SipMessage.Read(bytes, isStream: false, out SipMessage? message, out _) == SipReading.Message)
            take(message!, datagram);
        else if (isOnPort && !IsKeepAlive(bytes))
            Unreadable++;
        else
            return isOnPort;
        return true;
    }

    private bool TakePiece(in Datagram piece, TcpPlace place)
    {
        var key = (piece.Source, piece.Destination);
        bool isOnPort = piece.Source.Port == Port || piece.Destination.Port == Port;
        if (!_streams.TryGetValue(key, out TcpText? stream))
        {
            if (!isOnPort && !SipMessage.MayStart(piece.Payload.Span))
                return false;
            if (_streams.Count == MostStreams)
                _streams.Remove(_streams.MinBy(s => s.Value.LastSeen).Key);
            _streams[key] = stream = new TcpText();
        }

        stream.LastSeen = _pieces++;
        stream.Add(place, piece.Payload.Span);
        while (!stream.Bytes.IsEmpty)
        {
            switch (SipMessage.Read(stream.Bytes, isStream: true, out SipMessage? message, out int consumed))
            {
                case SipReading.Message:
                    stream.Take(consumed);
                    take(message!, piece);
                    break;
                case SipReading.Incomplete:
                    return true;
                default:
                    // where the next message begins nobody knows: perhaps with the next piece
                    Unreadable += isOnPort ? 1 : 0;
                    stream.Take(stream.Bytes.Length);
                    return true;
            }
        }

        return true;
    }

    // Blanks and zeros hold a way through a router open.
    private static bool IsKeepAlive(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyExcept("\r\n\0 "u8) < 0 || bytes.Length <= 4;
}
