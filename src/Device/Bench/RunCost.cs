using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using Reactive.Device.Output;

namespace Reactive.Device.Bench;

/// <summary>A live run of <c>pipelines/front-door.yaml</c> in a process of its own, without display: what it costs.</summary>
internal static class RunCost
{
    private const int Seconds = 60;
    private const double MemoryBudget = 80;
    private const double CoreBudget = 0.02;

    public static IEnumerable<BenchResult> Run()
    {
        const string Pipeline = "pipelines/front-door.yaml";
        if (!File.Exists(Pipeline))
            throw CommandException.Usage($"run-cost runs {Pipeline}: call it from the root of the repository.");
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(RunCost).Assembly.Location);
        foreach (string argument in new[] { "run", Pipeline, "--for", $"{Seconds}s", "--signals", "none", "--json" })
            start.ArgumentList.Add(argument);
        using Process child = Process.Start(start)!;
        child.BeginOutputReadLine();
        child.BeginErrorReadLine();
        double peak = 0;
        TimeSpan used = TimeSpan.Zero;
        while (!child.WaitForExit(500))
        {
            child.Refresh();
            if (PeakMegabytes(child.Id) is { } megabytes)
                peak = Math.Max(peak, megabytes);
            used = child.TotalProcessorTime;
        }

        if (child.ExitCode != 0)
            throw CommandException.Failure($"The run ended with exit code {child.ExitCode}.");
        double core = used.TotalSeconds / Seconds;
        yield return new BenchResult("run-cost", $"peak memory over {Seconds} s", peak, "MB", "budget", MemoryBudget, peak / MemoryBudget);
        yield return new BenchResult("run-cost", $"processor over {Seconds} s, start included", core, "cores", "budget", CoreBudget, core / CoreBudget);
    }

    // The most that was resident at once.
    private static double? PeakMegabytes(int process)
    {
        string path = $"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status";
        try
        {
            string? line = File.ReadLines(path).FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? null : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            // it has just ended
            return null;
        }
    }
}
