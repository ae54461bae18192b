using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Device.Speakers;
using Reactive.Rules;
using Reactive.Signals.Specs;

namespace Reactive.Device.Files;

/// <summary>A pipeline with its own tests, or a file of tests with the pipeline that it tests.</summary>
/// <param name="Path">The file.</param>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Tests">The tests in the file; none where it has errors.</param>
/// <param name="Diagnostics">All that is to be said about the file.</param>
internal sealed record DefinitionFile(string Path, PipelineFile Pipeline, ImmutableArray<TestDefinition> Tests, ImmutableArray<Diagnostic> Diagnostics);

/// <summary>Finds the pipelines and files of tests that a command line names.</summary>
internal static class DefinitionFiles
{
    private const string TestsEnding = ".tests.yaml";

    /// <summary>The files among <paramref name="paths"/>: as named, with the tests beside a pipeline that is named, and of folders all of them. Each once.</summary>
    public static IEnumerable<DefinitionFile> Of(IEnumerable<string> paths)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string[] asked = [.. paths];
        foreach (string path in asked.SelectMany(Expand))
        {
            if (seen.Add(Path.GetFullPath(path)) && !IsPart(path, asked))
                yield return path.EndsWith(TestsEnding, StringComparison.Ordinal) ? Tests(path) : Pipeline(path);
        }
    }

    // Blocks, parts and profiles in a folder are read by the pipelines that name them.
    private static bool IsPart(string path, string[] asked)
    {
        string kind = PipelineReader.KindOf(PipelineFile.ReadText(path));
        if (kind is "pipeline" or "tests")
            return false;
        return !asked.Contains(path) ? true : throw CommandException.Usage($"{path} is a {kind}: it is checked with the pipelines that name it.");
    }

    private static IEnumerable<string> Expand(string path)
    {
        if (Directory.Exists(path))
        {
            return Directory.EnumerateFiles(path, "*.yaml", SearchOption.AllDirectories)
                .Concat(Directory.EnumerateFiles(path, "*.yml", SearchOption.AllDirectories))
                .Order(StringComparer.Ordinal);
        }

        string beside = Path.ChangeExtension(path, TestsEnding);
        return path.EndsWith(TestsEnding, StringComparison.Ordinal) || !File.Exists(beside) ? [path] : [path, beside];
    }

    private static DefinitionFile Pipeline(string path)
    {
        PipelineFile file = PipelineFile.Read(path);
        return new DefinitionFile(path, file, file.Definition?.Tests ?? [], file.Diagnostics);
    }

    // 'for' names the pipeline; without it, it is the one of the same name beside the tests.
    private static DefinitionFile Tests(string path)
    {
        string text = PipelineFile.ReadText(path);
        string named = PipelineReader.TestedPipeline(text) ?? Path.GetFileName(path)[..^TestsEnding.Length] + ".yaml";
        string tested = Path.Combine(Path.GetDirectoryName(path) ?? "", named);
        if (!File.Exists(tested))
            throw CommandException.Usage($"{path} tests {named}, and there is no file {tested}.");
        PipelineFile pipeline = PipelineFile.Read(tested);
        if (pipeline.Definition is null)
            return new DefinitionFile(path, pipeline, [], pipeline.Diagnostics);
        (ImmutableArray<TestDefinition> tests, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.ReadTests(path, text, pipeline.Definition, new SoundLibrary(pipeline.PlaceOf).Open);
        return new DefinitionFile(path, pipeline, tests, diagnostics);
    }
}
