using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Rules;
using Reactive.Signals;
using Reactive.Signals.Recording;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Device.Recording;

/// <summary>A recording that is being written: the run's observer, and the file behind it.</summary>
public sealed class Recorder : IDisposable
{
    // What has been gathered goes to the file at least this often.
    private const long FlushNanoseconds = 1_000_000_000;

    private readonly string _name;
    private readonly IDisposable _file;
    private readonly Func<string?> _failure;
    private SignalTime _flushed = SignalTime.Zero;

    private Recorder(string name, RunRecorder observer, IDisposable file, Func<string?> failure)
    {
        _name = name;
        Observer = observer;
        _file = file;
        _failure = failure;
    }

    /// <summary>Watches the run.</summary>
    public RunRecorder Observer { get; }

    /// <summary>Starts a recording of <paramref name="pipeline"/>.</summary>
    /// <param name="path">The file, made anew.</param>
    /// <param name="pipeline">What runs; attached, with the device profile.</param>
    /// <param name="live">Whether the run must never wait for the disk; else it does, and nothing is lost.</param>
    public static Recorder Create(string path, PipelineFile pipeline, bool live)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        try
        {
            var context = new RecordingContext(Path.GetFileName(pipeline.Path), pipeline.Text, pipeline.ProfileText)
            {
                Files = [.. pipeline.Definition!.Files.Select(f => KeyValuePair.Create(f.Name, f.Text))],
                TimeZones = pipeline.Definition?.TimeZone is null ? null : Calendars.TimeZoneVersion,
            };
            if (live)
            {
                var queued = new FileOutput(path);
                return new Recorder(path, new RunRecorder(Writer(queued), context), queued, () => queued.Failure);
            }

            var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            var direct = new StreamMcapOutput(file);
            return new Recorder(path, new RunRecorder(Writer(direct), context), file, () => direct.IsBroken ? "the file could not be written" : null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage($"{path} cannot be written: {failure.Message}");
        }
    }

    /// <summary>Brings what has been gathered to the file, once a second.</summary>
    public void FlushOften(SignalTime now)
    {
        if (now - _flushed < FlushNanoseconds)
            return;
        _flushed = now;
        Observer.Flush();
    }

    /// <summary>How it goes, for people, and whether nothing was lost so far.</summary>
    public (string Text, bool IsWhole) Describe()
    {
        if (_failure() is { } failure)
            return ($"the recording has failed: {failure}", false);
        return Observer.Lost > 0 ? ($"recording to {_name}, {Observer.Lost} messages lost", false) : ($"recording to {_name}", true);
    }

    /// <summary>Ends the file. Returns what could not be kept, or null where all is there.</summary>
    public string? Close()
    {
        bool closed;
        string? broken = null;
        try
        {
            closed = Observer.Close();
        }
        catch (InvalidOperationException)
        {
            closed = false;
            broken = "it breaks off in the middle of a message, where the run failed";
        }

        _file.Dispose();
        return Loss(_name, closed, Observer.Lost, _file as FileOutput, _failure() ?? broken);
    }

    /// <summary>What is missing from a recording, for people; null where nothing is.</summary>
    internal static string? Loss(string name, bool closed, long refused, FileOutput? queue, string? failure)
    {
        var missing = new List<string>();
        if (refused > 0)
            missing.Add($"{refused} messages were lost because the disk was too slow or full");
        if (queue is { LostWrites: > 0 })
            missing.Add(string.Create(CultureInfo.InvariantCulture, $"{queue.LostWrites} chunks ({queue.LostBytes} bytes) that had been taken could not be written"));
        if (!closed && missing.Count == 0)
            missing.Add("its end and its index could not be written; all messages are there");
        if (failure is not null)
            missing.Insert(0, failure);
        return missing.Count == 0 ? null : $"The recording {name} is not whole: {string.Join("; ", missing)}.";
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static McapWriter Writer(IMcapOutput output) => new(output, new McapWriterOptions { Profile = RecordingFormat.Profile, Library = "reactive" });
}
