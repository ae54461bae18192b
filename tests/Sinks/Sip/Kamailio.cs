using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Reactive.Sinks.Tests.Mqtt;
using Xunit;

namespace Reactive.Sinks.Tests.Sip;

/// <summary>A registrar and proxy on loopback that asks everybody for the same password (digest, RFC 3261, 22).</summary>
internal sealed class Kamailio : IDisposable
{
    public const string Password = "open-sesame";

    private readonly string _folder = Directory.CreateTempSubdirectory("kamailio-").FullName;
    private Process? _process;

    private Kamailio()
    {
    }

    public int Port { get; } = SipPorts.Free();

    /// <summary>How accounts name it.</summary>
    public string Host => $"127.0.0.1:{Port}";

    /// <summary>One that does not run yet, or skips the test.</summary>
    public static Kamailio Make()
    {
        Peers.RequireProgram("kamailio");
        return new Kamailio();
    }

    /// <summary>One that runs.</summary>
    public static Kamailio Start()
    {
        Kamailio registrar = Make();
        registrar.Begin();
        return registrar;
    }

    public void Begin()
    {
        string file = Path.Combine(_folder, "kamailio.cfg");
        File.WriteAllText(file, Configuration());
        var said = new List<string>();
        _process = Process.Start(new ProcessStartInfo(Peers.Find("kamailio")!, ["-f", file, "-DD", "-E", "-m", "32", "-M", "4", "-Y", _folder, "-w", _folder]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (said)
                said.Add(line.Data ?? "(end)");
        };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        long begun = Stopwatch.GetTimestamp();
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(15) && !_process.HasExited)
            {
                Thread.Sleep(20);
            }
            catch (SocketException)
            {
                Stop();
                lock (said)
                    Assert.Fail($"kamailio does not begin:\n{string.Join('\n', said)}");
            }
        }
    }

    public void Stop()
    {
        if (_process is null)
            return;
        // its children end with it when it is asked to
        if (!_process.HasExited)
            Signals.Send(_process.Id, Signals.Terminate);
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        Stop();
        Directory.Delete(_folder, recursive: true);
    }

    private string Configuration() => $$"""
        #!KAMAILIO
        debug=1
        children=1
        tcp_children=1
        listen=udp:127.0.0.1:{{Port}}
        listen=tcp:127.0.0.1:{{Port}}
        auto_aliases=no
        dns=no
        loadmodule "tm.so"
        loadmodule "sl.so"
        loadmodule "rr.so"
        loadmodule "pv.so"
        loadmodule "usrloc.so"
        loadmodule "registrar.so"
        loadmodule "auth.so"
        loadmodule "textops.so"
        modparam("usrloc", "db_mode", 0)
        request_route {
            if (is_method("REGISTER")) {
                if (!pv_www_authenticate("$td", "{{Password}}", "0")) {
                    www_challenge("$td", "0");
                    exit;
                }
                save("location");
                exit;
            }
            if (loose_route()) {
                t_relay();
                exit;
            }
            if (is_method("CANCEL|ACK")) {
                if (t_check_trans()) t_relay();
                exit;
            }
            record_route();
            if (!lookup("location")) {
                sl_send_reply("404", "Not Found");
                exit;
            }
            t_relay();
        }
        """;
}
