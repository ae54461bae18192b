using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Device.Profiles;
using Reactive.Device.Running;
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
        var file = new Argument<string>("FILE[:CHANNELS]") { Description = "The trace: a CSV file with a header such as 'time (s),loop (ohms)', and where it has several columns the one to read." };
        var options = new Option<string[]>("--option") { Description = "A parameter of the operator; may be given several times.", HelpName = "NAME=VALUE" };
        var columns = new Option<string?>("--columns") { Description = "The names of the columns, where the file has no header.", HelpName = "NAMES" };
        var json = new Option<bool>("--json") { Description = "JSON Lines, an object a change." };
        var command = new System.CommandLine.Command("decode", "Runs one operator over one trace file and prints what comes out.") { name, file, options, columns, json };
        command.SetAction(parsed => Run(
            parsed.GetValue(name)!, parsed.GetValue(file)!, parsed.GetValue(options) ?? [], parsed.GetValue(columns), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string name, string file, string[] options, string? columns, bool json)
    {
        Catalog catalog = ProfileLibrary.Catalog;
        OperatorSpec spec = OperatorsCommand.Find(catalog, name);
        KeyValuePair<string, string>[] given = [.. options.Select(Option)];
        (string path, string channel) = FeedOption.Split(file);
        CsvTrace trace = CsvTrace.Open(path, channel, columns);
        (StageDefinition? stage, IReadOnlyList<Diagnostic> wrong) = OptionReader.Read(catalog, spec, given, Decoding.FlowOf(trace));
        if (stage is null)
        {
            foreach (Diagnostic diagnostic in wrong.SkipLast(1))
                Console.Error.WriteLine(Text(diagnostic));
            throw new CommandException(ExitCode.Usage, Text(wrong[^1]));
        }

        if (json)
        {
            using var lines = new JsonLines(new BufferedStream(Console.OpenStandardOutput(), 1 << 16));
            new Decoding(trace, stage, catalog, v => lines.Signal(Change(name, v))).Run();
        }
        else
        {
            new Decoding(trace, stage, catalog, v => TextLines.Output.WriteLine(Line(v))).Run();
            TextLines.Output.Flush();
        }

        return ExitCode.Done;
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

    private static string Text(Diagnostic diagnostic) => diagnostic.Message + (diagnostic.Hint.Length == 0 ? "" : $" ({diagnostic.Hint})");

    private static KeyValuePair<string, string> Option(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? new KeyValuePair<string, string>(text[..equals].Trim(), text[(equals + 1)..].Trim())
            : throw CommandException.Usage($"--option takes NAME=VALUE, not '{text}'.");
    }
}
