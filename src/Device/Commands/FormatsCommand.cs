using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Operators;
using Reactive.Signals.Specs;

namespace Reactive.Device.Commands;

/// <summary><c>formats [NAME]</c>: the card formats, or all about one.</summary>
internal static class FormatsCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("NAME") { Description = "One format, in full, by its name or another one.", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "JSON Lines, an object a format." };
        var markdown = new Option<bool>("--markdown") { Description = "Markdown: how docs/card-formats.md is made." };
        var command = new Command("formats", "Lists the card formats, or draws the bits of one.") { name, json, markdown };
        command.SetAction(parsed => Run(parsed.GetValue(name), parsed.GetValue(json), parsed.GetValue(markdown)));
        return command;
    }

    /// <summary>A format by its name or an alias.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static CardFormatEntry Find(string name) => CardFormats.Find(name)
        ?? throw CommandException.Usage($"There is no card format '{name}'. {NearMiss.Sentence(name, CardFormats.All.SelectMany(e => e.Aliases.Prepend(e.Format.Name))) switch { "" => "'reactive formats' lists them.", var hint => hint }}");

    private static int Run(string? name, bool json, bool markdown)
    {
        IReadOnlyList<CardFormatEntry> formats = name is null ? CardFormats.All : [Find(name)];
        if (json)
        {
            using var lines = new JsonLines(StandardOutput.Open());
            foreach (CardFormatEntry entry in formats)
                lines.Object(o => FormatReference.Json(entry, o));
        }
        else if (markdown)
        {
            FormatReference.Markdown(formats, TextLines.Output);
        }
        else if (name is null)
        {
            FormatReference.Table(formats, TextLines.Output);
        }
        else
        {
            FormatReference.Full(formats[0], TextLines.Output);
        }

        TextLines.Output.Flush();
        return ExitCode.Done;
    }
}
