using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Device.Profiles;
using Reactive.Signals.Specs;

namespace Reactive.Device.Commands;

/// <summary><c>operators [NAME]</c>: the reference of the operators, from their specs.</summary>
internal static class OperatorsCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("NAME") { Description = "One operator, in full.", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "JSON Lines, an object an operator." };
        var markdown = new Option<bool>("--markdown") { Description = "Markdown: how docs/operators.md is made, and with the name of a connection docs/mqtt.md." };
        var command = new Command("operators", "Lists the operators, or tells all about one.") { name, json, markdown };
        command.SetAction(parsed => Run(parsed.GetValue(name), parsed.GetValue(json), parsed.GetValue(markdown)));
        return command;
    }

    /// <summary>An operator by name.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static OperatorSpec Find(Catalog catalog, string name) => catalog.Operator(name)
        ?? throw CommandException.Usage($"There is no operator '{name}'. {NearMiss.Sentence(name, catalog.Operators.Select(o => o.Name)) switch { "" => "'reactive operators' lists them.", var hint => hint }}");

    private static int Run(string? name, bool json, bool markdown)
    {
        if (name is not null && markdown && ProfileLibrary.Catalog.Connection(name) is { } connection)
        {
            ConnectionReference.Markdown(connection, TextLines.Output);
            TextLines.Output.Flush();
            return ExitCode.Done;
        }

        IReadOnlyList<OperatorSpec> operators = name is null ? ProfileLibrary.Catalog.Operators : [Find(ProfileLibrary.Catalog, name)];
        if (json)
        {
            using var lines = new JsonLines(StandardOutput.Open());
            foreach (OperatorSpec spec in operators)
                lines.Object(o => OperatorReference.Json(spec, o));
        }
        else if (markdown)
        {
            OperatorReference.Markdown(operators, TextLines.Output);
        }
        else if (name is null)
        {
            OperatorReference.Table(operators, TextLines.Output);
        }
        else
        {
            OperatorReference.Full(operators[0], TextLines.Output);
        }

        TextLines.Output.Flush();
        return ExitCode.Done;
    }
}
