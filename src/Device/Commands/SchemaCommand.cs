using System;
using System.CommandLine;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reactive.Device.Output;
using Reactive.Device.Profiles;
using Reactive.Rules.Schema;

namespace Reactive.Device.Commands;

/// <summary><c>schema [--profile]</c>: the JSON Schema of pipelines or of device profiles, for editors.</summary>
internal static class SchemaCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var profile = new Option<bool>("--profile") { Description = "Of a device profile in place of a pipeline." };
        var command = new Command("schema", "Prints the JSON Schema of the pipeline language, for editors.") { profile };
        command.SetAction(parsed => Run(parsed.GetValue(profile)));
        return command;
    }

    private static int Run(bool profile)
    {
        JsonObject schema = profile ? DefinitionSchema.Profile() : DefinitionSchema.Pipeline(ProfileLibrary.Catalog);
        using Stream output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            schema.WriteTo(json);
        output.WriteByte((byte)'\n');
        return ExitCode.Done;
    }
}
