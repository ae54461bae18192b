using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using Reactive.Sinks.Tests.Mqtt;
using Xunit;

namespace Reactive.Device.Tests.Messaging;

/// <summary>Somebody else at the broker, with the broker's own tools: sees all messages that go through it.</summary>
internal sealed class Watcher : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    private readonly List<(string Topic, string Payload)> _seen = [];
    private readonly Process _process;
    private readonly int _port;

    private Watcher(int port, string filter)
    {
        _port = port;
        _process = Process.Start(new ProcessStartInfo(Peers.Find("mosquitto_sub")!, ["-h", "127.0.0.1", "-p", Number(port), "-q", "1", "-v", "-t", filter, "-t", "watcher"]) { RedirectStandardOutput = true })!;
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.BeginOutputReadLine();
        // subscribed once what is said is heard
        for (int word = 0; !Seen().Any(s => s.Topic == "watcher"); word++)
            Say("watcher", Number(word));
        Clear();
    }

    /// <summary>Watches a broker, or skips the test.</summary>
    public static Watcher Of(Mosquitto broker, string filter = "#")
    {
        Peers.RequireProgram("mosquitto_sub");
        Peers.RequireProgram("mosquitto_pub");
        return new Watcher(broker.Port, filter);
    }

    /// <summary>What was seen so far, in its order.</summary>
    public (string Topic, string Payload)[] Seen()
    {
        lock (_seen)
            return [.. _seen];
    }

    public void Clear()
    {
        lock (_seen)
            _seen.Clear();
    }

    /// <summary>Waits until what was seen is enough.</summary>
    public void Until(Func<(string Topic, string Payload)[], bool> isEnough)
    {
        lock (_seen)
        {
            long begun = Stopwatch.GetTimestamp();
            while (!isEnough([.. _seen]))
            {
                TimeSpan left = Patience - Stopwatch.GetElapsedTime(begun);
                Assert.True(left > TimeSpan.Zero, $"only {_seen.Count} messages were seen: {string.Join(", ", _seen.TakeLast(5))}");
                // not with each message: of a flood there are too many
                Monitor.Wait(_seen, LookEvery);
            }
        }
    }

    /// <summary>What the broker keeps on a topic, or will within a while.</summary>
    public static string Kept(Mosquitto broker, string topic)
    {
        using Process process = Process.Start(new ProcessStartInfo(Peers.Find("mosquitto_sub")!, ["-h", "127.0.0.1", "-p", Number(broker.Port), "-C", "1", "-W", "20", "-t", topic]) { RedirectStandardOutput = true })!;
        string kept = process.StandardOutput.ReadToEnd().TrimEnd('\n');
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"there is nothing on {topic}");
        return kept;
    }

    /// <summary>Says something at the broker.</summary>
    public void Say(string topic, string payload) => Peers.Run("mosquitto_pub", "-h", "127.0.0.1", "-p", Number(_port), "-q", "1", "-t", topic, "-m", payload);

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Take(string? line)
    {
        if (line is null)
            return;
        int blank = line.IndexOf(' ', StringComparison.Ordinal);
        lock (_seen)
        {
            _seen.Add(blank < 0 ? (line, "") : (line[..blank], line[(blank + 1)..]));
        }
    }
}
