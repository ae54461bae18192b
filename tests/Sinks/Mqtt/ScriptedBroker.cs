using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Reactive.Sinks.Tests.Mqtt;

/// <summary>Something that is no good broker: a listener that does with each connection what a test says, on a thread of its own, and then closes it.</summary>
internal sealed class ScriptedBroker : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Action<NetworkStream> _script;
    private int _connections;

    public ScriptedBroker(Action<NetworkStream> script)
    {
        _script = script;
        _listener.Start();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Reads a packet; gives its type, 0 where the connection ended.</summary>
    public static int ReadPacket(NetworkStream stream)
    {
        int first = stream.ReadByte();
        int length = 0, shift = 0, next;
        do
        {
            next = stream.ReadByte();
            if (first < 0 || next < 0)
                return 0;
            length |= (next & 0x7F) << shift;
            shift += 7;
        }
        while (next >= 0x80);
        stream.ReadExactly(new byte[length]);
        return first >> 4;
    }

    public void Dispose() => _listener.Stop();

    private void Accept()
    {
        try
        {
            while (true)
            {
                TcpClient client = _listener.AcceptTcpClient();
                Interlocked.Increment(ref _connections);
                new Thread(() => Serve(client)) { IsBackground = true }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            // the listener was stopped
        }
    }

    private void Serve(TcpClient client)
    {
        using (client)
        {
            try
            {
                _script(client.GetStream());
            }
            catch (Exception e) when (e is System.IO.IOException or SocketException or ObjectDisposedException)
            {
                // the client went away
            }
        }
    }
}
