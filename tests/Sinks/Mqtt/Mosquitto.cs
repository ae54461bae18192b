using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using Reactive.Sinks.Mqtt;
using Xunit;

namespace Reactive.Sinks.Tests.Mqtt;

/// <summary>A real broker on loopback, with a configuration and a port of its own, in a folder that goes with it.</summary>
internal sealed partial class Mosquitto : IDisposable
{
    private const int Kill = 9;
    private const int Continue = 18;
    private const int Pause = 19;

    private readonly string[] _configuration;
    private Process? _process;

    private Mosquitto(string[] configuration) => _configuration = configuration;

    /// <summary>The port of its listener.</summary>
    public int Port { get; } = FreePort();

    /// <summary>The port of its listener for WebSocket, where it has one.</summary>
    public int WebPort { get; } = FreePort();

    public string Folder { get; } = Directory.CreateTempSubdirectory("mosquitto-").FullName;

    /// <summary>Starts a broker, or skips the test.</summary>
    /// <param name="configuration">More lines of its configuration; <c>FOLDER</c> in them is its folder.</param>
    /// <param name="listener">More lines about the listener.</param>
    /// <param name="prepare">Called with the folder before it starts.</param>
    /// <param name="hasWeb">Whether it has a listener for WebSocket as well. It does not start with that one alone.</param>
    public static Mosquitto Start(string[]? configuration = null, string[]? listener = null, Action<string>? prepare = null, bool hasWeb = false)
    {
        Peers.RequirePaho();
        Peers.RequireProgram("mosquitto");
        string[] lines = configuration ?? ["allow_anonymous true"];
        var broker = new Mosquitto(
            [
                "user root", "log_dest stderr", "log_type all", "max_queued_messages 1000000", .. lines, "listener PORT 127.0.0.1", .. listener ?? [],
                .. hasWeb ? ["listener WEB", "socket_domain ipv4", "protocol websockets"] : Array.Empty<string>(),
            ]);
        prepare?.Invoke(broker.Folder);
        broker.Run();
        return broker;
    }

    /// <summary>Starts it again, on the same port.</summary>
    public void Run()
    {
        string file = Path.Combine(Folder, "mosquitto.conf");
        File.WriteAllLines(file, _configuration.Select(l => l.Replace("WEB", $"{WebPort}", StringComparison.Ordinal).Replace("PORT", $"{Port}", StringComparison.Ordinal).Replace("FOLDER", Folder, StringComparison.Ordinal)));
        var lines = new List<string>();
        using var runs = new ManualResetEventSlim();
        _process = Process.Start(new ProcessStartInfo(Peers.Find("mosquitto")!, ["-c", file]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (lines)
                lines.Add(line.Data ?? "(end)");
            if (line.Data is null || line.Data.EndsWith("running", StringComparison.Ordinal))
                runs.Set();
        };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        runs.Wait(TimeSpan.FromSeconds(10));
        lock (lines)
            Assert.True(lines.Any(l => l.EndsWith("running", StringComparison.Ordinal)), string.Join('\n', lines));
    }

    public void Stop()
    {
        if (_process is null)
            return;
        Signal(Kill);
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Freeze() => Signal(Pause);

    public void Thaw() => Signal(Continue);

    public void Dispose()
    {
        Stop();
        Directory.Delete(Folder, recursive: true);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Signal(int signal) => Assert.Equal(0, SendSignal(_process!.Id, signal));

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}

/// <summary>What tests need of the system. What is missing skips them, or fails them with <c>REQUIRE_PEERS=1</c>.</summary>
internal static class Peers
{
    public static void RequirePaho()
    {
        if (PahoClient.Problem is { } problem)
            Miss(problem);
    }

    public static void RequireProgram(string name)
    {
        if (Find(name) is null)
            Miss($"{name} is not installed");
    }

    public static string? Find(string name) => new[] { "/usr/sbin/", "/usr/bin/", "/usr/local/sbin/", "/usr/local/bin/" }.Select(f => f + name).FirstOrDefault(File.Exists);

    public static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Find(program)!, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {error}");
    }

    private static void Miss(string what)
    {
        Assert.False(Environment.GetEnvironmentVariable("REQUIRE_PEERS") == "1", $"{what}, and REQUIRE_PEERS=1 asks for it");
        Assert.Skip(what);
    }
}
