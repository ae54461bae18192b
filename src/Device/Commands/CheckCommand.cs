using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
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
        var deny = new Option<bool>("--deny-warnings") { Description = "Warnings are errors." };
        var json = new Option<bool>("--json") { Description = "JSON Lines, an object a diagnostic." };
        var command = new Command("check", "Checks pipelines and says all that is wrong with them, where, and how to mend it.") { files, deny, json };
        command.SetAction(parsed => Run(parsed.GetValue(files)!, parsed.GetValue(deny), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string[] paths, bool deny, bool json)
    {
        using JsonLines? lines = json ? new JsonLines(Console.OpenStandardOutput()) : null;
        int errors = 0, warnings = 0, files = 0;
        foreach (string path in Expand(paths))
        {
            files++;
            foreach (Diagnostic diagnostic in PipelineFile.Read(path).Diagnostics)
            {
                errors += diagnostic.Severity == Severity.Error ? 1 : 0;
                warnings += diagnostic.Severity == Severity.Warning ? 1 : 0;
                if (lines is not null)
                    lines.Diagnostic(diagnostic);
                else
                    Console.Out.WriteLine(diagnostic.ToString());
            }
        }

        bool no = errors > 0 || (deny && warnings > 0);
        if (lines is null)
            Console.Out.WriteLine(errors + warnings == 0 ? $"{files} {(files == 1 ? "pipeline" : "pipelines")}, nothing wrong" : $"{errors} errors, {warnings} warnings");
        return no ? ExitCode.No : ExitCode.Done;
    }

    /// <summary>The pipelines among <paramref name="paths"/>: files as named, and of folders all <c>*.yaml</c> that are no tests of others.</summary>
    public static IEnumerable<string> Expand(IEnumerable<string> paths)
    {
        foreach (string path in paths)
        {
            if (!Directory.Exists(path))
            {
                yield return path;
                continue;
            }

            IEnumerable<string> found = Directory.EnumerateFiles(path, "*.yaml", SearchOption.AllDirectories)
                .Concat(Directory.EnumerateFiles(path, "*.yml", SearchOption.AllDirectories))
                .Where(f => !f.EndsWith(".tests.yaml", StringComparison.Ordinal));
            foreach (string file in found.Order(StringComparer.Ordinal))
                yield return file;
        }
    }
}
