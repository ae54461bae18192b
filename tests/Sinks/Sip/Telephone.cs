using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Threading;
using Reactive.Sinks.Tests.Mqtt;
using Xunit;

namespace Reactive.Sinks.Tests.Sip;

/// <summary>A telephone on loopback: a baresip of the tests' own, told what to do in its own words.</summary>
internal sealed class Telephone : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("telephone-").FullName;
    private readonly List<string> _told = [];
    private readonly Process _process;
    private readonly TcpClient _control = new();
    private int _seen;

    private Telephone(string account, string[] configuration)
    {
        int control = SipPorts.Free();
        string silence = Path.Combine(_folder, "silence.wav");
        File.WriteAllBytes(silence, SilentWave());
        Silence = $"aufile,{silence}";
        File.WriteAllText(Path.Combine(_folder, "accounts"), string.Empty);
        File.WriteAllLines(
            Path.Combine(_folder, "config"),
            [
                "poll_method epoll", $"sip_listen 127.0.0.1:{Port}", "net_interface 127.0.0.1", "call_local_timeout 120", "call_max_calls 20", "ausrc_srate 8000", "ausrc_channels 1",
                "audio_buffer 20-160", $"rtp_ports {SipPorts.Media()}", "jitter_buffer_delay 5-10", "rtp_timeout 5", "module_path /usr/lib/baresip/modules",
                "module g711.so", "module aufile.so", .. configuration, $"audio_source aufile,{silence}", "audio_player none,none", "module_tmp account.so", "module_app menu.so", "module_app ctrl_tcp.so",
                $"ctrl_tcp_listen 127.0.0.1:{control}", "menu_bell no", "ringback_disabled yes", "statmode_default off",
            ]);
        _process = Process.Start(new ProcessStartInfo(Peers.Find("baresip")!, ["-f", _folder]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _process.StandardInput.Close();
        try
        {
            Begin(account, control);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public static string User => "bell";

    public int Port { get; } = SipPorts.Pair();

    /// <summary>How to reach it.</summary>
    public string Address => $"sip:{User}@127.0.0.1:{Port}";

    /// <summary>What it says, as <c>ausrc</c> wants it; it lasts for a minute.</summary>
    public string Silence { get; }

    /// <summary>The process.</summary>
    public int ProcessId => _process.Id;

    public string[] Told
    {
        get
        {
            lock (_told)
                return [.. _told];
        }
    }

    /// <summary>Starts a telephone, or skips the test.</summary>
    /// <param name="account">What follows its address: <c>answermode=auto</c> for one that answers by itself.</param>
    /// <param name="configuration">More lines of its configuration.</param>
    public static Telephone Start(string account = "answermode=manual", params string[] configuration)
    {
        Peers.RequireProgram("baresip");
        string registration = account.Contains("regint=", StringComparison.Ordinal) ? string.Empty : "regint=0;";
        return new Telephone($"<ADDRESS>;{registration}{account}", configuration);
    }

    /// <summary>Tells it something.</summary>
    public void Do(string command, string? parameter = null)
    {
        string json = parameter is null ? $"{{\"command\":\"{command}\"}}" : $"{{\"command\":\"{command}\",\"params\":{JsonSerializer.Serialize(parameter)}}}";
        _control.GetStream().Write(Encoding.UTF8.GetBytes($"{Encoding.UTF8.GetByteCount(json)}:{json},"));
    }

    /// <summary>Waits for an event, <c>CALL_INCOMING</c>, or any message with these words; gives it.</summary>
    public string Wait(string words)
    {
        long begun = Stopwatch.GetTimestamp();
        lock (_told)
        {
            while (true)
            {
                for (; _seen < _told.Count; _seen++)
                {
                    if (_told[_seen].Contains(words, StringComparison.Ordinal))
                        return _told[_seen++];
                }

                TimeSpan left = Limit - Stopwatch.GetElapsedTime(begun);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_told, left))
                    Assert.Fail($"\"{words}\" did not come to the telephone, but:\n{string.Join('\n', _told.TakeLast(20))}");
            }
        }
    }

    public void Kill() => Signals.Send(_process.Id, Signals.Kill);

    public void Dispose()
    {
        _control.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Begin(string account, int control)
    {
        Connect(control);
        new Thread(Read) { IsBackground = true }.Start();
        Do("uanew", account.Replace("ADDRESS", $"sip:{User}@127.0.0.1", StringComparison.Ordinal));
        // events of the account come only when it is there
        Do("uafind", $"sip:{User}@127.0.0.1");
        Wait("\"ok\":true");
        Wait("\"ok\":true");
    }

    private void Connect(int port)
    {
        long begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                _control.Connect(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(begun) < Limit && !_process.HasExited)
            {
                Thread.Sleep(10);
            }
        }
    }

    private void Read()
    {
        var text = new StringBuilder();
        byte[] bytes = new byte[64 * 1024];
        try
        {
            while (_control.GetStream().Read(bytes) is var read and > 0)
            {
                // names with other letters are not used here, so that a byte is a letter
                text.Append(Encoding.Latin1.GetString(bytes, 0, read));
                while (text.ToString() is var all && all.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 && int.Parse(all.AsSpan(0, colon), null) is var length && all.Length > colon + length + 1)
                {
                    Note(all.Substring(colon + 1, length));
                    text.Remove(0, colon + length + 2);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or InvalidOperationException)
        {
            Note("(the connection has ended)");
        }
    }

    private void Note(string line)
    {
        lock (_told)
        {
            _told.Add(line);
            Monitor.PulseAll(_told);
        }
    }

    private static byte[] SilentWave()
    {
        byte[] wave = new byte[44 + (60 * 16_000)];
        Convert.FromHexString("52494646FFFFFF0057415645666D74201000000001000100401F0000803E00000200100064617461").CopyTo(wave, 0);
        BitConverter.TryWriteBytes(wave.AsSpan(40), wave.Length - 44);
        return wave;
    }
}

/// <summary>Ports on loopback that nobody uses.</summary>
internal static class SipPorts
{
    private static int s_pair = Environment.ProcessId % 100 * 100;
    private static int s_media = 20_000 + (Environment.ProcessId % 100 * 100);

    public static int Free() => Mosquitto.FreePort();

    /// <summary>A port that is free, as is the one after it: none of those that the kernel gives to whoever asks for any.</summary>
    public static int Pair()
    {
        while (true)
        {
            int port = 10_000 + (Interlocked.Add(ref s_pair, 2) % 10_000);
            if (IsFree(port) && IsFree(port + 1))
                return port;
        }
    }

    /// <summary>The lowest of a hundred ports for sound.</summary>
    public static int FirstMedia() => 20_000 + ((Interlocked.Add(ref s_media, 100) - 20_000) % 12_000);

    public static string Media()
    {
        int first = FirstMedia();
        return $"{first}-{first + 99}";
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, port));
            using var tcp = new TcpListener(IPAddress.Loopback, port);
            tcp.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

/// <summary>Signals to processes.</summary>
internal static partial class Signals
{
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Pause = 19;

    public static void Send(int process, int signal) => Assert.Equal(0, SendSignal(process, signal));

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
