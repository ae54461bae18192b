using System;
using System.CommandLine;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Device.Profiles;
using Reactive.Rules;
using Reactive.Signals.Specs;

namespace Reactive.Device.Commands;

/// <summary><c>block [NAME]</c>: the building blocks that come with the product, or one as it is written.</summary>
internal static class BlockCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var name = new Argument<string?>("NAME") { Description = "One block, such as std/door, as it is written.", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "JSON Lines, an object a block; of one that is named, with its text." };
        var command = new Command("block", "Lists the building blocks that come with the product and what they take, or prints one.") { name, json };
        command.SetAction(parsed => Run(parsed.GetValue(name), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string? name, bool json)
    {
        string? text = name is null ? null : ProfileLibrary.BlockOf(name) ?? throw CommandException.Usage(
            $"There is no block '{name}'. {NearMiss.Sentence(name, ProfileLibrary.Blocks) switch { "" => "'reactive block' lists them.", var hint => hint }}");
        if (json)
        {
            using var lines = new JsonLines(StandardOutput.Open());
            foreach (string block in name is null ? ProfileLibrary.Blocks : [name])
            {
                lines.Object(o =>
                {
                    BlockReference.Json(Described(block), o);
                    if (text is not null)
                        o.WriteString("text", text);
                });
            }
        }
        else if (text is not null)
        {
            TextLines.Output.Write(text);
        }
        else
        {
            BlockReference.List([.. ProfileLibrary.Blocks.Select(Described)], TextLines.Output);
        }

        TextLines.Output.Flush();
        return ExitCode.Done;
    }

    private static BlockDescription Described(string name)
    {
        (BlockDescription? block, System.Collections.Immutable.ImmutableArray<Diagnostic> diagnostics) = BlockDescription.Read(name, ProfileLibrary.BlockOf(name)!);
        return block ?? throw new InvalidOperationException("A built-in block is wrong: " + string.Join("; ", diagnostics));
    }
}
