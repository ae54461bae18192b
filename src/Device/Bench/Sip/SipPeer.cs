using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace Reactive.Device.Bench.Sip;

/// <summary>
/// The other end of calls on loopback, as far as one has to see what is on the wire: a UDP socket for signalling, one for sound, and no opinion of its own. Requests are answered by
/// whoever made this; those that come twice come through once.
/// </summary>
internal sealed class SipPeer : IDisposable
{
    private const string Digits = "0123456789*#ABCD";
    private const int EventPayload = 101;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly UdpClient _signalling = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly UdpClient _sound = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly List<SipText> _taken = [];
    private readonly Action<SipPeer, SipText>? _answer;
    private readonly Thread _reader;
    private int _seen;
    private ushort _packet;
    private uint _clock;

    /// <summary>A peer that listens.</summary>
    /// <param name="answer">What it does about each request, on the thread that reads.</param>
    public SipPeer(Action<SipPeer, SipText>? answer = null)
    {
        _answer = answer;
        _reader = new Thread(Read) { IsBackground = true, Name = "sip peer" };
        _reader.Start();
    }

    /// <summary>How to reach it.</summary>
    public string Address => $"sip:flat@{EndPoint}";

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_signalling.Client.LocalEndPoint!;

    /// <summary>Waits for the next that begins so; null where none comes.</summary>
    public SipText? Wait(string beginning, TimeSpan? limit = null)
    {
        long begun = Stopwatch.GetTimestamp();
        lock (_taken)
        {
            while (true)
            {
                for (; _seen < _taken.Count; _seen++)
                {
                    if (_taken[_seen].Text.StartsWith(beginning, StringComparison.Ordinal))
                        return _taken[_seen++];
                }

                TimeSpan left = (limit ?? Patience) - Stopwatch.GetElapsedTime(begun);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_taken, left))
                    return null;
            }
        }
    }

    /// <summary>Answers a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="status">Code and reason: <c>486 Busy Here</c>.</param>
    /// <param name="body">A session description; empty for none.</param>
    public void Reply(SipText request, string status, string body = "") => Send(
        request.From,
        [
            $"SIP/2.0 {status}", .. request.Lines("Via"), .. request.Lines("Record-Route"), $"From: {request.Header("From")}", $"To: {Tagged(request.Header("To"))}",
            $"Call-ID: {request.Header("Call-ID")}", $"CSeq: {request.Header("CSeq")}", $"Contact: <{Address}>",
        ],
        body,
        "application/sdp");

    /// <summary>Answers an INVITE: the call stands, with A-law sound and telephone events.</summary>
    public void Accept(SipText invite)
    {
        int port = ((IPEndPoint)_sound.Client.LocalEndPoint!).Port;
        Reply(
            invite,
            "200 OK",
            $"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 8 {EventPayload}\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:{EventPayload} telephone-event/8000\r\na=fmtp:{EventPayload} 0-15\r\n");
    }

    /// <summary>Sends a request of a call that stands.</summary>
    /// <param name="invite">The INVITE that began it.</param>
    /// <param name="method"><c>INFO</c>, <c>BYE</c>.</param>
    /// <param name="number">The number of the request, rising.</param>
    /// <param name="body">What it says.</param>
    /// <param name="type">The media type of that.</param>
    public void Request(SipText invite, string method, int number, string body = "", string type = "application/dtmf-relay")
    {
        string contact = invite.Header("Contact");
        string target = contact[(contact.IndexOf('<', StringComparison.Ordinal) + 1)..contact.IndexOf('>', StringComparison.Ordinal)];
        Send(
            invite.From,
            [
                $"{method} {target} SIP/2.0", $"Via: SIP/2.0/UDP {EndPoint};branch=z9hG4bK{Guid.NewGuid():N};rport", $"From: {Tagged(invite.Header("To"))}", $"To: {invite.Header("From")}",
                $"Call-ID: {invite.Header("Call-ID")}", $"CSeq: {number} {method}", "Max-Forwards: 70", $"Contact: <{Address}>",
            ],
            body,
            type);
    }

    /// <summary>Presses a key for 60 ms: the packets of a telephone event 20 ms apart (RFC 4733, 2.5.1.4), the end three times. Waits as long.</summary>
    /// <returns>When the first one was sent, as <see cref="Stopwatch"/> counts.</returns>
    public long Press(SipText invite, char digit)
    {
        Span<byte> packet = stackalloc byte[16];
        packet.Clear();
        packet[0] = 0x80;
        _clock += 1_600;
        long begun = Stopwatch.GetTimestamp();
        for (int i = 0; i < 6; i++)
        {
            if (i is > 0 and < 4)
                Thread.Sleep(20);
            packet[1] = (byte)(EventPayload | (i == 0 ? 0x80 : 0));
            BinaryPrimitives.WriteUInt16BigEndian(packet[2..], _packet++);
            BinaryPrimitives.WriteUInt32BigEndian(packet[4..], _clock);
            BinaryPrimitives.WriteUInt32BigEndian(packet[8..], 0x5EED);
            packet[12] = (byte)Digits.IndexOf(digit, StringComparison.Ordinal);
            packet[13] = (byte)(i < 3 ? 10 : 0x80 | 10);
            BinaryPrimitives.WriteUInt16BigEndian(packet[14..], (ushort)(160 * Math.Min(i + 1, 4)));
            _sound.Send(packet, invite.Media);
        }

        return begun;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _signalling.Dispose();
        _sound.Dispose();
        _reader.Join(TimeSpan.FromSeconds(1));
    }

    private static string Tagged(string to) => to.Contains(";tag=", StringComparison.Ordinal) ? to : to + ";tag=flat";

    private void Send(IPEndPoint to, IEnumerable<string> lines, string body, string type)
    {
        string[] all = [.. lines, .. body.Length > 0 ? [$"Content-Type: {type}"] : Array.Empty<string>(), $"Content-Length: {body.Length}", "", body];
        _signalling.Send(Encoding.UTF8.GetBytes(string.Join("\r\n", all)), to);
    }

    private void Read()
    {
        var branches = new HashSet<string>();
        try
        {
            while (true)
            {
                IPEndPoint from = new(IPAddress.Any, 0);
                byte[] bytes = _signalling.Receive(ref from);
                var text = new SipText(Encoding.UTF8.GetString(bytes), from, Stopwatch.GetTimestamp());
                bool isRequest = !text.Text.StartsWith("SIP/2.0 ", StringComparison.Ordinal);
                if (isRequest && !branches.Add(text.Header("Via") + text.Header("CSeq")))
                    continue;
                if (isRequest)
                    _answer?.Invoke(this, text);
                lock (_taken)
                {
                    _taken.Add(text);
                    Monitor.PulseAll(_taken);
                }
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // disposed of
        }
    }
}
