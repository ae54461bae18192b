using System;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using Reactive.Device.Bench;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Device.Plotting;
using Reactive.Signals.Specs;

namespace Reactive.Device.Commands;

/// <summary><c>bench [NAME...]</c>: sizes this machine.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { Description = "Benchmarks to run: " + string.Join(", ", Benchmark.All.Select(b => b.Name)) + ". Without any, all that are quick.", Arity = ArgumentArity.ZeroOrMore };
        var json = new Option<bool>("--json") { Description = "JSON Lines, an object a figure." };
        var plot = new Option<string?>("--plot") { Description = "Draws the curves of the benchmarks named, as SVG, into a folder, instead of printing figures.", HelpName = "DIR" };
        var command = new Command("bench", "Sizes this machine: each figure beside the machine's own limit, measured in the same run.") { names, json, plot };
        command.SetAction(parsed => parsed.GetValue(plot) is { } folder ? Draw(parsed.GetValue(names)!, folder) : Run(parsed.GetValue(names)!, parsed.GetValue(json)));
        return command;
    }

    private static void RefuseUnknown(string[] names)
    {
        foreach (string name in names.Where(n => Benchmark.All.All(b => b.Name != n)))
            throw CommandException.Usage($"There is no benchmark '{name}'. {NearMiss.Sentence(name, Benchmark.All.Select(b => b.Name))}".TrimEnd());
    }

    // figures that are drawn do not depend on the machine: nothing is timed
    private static int Draw(string[] names, string folder)
    {
        RefuseUnknown(names);
        Benchmark[] drawn = [.. Benchmark.All.Where(b => names.Contains(b.Name) && b.Curves is not null)];
        if (drawn.Length < names.Distinct().Count() || names.Length == 0)
            throw CommandException.Usage($"--plot draws {string.Join(", ", Benchmark.All.Where(b => b.Curves is not null).Select(b => b.Name))}: name what is to be drawn.");
        foreach ((string name, CurvePlot plot) in drawn.SelectMany(b => b.Curves!()))
        {
            string path = Path.Combine(folder, name + ".svg");
            WrittenFile.Write(path, stream => CurveDrawing.Write(plot, stream));
            Console.Out.WriteLine(path);
        }

        return ExitCode.Done;
    }

    private static int Run(string[] names, bool json)
    {
        RefuseUnknown(names);
        using JsonLines? lines = json ? new JsonLines(StandardOutput.Open()) : null;
        foreach (Benchmark benchmark in Benchmark.All.Where(b => names.Length == 0 ? !b.OnlyByName : names.Contains(b.Name)).TakeWhile(_ => !StandardOutput.Closed.IsCancellationRequested))
        {
            if (lines is null)
                Console.Out.WriteLine($"{benchmark.Name}: {benchmark.Summary}");
            foreach (BenchResult result in benchmark.Run().TakeWhile(_ => !StandardOutput.Closed.IsCancellationRequested))
                Print(result, lines);
        }

        return ExitCode.Done;
    }

    private static void Print(BenchResult result, JsonLines? lines)
    {
        if (lines is null)
        {
            Console.Out.WriteLine($"  {result.Case,-38} {Figure(result.Value),7} {result.Unit,-9}  {result.Ratio.ToString("0.00", CultureInfo.InvariantCulture),6} x {result.Limit} ({Figure(result.LimitValue)} {result.Unit}){(result.Wanted is null ? "" : $", wanted {result.Wanted}")}");
            return;
        }

        lines.Object(o =>
        {
            o.WriteString("name", result.Name);
            o.WriteString("case", result.Case);
            o.WriteNumber("value", result.Value);
            o.WriteString("unit", result.Unit);
            o.WriteString("limit", result.Limit);
            o.WriteNumber("limit_value", result.LimitValue);
            o.WriteNumber("ratio", Math.Round(result.Ratio, 3));
            if (result.Wanted is not null)
                o.WriteString("wanted", result.Wanted);
        });
        lines.Flush();
    }

    // three digits and the prefix of the unit
    private static string Figure(double value)
    {
        (double scale, string prefix) = value switch
        {
            >= 1e9 => (1e9, " G"),
            >= 1e6 => (1e6, " M"),
            >= 1e4 => (1e3, " k"),
            _ => (1, ""),
        };
        double scaled = value / scale;
        return scaled.ToString(scaled >= 100 ? "0" : scaled >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture) + prefix;
    }
}
