using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using Reactive.Device.Commands;
using Reactive.Device.Output;
using Reactive.Signals.Specs;

var verbose = new Option<bool>("--verbose") { Description = "Adds detail to messages.", Recursive = true };
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

// A line that starts with its command is parsed by that command alone: to make the others, and the library's help and
// version options with their texts from resources, would take a tenth of the start of `check`.
ParseResult parsed;
if (args.Length > 0 && commands.TryGetValue(args[0], out Func<Command>? named) && !args.Any(a => a is "--help" or "-h" or "-?" or "/h" or "/?"))
{
    Command command = named();
    command.Add(verbose);
    // a line may start with the name of the command that parses it: the library passes over that one
    parsed = command.Parse(args);
}
else
{
    var root = new RootCommand("Reactive: signals of doors, relays and intercoms through a declarative rule graph.") { verbose };
    foreach (Func<Command> create in commands.Values)
        root.Add(create());
    parsed = root.Parse(args);
}

// The library takes an unknown option for a file where files may stand.
if (UnknownOption(parsed) is { } unknown)
{
    Console.Error.WriteLine($"reactive: there is no option {unknown}. {NearMiss.Hint(unknown, parsed.CommandResult.Command.Options.Select(o => o.Name))}".TrimEnd());
    return Misused(parsed);
}

if (parsed.Errors.Count > 0)
{
    foreach (ParseError error in parsed.Errors)
        Console.Error.WriteLine("reactive: " + error.Message);
    return Misused(parsed);
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

// What starts with two dashes is an option, unless "--" stands before it.
static string? UnknownOption(ParseResult parsed)
{
    foreach (Token token in parsed.Tokens)
    {
        if (token.Type == TokenType.DoubleDash)
            return null;
        if (token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal))
            return token.Value.Split('=')[0];
    }

    return null;
}

static int Misused(ParseResult parsed)
{
    Console.Error.WriteLine($"Try 'reactive {(parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ")}--help'.");
    return ExitCode.Usage;
}
