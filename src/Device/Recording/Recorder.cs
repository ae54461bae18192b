using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Rules;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Recording;
using Reactive.Signals.Recording.Mcap;
using Reactive.Signals.Specs;

namespace Reactive.Device.Recording;

/// <summary>
/// A recording that is being written: an observer of the run, and the file behind it. A file that is there is not touched before
/// <see cref="Begin"/>: what refuses a run until then leaves an older recording as it is.
/// </summary>
public sealed class Recorder : RunObserver, IDisposable
{
    // What has been gathered goes to the file at least this often.
    private const long FlushNanoseconds = 1_000_000_000;

    private readonly string _path;
    private readonly bool _live;
    private readonly RecordingContext _context;
    private RunRecorder? _run;
    private IDisposable? _file;
    private Func<string?> _failure = static () => null;
    private SignalTime _flushed = SignalTime.Zero;

    /// <summary>A recording of <paramref name="pipeline"/> that has not begun.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pipeline">What runs; attached, with the device profile.</param>
    /// <param name="live">Whether the run must never wait for the disk; else it does, and nothing is lost.</param>
    /// <param name="sealer">Seals sensitive ports and secrets; not needed where the pipeline has none.</param>
    /// <param name="secrets">The secrets that the pipeline names.</param>
    public Recorder(string path, PipelineFile pipeline, bool live, RecordingSealer? sealer = null, SecretSet? secrets = null)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        _path = path;
        _live = live;
        // what has nothing to seal is recorded as ever
        bool seals = MustSeal(pipeline.Definition!) is not null;
        // the tests of a pipeline with secrets say what opens the door, and a replay needs none
        _context = new RecordingContext(Path.GetFileName(pipeline.Path), seals ? DefinitionText.WithoutTests(pipeline.Text) : pipeline.Text, pipeline.ProfileText)
        {
            Files = [.. pipeline.Definition!.Files.Select(f => KeyValuePair.Create(f.Name, f.Text))],
            TimeZones = pipeline.Definition.TimeZone is null ? null : Calendars.TimeZoneVersion,
            Sealer = seals ? sealer : null,
            SealedPorts = [.. pipeline.Definition.SensitivePorts.Select(p => p.Name), .. SharedUse.SealedSources(pipeline.Definition)],
            Secrets = seals && sealer is not null ? SealedSecrets.Seal(sealer, pipeline.Definition.Secrets.Select(s => s.Name), secrets ?? SecretSet.None) : default,
        };
    }

    /// <summary>Why a recording of a pipeline must be sealed, a clause for people; null where it need not be.</summary>
    public static string? MustSeal(PipelineDefinition pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        string[] parts =
        [
            .. pipeline.SensitivePorts.Select(p => $"the port '{p.Name}' is sensitive"),
            .. SharedUse.Of(pipeline.Signals).Select(u => $"the table '{u.Name}' tells of people"),
            .. pipeline.Secrets.Select(s => s.Name).Distinct().Select(s => $"the secret '{s}' is used"),
        ];
        return parts.Length == 0 ? null : string.Join(", ", parts);
    }

    /// <summary>Makes the file anew. Called once all that may refuse the run has been looked at, and before anything arrives.</summary>
    /// <param name="engine">The engine of the run, with its sources.</param>
    /// <exception cref="CommandException">The file cannot be written.</exception>
    public void Begin(Engine engine)
    {
        try
        {
            IMcapOutput output;
            if (_live)
            {
                var queued = new FileOutput(_path);
                (_file, _failure, output) = (queued, () => queued.Failure, queued);
            }
            else
            {
                FileStream file = OutputFile.MakeAnew(_path);
                var direct = new StreamMcapOutput(file);
                (_file, _failure, output) = (file, () => direct.IsBroken ? "the file could not be written" : null, direct);
            }

            _run = new RunRecorder(new McapWriter(output, new McapWriterOptions { Profile = RecordingFormat.Profile, Library = "reactive" }), _context);
            _run.Bind(engine);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage($"{_path} cannot be written: {failure.Message}");
        }
    }

    /// <inheritdoc/>
    public override void OnArrival(long number, in Arrival arrival) => Begun.OnArrival(number, arrival);

    /// <inheritdoc/>
    public override void OnCommand(in Command command) => Begun.OnCommand(command);

    /// <inheritdoc/>
    public override void OnFault(SignalTime at, string fault) => Begun.OnFault(at, fault);

    /// <summary>Brings what has been gathered to the file, once a second.</summary>
    public void FlushOften(SignalTime now)
    {
        if (now - _flushed < FlushNanoseconds)
            return;
        _flushed = now;
        Begun.Flush();
    }

    /// <summary>How it goes, for people, and whether nothing was lost so far.</summary>
    public (string Text, bool IsWhole) Describe()
    {
        if (_failure() is { } failure)
            return ($"the recording has failed: {failure}", false);
        return _run is { Lost: > 0 and var lost } ? ($"recording to {_path}, {lost} messages lost", false) : ($"recording to {_path}", true);
    }

    /// <summary>Ends the file. Returns what could not be kept, or null where all is there, or where it has not begun.</summary>
    public string? Close()
    {
        if (_run is null)
            return null;
        bool closed;
        string? broken = null;
        try
        {
            closed = _run.Close();
        }
        catch (InvalidOperationException)
        {
            closed = false;
            broken = "it breaks off in the middle of a message, where the run failed";
        }

        Dispose();
        return Loss(_path, closed, _run.Lost, _file as FileOutput, _failure() ?? broken);
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
    public void Dispose() => _file?.Dispose();

    private RunRecorder Begun => _run ?? throw new InvalidOperationException("The recording has not begun.");
}
