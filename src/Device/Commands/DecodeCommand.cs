using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Device.Plotting;
using Reactive.Device.Profiles;
using Reactive.Device.Running;
using Reactive.Device.Traces;
using Reactive.Device.Traces.Capture;
using Reactive.Rules;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Device.Commands;

/// <summary><c>decode OPERATOR FILE</c>: one operator over one trace.</summary>
internal static class DecodeCommand
{
    public static System.CommandLine.Command Create()
    {
        var name = new Argument<string>("OPERATOR") { Description = "The operator; 'reactive operators' lists them." };
        var file = new Argument<string>("FILE[:CHANNELS]") { Description = "The trace, and where it has several channels the one to read: a name, or a number from 1." };
        var options = new Option<string[]>("--option") { Description = "A parameter of the operator; may be given several times.", HelpName = "NAME=VALUE" };
        var ends = new Option<bool>("--ends") { Description = "Also when something is over, and how long it lasted, for operators that know: as --option ends=reported." };
        var columns = TraceArguments.Columns();
        var rate = TraceArguments.Rate(", or at which values at uneven times are held");
        var json = new Option<bool>("--json") { Description = "JSON Lines, an object a change." };
        var plot = new PlotArguments();
        var output = new Option<string?>("--out") { Description = "The samples of an operator that gives those (gain, agc, mute, resample...) as a WAV file, in place of printing them.", HelpName = "FILE.wav" };
        var command = new System.CommandLine.Command("decode", "Runs one operator over one trace file and prints what comes out.") { name, file, options, ends, columns, rate, output, json };
        plot.AddTo(command);
        command.SetAction(parsed => Run(
            parsed.GetValue(name)!, parsed.GetValue(file)!, Options(parsed.GetValue(options) ?? [], parsed.GetValue(ends)), TraceArguments.Options(parsed.GetValue(columns), parsed.GetValue(rate)), plot.Of(parsed), parsed.GetValue(output) is { } path ? new DecodedSound(path) : null, parsed.GetValue(json)));
        return command;
    }

    private static string[] Options(string[] given, bool withEnds) => withEnds ? [.. given, "ends=reported"] : given;

    private static int Run(string name, string file, string[] options, TraceOptions traceOptions, PlotRequest? request, DecodedSound? sound, bool json)
    {
        Catalog catalog = ProfileLibrary.Catalog;
        OperatorSpec spec = OperatorsCommand.Find(catalog, name);
        KeyValuePair<string, string>[] given = [.. options.Select(Option)];
        FrameCards? cards = FrameCards.Take(catalog, spec, ref given);
        (string path, string channel) = FeedOption.Split(file);
        using Trace trace = TraceFormats.Open(path, traceOptions with { MayHaveTimes = true });
        if (channel.Length == 0 && spec.Name == CaptureDigits.Operator && sound is null && CaptureParty.In(trace) is { IsEmpty: false } parties)
            return RunCall(trace, parties, catalog, spec, given, request, json);
        ImmutableArray<TraceChannel> channels = channel.Length == 0 ? trace.ChooseFirst(spec.Together) : trace.Choose(channel);
        bool areLines = spec.Together == 2 && Decoding.AreLines(channels);
        if (channels.Length > 1 && !areLines && !channels.All(c => c.Samples is { } s && s.Clock == channels[0].Samples?.Clock && s.Format == channels[0].Samples!.Format))
            throw CommandException.Usage($"{path}:{channel}: several channels are decoded together where they are even samples of one clock.");
        RefuseRate(path, channels[0], traceOptions.Rate);
        Flow[] flows = [.. Decoding.FlowsOf(channels, traceOptions.Rate)];
        StageDefinition stage = StageOf(catalog, spec, given, flows.FirstOrDefault(f => spec.FormFor(f) is not null) ?? flows[0]);
        if (cards is not null && !ReferenceEquals(stage.Output.Record, RecordType.Frame))
            throw CommandException.Usage($"'{spec.Name}' has no parameter 'formats', and yields no frames that could be cards.");

        sound?.Require(trace, channels, stage);
        TracePlot? plot = request?.Begin(trace, channels, stage);
        // what comes of several channels is told apart by its channel
        bool isBank = stage.Output.Channels > 1;
        ImmutableArray<string> names = spec.ChannelNames?.Invoke(stage.Parameters, stage.Input) ?? [.. channels.Select(c => c.Name)];
        // lines on the same terminal would be torn by it
        using (var progress = new Progress("decoding", quiet: !Console.IsOutputRedirected))
        {
            var watched = new WatchedTrace(plot is null ? trace : new PlottedTrace(trace, plot.Channels), channels, progress);
            using JsonLines? lines = json ? new JsonLines(new BufferedStream(StandardOutput.Open(), 1 << 16)) : null;
            var counts = new Dictionary<string, long>(StringComparer.Ordinal);
            long found = 0;
            try
            {
                if (sound is null)
                    Decode(null);
                else
                    sound.Write(path, stage.Output, Decode);
            }
            catch (OperationCanceledException) when (StandardOutput.Closed.IsCancellationRequested)
            {
                return ExitCode.Done; // whoever asked has read as much as was wanted
            }

            TextLines.Output.Flush();
            if (watched.IsEmpty)
                Console.Error.WriteLine($"{path}: there is nothing in it: {(channels[0].Samples is null ? "no value" : "no sample")}.");
            else if (found == 0 && sound is null)
                Console.Error.WriteLine(FoundNothing(path, spec));
            foreach ((string what, long count) in counts)
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: ignored {what}: {count:N0}"));

            void Decode(Action<SampleBlock>? blocks)
            {
                var decoding = new Decoding(watched, channels, stage, catalog, progress, Print) { Blocks = blocks };
                decoding.Run();
                foreach ((string what, long count) in decoding.Counts.Where(c => c.Count > 0))
                    counts[what] = count;
            }

            // channels picked of a bank are numbered anew
            string NameOf(int number) => number < names.Length ? names[number] : (number + 1).ToString(CultureInfo.InvariantCulture);

            void Print(Stamped<Value> value)
            {
                found++;
                plot?.Take(value);
                if (sound is not null)
                    return;
                StandardOutput.Closed.ThrowIfCancellationRequested();
                if (lines is not null)
                    lines.Signal(Change(isBank ? $"{name}.{NameOf(value.Channel)}" : name, value), cards?.Of(value.Value));
                else
                    TextLines.Output.WriteLine($"{Line(value)}{(isBank ? $"  {NameOf(value.Channel)}" : "")}{(cards is null ? "" : "  " + Told(cards.Of(value.Value)))}".TrimEnd());
            }
        }

        if (plot is not null)
            request!.Finish(plot, trace);
        foreach (string warning in trace.Warnings)
            Console.Error.WriteLine(warning);
        return ExitCode.Done;
    }

    // What is asked of a whole call: every key that was pressed.
    private static int RunCall(Trace trace, ImmutableArray<CaptureParty> parties, Catalog catalog, OperatorSpec spec, KeyValuePair<string, string>[] given, PlotRequest? request, bool json)
    {
        bool withEnds = given.Any(o => o is { Key: "ends", Value: "reported" });
        bool areSeveral = parties.Length > 1;
        KeyValuePair<string, string>[] others = [.. given.Where(o => o.Key != "ends" || o.Value is not ("reported" or "none"))];
        TracePlot? plot = request?.Begin(trace, parties, spec.Name);
        using var progress = new Progress("decoding", quiet: !Console.IsOutputRedirected);
        using JsonLines? lines = json ? new JsonLines(new BufferedStream(StandardOutput.Open(), 1 << 16)) : null;
        long found = 0;
        foreach ((CaptureParty party, Stamped<Value> digit) in CaptureDigits.Find(trace, parties, (flow, more) => StageOf(catalog, spec, [.. others, .. more], flow), catalog, withEnds, progress, plot?.Channels ?? []))
        {
            if (StandardOutput.Closed.IsCancellationRequested)
                return ExitCode.Done; // whoever asked has read as much as was wanted
            found++;
            plot?.Groups.FirstOrDefault(g => g.Name == party.Name)?.Outputs[0].Take(digit);
            if (lines is not null)
                lines.Signal(Change(areSeveral ? $"{spec.Name}.{party.Name}" : spec.Name, digit));
            else
                TextLines.Output.WriteLine($"{Line(digit)}  {RecordType.Carriers[(int)digit.Value.DigitCarrier!]}{(areSeveral ? $"  {party.Name}" : "")}");
        }

        TextLines.Output.Flush();
        if (plot is not null)
            request!.Finish(plot, trace);
        if (found == 0)
            Console.Error.WriteLine(FoundNothing(trace.Path, spec));
        // which of them is who
        foreach (TraceChannel channel in trace.Channels)
            Console.Error.WriteLine($"{trace.Path}: {channel.Label}");
        foreach (string warning in trace.Warnings)
            Console.Error.WriteLine(warning);
        return ExitCode.Done;
    }

    private static StageDefinition StageOf(Catalog catalog, OperatorSpec spec, KeyValuePair<string, string>[] given, Flow flow)
    {
        (StageDefinition? stage, IReadOnlyList<Diagnostic> wrong) = OptionReader.Read(catalog, spec, given, flow);
        if (stage is not null)
            return stage;
        foreach (Diagnostic diagnostic in wrong.SkipLast(1))
            Console.Error.WriteLine(Text(diagnostic));
        throw new CommandException(ExitCode.Usage, Text(wrong[^1]));
    }

    private static void RefuseRate(string path, TraceChannel channel, SampleRate? rate)
    {
        if (rate is { } given && channel.Samples is { } samples && samples.Clock.Rate != given)
            throw CommandException.Usage($"{path} has samples at {samples.Clock.Rate}: --rate {given} is for a table without times, or for values at uneven times.");
    }

    private static SignalChange Change(string name, in Stamped<Value> value) => new(name, value.Value, value.Stamp, value.Since, 0, 0);

    private static string Line(in Stamped<Value> value)
    {
        string margin = "";
        if (value.Value.Type?.Measurement is { } unit && !float.IsNaN(value.Value.Margin))
            margin = "margin " + (unit.Dimension == Dimension.Resistance ? Amount.OhmsText(value.Value.Margin) : Amount.VoltsText(value.Value.Margin));
        string since = value.Since == value.Stamp ? "" : $"since {value.Since} s";
        return $"{TextLines.Time(value.Stamp)}  {value.Value,-16}  {TextLines.Measured(value.Value),-12}  {margin,-16}  {since}".TrimEnd();
    }

    private static string FoundNothing(string path, OperatorSpec spec) => $"{path}: '{spec.Name}' found nothing in it.";

    private static string Told(IEnumerable<Value> cards) => string.Join(", ", cards.Select(c => c.ToString()));

    /// <summary>A diagnostic whose place means nothing: its message, and the hint behind it.</summary>
    public static string Text(Diagnostic diagnostic) => diagnostic.Message + (diagnostic.Hint.Length == 0 ? "" : $" ({diagnostic.Hint})");

    private static KeyValuePair<string, string> Option(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? new KeyValuePair<string, string>(text[..equals].Trim(), text[(equals + 1)..].Trim())
            : throw CommandException.Usage($"--option takes NAME=VALUE, not '{text}'.");
    }
}
