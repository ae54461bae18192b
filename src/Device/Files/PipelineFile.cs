using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using Reactive.Device.Output;
using Reactive.Device.Profiles;
using Reactive.Rules;
using Reactive.Signals.Specs;

namespace Reactive.Device.Files;

/// <summary>A pipeline file, read and checked.</summary>
/// <param name="Path">As the user named it.</param>
/// <param name="Text">What it says.</param>
/// <param name="ProfileText">The device profile it names, from the library or a file beside it; empty where it has errors.</param>
/// <param name="Definition">The definition, or null where it has errors.</param>
/// <param name="Diagnostics">All that is to be said about it.</param>
public sealed record PipelineFile(string Path, string Text, string ProfileText, PipelineDefinition? Definition, ImmutableArray<Diagnostic> Diagnostics)
{
    // One character more than the language accepts, so that it can say that the file is too long without reading it all.
    private const int LongestText = (1 << 23) + 1;

    /// <summary>The files that it was read from: the pipeline, and those that it names: a device profile of the user's own, blocks and parts.</summary>
    public ImmutableArray<string> Files { get; private init; } = [Path];

    /// <summary>Reads and checks <paramref name="path"/>; a device profile of the user's own is looked for beside it.</summary>
    /// <exception cref="CommandException">There is no such file.</exception>
    public static PipelineFile Read(string path)
    {
        var named = new List<string>();
        PipelineFile file = Of(path, ReadText(path), name =>
        {
            named.Add(Beside(path, name));
            return ReadIfThere(named[^1]);
        });
        return file with { Files = [path, .. named] };
    }

    /// <summary>Checks a text.</summary>
    /// <param name="path">What it is called in diagnostics.</param>
    /// <param name="text">The text.</param>
    /// <param name="open">Gives the text of a profile, a block or a part that is named by file, or null where there is none.</param>
    public static PipelineFile Of(string path, string text, Func<string, string?>? open = null)
    {
        var opened = new Dictionary<string, string>(StringComparer.Ordinal);
        (PipelineDefinition? definition, ImmutableArray<Diagnostic> diagnostics) =
            PipelineReader.Read(path, text, ProfileLibrary.Catalog, name => open?.Invoke(name) is { } found ? opened[name] = found : null);
        if (diagnostics.Any(d => d.Severity == Severity.Error))
            definition = null;
        // of the files that were opened, the one that is no part of the pipeline is the profile
        string? own = opened.FirstOrDefault(o => definition is not null && definition.Files.All(f => f.Name != o.Key)).Value;
        string profile = own ?? (definition is null ? "" : ProfileLibrary.TextOf(definition.Device.Name));
        return new PipelineFile(path, text, profile, definition, diagnostics);
    }

    /// <summary>Reads and checks, and prints the diagnostics where there are errors: then the command's answer is no.</summary>
    public static PipelineFile ReadToRun(string path)
    {
        PipelineFile file = Read(path);
        if (file.Definition is not null)
            return file;
        foreach (Diagnostic diagnostic in file.Diagnostics)
            Console.Error.WriteLine(diagnostic);
        throw new CommandException(ExitCode.No, $"{path} has errors and does not run.");
    }

    /// <summary>The text of a file: UTF-8, at most what the language accepts.</summary>
    public static string ReadText(string path)
    {
        try
        {
            using var reader = new StreamReader(path, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false);
            char[] text = new char[Math.Min(LongestText, (int)Math.Min(reader.BaseStream.Length + 1, LongestText))];
            return new string(text, 0, reader.ReadBlock(text));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage(Directory.Exists(path) ? $"{path} is a folder; name a file." : $"{path} cannot be read: {failure.Message}");
        }
    }

    private static string Beside(string path, string name) => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path) ?? "", name);

    private static string? ReadIfThere(string path) => File.Exists(path) ? ReadText(path) : null;
}
