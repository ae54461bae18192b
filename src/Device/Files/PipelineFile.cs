using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Device.Profiles;
using Reactive.Device.Speakers;
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
    // More characters than the language accepts, of three bytes each, so that it can say that the file is too long without reading it all.
    private const int LongestText = 3 * ((1 << 23) + 1);

    /// <summary>The files that it was read from: the pipeline, and those that it names: a device profile of the user's own, blocks and parts.</summary>
    public ImmutableArray<string> Files { get; private init; } = [Path];

    /// <summary>The mistakes in its tests, as warnings, where it was read to be run; they keep nothing from running.</summary>
    public ImmutableArray<Diagnostic> OfTests { get; private init; } = [];

    /// <summary>Reads and checks <paramref name="path"/>; a device profile of the user's own is looked for beside it.</summary>
    /// <exception cref="CommandException">There is no such file.</exception>
    public static PipelineFile Read(string path) => Read(path, toRun: false);

    /// <summary>Checks a text.</summary>
    /// <param name="path">What it is called in diagnostics.</param>
    /// <param name="text">The text.</param>
    /// <param name="open">Gives the text of a profile, a block or a part that is named by file, or null where there is none.</param>
    /// <param name="toRun">Whether it is to be run, so that mistakes in its tests do not matter.</param>
    /// <param name="sounds">Gives the sound of files; null where nobody looks at those.</param>
    public static PipelineFile Of(string path, string text, Func<string, string?>? open = null, bool toRun = false, SoundOpener? sounds = null)
    {
        var opened = new Dictionary<string, string>(StringComparer.Ordinal);
        Func<string, string?> read = name => open?.Invoke(name) is { } found ? opened[name] = found : null;
        PipelineDefinition? definition;
        ImmutableArray<Diagnostic> diagnostics, ofTests = [];
        if (toRun)
            (definition, diagnostics, ofTests) = PipelineReader.ReadToRun(path, text, ProfileLibrary.Catalog, read, sounds);
        else
            (definition, diagnostics) = PipelineReader.Read(path, text, ProfileLibrary.Catalog, read, sounds);
        // of the files that were opened, the one that is no part of the pipeline is the profile
        string? own = opened.FirstOrDefault(o => definition is not null && !o.Key.EndsWith(SharedForm.TableEnding, StringComparison.Ordinal) && definition.Files.All(f => f.Name != o.Key)).Value;
        string profile = own ?? (definition is null ? "" : ProfileLibrary.TextOf(definition.Device.Name));
        return new PipelineFile(path, text, profile, definition, diagnostics) { OfTests = ofTests };
    }

    /// <summary>Reads and checks what is to be run, and prints the diagnostics where there are errors: then the command's answer is no. Mistakes in its tests are printed as warnings.</summary>
    public static PipelineFile ReadToRun(string path)
    {
        PipelineFile file = Read(path, toRun: true);
        Tell(file.Definition is null ? file.Diagnostics : file.OfTests);
        return file.Definition is not null ? file : throw new CommandException(ExitCode.No, $"{path} has errors and does not run.");
    }

    /// <summary>Prints diagnostics of a pipeline that is to be run, for people.</summary>
    public static void Tell(ImmutableArray<Diagnostic> diagnostics)
    {
        foreach (Diagnostic diagnostic in diagnostics)
            Console.Error.WriteLine(diagnostic);
        TellOfMore(diagnostics);
    }

    /// <summary>Says, on standard error, that there may be more diagnostics than are given.</summary>
    public static void TellOfMore(ImmutableArray<Diagnostic> diagnostics)
    {
        if (diagnostics.Length >= PipelineReader.MostDiagnostics)
            Console.Error.WriteLine($"{diagnostics[0].Position.File}: only {PipelineReader.MostDiagnostics} mistakes are told, there may be more.");
    }

    /// <summary>The text of a file: UTF-8, at most what the language accepts. What is no UTF-8 is left for the reader to refuse at its place.</summary>
    public static string ReadText(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            byte[] bytes = new byte[(int)Math.Min(file.Length + 1, LongestText)];
            return DefinitionText.Decode(bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage(Directory.Exists(path) ? $"{path} is a folder; name a file." : $"{path} cannot be read: {failure.Message}");
        }
    }

    private static PipelineFile Read(string path, bool toRun)
    {
        var named = new List<string>();
        PipelineFile file = Of(path, ReadText(path), Open, toRun, new SoundLibrary(name => Beside(path, name)).Open);
        return file with { Files = [path, .. named] };

        string? Open(string name)
        {
            named.Add(Beside(path, name));
            return ReadIfThere(named[^1]);
        }
    }

    /// <summary>Where a file beside the pipeline lies.</summary>
    public string PlaceOf(string name) => Beside(Path, name);

    private static string Beside(string path, string name) => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path) ?? "", name);

    /// <summary>The text of a file beside the pipeline, or null where there is none.</summary>
    public string? Beside(string name) => ReadIfThere(Beside(Path, name));

    private static string? ReadIfThere(string path) => File.Exists(path) ? ReadText(path) : null;
}
