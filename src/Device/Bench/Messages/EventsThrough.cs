using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using Reactive.Device.Time;
using Reactive.Signals;

namespace Reactive.Device.Bench.Messages;

/// <summary>Events through a device to a subscriber in a process of its own; both read the machine's monotonic clock.</summary>
internal static class EventsThrough
{
    private const int WarmUp = 200;

    // as many as the bare flood is ahead of its subscriber: fewer than the broker and the outbox hold
    private const int Ahead = 4_000;

    private const int OverloadSeconds = 10;

    /// <summary>From an event to its message at the subscriber: p50 and p99 in microseconds.</summary>
    public static double[] Latency(MqttPeers peers, int rate, int count)
    {
        using Process listener = peers.Listen();
        using var device = new MqttDevice(peers.Port, "qos: 0");
        long[] posted = new long[count + WarmUp];
        Paced(rate, count + WarmUp, i => Post(device, posted, i));
        device.Await(posted.Length);
        device.End();
        double[] sorted = [.. Heard(listener).Where(h => h.Index >= WarmUp && h.Index < posted.Length).Select(h => Microseconds(h.At - posted[h.Index])).Order()];
        return sorted.Length == count ? [Benchmark.Quantile(sorted, 0.5), Benchmark.Quantile(sorted, 0.99)] : throw new InvalidOperationException($"Only {sorted.Length} of {count} messages came.");
    }

    /// <summary>From a message at one connection to the one by which a rule answers it: p50 and p99 in microseconds.</summary>
    public static double[] Trips(MqttPeers peers, int rate, int count)
    {
        using var device = new MqttDevice(peers.Port, "qos: 0");
        return peers.Bare("trip", peers.Bytes, rate, count);
    }

    /// <summary>Messages a second at the subscriber, when events come as fast as they are taken and none is lost.</summary>
    public static double Sustained(MqttPeers peers, int count)
    {
        using Process listener = peers.Listen();
        using var device = new MqttDevice(peers.Port, "qos: 0");
        Fast(device, count);
        device.End();
        List<(long Index, long At)> heard = Heard(listener);
        return heard.Count == count ? (count - 1) * 1e9 / (heard[^1].At - heard[0].At) : throw new InvalidOperationException($"Only {heard.Count} of {count} messages came.");
    }

    /// <summary>Messages of quality 1 a second, from the first event to the last acknowledgement.</summary>
    public static double Acknowledged(MqttPeers peers, int count, string? outbox)
    {
        using var device = new MqttDevice(peers.Port, "qos: 1", outbox);
        long begun = Stopwatch.GetTimestamp();
        Fast(device, count);
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        return device.Answered.Done == count ? count / seconds : throw new InvalidOperationException($"Only {device.Answered.Done} of {count} messages arrived.");
    }

    /// <summary>
    /// The median in microseconds from event to subscriber before, and from one second after, ten seconds of events at <paramref name="overload"/> a second, whose messages
    /// are worth nothing after half a second.
    /// </summary>
    public static (double Before, double After) Overloaded(MqttPeers peers, int rate, double overload)
    {
        using Process listener = peers.Listen();
        using var device = new MqttDevice(peers.Port, "qos: 0, expires: 500 ms");
        var posted = new List<long>();
        void Happen()
        {
            long now = Stopwatch.GetTimestamp();
            if (device.Happen())
                posted.Add(now);
        }

        Paced(rate, 3 * rate, _ => Happen());
        int idle = posted.Count;
        // in portions of a millisecond
        double owed = 0;
        Paced(1_000, OverloadSeconds * 1_000, _ =>
        {
            for (owed += overload / 1_000; owed >= 1; owed--)
                Happen();
        });
        Paced(rate, rate, _ => Happen());
        int settled = posted.Count;
        Paced(rate, rate, _ => Happen());
        device.Await(posted.Count);
        device.End();
        List<(long Index, long At)> heard = Heard(listener);
        return (MedianOf(WarmUp, idle), MedianOf(settled, posted.Count));

        double MedianOf(int from, int to) => Benchmark.Median(heard.Where(h => h.Index >= from && h.Index < to).Select(h => Microseconds(h.At - posted[(int)h.Index])));
    }

    private static void Post(MqttDevice device, long[] posted, int index)
    {
        posted[index] = Stopwatch.GetTimestamp();
        if (!device.Happen())
            throw new InvalidOperationException("The line of the driver is full.");
    }

    private static void Fast(MqttDevice device, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (i % 100 == 0 && i - device.Answered.All > Ahead)
                device.Await(i - (Ahead / 2));
            while (!device.Happen())
                Thread.Yield();
        }

        device.Await(count);
    }

    private static void Paced(int rate, int count, Action<int> act)
    {
        var pacer = new Pacer(new DeviceClock());
        for (int i = 0; i < count; i++)
        {
            pacer.WaitUntil(new SignalTime((i + 1) * 1_000_000_000L / rate), CancellationToken.None);
            act(i);
        }
    }

    // commands are numbered from 1, one for each event
    private static List<(long Index, long At)> Heard(Process listener)
    {
        var heard = new List<(long, long)>();
        while (listener.StandardOutput.ReadLine() is { } line)
        {
            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            heard.Add((long.Parse(line.AsSpan(0, blank), CultureInfo.InvariantCulture) - 1, long.Parse(line.AsSpan(blank + 1), CultureInfo.InvariantCulture)));
        }

        listener.WaitForExit();
        return heard;
    }

    private static double Microseconds(long nanoseconds) => nanoseconds / 1e3;
}
