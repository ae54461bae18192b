using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Reactive.Device.Time;

namespace Reactive.Device.Live.Inputs;

/// <summary>A driver that can tell what it has left out.</summary>
internal interface ICountingDriver : IDriver
{
    /// <summary>What was left out, and how often; asked once the run is over.</summary>
    IEnumerable<(string What, long Count)> Counts { get; }
}

/// <summary>Listens for RTP on one address, and hands over its sound, its digits, or both.</summary>
/// <param name="name">For messages: the ports that it serves.</param>
/// <param name="at">Where it listens.</param>
/// <param name="receiver">Makes sound and digits of what comes.</param>
/// <param name="lines">The lines of the ports.</param>
/// <param name="clock">The device clock.</param>
internal sealed class RtpInput(string name, IPEndPoint at, RtpReceiver receiver, IReadOnlyList<DriverLine> lines, DeviceClock clock) : ICountingDriver
{
    // Awake at least this often, so that a stop is noticed.
    private const long LongestNap = 50_000_000;

    private const int BufferedBytes = 1 << 18;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IEnumerable<(string What, long Count)> Counts => receiver.Counts;

    /// <inheritdoc/>
    public void Run(CancellationToken stop)
    {
        using var socket = new Socket(at.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.ReceiveBufferSize = BufferedBytes;
        socket.Bind(at);
        byte[] datagram = new byte[RtpReceiver.MostBytes + 1];
        while (!stop.IsCancellationRequested)
        {
            long nap = Math.Clamp(receiver.Due - clock.Now, 0, LongestNap);
            if (socket.Poll((int)(nap / 1000) + 1, SelectMode.SelectRead))
            {
                int length = socket.Receive(datagram, SocketFlags.None, out SocketError error);
                // what is too long to fit is cut, and then none that is taken
                if (error is SocketError.Success or SocketError.MessageSize)
                    receiver.Accept(datagram.AsSpan(0, length), clock.Now);
                else if (error is not (SocketError.ConnectionReset or SocketError.Interrupted or SocketError.WouldBlock))
                    throw new SocketException((int)error);
            }

            receiver.Advance(clock.Now);
        }
    }

    /// <inheritdoc/>
    public void ReportLost()
    {
        foreach (DriverLine line in lines)
            line.PostLost();
    }
}
