using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;

namespace Reactive.Sinks.Sip;

/// <summary>
/// The way of sound out of calls: a sound server (PulseAudio) of our own, into which baresip plays, and a program that reads what was played. Both end with this. Its socket is in the folder of
/// baresip, so nobody else can use it.
/// </summary>
internal sealed class BaresipSound : IDisposable
{
    private const string Device = "calls";
    private const int Milliseconds = 20;

    // what reads is begun anew after so long without anything; it may take longer to begin
    private const int LongestPauseMilliseconds = 1_000;
    private const int LongestBeginMilliseconds = 5_000;

    private static readonly string[] Libraries = ["/usr/lib", "/usr/lib64", "/usr/local/lib"];
    private readonly string _folder;
    private readonly ISipSound _listener;
    private readonly Action<string> _ended;
    private readonly Process _server;
    private readonly Thread _reader;
    private readonly ManualResetEventSlim _ready = new();
    private volatile bool _isReady;
    private volatile bool _stops;
    private long _lateMilliseconds;

    private BaresipSound(string folder, ISipSound listener, Action<string> ended, Process server)
    {
        _folder = folder;
        _listener = listener;
        _ended = ended;
        _server = server;
        _reader = new Thread(Read, maxStackSize: 256 * 1024) { Name = "sip sound", IsBackground = true };
        _reader.Start();
    }

    /// <summary>What is missing for it, as a sentence; null for nothing.</summary>
    public static string? Missing =>
        BaresipProcess.Find("setpriv") is null ? "The sound of calls is not heard: setpriv is not installed (Debian package util-linux)."
        : BaresipProcess.Find("pulseaudio") is null ? "The sound of calls is not heard: pulseaudio is not installed (Debian package pulseaudio)."
        : BaresipProcess.Find("parec") is null ? "The sound of calls is not heard: parec is not installed (Debian package pulseaudio-utils)."
        : !HasPlugin() ? "The sound of calls is not heard: the PulseAudio plugin of ALSA is not installed (Debian package libasound2-plugins)."
        : null;

    /// <summary>What baresip's environment has to be.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Environment(string folder) =>
        [new("ALSA_CONFIG_PATH", Path.Combine(folder, "asound.conf")), .. Private(folder)];

    /// <summary>The file that tells ALSA where to play.</summary>
    public static string AlsaConfiguration(string folder) => $"pcm.{Device} {{ type pulse server \"{Server(folder)}\" device \"{Device}\" }}\n";

    /// <summary>What baresip plays to, as <c>audio_player</c> wants it.</summary>
    public static string Player => $"alsa,{Device}";

    /// <summary>Starts the server; what reads from it begins by itself as soon as it is there.</summary>
    /// <param name="folder">The folder of baresip.</param>
    /// <param name="listener">Who hears.</param>
    /// <param name="ended">Told, once and on another thread, where it ends by itself, why: as a part of a sentence.</param>
    public static BaresipSound Start(string folder, ISipSound listener, Action<string> ended)
    {
        Process server = Run(
            folder, "pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm=yes", "--realtime=no", "--high-priority=no", "--log-level=error",
            "-L", $"module-native-protocol-unix socket={Path.Combine(folder, "sound")} auth-anonymous=1",
            // without the last, a fresh sink has rendered two seconds of silence ahead, and the beginning of a first call is lost
            "-L", $"module-null-sink sink_name={Device} format=s16le rate={SipSink.SampleRateHz} channels=1 norewinds=1");
        server.OutputDataReceived += static (_, _) => { };
        server.BeginOutputReadLine();
        return new BaresipSound(folder, listener, ended, server);
    }

    /// <summary>Waits until it can be played to. A call before that would end at once.</summary>
    /// <returns>Whether it can.</returns>
    public bool WaitUntilReady(TimeSpan limit) => _ready.Wait(limit) && _isReady;

    /// <inheritdoc/>
    public void Dispose()
    {
        _stops = true;
        // what reads from it ends with it
        try
        {
            if (!_server.HasExited)
                _server.Kill();
        }
        catch (Exception failure) when (failure is Win32Exception or InvalidOperationException)
        {
            // it ended at this very moment
        }

        // that sleeps a little before it begins anew; what it has of this is not taken away from it
        bool isGone = ThreadJoin.Within(TimeSpan.FromSeconds(2), _reader);
        BaresipProcess.Kill(_server);
        if (isGone)
            _ready.Dispose();
    }

    private static string Server(string folder) => $"unix:{Path.Combine(folder, "sound")}";

    private static IEnumerable<KeyValuePair<string, string>> Private(string folder) =>
        [new("HOME", folder), new("XDG_RUNTIME_DIR", folder), new("XDG_CONFIG_HOME", folder)];

    private static bool HasPlugin() =>
        Libraries.Where(Directory.Exists).SelectMany(static f => Directory.EnumerateDirectories(f, "*-linux-gnu*").Prepend(f))
            .Any(static f => File.Exists(Path.Combine(f, "alsa-lib", "libasound_module_pcm_pulse.so")));

    private static Process Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(BaresipProcess.Find("setsid")!, [BaresipProcess.Find("setpriv")!, "--pdeathsig", "KILL", BaresipProcess.Find(program)!, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in Private(folder))
            start.Environment[name] = value;
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    private void Read()
    {
        string reason = "the sound server ended";
        try
        {
            while (!_stops && !_server.HasExited && !Listens())
                Thread.Sleep(10);
            _isReady = !_stops && !_server.HasExited;
            _ready.Set();
            if (!_isReady)
                return;
            while (!_stops && !_server.HasExited)
            {
                Record();
                // what ends at once again is not to take all the time there is; and the server may be about to end, too
                if (!_stops)
                    _server.WaitForExit(100);
            }
        }
        catch (Exception failure) when (failure is Win32Exception or InvalidOperationException or IOException)
        {
            reason = $"the sound of calls cannot be read ({failure.Message})";
        }

        if (!_stops)
            _ended(reason);
    }

    // until it ends, by itself or for being silent; the server goes on, and calls with it
    private void Record()
    {
        Process recorder = Run(
            _folder, "parec", $"--server={Server(_folder)}", $"--device={Device}.monitor", "--raw", "--format=s16le", $"--rate={SipSink.SampleRateHz}", "--channels=1",
            $"--latency-msec={Milliseconds}");
        Volatile.Write(ref _lateMilliseconds, System.Environment.TickCount64 + LongestBeginMilliseconds);
        using var watch = new Timer(_ => EndLate(recorder), null, LongestPauseMilliseconds, LongestPauseMilliseconds / 4);
        try
        {
            Read(recorder.StandardOutput.BaseStream);
        }
        finally
        {
            watch.Dispose();
            BaresipProcess.Kill(recorder);
        }
    }

    private void EndLate(Process recorder)
    {
        try
        {
            if (System.Environment.TickCount64 >= Volatile.Read(ref _lateMilliseconds))
                recorder.Kill();
        }
        catch (Exception failure) when (failure is Win32Exception or InvalidOperationException)
        {
            // it has ended
        }
    }

    private bool Listens()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(Path.Combine(_folder, "sound")));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Read(Stream stream)
    {
        // half a sample may come
        byte[] bytes = new byte[2 * SipSink.SampleRateHz / 1_000 * Milliseconds];
        int kept = 0;
        while (stream.Read(bytes, kept, bytes.Length - kept) is var read and > 0)
        {
            Volatile.Write(ref _lateMilliseconds, System.Environment.TickCount64 + LongestPauseMilliseconds);
            kept += read;
            int whole = kept & ~1;
            if (!_stops)
                _listener.Hear(MemoryMarshal.Cast<byte, short>(bytes.AsSpan(0, whole)));
            bytes[0] = bytes[kept - 1];
            kept -= whole;
        }
    }
}
