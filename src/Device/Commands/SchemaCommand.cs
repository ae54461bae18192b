using System.CommandLine;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reactive.Device.Output;
using Reactive.Device.Profiles;
using Reactive.Rules.Schema;

namespace Reactive.Device.Commands;

/// <summary><c>schema [--profile | --block | --tests]</c>: the JSON Schema of pipelines, of device profiles, building blocks or files of tests, for editors.</summary>
internal static class SchemaCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var profile = new Option<bool>("--profile") { Description = "Of a device profile in place of a pipeline." };
        var block = new Option<bool>("--block") { Description = "Of a building block in place of a pipeline." };
        var tests = new Option<bool>("--tests") { Description = "Of a file of tests (NAME.tests.yaml) in place of a pipeline." };
        var command = new Command("schema", "Prints the JSON Schema of the pipeline language, for editors.") { profile, block, tests };
        command.SetAction(parsed => Run(parsed.GetValue(profile), parsed.GetValue(block), parsed.GetValue(tests)));
        return command;
    }

    private static int Run(bool profile, bool block, bool tests)
    {
        if ((profile ? 1 : 0) + (block ? 1 : 0) + (tests ? 1 : 0) > 1)
            throw CommandException.Usage("--profile, --block and --tests: one schema at a time.");
        JsonObject schema = profile ? DefinitionSchema.Profile() : block ? DefinitionSchema.Block(ProfileLibrary.Catalog) : tests ? DefinitionSchema.Tests() : DefinitionSchema.Pipeline(ProfileLibrary.Catalog);
        using Stream output = StandardOutput.Open();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            schema.WriteTo(json);
        output.WriteByte((byte)'\n');
        return ExitCode.Done;
    }
}
