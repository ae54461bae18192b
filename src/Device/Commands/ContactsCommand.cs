using System;
using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Rules;
using Reactive.Signals.Specs;
using Reactive.Sinks.Sip;

namespace Reactive.Device.Commands;

/// <summary><c>contacts</c>: whom a pipeline calls, to and from JSON.</summary>
internal static class ContactsCommand
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create() => new("contacts", "The contacts of a pipeline, to and from JSON.") { CreateExport(), CreateImport() };

    private static Argument<string> Pipeline() => new("PIPELINE") { Description = "The pipeline." };

    private static Command CreateExport()
    {
        Argument<string> pipeline = Pipeline();
        var command = new Command("export", "Prints the contacts of a pipeline as JSON, wherever they are written.") { pipeline };
        command.SetAction(parsed => Export(PipelineFile.ReadToRun(parsed.GetValue(pipeline)!)));
        return command;
    }

    private static Command CreateImport()
    {
        Argument<string> pipeline = Pipeline();
        var json = new Argument<string>("FILE.json") { Description = "The contacts, as export prints them." };
        var command = new Command("import", "Puts contacts into the file that the pipeline names for them ('contacts: contacts.json'), once the whole pipeline is right with them.") { pipeline, json };
        command.SetAction(parsed => Import(parsed.GetValue(pipeline)!, parsed.GetValue(json)!));
        return command;
    }

    private static int Export(PipelineFile file)
    {
        ImmutableArray<(string Name, ParameterValues Values)> contacts = [.. file.Definition!.Connections.SelectMany(static c => c.Settings.List(ContactKeys.Contacts))];
        if (contacts.IsEmpty)
            throw CommandException.Usage($"{file.Path} has no contacts.");
        using (Stream stream = StandardOutput.Open())
        using (var json = new Utf8JsonWriter(stream, Readable))
        {
            json.WriteStartObject();
            foreach ((string name, ParameterValues values) in contacts)
            {
                json.WriteStartObject(name);
                foreach (ParameterSpec parameter in values.Specs.Where(p => values.IsGiven(p.Name)))
                    json.WriteString(parameter.Name, values.Text(parameter.Name));
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        Console.Out.WriteLine();
        return ExitCode.Done;
    }

    private static int Import(string path, string from)
    {
        string text = PipelineFile.ReadText(from), pipeline = PipelineFile.ReadText(path);
        string named = PipelineReader.ListFile(pipeline, SipSink.Name, ContactKeys.Contacts)
            ?? throw CommandException.Usage($"{path} names no file of contacts: write 'contacts: contacts.json' in its section 'sip'.");
        string folder = Path.GetDirectoryName(path) ?? "";
        PipelineFile file = PipelineFile.Of(path, pipeline, Open);
        PipelineFile.Tell(file.Diagnostics);
        if (file.Definition is null)
            throw new CommandException(ExitCode.No, $"{from} was not imported: with it {path} has errors.");
        string target = Path.Combine(folder, named);
        OutputFile.Refuse("the file of contacts", target, [from]);
        WrittenFile.Write(target, stream => stream.Write(new UTF8Encoding(false).GetBytes(text)), flushToDisk: true);
        int count = file.Definition.Connections.Sum(static c => c.Settings.List(ContactKeys.Contacts).Length);
        Console.Error.WriteLine($"{from}: {Plural.Of(count, "contact")} -> {target}");
        return ExitCode.Done;

        string? Open(string name)
        {
            if (name == named)
                return text;
            string beside = Path.Combine(folder, name);
            return File.Exists(beside) ? PipelineFile.ReadText(beside) : null;
        }
    }
}
