using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using Reactive.Device.Commands;
using Reactive.Device.Output;

var verbose = new Option<bool>("--verbose") { Description = "Adds detail to messages.", Recursive = true };
var root = new RootCommand("Reactive: signals of doors, relays and intercoms through a declarative rule graph.")
{
    verbose,
};
var commands = new Dictionary<string, Func<Command>>
{
    ["run"] = RunCommand.Create,
    ["replay"] = ReplayCommand.Create,
    ["explain"] = ExplainCommand.Create,
    ["check"] = CheckCommand.Create,
    ["test"] = TestCommand.Create,
    ["decode"] = DecodeCommand.Create,
    ["operators"] = OperatorsCommand.Create,
    ["bench"] = BenchCommand.Create,
};
// A line that starts with a command needs no other: their options would cost `check` a tenth of its start.
if (args.Length > 0 && commands.TryGetValue(args[0], out Func<Command>? named))
{
    root.Add(named());
}
else
{
    foreach (Func<Command> create in commands.Values)
        root.Add(create());
}

ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (ParseError error in parsed.Errors)
        Console.Error.WriteLine("reactive: " + error.Message);
    Console.Error.WriteLine($"Try 'reactive {(parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ")}--help'.");
    return ExitCode.Usage;
}

try
{
    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (CommandException end)
{
    Console.Error.WriteLine("reactive: " + (parsed.GetValue(verbose) && end.InnerException is not null ? end.InnerException.ToString() : end.Message));
    return end.Code;
}
#pragma warning disable CA1031 // the last resort: a message and an exit code instead of a stack trace
catch (Exception failure)
#pragma warning restore CA1031
{
    Console.Error.WriteLine("reactive: " + (parsed.GetValue(verbose) ? failure.ToString() : failure.Message));
    return ExitCode.Failure;
}
