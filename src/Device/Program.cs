using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using Reactive.Device.Commands;
using Reactive.Device.Output;
using Reactive.Signals.Specs;

StandardOutput.Prepare();
var verbose = new Option<bool>("--verbose") { Description = "Adds detail to messages.", Recursive = true };
var commands = new Dictionary<string, Func<Command>>
{
    ["run"] = RunCommand.Create,
    ["replay"] = ReplayCommand.Create,
    ["explain"] = ExplainCommand.Create,
    ["check"] = CheckCommand.Create,
    ["test"] = TestCommand.Create,
    ["decode"] = DecodeCommand.Create,
    ["import"] = ConvertCommands.CreateImport,
    ["export"] = ConvertCommands.CreateExport,
    ["operators"] = OperatorsCommand.Create,
    ["card"] = CardCommand.Create,
    ["formats"] = FormatsCommand.Create,
    ["holders"] = HoldersCommand.Create,
    ["contacts"] = ContactsCommand.Create,
    ["block"] = BlockCommand.Create,
    ["speaker-test"] = SpeakerTestCommand.Create,
    ["graph"] = GraphCommand.Create,
    ["schema"] = SchemaCommand.Create,
    ["key"] = KeyCommand.Create,
    ["secret"] = SecretCommand.Create,
    ["bench"] = BenchCommand.Create,
};

if (args.Length > 0 && !args[0].StartsWith('-') && !args[0].StartsWith('/') && !commands.ContainsKey(args[0]))
{
    Console.Error.WriteLine($"reactive: there is no command '{args[0]}'. {NearMiss.Sentence(args[0], commands.Keys)}".TrimEnd());
    Console.Error.WriteLine("Try 'reactive --help'.");
    return ExitCode.Usage;
}

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
    // Called with nothing it says what it can do; that is still no use of it.
    if (args.Length == 0)
        Console.Error.WriteLine("reactive: name a command.");
    parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
}

// The library takes an unknown option for a file where files may stand.
if (UnknownOption(parsed) is { } unknown)
{
    Console.Error.WriteLine($"reactive: there is no option {unknown}. {NearMiss.Sentence(unknown, parsed.CommandResult.Command.Options.Select(o => o.Name))}".TrimEnd());
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
    int code = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    return args.Length == 0 ? ExitCode.Usage : code;
}
catch (CommandException end)
{
    Console.Error.WriteLine("reactive: " + Told(end, parsed.GetValue(verbose)));
    return end.Code;
}
#pragma warning disable CA1031 // the last resort: a message and an exit code instead of a stack trace
catch (Exception failure)
#pragma warning restore CA1031
{
    Console.Error.WriteLine("reactive: " + Told(failure, parsed.GetValue(verbose)));
    return ExitCode.Failure;
}

// The detail is what led to it, by kind; a stack trace says nothing to whoever runs a door.
static string Told(Exception failure, bool verbose)
{
    string told = failure.Message;
    for (Exception? cause = failure; verbose && cause is not null; cause = cause.InnerException)
        told += $"{Environment.NewLine}  {cause.GetType().Name}: {cause.Message}";
    return told;
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
    string command = "";
    for (SymbolResult? at = parsed.CommandResult; at is CommandResult { Command: not RootCommand } result; at = at.Parent)
        command = result.Command.Name + " " + command;
    Console.Error.WriteLine($"Try 'reactive {command}--help'.");
    return ExitCode.Usage;
}
