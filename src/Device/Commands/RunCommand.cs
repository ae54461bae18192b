using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using Reactive.Device.Files;
using Reactive.Device.Live.Inputs;
using Reactive.Device.Output;
using Reactive.Device.Recording;
using Reactive.Device.Running;
using Reactive.Device.Secrets;
using Reactive.Device.Speakers;
using Reactive.Signals;
using Reactive.Rules;
using Reactive.Signals.Specs;
using Reactive.Sinks.Mqtt;

namespace Reactive.Device.Commands;

/// <summary><c>run PIPELINE</c>: the device runtime.</summary>
internal static class RunCommand
{
    // Instants are 64-bit nanoseconds: from 1970 on they last until 2262. What starts before 2100 and lasts a hundred years fits.
    private const decimal MostSeconds = 3_155_760_000;
    private static readonly DateTimeOffset StartsBefore = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Command Create()
    {
        var pipeline = new Argument<string>("PIPELINE") { Description = "The pipeline to run." };
        var feed = new Option<string[]>("--feed") { Description = "Feeds a port from a trace file; may be given several times.", HelpName = "PORT=FILE[:CHANNELS]" };
        var input = new Option<string[]>("--input") { Description = $"What brings a port its values in real time: {InputOption.Forms}. May be given several times; other ports are silent then.", HelpName = "PORT=WHAT" };
        var speaker = new Option<string[]>("--speaker") { Description = "What plays for a speaker in real time: alsa:DEVICE or simulated. May be given several times.", HelpName = "NAME=WHAT" };
        var speed = new Option<string>("--speed") { Description = "1x: in real time. max: as fast as it goes, without any clock.", DefaultValueFactory = _ => "1x", HelpName = "1x|max" };
        speed.AcceptOnlyFromAmong("1x", "max");
        var start = new Option<string?>("--start") { Description = "Wall-clock time at the start, such as 2026-03-29T00:59:00Z.", HelpName = "INSTANT" };
        var duration = new Option<string?>("--for") { Description = "Ends after this much signal time, such as 60s.", HelpName = "DURATION" };
        var record = new Option<string?>("--record") { Description = "Records the run.", HelpName = "FILE.mcap" };
        var owner = new Option<string?>("--owner-key") { Description = "The public key to which the recording is sealed where the pipeline has sensitive ports, secrets or entry lists.", HelpName = "OWNER.pub.pem" };
        Option<string?> secrets = SecretCommand.Option();
        var state = new Option<string?>("--state") { Description = "Goes on from what an earlier run left in this file, and leaves there what is to outlive this one: latches, counters, state machines, times.", HelpName = "FILE" };
        var store = new Option<string?>("--store") { Description = "The folder with the stores of entry lists, where uses are counted for good. Those that are not there yet are made of the tables.", HelpName = "DIR" };
        var outbox = new Option<string?>("--outbox") { Description = "The file in which messages of quality 1 and 2 are kept until they have been delivered, also over the end of the process.", HelpName = "FILE" };
        var signals = new Option<string?>("--signals") { Description = "The signals to show: names with commas, all, or none.", HelpName = "LIST" };
        var json = new Option<bool>("--json") { Description = "JSON Lines: commands, the signals asked for, a summary." };
        var command = new Command("run", "Runs a pipeline: on a simulated device, or from trace files.") { pipeline, feed, input, speaker, speed, start, duration, record, owner, secrets, store, outbox, state, signals, json };
        command.SetAction(parsed =>
        {
            PipelineFile file = PipelineFile.ReadToRun(parsed.GetValue(pipeline)!);
            bool asJson = parsed.GetValue(json);
            ImmutableArray<FeedOption> feeds = [.. (parsed.GetValue(feed) ?? []).Select(Feed)];
            OutputFile.Refuse("--record", parsed.GetValue(record), file.Files.Concat(feeds.Select(f => f.File)));
            OutputFile.Refuse("--state", parsed.GetValue(state), file.Files.Concat(feeds.Select(f => f.File)).Concat(parsed.GetValue(record) is { } recorded ? [recorded] : []));
            bool maxSpeed = parsed.GetValue(speed) == "max";
            bool isLive = !maxSpeed && feeds.IsEmpty;
            SecretSet known = SecretFiles.Read(file.Definition!, parsed.GetValue(secrets), withConnections: isLive);
            file = file with { Definition = WithTables(file, known) };
            using OwnerSealer? sealer = Sealer(file, parsed.GetValue(record), parsed.GetValue(owner));
            ImmutableArray<InputOption> inputs = [.. (parsed.GetValue(input) ?? []).Select(InputOption.Parse)];
            if (!inputs.IsEmpty && !isLive)
                throw CommandException.Usage("--input goes with a run in real time, without --feed and --speed max: what comes in from outside keeps its own time.");
            ImmutableArray<SpeakerOption> speakers = [.. (parsed.GetValue(speaker) ?? []).Select(s => SpeakerOption.Parse(s, file.Definition!))];
            if (!speakers.IsEmpty && !isLive)
                throw CommandException.Usage("--speaker goes with a run in real time, without --feed and --speed max: elsewhere nothing is heard.");
            if (parsed.GetValue(outbox) is not null && !file.Definition!.Connections.Any(static c => c.Spec.HasTopics))
                throw CommandException.Usage($"--outbox keeps messages, and {file.Path} sends none: it has no section 'mqtt'.");
            if (parsed.GetValue(outbox) is not null && !isLive)
                throw CommandException.Usage("--outbox goes with a run in real time on its own device: elsewhere messages go nowhere, and a model answers.");
            if (parsed.GetValue(store) is not null && !isLive)
                throw CommandException.Usage("--store goes with a run in real time on its own device: elsewhere uses are taken by a model, and none for good.");
            if (isLive)
                RequireCertificates(file);
            var options = new RunOptions
            {
                Store = parsed.GetValue(store),
                Outbox = parsed.GetValue(outbox),
                Sealer = sealer,
                Secrets = known,
                Pipeline = file,
                Feeds = feeds,
                Inputs = inputs,
                Speakers = speakers,
                MaxSpeed = maxSpeed,
                StartWallNanoseconds = parsed.GetValue(start) is { } instant ? Instant(instant) : null,
                For = parsed.GetValue(duration) is { } text ? new SignalTime(Duration("--for", text)) : null,
                Record = parsed.GetValue(record),
                State = parsed.GetValue(state),
                Signals = SignalList(parsed.GetValue(signals) ?? (asJson ? "none" : OwnSignals), file),
                Json = asJson,
            };
            // nothing else refuses the run any more
            foreach (string told in options.Store is null ? [] : EntryStores.Prepare(file.Definition!, options.Store, known))
                Console.Error.WriteLine(told);
            return Run(options);
        });
        return command;
    }

    // Libraries would only say that TLS failed.
    private static void RequireCertificates(PipelineFile file)
    {
        foreach (ConnectionDefinition connection in file.Definition!.Connections.Where(static c => c.Spec.HasTopics))
        {
            if (MqttFiles.Problem(MqttSection.SettingsOf(connection.Settings, folder: Path.GetDirectoryName(Path.GetFullPath(file.Path))!)) is { } problem)
                throw CommandException.Usage($"{connection.Position.File}:{connection.Position.Line}: {problem.Setting} of '{connection.Spec.Name}': {problem.Text}");
        }
    }

    // The tables under the secrets of the device: what was read without them is only good for tests.
    private static PipelineDefinition WithTables(PipelineFile file, SecretSet secrets)
    {
        (ImmutableDictionary<string, string> tables, ImmutableArray<Diagnostic> wrong) = SharedTables.Of(file.Definition!, file.Beside, secrets);
        PipelineFile.Tell([.. file.Diagnostics.Where(d => d.Code == DiagnosticCodes.MissingTable), .. wrong]);
        return wrong.IsEmpty ? file.Definition! with { Tables = tables } : throw new CommandException(ExitCode.No, $"{file.Path} does not run: a table has errors.");
    }

    /// <summary>A duration from the command line, in nanoseconds: <c>60s</c>, <c>1.5 min</c>; at most a hundred years of signal time.</summary>
    public static long Duration(string option, string text)
    {
        if (!Quantity.TryParse(text, out Quantity quantity, out _) || quantity.Dimension != Dimension.Time || quantity.Value is < 0 or > MostSeconds)
            throw CommandException.Usage($"{option} takes a duration such as 60s or 5min, between 0 s and {MostSeconds} s (a hundred years), not '{text}'.");
        return quantity.Nanoseconds;
    }

    /// <summary>Stands for the pipeline's own signals, without the states of outputs: what people are shown.</summary>
    public const string OwnSignals = "(own)";

    /// <summary>The signals of <c>--signals</c>: null for all.</summary>
    public static IReadOnlySet<string>? SignalList(string list, PipelineFile file)
    {
        if (list == "all")
            return null;
        if (list == "none")
            return ImmutableHashSet<string>.Empty;
        if (list == OwnSignals)
            return file.Definition!.Signals.Select(s => s.Name).ToHashSet();
        HashSet<string> known = [.. file.Definition!.Signals.Select(s => s.Name), .. file.Definition.Device.Outputs.SelectMany(o => new[] { o.Name, o.Name + ".readback" })];
        HashSet<string> asked = [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        string? unknown = asked.FirstOrDefault(s => !known.Contains(s));
        return unknown is null ? asked : throw CommandException.Usage($"--signals: there is no signal '{unknown}' in {file.Path}; it has {string.Join(", ", file.Definition.Signals.Select(s => s.Name))}.");
    }

    // A key that cannot be used is told even where nothing is sealed: it is meant to be.
    private static OwnerSealer? Sealer(PipelineFile file, string? record, string? key)
    {
        if (key is not null && record is null)
            throw CommandException.Usage("--owner-key goes with --record: it is the recording that is sealed.");
        using OwnerKey? owner = key is null ? null : OwnerKey.ReadPublic(key);
        string? why = record is null ? null : Recorder.MustSeal(file.Definition!);
        if (why is not null && owner is null)
            throw CommandException.Usage($"{file.Path} is only recorded sealed to its owner ({why}): name the owner's public key with --owner-key OWNER.pub.pem. 'reactive key new OWNER.pem' makes a pair.");
        if (why is null && owner is not null)
            Console.Error.WriteLine($"{file.Path} has no sensitive port and no secret: nothing in {record} is sealed.");
        return why is null ? null : new OwnerSealer(owner!);
    }

    private static int Run(RunOptions options)
    {
        bool live = !options.MaxSpeed && options.Feeds.IsEmpty;
        using RunView view = !options.Json && !options.MaxSpeed && RunDisplay.Fits
            ? new RunDisplay(options.Pipeline.Definition!, options.Signals)
            : new RunPrinter(options.Pipeline.Definition!, options.Json, options.Signals, live);
        RunResult result = RunHost.Run(options, view);
        view.Finish();
        if (view.Json is { } json)
            json.Summary(result.Arrivals, result.Turns, result.Commands, result.Seconds, identical: null, late: result.Late, missed: result.Missed, ignored: result.Ignored, messages: result.Messages);
        else
            Console.Out.WriteLine($"{TextLines.Seconds(result.Seconds)} s, {Plural.Of(result.Arrivals, "arrival")}, {Plural.Of(result.Turns, "turn")}, {Plural.Of(result.Commands, "command")}{Told(", ", result.Late, " late")}{Told(", ", result.Missed, " missed")}{Told(", messages lost: ", result.Messages.Lost, "")}{Told(", messages expired: ", result.Messages.Expired, "")}{Told(", messages kept for the next run: ", result.Messages.Kept, "")}{string.Concat(result.Ignored.Select(i => Told(", ", i.Value, $" {i.Key} ignored")))}{(options.Record is null || result.RecordingFailure is not null ? "" : $", recorded to {options.Record}")}");
        if (result.RecordingFailure is { } unrecorded)
            throw CommandException.Failure(unrecorded);
        if (result.StateFailure is { } unkept)
            throw CommandException.Failure(unkept);
        return ExitCode.Done;
    }

    private static string Told(string before, long count, string what) => count == 0 ? "" : before + count.ToString(CultureInfo.InvariantCulture) + what;

    private static FeedOption Feed(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || equals == text.Length - 1)
            throw CommandException.Usage($"--feed takes PORT=FILE[:CHANNELS], not '{text}'.");
        (string file, string channels) = FeedOption.Split(text[(equals + 1)..]);
        return new FeedOption(text[..equals], file, channels);
    }

    private static long Instant(string text)
    {
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset instant))
            throw CommandException.Usage($"--start takes an instant such as 2026-03-29T00:59:00Z, not '{text}'.");
        return instant >= DateTimeOffset.UnixEpoch && instant < StartsBefore
            ? (instant - DateTimeOffset.UnixEpoch).Ticks * 100
            : throw CommandException.Usage($"--start takes an instant from 1970 to 2099, not '{text}'.");
    }
}
