using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Device.Recording;
using Reactive.Device.Running;
using Reactive.Device.Secrets;
using Reactive.Rules.Graph;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Recording;
using Command = Reactive.Signals.Loop.Command;

namespace Reactive.Device.Commands;

/// <summary><c>replay RECORDING</c>: replays a recording through its own pipeline, or another, at full speed.</summary>
internal static class ReplayCommand
{
    public static System.CommandLine.Command Create()
    {
        var recording = new Argument<string>("RECORDING") { Description = "The recording." };
        var pipeline = new Option<string?>("--pipeline") { Description = "Another pipeline than the recorded one; the outcome is counterfactual.", HelpName = "PIPELINE" };
        var to = new Option<string?>("--to") { Description = "Ends after this much signal time.", HelpName = "T" };
        var from = new Option<string?>("--from") { Description = "Shows nothing before this signal time.", HelpName = "T" };
        var signals = new Option<string?>("--signals") { Description = "The signals to show: names with commas, all, or none.", HelpName = "LIST" };
        var output = new Option<string?>("--out") { Description = "Records the replay.", HelpName = "FILE.mcap" };
        Option<string?> key = KeyCommand.Option();
        var json = new Option<bool>("--json") { Description = "JSON Lines: commands, the signals asked for, a summary." };
        var command = new System.CommandLine.Command("replay", "Replays a recording and says whether the commands are identical to the recorded ones.") { recording, pipeline, from, to, signals, output, key, json };
        command.SetAction(parsed => Run(
            parsed.GetValue(recording)!,
            parsed.GetValue(pipeline),
            parsed.GetValue(from) is { } start ? new SignalTime(RunCommand.Duration("--from", start)) : SignalTime.BeforeStart,
            parsed.GetValue(to) is { } end ? new SignalTime(RunCommand.Duration("--to", end)) : SignalTime.Never,
            parsed.GetValue(signals),
            parsed.GetValue(output),
            parsed.GetValue(key),
            parsed.GetValue(json)));
        return command;
    }

    private static int Run(string path, string? otherPipeline, SignalTime from, SignalTime to, string? signals, string? output, string? key, bool json)
    {
        using MappedBytes bytes = RecordingFile.Map(path);
        var reader = new RecordingReader(bytes);
        RecordingFile.RefuseTrace(path, reader);
        PipelineFile file = otherPipeline is null ? RecordingFile.Pipeline(path, reader) : PipelineFile.ReadToRun(otherPipeline);
        using Unsealed unsealed = Unsealed.Of(path, reader, key);
        file = file with { Definition = unsealed.Guard(file.Definition!) };
        if (RecordingFile.OtherTimeZones(path, reader, file.Definition!) is { } otherZones)
            Console.Error.WriteLine(otherZones);
        bool counterfactual = otherPipeline is not null && file.Text != reader.Pipeline;
        using var printer = new RunPrinter(file.Definition!, json, RunCommand.SignalList(signals ?? (json ? "none" : RunCommand.OwnSignals), file), live: false);
        OutputFile.Refuse("--out", output, file.Files.Append(path));
        using OwnerSealer? sealer = output is null ? null : unsealed.Sealer();
        if (output is not null && sealer is null && Recorder.MustSeal(file.Definition!) is { } why)
            throw CommandException.Usage($"The replay is only recorded sealed to its owner ({why}): name the owner's key with --key OWNER.pem.");
        using Recorder? recorder = output is null ? null : new Recorder(output, file, live: false, sealer, unsealed.Secrets);
        var replay = new Replay(reader, counterfactual);
        RunObserver shown = from > SignalTime.Zero ? new FromObserver(printer, from) : printer;
        PipelineGraph graph = PipelineGraph.Build(file.Definition!, recorder is null ? new ObserverList(shown, replay) : new ObserverList(recorder, shown, replay), secrets: unsealed.Secrets);
        recorder?.Begin(graph.Engine);
        replay.Into(graph.Engine);
        using (var progress = new Progress("replaying", quiet: !Console.IsOutputRedirected && signals != "none"))
        {
            Func<double> fraction = () => bytes.Fraction;
            while (replay.Step(to))
                progress.Step(fraction);
        }

        if (to == SignalTime.Never && reader.Error is { } error)
            throw CommandException.Failure($"{path} is damaged: {error}.");
        replay.Conclude();
        string? unrecorded = recorder?.Close();
        printer.Finish();
        Tell(printer, graph.Engine, replay, reader, counterfactual, new RuleFiles(file.Definition!));
        if (unrecorded is not null)
            throw CommandException.Failure(unrecorded);
        return replay.Identical == false ? ExitCode.No : ExitCode.Done;
    }

    private static void Tell(RunPrinter printer, Engine engine, Replay replay, RecordingReader reader, bool counterfactual, RuleFiles files)
    {
        if (printer.Json is { } json)
        {
            if (replay.Difference is { } different)
            {
                json.Object(o =>
                {
                    o.WriteStartObject("difference");
                    o.WriteString("recorded", different.Recorded is { } r ? TextLines.Of(r, files).Trim() : null);
                    o.WriteString("replayed", different.Replayed is { } p ? TextLines.Of(p, files).Trim() : null);
                    o.WriteEndObject();
                });
            }

            json.Summary(engine.ArrivalCount, engine.TurnCount, engine.CommandCount, replay.End, replay.Identical, reader.Truncated, counterfactual, foreign: replay.Foreign, lost: replay.Lost, stray: engine.StrayAnswers);
            return;
        }

        TextWriter text = Console.Out;
        text.WriteLine($"{replay.End} s, {Plural.Of(engine.ArrivalCount, "arrival")}, {Plural.Of(engine.TurnCount, "turn")}, {Plural.Of(engine.CommandCount, "command")}");
        if (reader.Truncated)
            text.WriteLine("The recording was cut short; it was replayed up to its last whole chunk.");
        if (replay.Lost > 0)
            text.WriteLine($"The recorder lost {replay.Lost} messages at {replay.End} s: the replay does not cross the gap.");
        if (replay.Foreign > 0)
            text.WriteLine($"{replay.Foreign} arrivals belong to ports that this pipeline does not have, or has as something else.");
        if (engine.StrayAnswers > 0)
            text.WriteLine($"{engine.StrayAnswers} recorded answers belong to commands that this replay did not give.");
        if (counterfactual)
            text.WriteLine("Counterfactual: this is not the recorded pipeline, and its commands were answered by a model.");
        if (replay.Difference is { } first)
            text.WriteLine($"DIFFERENT from here on.\n  recorded: {Describe(first.Recorded, files)}\n  replayed: {Describe(first.Replayed, files)}");
        else if (replay.Lost > 0)
            text.WriteLine($"Identical up to the gap at {replay.End} s; not compared after it.");
        else if (replay.RecordedCount == 0)
            text.WriteLine("Nothing to compare: no command was recorded, and none came.");
        else
            text.WriteLine($"Identical: all {Plural.Of(replay.RecordedCount, "recorded command")} came again.");
    }

    private static string Describe(Command? command, RuleFiles files) => command is { } c ? $"{c.Number}  {TextLines.Of(c, files).Trim()}" : "nothing";

    // Shows what happens from an instant on.
    private sealed class FromObserver(RunObserver shown, SignalTime from) : RunObserver
    {
        public override void OnCommand(in Command command)
        {
            if (command.At >= from)
                shown.OnCommand(command);
        }

        public override void OnSignal(in SignalChange change)
        {
            if (change.At >= from)
                shown.OnSignal(change);
        }

        public override void OnFault(SignalTime at, string fault) => shown.OnFault(at, fault);
    }
}
