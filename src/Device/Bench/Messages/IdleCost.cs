using System;
using System.Diagnostics;
using System.IO;
using System.Threading;

namespace Reactive.Device.Bench.Messages;

/// <summary>Two runs side by side, one with a broker that nobody says anything to and one without: how much more processor time the first takes.</summary>
internal static class IdleCost
{
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(30);

    /// <summary>In percent of a core.</summary>
    public static double Of(MqttPeers peers)
    {
        using Process without = Start(peers, "without", ""), with = Start(peers, "with", $$"""
            mqtt:
              host: 127.0.0.1
              port: {{peers.Port}}
              subscribe: { remote: { topic: remote, is: trigger } }
              publish: { request: { topic: request } }
            """);
        try
        {
            Thread.Sleep(Settled);
            TimeSpan before = with.TotalProcessorTime - without.TotalProcessorTime;
            Thread.Sleep(Measured);
            with.Refresh();
            without.Refresh();
            return ((with.TotalProcessorTime - without.TotalProcessorTime) - before) / Measured * 100;
        }
        finally
        {
            with.Kill();
            without.Kill();
        }
    }

    // a port of edges, which is quiet: samples would cost more than all else
    private static Process Start(MqttPeers peers, string name, string section)
    {
        string file = Path.Combine(peers.Folder, name + ".yaml");
        File.WriteAllText(file, $$"""
            pipeline: idle
            device: door-controller
            {{section}}
            inputs: { request: { is: contact } }
            rules: { open: { when: request becomes active, do: { pulse: strike, for: 1 s } } }
            """);
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(IdleCost).Assembly.Location);
        foreach (string argument in new[] { "run", file, "--signals", "none", "--json" })
            start.ArgumentList.Add(argument);
        Process run = Process.Start(start)!;
        run.BeginOutputReadLine();
        run.BeginErrorReadLine();
        return run;
    }
}
