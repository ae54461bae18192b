using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Reactive.Device.Explaining;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Rules;
using Reactive.Rules.Testing;
using Reactive.Signals.Specs;

namespace Reactive.Device.Commands;

/// <summary><c>test [PATH...]</c>: runs the tests written in or beside pipelines, in virtual time.</summary>
internal static class TestCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH") { Description = "Pipelines, or folders of them; without any, the folder pipelines.", Arity = ArgumentArity.ZeroOrMore };
        var filter = new Option<string?>("--filter") { Description = "Only tests whose name contains this text.", HelpName = "NAME" };
        var coverage = new Option<bool>("--coverage") { Description = "Then says, a pipeline at a time, what the tests exercised, and by line what none of them did." };
        var json = new Option<bool>("--json") { Description = "JSON Lines, an object a test." };
        var command = new Command("test", "Runs the tests of pipelines in virtual time.") { paths, filter, coverage, json };
        command.SetAction(parsed => Run(parsed.GetValue(paths)!, parsed.GetValue(filter), parsed.GetValue(coverage) ? new CoverageByFile() : null, parsed.GetValue(json)));
        return command;
    }

    private static int Run(string[] paths, string? filter, CoverageByFile? coverages, bool json)
    {
        using JsonLines? lines = json ? new JsonLines(StandardOutput.Open()) : null;
        int passed = 0, failed = 0;
        string[] asked = paths.Length == 0 ? ["pipelines"] : paths;
        bool broken = false;
        foreach (DefinitionFile file in DefinitionFiles.Of(asked))
        {
            IEnumerable<Diagnostic> wrong = file.Diagnostics.Where(d => d.Severity == Severity.Error);
            foreach (Diagnostic diagnostic in wrong)
            {
                broken = true;
                if (lines is not null)
                    lines.Diagnostic(diagnostic);
                else
                    Console.Out.WriteLine(diagnostic.ToString());
            }

            Coverage? coverage = coverages?.Of(file.Pipeline);
            foreach (TestDefinition test in file.Tests.Where(t => filter is null || t.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)))
            {
                TestOutcome outcome = PipelineTest.Run(file.Pipeline.Definition!, test, coverage);
                passed += outcome.Passed ? 1 : 0;
                failed += outcome.Passed ? 0 : 1;
                var reasons = new TestReasons(file.Pipeline.Definition!, test);
                if (lines is not null)
                    lines.Test(outcome, reasons);
                else
                    Print(outcome, reasons);
            }
        }

        foreach ((string file, Coverage coverage) in coverages?.Files ?? [])
        {
            if (lines is not null)
                lines.Coverage(file, coverage);
            else
                CoverageText.Write(Console.Out, file, coverage);
        }

        // scripts read the last line
        if (lines is null)
            Console.Out.WriteLine($"{(coverages is null ? "" : "\n")}{passed} passed, {failed} failed");
        if (broken)
            Console.Error.WriteLine("What has errors was not tested.");
        if (broken || failed > 0)
            return ExitCode.No;
        return passed > 0 ? ExitCode.Done : throw CommandException.Usage($"No test was run: there is none{(filter is null ? "" : $" whose name contains '{filter}'")} in {string.Join(", ", asked)}.");
    }

    private static void Print(TestOutcome outcome, TestReasons reasons)
    {
        Console.Out.WriteLine($"{(outcome.Passed ? "passed" : "FAILED")}  {outcome.Test.Name}");
        foreach (TestFailure failure in outcome.Failures)
        {
            Console.Out.WriteLine($"        {failure.Position}: {failure.Message}");
            foreach (string why in reasons.Of(failure))
                Console.Out.WriteLine($"            {why}");
        }
    }
}
