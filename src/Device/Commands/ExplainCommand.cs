using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Reactive.Device.Explaining;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Device.Recording;
using Reactive.Device.Secrets;
using Reactive.Rules;
using Reactive.Rules.Explaining;
using Reactive.Signals;
using Reactive.Signals.Recording;
using Reactive.Signals.Specs;

namespace Reactive.Device.Commands;

/// <summary>
/// <c>explain RECORDING</c>: from a command back to the rule, the conditions, the timers and the samples that led to it; or what kept a rule from activating.
/// </summary>
internal static class ExplainCommand
{
    // more names than these are no help
    private const int MostNames = 12;

    public static Command Create()
    {
        var recording = new Argument<string>("RECORDING") { Description = "The recording." };
        var number = new Option<long?>("--command") { Description = "The command to explain, by its number.", HelpName = "N" };
        var sink = new Option<string?>("--sink") { Description = "Explains the last command to this output (or log, or table of an entry list), at or before --at where that is given.", HelpName = "NAME" };
        var whyNot = new Option<string?>("--why-not") { Description = "Says what kept this rule from activating around --at.", HelpName = "RULE" };
        var at = new Option<string?>("--at") { Description = "Signal time, such as 8.1s.", HelpName = "T" };
        Option<string?> key = KeyCommand.Option();
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var command = new Command("explain", "Explains a command: its rule, what the rule read, and the arrivals and samples behind that. Or why a rule did not activate.") { recording, number, sink, whyNot, at, key, json };
        command.SetAction(parsed =>
        {
            string? named = parsed.GetValue(sink) ?? parsed.GetValue(whyNot);
            int ways = (parsed.GetValue(number) is null ? 0 : 1) + (parsed.GetValue(sink) is null ? 0 : 1) + (parsed.GetValue(whyNot) is null ? 0 : 1);
            if (ways != 1)
                throw CommandException.Usage("explain takes one of --command N, --sink NAME (with --at T), and --why-not RULE with --at T.");
            if (parsed.GetValue(at) is null ? parsed.GetValue(whyNot) is not null : named is null)
                throw CommandException.Usage("--at T goes with --sink NAME, the last command to that sink at or before T, or with --why-not RULE, which needs it.");
            SignalTime? instant = parsed.GetValue(at) is { } text ? new SignalTime(RunCommand.Duration("--at", text)) : null;
            return parsed.GetValue(whyNot) is { } rule
                ? WhyNot(parsed.GetValue(recording)!, rule, instant!.Value, parsed.GetValue(key), parsed.GetValue(json))
                : Run(parsed.GetValue(recording)!, parsed.GetValue(number), parsed.GetValue(sink), instant, parsed.GetValue(key), parsed.GetValue(json));
        });
        return command;
    }

    private static int Run(string path, long? number, string? sink, SignalTime? at, string? key, bool json)
    {
        using MappedBytes bytes = RecordingFile.Map(path);
        var reader = new RecordingReader(bytes);
        PipelineFile pipeline = RecordingFile.Pipeline(path, reader);
        using Unsealed unsealed = Unsealed.Of(path, reader, key);
        pipeline = pipeline with { Definition = unsealed.Guard(pipeline.Definition!) };
        if (sink is not null)
            Require("sink", sink, [.. pipeline.Definition!.Device.Outputs.Select(o => o.Name), .. pipeline.Definition.Device.Lines.Select(l => l.Name), .. pipeline.Definition.Device.Speakers.Select(s => s.Name), .. SharedUse.Of(pipeline.Definition.Signals).Select(u => u.Name), .. pipeline.Definition.Connections.Select(c => c.Spec.Name), "log"]);
        var explainer = new Explainer(bytes, pipeline, unsealed);
        Signals.Loop.Command? found = explainer.Find(c => number is { } n ? c.Number == n : c.Sink == sink && c.At <= (at ?? SignalTime.Never));
        if (found is { } command)
        {
            var evidence = new Evidence(pipeline.Definition!, command, []);
            explainer.Complete(evidence, command.At);
            if (json)
                PrintJson(writer => new ExplanationJson(evidence, writer).Members(command));
            else
                Print(new ExplanationText(evidence).Build(command));
        }

        Warn(explainer, path);
        if (found is not null)
            return ExitCode.Done;
        throw new CommandException(ExitCode.No, Missing(explainer, number, sink, at));
    }

    private static int WhyNot(string path, string name, SignalTime at, string? key, bool json)
    {
        using MappedBytes bytes = RecordingFile.Map(path);
        var reader = new RecordingReader(bytes);
        PipelineFile pipeline = RecordingFile.Pipeline(path, reader);
        using Unsealed unsealed = Unsealed.Of(path, reader, key);
        pipeline = pipeline with { Definition = unsealed.Guard(pipeline.Definition!) };
        PipelineDefinition definition = pipeline.Definition!;
        Require("rule", name, [.. definition.Rules.Select(r => r.Name)]);
        var explainer = new Explainer(bytes, pipeline, unsealed);
        RuleStand stand = explainer.Watch(definition.Rules.First(r => r.Name == name), at);
        bool covered = at <= explainer.End;
        if (covered)
        {
            WhyNot why = Rules.Explaining.WhyNot.Of(stand, definition);
            Evidence evidence = WhyNotEvidence.Of(why, definition);
            explainer.Complete(evidence, WhyNotEvidence.Until(why));
            if (json)
                PrintJson(writer => new WhyNotJson(why, evidence, writer).Write());
            else
                Print(new WhyNotText(why, evidence).Build());
        }

        Warn(explainer, path);
        return covered ? ExitCode.Done : throw new CommandException(ExitCode.No, $"Nothing is known of {at} s: the recording ends at {explainer.End} s{Lost(explainer)}.");
    }

    private static void Print(TextTree tree)
    {
        tree.Write(TextLines.Output);
        TextLines.Output.Flush();
    }

    private static void PrintJson(Action<System.Text.Json.Utf8JsonWriter> write)
    {
        using var lines = new JsonLines(StandardOutput.Open());
        lines.Object(write);
    }

    private static void Warn(Explainer explainer, string path)
    {
        if (explainer.Damage is { } damage)
            throw CommandException.Failure($"{path} is damaged: {damage}.");
        if (explainer.Difference is { } different)
            Console.Error.WriteLine($"reactive: this version does not give the recorded commands: command {different.Recorded?.Number ?? different.Replayed?.Number} differs. What is explained is the replay; see 'reactive replay'.");
    }

    private static string Missing(Explainer explainer, long? number, string? sink, SignalTime? at)
    {
        string has = explainer.CommandCount == 0 ? "the recording has no commands" : $"the recording has commands 1 to {explainer.CommandCount}";
        return number is { } n
            ? $"There is no command {n}: {has}{Lost(explainer)}."
            : $"There is no command to '{sink}'{(at is null ? "" : $" at or before {at} s")}: {has}{Lost(explainer)}.";
    }

    private static string Lost(Explainer explainer) => explainer.Lost > 0 ? $"; the recorder lost {explainer.Lost} messages at {explainer.End} s, and a replay ends there" : "";

    private static void Require(string what, string name, List<string> names)
    {
        if (names.Contains(name))
            return;
        string has = names.Count == 0 ? $"no {what}s" : string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? $" and {names.Count - MostNames} more" : "");
        throw CommandException.Usage($"There is no {what} '{name}': the pipeline has {has}. {NearMiss.Sentence(name, names)}".TrimEnd());
    }
}
