using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Reactive.Device.Explaining;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Device.Recording;
using Reactive.Signals;
using Reactive.Signals.Recording;
using Reactive.Signals.Specs;

namespace Reactive.Device.Commands;

/// <summary><c>explain RECORDING</c>: from a command back to the rule, the conditions, the timers and the samples that led to it.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var recording = new Argument<string>("RECORDING") { Description = "The recording." };
        var number = new Option<long?>("--command") { Description = "The command to explain, by its number.", HelpName = "N" };
        var sink = new Option<string?>("--sink") { Description = "Explains the last command to this output (or log) at or before --at.", HelpName = "NAME" };
        var at = new Option<string?>("--at") { Description = "Signal time, such as 8.1s.", HelpName = "T" };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var command = new Command("explain", "Explains a command: its rule, what the rule read, and the arrivals and samples behind that.") { recording, number, sink, at, json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(number) is null == parsed.GetValue(sink) is null)
                throw CommandException.Usage("explain takes either --command N, or --sink NAME with --at T.");
            if (parsed.GetValue(sink) is null != parsed.GetValue(at) is null)
                throw CommandException.Usage("--sink NAME and --at T go together: the last command to that sink at or before T.");
            SignalTime? instant = parsed.GetValue(at) is { } text ? new SignalTime(RunCommand.Duration("--at", text)) : null;
            return Run(parsed.GetValue(recording)!, parsed.GetValue(number), parsed.GetValue(sink), instant, parsed.GetValue(json));
        });
        return command;
    }

    private static int Run(string path, long? number, string? sink, SignalTime? at, bool json)
    {
        using MappedBytes bytes = RecordingFile.Map(path);
        PipelineFile pipeline = RecordingFile.Pipeline(path, new RecordingReader(bytes));
        if (sink is not null)
            RequireSink(sink, pipeline);
        var explainer = new Explainer(bytes, pipeline);
        Signals.Loop.Command? found = explainer.Find(c => number is { } n ? c.Number == n : c.Sink == sink && c.At <= at!.Value);
        if (found is { } command)
        {
            Evidence evidence = explainer.Explain(command);
            if (json)
            {
                using var lines = new JsonLines(Console.OpenStandardOutput());
                lines.Object(writer => new ExplanationJson(evidence, writer).Write());
            }
            else
            {
                new ExplanationText(evidence).Build().Write(TextLines.Output);
                TextLines.Output.Flush();
            }
        }

        if (explainer.Damage is { } damage)
            throw CommandException.Failure($"{path} is damaged: {damage}.");
        if (explainer.Difference is { } different)
            Console.Error.WriteLine($"reactive: this version does not give the recorded commands: command {different.Recorded?.Number ?? different.Replayed?.Number} differs. What is explained is the replay; see 'reactive replay'.");
        if (found is not null)
            return ExitCode.Done;
        throw new CommandException(ExitCode.No, Missing(explainer, number, sink, at));
    }

    private static string Missing(Explainer explainer, long? number, string? sink, SignalTime? at)
    {
        string has = explainer.CommandCount == 0 ? "the recording has no commands" : $"the recording has commands 1 to {explainer.CommandCount}";
        string lost = explainer.Lost > 0 ? $"; the recorder lost {explainer.Lost} messages at {explainer.End} s, and a replay ends there" : "";
        return number is { } n
            ? $"There is no command {n}: {has}{lost}."
            : $"There is no command to '{sink}' at or before {at} s: {has}{lost}.";
    }

    private static void RequireSink(string sink, PipelineFile pipeline)
    {
        List<string> sinks = [.. pipeline.Definition!.Device.Outputs.Select(o => o.Name), "log"];
        if (!sinks.Contains(sink))
            throw CommandException.Usage($"There is no sink '{sink}': the pipeline has {string.Join(", ", sinks)}. {NearMiss.Sentence(sink, sinks)}".TrimEnd());
    }
}
