using System;
using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using System.Linq;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Device.Running;
using Reactive.Device.Traces;
using Reactive.Device.Traces.Mcap;
using Reactive.Device.Traces.Vcd;
using Reactive.Device.Traces.Writing;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Device.Commands;

/// <summary><c>import FILE OUT.mcap</c> and <c>export RECORDING OUT</c>: traces from one format into another.</summary>
internal static class ConvertCommands
{
    private static readonly ImmutableDictionary<string, Writer> Imports = ImmutableDictionary<string, Writer>.Empty
        .Add(".mcap", (trace, channels, path) => McapTraceWriter.Write(trace, channels, path).LeftOut);

    private static readonly ImmutableDictionary<string, Writer> Exports = ImmutableDictionary<string, Writer>.Empty
        .Add(".csv", Of(CsvTraceWriter.Write))
        .Add(".vcd", Of(VcdTraceWriter.Write))
        .Add(".wav", WavTraceWriter.Write)
        .Add(".jsonl", Of(JsonLinesTraceWriter.Write));

    private const string Secretive = "what is typed or held there, at a sensitive port, is written into no other file";

    // Writes channels into a file, and returns what could not be written, a sentence each.
    private delegate ImmutableArray<string> Writer(Trace trace, ImmutableArray<TraceChannel> channels, string path);

    /// <summary><c>import</c>.</summary>
    public static Command CreateImport() =>
        Create("import", "FILE[:CHANNELS]", "OUT.mcap", "Writes a trace of any readable kind as an MCAP file.", Imports);

    /// <summary><c>export</c>.</summary>
    public static Command CreateExport() =>
        Create("export", "RECORDING[:CHANNELS]", "OUT", "Writes signals of a recording, or of any other trace, as another kind of file: csv, vcd, wav or jsonl.", Exports);

    private static Command Create(string name, string from, string to, string description, ImmutableDictionary<string, Writer> writers)
    {
        var file = new Argument<string>(from) { Description = "The trace, and where not all of it is wanted the channels: names or numbers from 1, ranges, commas between." };
        var output = new Argument<string>(to) { Description = $"The file to write, {Endings(writers)}. One that is there is written over." };
        Option<string?> columns = TraceArguments.Columns(), rate = TraceArguments.Rate();
        Option<string?> key = KeyCommand.Option();
        var command = new Command(name, description) { file, output, columns, rate, key };
        command.SetAction(parsed => Run(
            name, parsed.GetValue(file)!, parsed.GetValue(output)!, TraceArguments.Options(parsed.GetValue(columns), parsed.GetValue(rate), parsed.GetValue(key)), writers));
        return command;
    }

    private static Writer Of(Action<Trace, ImmutableArray<TraceChannel>, string> write) => (trace, channels, path) =>
    {
        write(trace, channels, path);
        return [];
    };

    private static string Endings(ImmutableDictionary<string, Writer> writers) => ParameterSpec.Or([.. writers.Keys.Order(StringComparer.Ordinal)]);

    private static int Run(string name, string file, string output, TraceOptions options, ImmutableDictionary<string, Writer> writers)
    {
        if (!writers.TryGetValue(Path.GetExtension(output).ToLowerInvariant(), out Writer? write))
            throw CommandException.Usage($"{name} writes {Endings(writers)}, and the name {output} does not say which.");
        (string path, string selection) = FeedOption.Split(file);
        OutputFile.Refuse("the output", output, [path]);
        using Trace trace = TraceFormats.Open(path, options);
        (ImmutableArray<TraceChannel> channels, ImmutableArray<string> leftOut) = Choose(trace, selection);
        SignalTime end;
        using (var progress = new Progress(name + "ing"))
        {
            var watched = new WatchedTrace(trace, channels, progress);
            leftOut = leftOut.AddRange(write(watched, channels, output));
            end = watched.End;
        }

        foreach (string warning in trace.Warnings.Concat(leftOut))
            Console.Error.WriteLine(warning);
        Console.Error.WriteLine($"{path}: {trace.Format}, {Plural.Of(channels.Length, "channel")}{Rate(channels)}, {end} s -> {output}");
        return ExitCode.Done;
    }

    // Of what was not named, what cannot be read is left out.
    private static (ImmutableArray<TraceChannel> Channels, ImmutableArray<string> LeftOut) Choose(Trace trace, string selection)
    {
        ImmutableArray<TraceChannel> channels = [.. trace.Choose(selection).Select(c => c.IsSecretive ? c with { Refusal = Secretive } : c)];
        if (selection.Length == 0 && channels.Any(c => c.Refusal is null))
            return ([.. channels.Where(c => c.Refusal is null)], [.. channels.Where(c => c.Refusal is not null).Select(c => $"{c.Name} is left out: {c.Refusal}.")]);
        TraceChannel? refused = channels.FirstOrDefault(c => c.Refusal is not null);
        if (refused is not null)
            throw CommandException.Failure($"{trace.Path}: '{refused.Name}' cannot be read: {refused.Refusal}.");
        return channels.IsEmpty ? throw ChannelSelection.NoChannels(trace) : (channels, []);
    }

    private static string Rate(ImmutableArray<TraceChannel> channels) =>
        channels[0].Samples is { } samples && channels.All(c => c.Samples?.Clock.Rate == samples.Clock.Rate) ? $" at {samples.Clock.Rate}" : "";
}
