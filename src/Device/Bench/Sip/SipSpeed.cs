using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;

namespace Reactive.Device.Bench.Sip;

/// <summary>
/// Calls on loopback: from an event through a rule to the INVITE on the wire, from a telephone event on the wire through a rule to the command of a relay, and the processor time of the agent and all around it,
/// in calls and without.
/// </summary>
internal static class SipSpeed
{
    private const string Name = "sip";
    private const int Invites = 300;
    private const int Presses = 300;
    private const int Calls = 8;

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    /// <summary>Measures, for some two minutes. Needs baresip.</summary>
    public static IEnumerable<BenchResult> Run()
    {
        using (var line = new SipLine())
        {
            if (line.Problem is { } problem)
            {
                Console.Error.WriteLine($"{Name}: {problem}");
                yield break;
            }

        }

        yield return Result("event through rule to INVITE on the wire, p99", Benchmark.Quantile(ToInvite(), 0.99), "ms", 50);
        yield return Result("telephone event on the wire through rule to relay command, p99", Benchmark.Quantile(ToRelay(), 0.99), "ms", 100);
        double idle, calls;
        using (var line = new SipLine())
        {
            idle = Share(line, Long);
            using var other = new SipLine(answers: true);
            for (int i = 1; i <= Calls; i++)
            {
                line.Agent.Dial(i, SipLine.Account, other.Address);
                line.Wait($"answered {i}");
            }

            calls = Share(line, Long);
        }

        yield return Result("without calls, of a core", 100 * idle, "%", 0.5);
        yield return Result($"{Calls} calls at once, of a core", 100 * calls, "%", 10);
    }

    private static BenchResult Result(string what, double value, string unit, double budget) => new(Name, what, value, unit, "budget", budget, value / budget);

    private static double[] ToInvite()
    {
        using var peer = new SipPeer(static (p, request) =>
        {
            if (request.Start.StartsWith("INVITE", StringComparison.Ordinal))
                p.Reply(request, "486 Busy Here");
        });
        using var device = new SipDevice(peer.Address);
        var times = new List<double>();
        for (int i = 0; i < Invites; i++)
        {
            long begun = device.Happen();
            SipText invite = peer.Wait("INVITE") ?? throw new InvalidOperationException("No INVITE came.");
            times.Add(Stopwatch.GetElapsedTime(begun, invite.Timestamp).TotalMilliseconds);
            device.Wait("log log");
        }

        return [.. times.Order()];
    }

    private static double[] ToRelay()
    {
        using var peer = new SipPeer(static (p, request) =>
        {
            if (request.Start.StartsWith("INVITE", StringComparison.Ordinal))
                p.Accept(request);
        });
        using var device = new SipDevice(peer.Address);
        device.Happen();
        device.Wait("sip.call answered");
        SipText invite = peer.Wait("INVITE")!;
        var times = new List<double>();
        for (int i = 0; i < Presses; i++)
        {
            long begun = peer.Press(invite, (char)('0' + (i % 10)));
            times.Add(Stopwatch.GetElapsedTime(begun, device.Wait("relay-1 activate")).TotalMilliseconds);
            device.Wait("relay-1 deactivate");
            // the key is up for a while before the next
            Thread.Sleep(100);
        }

        return [.. times.Order()];
    }

    // of a core: this process and that of the agent
    private static double Share(SipLine line, TimeSpan time)
    {
        using Process agent = Process.GetProcessById(line.Agent.ProcessId), self = Process.GetCurrentProcess();
        TimeSpan before = agent.TotalProcessorTime + self.TotalProcessorTime;
        long begun = Stopwatch.GetTimestamp();
        Thread.Sleep(time);
        agent.Refresh();
        self.Refresh();
        return (agent.TotalProcessorTime + self.TotalProcessorTime - before) / Stopwatch.GetElapsedTime(begun);
    }
}
