using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace Reactive.Sinks.Tests.Mqtt;

/// <summary>Stands in a connection's way: passes on what comes, and can cut it. Optionally an HTTP proxy that is asked to CONNECT.</summary>
internal sealed class Relay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _sockets = [];
    private readonly int _target;
    private readonly bool _isProxy;

    public Relay(int target, bool isProxy = false)
    {
        (_target, _isProxy) = (target, isProxy);
        _listener.Start();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether it passes on; else it takes connections and closes them at once.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>What a proxy was asked.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Cuts all connections, without a farewell.</summary>
    public void Cut()
    {
        lock (_sockets)
        {
            foreach (Socket socket in _sockets)
            {
                // a reset instead of an end
                socket.LingerState = new LingerOption(true, 0);
                socket.Close();
            }

            _sockets.Clear();
        }
    }

    public void Dispose()
    {
        _listener.Stop();
        Cut();
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket near = _listener.AcceptSocket();
                if (!IsOpen)
                {
                    near.Close();
                    continue;
                }

                if (_isProxy && !Greet(near))
                    continue;
                var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
                far.Connect(IPAddress.Loopback, _target);
                lock (_sockets)
                    _sockets.AddRange([near, far]);
                new Thread(() => Pass(near, far)) { IsBackground = true }.Start();
                new Thread(() => Pass(far, near)) { IsBackground = true }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            // the listener was stopped
        }
    }

    private bool Greet(Socket near)
    {
        var asked = new StringBuilder();
        var one = new byte[1];
        while (!asked.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (near.Receive(one) == 0)
                return false;
            asked.Append((char)one[0]);
        }

        lock (Asked)
            Asked.Add(asked.ToString());
        near.Send("HTTP/1.1 200 Connection established\r\n\r\n"u8);
        return true;
    }

    private static void Pass(Socket from, Socket to)
    {
        var bytes = new byte[65_536];
        try
        {
            int count;
            while ((count = from.Receive(bytes)) > 0)
                to.Send(bytes, count, SocketFlags.None);
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // cut
        }
    }
}
