using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using System.Linq;
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
        var json = new Option<bool>("--json") { Description = "JSON Lines, an object a test." };
        var command = new Command("test", "Runs the tests of pipelines in virtual time.") { paths, filter, json };
        command.SetAction(parsed => Run(parsed.GetValue(paths)!, parsed.GetValue(filter), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string[] paths, string? filter, bool json)
    {
        using JsonLines? lines = json ? new JsonLines(Console.OpenStandardOutput()) : null;
        int passed = 0, failed = 0;
        foreach (string path in CheckCommand.Expand(paths.Length == 0 ? ["pipelines"] : paths))
        {
            PipelineFile file = PipelineFile.Read(path);
            ImmutableArray<Diagnostic> wrong = [.. file.Diagnostics.Where(d => d.Severity == Severity.Error)];
            IEnumerable<TestDefinition> tests = file.Definition is null ? [] : file.Definition.Tests.Concat(Beside(file, ref wrong));
            foreach (Diagnostic diagnostic in wrong)
            {
                failed++;
                if (lines is not null)
                    lines.Diagnostic(diagnostic);
                else
                    Console.Out.WriteLine(diagnostic.ToString());
            }

            foreach (TestDefinition test in tests.Where(t => filter is null || t.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)))
            {
                TestOutcome outcome = PipelineTest.Run(file.Definition!, test);
                passed += outcome.Passed ? 1 : 0;
                failed += outcome.Passed ? 0 : 1;
                if (lines is not null)
                    lines.Test(outcome);
                else
                    Print(outcome);
            }
        }

        if (lines is null)
            Console.Out.WriteLine($"{passed} passed, {failed} failed");
        if (passed + failed == 0)
            Console.Error.WriteLine("No test was run.");
        return failed > 0 ? ExitCode.No : ExitCode.Done;
    }

    private static ImmutableArray<TestDefinition> Beside(PipelineFile file, ref ImmutableArray<Diagnostic> wrong)
    {
        string beside = Path.ChangeExtension(file.Path, ".tests.yaml");
        if (!File.Exists(beside))
            return [];
        (ImmutableArray<TestDefinition> tests, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.ReadTests(beside, PipelineFile.ReadText(beside), file.Definition!);
        wrong = wrong.AddRange(diagnostics.Where(d => d.Severity == Severity.Error));
        return tests;
    }

    private static void Print(TestOutcome outcome)
    {
        Console.Out.WriteLine($"{(outcome.Passed ? "passed" : "FAILED")}  {outcome.Test.Name}");
        foreach (TestFailure failure in outcome.Failures)
            Console.Out.WriteLine($"        {failure.Position}: {failure.Message}");
    }
}
