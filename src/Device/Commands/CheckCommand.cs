using System;
using System.CommandLine;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Signals.Specs;

namespace Reactive.Device.Commands;

/// <summary><c>check PIPELINE...</c>: all diagnostics of all files.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("PIPELINE") { Description = "Pipeline files, or folders of them.", Arity = ArgumentArity.OneOrMore };
        var deny = new Option<bool>("--deny-warnings") { Description = "Warnings are errors; notes are not." };
        var json = new Option<bool>("--json") { Description = "JSON Lines, an object a diagnostic." };
        var command = new Command("check", "Checks pipelines and says all that is wrong with them, where, and how to mend it.") { files, deny, json };
        command.SetAction(parsed => Run(parsed.GetValue(files)!, parsed.GetValue(deny), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string[] paths, bool deny, bool json)
    {
        using JsonLines? lines = json ? new JsonLines(StandardOutput.Open()) : null;
        int errors = 0, warnings = 0, notes = 0, files = 0;
        foreach (DefinitionFile file in DefinitionFiles.Of(paths))
        {
            files++;
            foreach (Diagnostic diagnostic in file.Diagnostics)
            {
                errors += diagnostic.Severity == Severity.Error ? 1 : 0;
                warnings += diagnostic.Severity == Severity.Warning ? 1 : 0;
                notes += diagnostic.Severity == Severity.Note ? 1 : 0;
                if (lines is not null)
                    lines.Diagnostic(diagnostic);
                else
                    Console.Out.WriteLine(diagnostic.ToString());
            }

            PipelineFile.TellOfMore(file.Diagnostics);
        }

        if (files == 0)
            throw CommandException.Usage($"There is no pipeline in {string.Join(", ", paths)}.");
        bool no = errors > 0 || (deny && warnings > 0);
        if (lines is null)
        {
            string noted = notes == 0 ? "" : $", {Plural.Of(notes, "note")}";
            Console.Out.WriteLine(errors + warnings == 0 ? $"{Plural.Of(files, "file")}, nothing wrong{noted}" : $"{Plural.Of(errors, "error")}, {Plural.Of(warnings, "warning")}{noted}");
        }

        return no ? ExitCode.No : ExitCode.Done;
    }
}
