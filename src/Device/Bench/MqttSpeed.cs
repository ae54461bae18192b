using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Reactive.Device.Time;
using Reactive.Signals;
using Reactive.Sinks.Mqtt;

namespace Reactive.Device.Bench;

/// <summary>
/// Messages through a broker on loopback, beside the same exchange made with libmosquitto and nothing around it (tests/Benchmarks/mqtt-echo.c), in alternating
/// runs; figures are medians of them.
/// </summary>
internal static class MqttSpeed
{
    private const string Name = "mqtt";
    private const string Limit = "bare libmosquitto";
    private const int Runs = 5;
    private const int Rate = 200;
    private const int Echoes = 1_000;
    private const int WarmUp = 200;
    private const int Flood = 100_000;
    private const int Acknowledged = 20_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static IEnumerable<BenchResult> Run()
    {
        string folder = Directory.CreateTempSubdirectory("reactive-mqtt-").FullName;
        try
        {
            if (Missing(folder) is { } missing)
            {
                Console.Error.WriteLine($"{Name}: {missing}");
                yield break;
            }

            using var broker = new BenchBroker(folder);
            var ours = new List<double[]>();
            var bare = new List<double[]>();
            for (int run = 0; run < Runs; run++)
            {
                bare.Add(Bare(folder, broker.Port));
                ours.Add(Ours(broker.Port));
            }

            string[] cases = [$"round trip, {Rate} a second, p50", $"round trip, {Rate} a second, p99", "QoS 0", "QoS 1, MQTT 3.1.1", "QoS 1, MQTT 5"];
            for (int i = 0; i < cases.Length; i++)
            {
                double value = Benchmark.Median(ours.Select(r => r[i])), limit = Benchmark.Median(bare.Select(r => r[i]));
                yield return new BenchResult(Name, cases[i], value, i < 2 ? "µs" : "msg/s", Limit, limit, value / limit);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // says what is missing, or builds the bare exchange
    private static string? Missing(string folder)
    {
        if (PahoClient.Problem is { } problem)
            return problem;
        if (BenchBroker.Program is null)
            return "There is no mosquitto here (Debian: apt-get install mosquitto).";
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "tests", "Benchmarks", "mqtt-echo.c")))
            root = root.Parent;
        if (root is null)
            return "The bare exchange, tests/Benchmarks/mqtt-echo.c, is in the source tree only.";
        string source = Path.Combine(root.FullName, "tests", "Benchmarks", "mqtt-echo.c");
        try
        {
            (int code, string said) = Execute("gcc", ["-O2", source, "-lmosquitto", "-lpthread", "-o", Path.Combine(folder, "mqtt-echo")]);
            return code == 0 ? null : $"The bare exchange cannot be built (Debian: apt-get install gcc libmosquitto-dev): {said.Split('\n')[0]}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "There is no gcc here (Debian: apt-get install gcc libmosquitto-dev).";
        }
    }

    private static double[] Bare(string folder, int port)
    {
        (int code, string said) = Execute(Path.Combine(folder, "mqtt-echo"), [$"{port}", $"{Rate}", $"{Echoes}", $"{Flood}", $"{Acknowledged}"]);
        return code == 0 ? [.. said.Split(' ').Select(f => double.Parse(f, CultureInfo.InvariantCulture))] : throw new InvalidOperationException($"The bare exchange ended with {code}.");
    }

    private static double[] Ours(int port)
    {
        double[] trips = Trips(port);
        return
        [
            Benchmark.Quantile(trips, 0.5), Benchmark.Quantile(trips, 0.99), Publish(port, MqttProtocol.V311, 0, Flood), Publish(port, MqttProtocol.V311, 1, Acknowledged),
            Publish(port, MqttProtocol.V5, 1, Acknowledged),
        ];
    }

    private static double[] Trips(int port)
    {
        var trips = new List<double>();
        using var back = new ManualResetEventSlim();
        using var echo = new BenchLine(port, MqttProtocol.V311);
        using var source = new BenchLine(port, MqttProtocol.V311);
        echo.OnMessage = payload => echo.Connection.TryPublish(0, "pong", payload, 0, false);
        source.OnMessage = payload =>
        {
            trips.Add(Stopwatch.GetElapsedTime(BinaryPrimitives.ReadInt64LittleEndian(payload.Span)).TotalMicroseconds);
            if (trips.Count == Echoes + WarmUp)
                back.Set();
        };
        echo.Subscribe("ping");
        source.Subscribe("pong");
        var pacer = new Pacer(new DeviceClock());
        for (int i = 1; i <= Echoes + WarmUp; i++)
        {
            pacer.WaitUntil(new SignalTime(i * 1_000_000_000L / Rate), CancellationToken.None);
            var payload = new byte[64];
            BinaryPrimitives.WriteInt64LittleEndian(payload, Stopwatch.GetTimestamp());
            source.Connection.TryPublish(i, "ping", payload, 0, false);
        }

        return back.Wait(Patience) ? [.. trips.Skip(WarmUp).Order()] : throw new InvalidOperationException($"Only {trips.Count} messages came back.");
    }

    // the last with QoS 1: once it is acknowledged the broker has had them all
    private static double Publish(int port, MqttProtocol protocol, int qos, int count)
    {
        using var line = new BenchLine(port, protocol);
        var payload = new byte[64];
        long begun = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
            line.Publish(i, payload, i == count - 1 ? 1 : qos);
        line.AwaitEnds(count);
        return count / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static (int Code, string Said) Execute(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string said = process.StandardOutput.ReadToEnd(), error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said.Length > 0 ? said : error);
    }

    /// <summary>A broker on loopback.</summary>
    private sealed class BenchBroker : IDisposable
    {
        private readonly Process _process;

        public BenchBroker(string folder)
        {
            using (var free = new TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                Port = ((IPEndPoint)free.LocalEndpoint).Port;
            }

            string file = Path.Combine(folder, "mosquitto.conf");
            File.WriteAllLines(file, ["log_dest stderr", "allow_anonymous true", "set_tcp_nodelay true", $"listener {Port} 127.0.0.1"]);
            _process = Process.Start(new ProcessStartInfo(Program!, ["-c", file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            while (_process.StandardError.ReadLine() is { } line && !line.EndsWith("running", StringComparison.Ordinal))
            {
                // until it runs
            }

            // it may say more, and must not wait for a reader
            new Thread(() => _process.StandardError.ReadToEnd()) { IsBackground = true }.Start();
        }

        public static string? Program { get; } = new[] { "/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto" }.FirstOrDefault(File.Exists);

        public int Port { get; }

        public void Dispose()
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }
    }

    /// <summary>A connection, and what it waits for.</summary>
    private sealed class BenchLine : IMqttListener, IDisposable
    {
        private readonly object _gate = new();
        private bool _connected;
        private bool _ready;
        private int _ended;

        public BenchLine(int port, MqttProtocol protocol)
        {
            Connection = new MqttConnection(new MqttSettings { Host = "127.0.0.1", Port = port, Protocol = protocol }, new MqttLimits(), this);
            Connection.Start();
            Await(() => _connected);
        }

        public MqttConnection Connection { get; }

        public Action<ReadOnlyMemory<byte>>? OnMessage { get; set; }

        public void Subscribe(string filter)
        {
            Connection.Subscribe(filter, 0);
            // what comes after it in the broker's order has been subscribed before
            Publish(-1, default, 1);
            AwaitEnds(1);
        }

        public void Publish(long token, ReadOnlyMemory<byte> payload, int qos)
        {
            while (!Connection.TryPublish(token, "flood", payload, qos, false))
            {
                Await(() => _ready);
                _ready = false;
            }
        }

        public void AwaitEnds(int count) => Await(() => _ended >= count);

        public void State(MqttState state, string reason) => Set(() => _connected |= state == MqttState.Connected);

        public void Ready() => Set(() => _ready = true);

        public void Delivered(long token)
        {
            lock (_gate)
            {
                _ended++;
                Monitor.Pulse(_gate);
            }
        }

        public void NotDelivered(long token, MqttFailure failure, int code, string text) => Delivered(token);

        public void Message(in MqttReceived message) => OnMessage?.Invoke(message.Payload);

        public void Dropped(long count)
        {
        }

        public void Trouble(string text)
        {
        }

        public void Dispose() => Connection.Dispose();

        private void Set(Action change)
        {
            lock (_gate)
            {
                change();
                Monitor.Pulse(_gate);
            }
        }

        private void Await(Func<bool> reached)
        {
            lock (_gate)
            {
                while (!reached())
                {
                    if (!Monitor.Wait(_gate, Patience))
                        throw new InvalidOperationException("The broker has not answered for a minute.");
                }
            }
        }
    }
}
