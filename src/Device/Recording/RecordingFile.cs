using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Device.Profiles;
using Reactive.Rules;
using Reactive.Signals.Recording;
using Reactive.Signals.Specs;

namespace Reactive.Device.Recording;

/// <summary>Opens recordings and the pipelines attached to them.</summary>
internal static class RecordingFile
{
    /// <summary>Maps a recording.</summary>
    public static MappedBytes Map(string path)
    {
        if (!File.Exists(path))
            throw CommandException.Usage($"There is no file {path}.");
        RegularFile.Require(path);
        try
        {
            return new MappedBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage($"{path} cannot be read: {failure.Message}");
        }
    }

    /// <summary>Refuses a file that holds a trace and no run.</summary>
    public static void RefuseTrace(string path, RecordingReader reader)
    {
        if (reader.IsTrace)
            throw CommandException.Failure($"{path} holds a trace, not a run: there is no pipeline in it to replay. Feed it to one with 'run PIPELINE --feed PORT={path}:CHANNEL'.");
    }

    /// <summary>What to tell of a recording whose schedules went by other rules of time zones than those of this version; null where there is nothing.</summary>
    public static string? OtherTimeZones(string path, RecordingReader reader, PipelineDefinition pipeline)
    {
        if (pipeline.TimeZone is null || reader.TimeZones is not { } recorded || recorded == Calendars.TimeZoneVersion)
            return null;
        return $"{path} was recorded with the time zones of {recorded}, and is replayed with those of {Calendars.TimeZoneVersion}: schedules may differ where a zone's rules have changed.";
    }

    /// <summary>The pipeline that a recording carries, with the device profile as it was.</summary>
    public static PipelineFile Pipeline(string path, RecordingReader reader)
    {
        RefuseTrace(path, reader);
        if (reader.Pipeline is null || reader.Profile is null)
            throw CommandException.Failure(reader.Truncated ? $"{path} is cut short before the pipeline it carries."
                : reader.Error is { } error ? $"{path} is no recording: {error}." : $"{path} carries no pipeline; name one with --pipeline.");
        (DeviceProfile? profile, ImmutableArray<Diagnostic> wrong) = ProfileReader.Read(RecordingFormat.ProfileAttachment, reader.Profile);
        if (profile is null)
            throw CommandException.Failure($"The device profile in {path} cannot be read: {wrong.FirstOrDefault()}");
        // The profile as it was then stands in for the library's of that name, and for a file of the user's own.
        // So do the blocks and parts as they were.
        Catalog catalog = ProfileLibrary.Catalog with { Profiles = [profile], Block = name => reader.Files.GetValueOrDefault(name) };
        (PipelineDefinition? definition, ImmutableArray<Diagnostic> diagnostics, ImmutableArray<Diagnostic> ofTests) = PipelineReader.ReadToRun(reader.PipelineName, reader.Pipeline, catalog, name => reader.Files.GetValueOrDefault(name) ?? (name.EndsWith(SharedForm.TableEnding, StringComparison.Ordinal) ? null : reader.Profile));
        Diagnostic? first = diagnostics.FirstOrDefault(d => d.Severity == Severity.Error);
        if (definition is null || first is not null)
            throw CommandException.Failure($"The pipeline in {path} does not run with this version: {first}");
        PipelineFile.Tell(ofTests);
        return new PipelineFile(reader.PipelineName, reader.Pipeline, reader.Profile, definition, diagnostics);
    }
}
