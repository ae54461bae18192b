using System;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using Reactive.Device.Bench;
using Reactive.Device.Output;
using Reactive.Signals.Specs;

namespace Reactive.Device.Commands;

/// <summary><c>bench [NAME...]</c>: sizes this machine.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { Description = "Benchmarks to run: " + string.Join(", ", Benchmark.All.Select(b => b.Name)) + ". Without any, all that are quick.", Arity = ArgumentArity.ZeroOrMore };
        var json = new Option<bool>("--json") { Description = "JSON Lines, an object a figure." };
        var command = new Command("bench", "Sizes this machine: each figure beside the machine's own limit, measured in the same run.") { names, json };
        command.SetAction(parsed => Run(parsed.GetValue(names)!, parsed.GetValue(json)));
        return command;
    }

    private static int Run(string[] names, bool json)
    {
        foreach (string name in names.Where(n => Benchmark.All.All(b => b.Name != n)))
            throw CommandException.Usage($"There is no benchmark '{name}'. {NearMiss.Sentence(name, Benchmark.All.Select(b => b.Name))}".TrimEnd());
        using JsonLines? lines = json ? new JsonLines(Console.OpenStandardOutput()) : null;
        foreach (Benchmark benchmark in Benchmark.All.Where(b => names.Length == 0 ? !b.OnlyByName : names.Contains(b.Name)))
        {
            if (lines is null)
                Console.Out.WriteLine($"{benchmark.Name}: {benchmark.Summary}");
            foreach (BenchResult result in benchmark.Run())
                Print(result, lines);
        }

        return ExitCode.Done;
    }

    private static void Print(BenchResult result, JsonLines? lines)
    {
        if (lines is null)
        {
            Console.Out.WriteLine($"  {result.Case,-28} {Figure(result.Value),8} {result.Unit,-9}  {result.Ratio.ToString("0.00", CultureInfo.InvariantCulture)} x {result.Limit} ({Figure(result.LimitValue)})");
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
        });
        lines.Flush();
    }

    private static string Figure(double value) => value >= 1e6 ? value.ToString("0.00e0", CultureInfo.InvariantCulture) : value.ToString("0.###", CultureInfo.InvariantCulture);
}
