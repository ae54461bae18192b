using System;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using Reactive.Device.Bench.Sip;
using Reactive.Sinks.Sip;
using Xunit;

namespace Reactive.Sinks.Tests.Sip;

/// <summary>More than anybody can want, and what nobody can understand.</summary>
public sealed class BaresipFloodTests
{
    // a refusal is forgotten so long after it was acknowledged (RFC 3261, 17.2.1: timer I)
    private static readonly TimeSpan Acknowledged = TimeSpan.FromSeconds(6);

    [Fact]
    public void ThousandInvitesAtOnce_TheCallStandsTheExcessIsRefusedAndMemoryReturns()
    {
        Sipp.Require();
        using Telephone telephone = Telephone.Start("answermode=auto");
        using AgentLine line = AgentLine.Up();
        line.Agent.Dial(1, "door", telephone.Address);
        line.Wait("Answered 1");
        int process = line.Agent.ProcessId;
        // The heap of the process stays as large as it once was, so it is the second burst that shows whether memory is given back for use again.
        Burst(line);
        Thread.Sleep(Acknowledged);
        long before = Sipp.Memory(process);
        int rangBefore = line.Notes.Count("Incoming");

        Burst(line);
        long burst = Stopwatch.GetTimestamp();
        int rang = line.Notes.Count("Incoming") - rangBefore;
        Assert.InRange(rang, 1, 200);
        line.Agent.SendDigits(1, "5");
        telephone.Wait("CALL_DTMF_START");

        TimeSpan left = TimeSpan.FromSeconds(5) - Stopwatch.GetElapsedTime(burst);
        Thread.Sleep(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        line.Agent.Dial(2, "door", telephone.Address);
        line.Wait("Answered 2");
        line.Agent.HangUp(2);
        line.Wait("Ended 2 Ours");
        Assert.Equal(0, line.Notes.Count("Ended 1 "));
        Assert.Equal(0, line.Notes.Count("Down"));
        Thread.Sleep(Acknowledged);
        Assert.InRange(Sipp.Memory(process) - before, long.MinValue, 1_024);
    }

    [Theory]
    [InlineData("no headers", "INVITE sip:[service]@[remote_ip] SIP/2.0\n\n")]
    [InlineData("no Call-ID", "INVITE sip:[service]@[remote_ip] SIP/2.0\nVia: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]\nFrom: <sip:a@b>;tag=1\nTo: <sip:door@c>\nCSeq: 1 INVITE\nContent-Length: 0\n\n")]
    [InlineData("length too long", "INVITE sip:[service]@[remote_ip] SIP/2.0\nVia: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]\nFrom: <sip:a@b>;tag=1\nTo: <sip:door@c>\nCall-ID: [call_id]\nCSeq: 1 INVITE\nContent-Type: application/sdp\nContent-Length: 99999999\n\nv=0\n")]
    [InlineData("length below zero", "INVITE sip:[service]@[remote_ip] SIP/2.0\nVia: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]\nFrom: <sip:a@b>;tag=1\nTo: <sip:door@c>\nCall-ID: [call_id]\nCSeq: 1 INVITE\nContent-Length: -1\n\n")]
    [InlineData("offer of nonsense", "INVITE sip:[service]@[remote_ip] SIP/2.0\nVia: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]\nFrom: <sip:a@b>;tag=1\nTo: <sip:door@c>\nCall-ID: [call_id]\nCSeq: 1 INVITE\nContact: <sip:a@[local_ip]:[local_port]>\nContent-Type: application/sdp\nContent-Length: [len]\n\nm=audio 99999999 RTP/AVP 8 8 8 8\nc=IN IP9 nowhere\nx\n")]
    [InlineData("numbers that overflow", "INVITE sip:[service]@[remote_ip]:999999 SIP/2.0\nVia: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch];rport=99999\nFrom: <sip:a@b:77777777>;tag=1\nTo: <sip:door@c>\nCall-ID: [call_id]\nCSeq: 99999999999999999999 INVITE\nMax-Forwards: 4294967297\nContent-Length: 0\n\n")]
    [InlineData("another method", "FROBNICATE sip:[service]@[remote_ip] SIP/9.9\nVia: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]\nFrom: \"<sip:a@b;tag=1\nTo: <<<sip:door@c\nCall-ID: [call_id]\nCSeq: 1 FROBNICATE\nContent-Length: 0\n\n")]
    public void MalformedRequest_IsSurvived(string what, string text)
    {
        Sipp.Require();
        using AgentLine line = AgentLine.Up();
        (int code, string said) = Sipp.Run(line.Settings.Port, Sipp.Send(text) + "\n<recv response=\"400\" optional=\"true\"/>\n<pause milliseconds=\"50\"/>", calls: 20, rate: 200);
        Assert.True(code is 0 or 1, $"{what}: sipp ended with {code}\n{said}");
        Works(line);
    }

    [Theory]
    [InlineData(ProtocolType.Udp)]
    [InlineData(ProtocolType.Tcp)]
    public void RandomAndBrokenBytes_AreSurvived(ProtocolType protocol)
    {
        using AgentLine line = AgentLine.Up();
        var random = new Random(20_261);
        byte[] message = Encoding.ASCII.GetBytes(
            "INVITE sip:door@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK1\r\nFrom: <sip:a@127.0.0.1:9>;tag=1\r\nTo: <sip:door@127.0.0.1>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n"
            + "Contact: <sip:a@127.0.0.1:9>\r\nContent-Type: application/sdp\r\nContent-Length: 66\r\n\r\nv=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nm=audio 9 RTP/AVP 8\r\n");
        for (int i = 0; i < (protocol == ProtocolType.Udp ? 300 : 60); i++)
        {
            byte[] bytes = [.. message];
            if (i % 10 == 0)
                random.NextBytes(bytes);
            for (int j = random.Next(8); j >= 0; j--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            using var socket = new Socket(AddressFamily.InterNetwork, protocol == ProtocolType.Udp ? SocketType.Dgram : SocketType.Stream, protocol);
            socket.Connect(IPAddress.Loopback, line.Settings.Port);
            socket.Send(bytes.AsSpan(0, random.Next(1, bytes.Length)));
        }

        Works(line);
    }

    [Theory]
    [InlineData(300, 'L')]
    [InlineData(2_000, 'L')]
    [InlineData(5, '\u00e9')]
    public void CallIdThatCannotBeNamed_IsRefusedAtOnceAndHoldsNoPlace(int length, char letter)
    {
        using AgentLine line = AgentLine.Up(s => s with { MostCalls = 1 });
        using Socket caller = Caller(line);
        Invite(caller, new string(letter, length), 1);
        Assert.StartsWith("SIP/2.0 486", Final(caller), StringComparison.Ordinal);
        Invite(caller, "plain", 2);
        line.Wait("Incoming -1");
        Assert.Equal(1, line.Notes.Count("Trouble"));
    }

    [Fact]
    public void TwoInvitesWithOneCallId_OneRingsAndTheOtherIsRefused()
    {
        using AgentLine line = AgentLine.Up(limits: new BaresipLimits { Heartbeat = TimeSpan.FromMilliseconds(100) });
        using Socket caller = Caller(line);
        Invite(caller, "same", 1);
        line.Wait("Incoming -1");
        Invite(caller, "same", 2);
        Assert.StartsWith("SIP/2.0 486", Final(caller), StringComparison.Ordinal);
        Thread.Sleep(500);
        Assert.Equal((1, 0), (line.Notes.Count("Incoming"), line.Notes.Count("Ended")));
        line.Agent.HangUp(-1);
        line.Wait("Ended -1 Ours");
    }

    private static Socket Caller(AgentLine line)
    {
        var caller = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5_000 };
        caller.Connect(IPAddress.Loopback, line.Settings.Port);
        return caller;
    }

    private static void Invite(Socket caller, string callId, int number)
    {
        const string Offer = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 6000 RTP/AVP 8\r\n";
        caller.Send(Encoding.Latin1.GetBytes(
            $"INVITE sip:door@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP {caller.LocalEndPoint};branch=z9hG4bK{number}\r\nFrom: <sip:x@{caller.LocalEndPoint}>;tag=t{number}\r\nTo: <sip:door@127.0.0.1>\r\n"
            + $"Call-ID: {callId}\r\nCSeq: {number} INVITE\r\nContact: <sip:x@{caller.LocalEndPoint}>\r\nContent-Type: application/sdp\r\nContent-Length: {Offer.Length}\r\n\r\n{Offer}"));
    }

    // the next answer that is one
    private static string Final(Socket caller)
    {
        byte[] bytes = new byte[8_192];
        while (true)
        {
            string text = Encoding.Latin1.GetString(bytes, 0, caller.Receive(bytes));
            if (!text.StartsWith("SIP/2.0 1", StringComparison.Ordinal))
                return text;
        }
    }

    private static void Burst(AgentLine line)
    {
        string scenario = $"""
            {Sipp.Invite}
            <recv response="100" optional="true"/>
            <recv response="486" optional="true" next="refused"/>
            <recv response="180" next="rings"/>
            <label id="rings"/>
            <pause milliseconds="1500"/>
            {Sipp.Within("CANCEL", 1, "branch-5")}
            <recv response="200" optional="true"/>
            <recv response="487" optional="true" next="refused"/>
            <recv response="486" next="refused"/>
            <label id="refused"/>
            {Sipp.Within("ACK", 1, "branch-9")}
            """;
        (int code, string said) = Sipp.Run(line.Settings.Port, scenario, calls: 1_000, rate: 1_000);
        Assert.True(code is 0 or 1, said);
    }

    // what came before is over, and a call can be made
    private static void Works(AgentLine line)
    {
        foreach (string incoming in line.Notes.Told.Where(t => t.StartsWith("Incoming", StringComparison.Ordinal)))
            line.Agent.HangUp(long.Parse(incoming.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
        using var peer = new SipPeer((p, request) =>
        {
            if (request.Start.StartsWith("INVITE", StringComparison.Ordinal))
                p.Accept(request);
        });
        line.Agent.Dial(1, "door", peer.Address);
        line.Wait("Answered 1");
        Assert.Equal(0, line.Notes.Count("Down"));
    }
}
