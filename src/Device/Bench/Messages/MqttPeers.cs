using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Reactive.Sinks.Mqtt;

namespace Reactive.Device.Bench.Messages;

/// <summary>A broker on loopback, and the bare clients of tests/Benchmarks/mqtt-echo.c.</summary>
internal sealed class MqttPeers : IDisposable
{
    private static readonly string? Mosquitto = new[] { "/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto" }.FirstOrDefault(File.Exists);

    private readonly Process _broker;

    /// <summary>Starts the broker.</summary>
    /// <param name="folder">A folder in which <see cref="Missing"/> has found everything.</param>
    public MqttPeers(string folder)
    {
        Folder = folder;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        string file = Path.Combine(folder, "mosquitto.conf");
        // no limit of its own: what is dropped would look fast
        File.WriteAllLines(file, ["log_dest stderr", "allow_anonymous true", "set_tcp_nodelay true", "max_queued_messages 0", $"listener {Port} 127.0.0.1"]);
        _broker = Process.Start(new ProcessStartInfo(Mosquitto!, ["-c", file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        while (_broker.StandardError.ReadLine() is { } line && !line.EndsWith("running", StringComparison.Ordinal))
        {
            // until it runs
        }

        // it may say more, and must not wait for a reader
        new Thread(() => _broker.StandardError.ReadToEnd()) { IsBackground = true }.Start();
    }

    public string Folder { get; }

    public int Port { get; }

    /// <summary>How long the payload is that a rule makes by itself, so that the bare clients send as much.</summary>
    public int Bytes { get; set; } = 130;

    /// <summary>Says what is missing, or builds the bare clients.</summary>
    public static string? Missing(string folder)
    {
        if (PahoClient.Problem is { } problem)
            return problem;
        if (Mosquitto is null)
            return "There is no mosquitto here (Debian: apt-get install mosquitto).";
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "tests", "Benchmarks", "mqtt-echo.c")))
            root = root.Parent;
        if (root is null)
            return "The bare clients, tests/Benchmarks/mqtt-echo.c, are in the source tree only.";
        string source = Path.Combine(root.FullName, "tests", "Benchmarks", "mqtt-echo.c");
        try
        {
            (int code, string said) = Execute("gcc", ["-O2", source, "-lmosquitto", "-lpthread", "-o", Program(folder)]);
            return code == 0 ? null : $"The bare clients cannot be built (Debian: apt-get install gcc libmosquitto-dev): {said.Split('\n')[0]}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "There is no gcc here (Debian: apt-get install gcc libmosquitto-dev).";
        }
    }

    /// <summary>Runs a bare client to its end; gives the figures that it prints.</summary>
    public double[] Bare(string what, params int[] numbers)
    {
        (int code, string said) = Execute(Program(Folder), [$"{Port}", what, .. numbers.Select(n => n.ToString(CultureInfo.InvariantCulture))]);
        return code == 0 ? [.. said.Split(' ').Select(f => double.Parse(f, CultureInfo.InvariantCulture))] : throw new InvalidOperationException($"The bare client ended with {code}.");
    }

    /// <summary>Starts a subscriber, which is told the end by a message on <c>end</c>.</summary>
    public Process Listen()
    {
        Process listener = Process.Start(new ProcessStartInfo(Program(Folder), [$"{Port}", "listen"]) { RedirectStandardOutput = true })!;
        return listener.StandardOutput.ReadLine() == "ready" ? listener : throw new InvalidOperationException("The subscriber has not subscribed.");
    }

    public void Dispose()
    {
        _broker.Kill();
        _broker.WaitForExit();
        _broker.Dispose();
    }

    private static string Program(string folder) => Path.Combine(folder, "mqtt-echo");

    private static (int Code, string Said) Execute(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string said = process.StandardOutput.ReadToEnd(), error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said.Length > 0 ? said : error);
    }
}
