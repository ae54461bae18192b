using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Rules.Yaml;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>
/// Reads a pipeline: from text to a checked, typed definition, or to all of its mistakes in one go. Knows no files: whoever calls
/// hands in the text. Never throws, whatever the text.
/// </summary>
public static class PipelineReader
{
    /// <summary>The most diagnostics that are given of one definition. Where there are so many, there may be more mistakes.</summary>
    public const int MostDiagnostics = Report.Most;

    /// <summary>Reads a pipeline.</summary>
    /// <param name="file">The file as the user named it, for positions.</param>
    /// <param name="text">Its text; 8 MiB at most.</param>
    /// <param name="catalog">The components that it may name.</param>
    /// <param name="open">
    /// Gives the text of a device profile, a block or a part that the pipeline names by its file (<c>device: my-door.yaml</c>, relative to the pipeline),
    /// or null where there is none. Without it only what the catalog has is known.
    /// </param>
    /// <param name="sounds">Gives the sound of clips and of what tests play. Without it nobody looks at them, and tests hear silence in their place.</param>
    /// <returns>The pipeline, or null where there are errors; and all diagnostics, by position. Warnings may stand beside a good pipeline.</returns>
    public static (PipelineDefinition? Pipeline, ImmutableArray<Diagnostic> Diagnostics) Read(string file, string text, Catalog catalog, Func<string, string?>? open = null, SoundOpener? sounds = null)
    {
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics, _) = ReadAll(file, text, catalog, open, sounds);
        return (HasErrors(diagnostics) ? null : pipeline, diagnostics);
    }

    /// <summary>
    /// Reads a pipeline that is to run and not to be tested: as <see cref="Read"/> does, but mistakes that are only in its tests are no
    /// reason to refuse it. What cannot be read as YAML, what has the wrong shape and a key that no test knows are one all the same: nobody knows
    /// then where the tests end, and what was meant as a section or a rule may have come to stand in one by its indentation.
    /// </summary>
    /// <param name="file">The file as the user named it, for positions.</param>
    /// <param name="text">Its text; 8 MiB at most.</param>
    /// <param name="catalog">The components that it may name.</param>
    /// <param name="open">Gives the text of what it names by file, as for <see cref="Read"/>.</param>
    /// <param name="sounds">Gives the sound of clips and of what tests play, as for <see cref="Read"/>.</param>
    /// <returns>The pipeline, or null where there are errors beside those in its tests; all diagnostics, by position, those errors as warnings; and these alone.</returns>
    public static (PipelineDefinition? Pipeline, ImmutableArray<Diagnostic> Diagnostics, ImmutableArray<Diagnostic> OfTests) ReadToRun(string file, string text, Catalog catalog, Func<string, string?>? open = null, SoundOpener? sounds = null)
    {
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics, Func<Diagnostic, bool> isOfTests) = ReadAll(file, text, catalog, open, sounds);
        ImmutableArray<Diagnostic> told = [.. diagnostics.Select(d => d.Severity == Severity.Error && isOfTests(d) ? d with { Severity = Severity.Warning } : d)];
        return (HasErrors(told) ? null : pipeline, told, [.. told.Where((d, i) => d != diagnostics[i])]);
    }

    private static (PipelineDefinition? Pipeline, ImmutableArray<Diagnostic> Diagnostics, Func<Diagnostic, bool> IsOfTests) ReadAll(string file, string text, Catalog catalog, Func<string, string?>? open, SoundOpener? sounds)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(catalog);
        if (TooLarge(file, text) is ImmutableArray<Diagnostic> refused)
            return (null, refused, static _ => false);
        Report report = new(new SourceText(file, text));
        ImmutableArray<Diagnostic> elsewhere = [];
        PipelineDefinition? pipeline = null;
        YamlNode? root = YamlReader.Read(report);
        if (root is not null)
            pipeline = ReadRoot(new ReadContext(report, catalog) { Sounds = sounds }, root, open, ref elsewhere);
        // of more than are kept, nobody knows where the others are
        return (report.IsFull && report.Errors > 0 ? null : pipeline, [.. report.Sorted(), .. elsewhere], new TestMistakes(report.Source, root as YamlMap).Has);
    }

    /// <summary>Reads a file of tests that stands beside its pipeline: <c>for: front-door.yaml</c> and <c>tests</c>.</summary>
    /// <param name="file">The file as the user named it, for positions.</param>
    /// <param name="text">Its text; 8 MiB at most.</param>
    /// <param name="pipeline">The pipeline that it tests.</param>
    /// <param name="sounds">Gives the sound of what tests play, as for <see cref="Read"/>.</param>
    /// <returns>The tests, and all diagnostics by position. With errors there are no tests.</returns>
    public static (ImmutableArray<TestDefinition> Tests, ImmutableArray<Diagnostic> Diagnostics) ReadTests(string file, string text, PipelineDefinition pipeline, SoundOpener? sounds = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(pipeline);
        if (TooLarge(file, text) is ImmutableArray<Diagnostic> refused)
            return ([], refused);
        Report report = new(new SourceText(file, text));
        ImmutableArray<TestDefinition> tests = [];
        if (YamlReader.Read(report) is YamlNode root)
        {
            ReadContext context = new(report, new Catalog([], [], [pipeline.Device]) { CardFormat = pipeline.CardFormat, CardFormatNames = pipeline.CardFormatNames }) { Sounds = sounds };
            NameScope scope = new(new NameTable(pipeline.Device) { Zone = TimeZoneSetting.Of(pipeline.TimeZone) });
            foreach (SignalDefinition signal in pipeline.Signals)
                scope.Table.Add(signal);
            foreach (ConnectionDefinition connection in pipeline.Connections)
            {
                scope.Table.Connections[connection.Spec.Name] = connection;
                foreach (SubscriptionDefinition subscription in connection.Subscriptions)
                    scope.Table.Subscriptions[subscription.Port.Name] = subscription;
            }

            if (context.Map(root, "", "'for:' and 'tests:'") is YamlMap map)
            {
                context.OnlyKeys(map, "", Keys.TestFile.All);
                if (map.Find(Keys.TestFile.For) is YamlEntry tested)
                    context.Scalar(tested.Value, "for", "for: front-door.yaml");
                if (context.Required(map, Keys.TestFile.Tests, "", map.Start, "tests: and a list of them") is YamlEntry entry)
                    tests = new TestsReader(context, scope, Start(context, map, Keys.TestFile.Start, pipeline.TimeZone) ?? pipeline.StartWallNanoseconds).Read(entry.Value, "tests");
            }
        }

        return (report.Errors == 0 ? tests : [], report.Sorted());
    }

    /// <summary>The pipeline that a file of tests names with <c>for</c>; null where it names none or cannot be read (then <see cref="ReadTests"/> says why).</summary>
    public static string? TestedPipeline(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!TextGuard.IsShortEnough(text))
            return null;
        YamlNode? root = YamlReader.Read(new Report(new SourceText("", text)));
        return root is YamlMap map && map.Find(Keys.TestFile.For) is { Value: YamlScalar { Value.Length: > 0 } scalar } ? scalar.Value : null;
    }

    /// <summary>The file in which a list of a connection stands, <c>contacts.json</c>; null where it names none or cannot be read (then <see cref="Read"/> says why).</summary>
    /// <param name="text">The pipeline.</param>
    /// <param name="section">The section of the connection.</param>
    /// <param name="list">The list.</param>
    public static string? ListFile(string text, string section, string list)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!TextGuard.IsShortEnough(text))
            return null;
        YamlNode? root = YamlReader.Read(new Report(new SourceText("", text)));
        return root is YamlMap map && map.Find(section) is { Value: YamlMap own } && own.Find(list) is { Value: YamlScalar name } && ListFiles.IsNamed(name) ? name.Value : null;
    }

    /// <summary>What a definition is, by its first key that says so: <c>pipeline</c>, <c>block</c>, <c>part</c>, <c>profile</c> or <c>tests</c>; <c>pipeline</c> where none does.</summary>
    public static string KindOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            foreach (string kind in (string[])["pipeline", "block", "part", "profile", "tests"])
            {
                if (line.StartsWith(kind, StringComparison.Ordinal) && line.Length > kind.Length && line[kind.Length] == ':')
                    return kind;
            }
        }

        return "pipeline";
    }

    internal static ImmutableArray<Diagnostic>? TooLarge(string file, string text) => TextGuard.IsShortEnough(text)
        ? null
        : [new Diagnostic(new SourcePosition(file, 1, 1), Severity.Error, DiagnosticCodes.TooLarge, "", $"the file has {text.Length:N0} characters: at most {TextGuard.MostCharacters:N0} are read", "split it")];

    private static PipelineDefinition? ReadRoot(ReadContext context, YamlNode root, Func<string, string?>? open, ref ImmutableArray<Diagnostic> elsewhere)
    {
        if (context.Map(root, "", "keys such as 'pipeline: front-door'") is not YamlMap map)
            return null;
        context.OnlyKeys(map, "", Keys.Pipeline.All, key => EmptySectionBefore(map, key));
        if (map.Find(Keys.Pipeline.CardFormats) is YamlEntry formats)
            context = new ReadContext(context.Report, new CardFormatSection(context).Read(formats.Value)) { Sounds = context.Sounds };
        YamlScalar? name = context.Required(map, Keys.Pipeline.Name, "", map.Start, "pipeline: and its name") is YamlEntry named
            ? context.Scalar(named.Value, "pipeline", "pipeline: front-door")
            : null;
        if (name is not null)
            context.Name(name, "pipeline", "a pipeline");
        DeviceProfile? device = Device(context, map, open, ref elsewhere);
        if (device is not null && map.Find(Keys.Pipeline.Ports) is YamlEntry ports)
            device = PortSettings.Apply(context, device, ports.Value, "ports");
        device = device is null ? null : device with { Speakers = [.. device.Speakers, .. BroughtSpeakers(context, map, device)] };
        TimeZoneSetting zone = new();
        zone.Read(context, map);
        long? start = Start(context, map, Keys.Pipeline.Start, zone.Name);
        NameScope scope = new(new NameTable(device) { Zone = zone });
        string file = context.Report.Source.File;
        BlockLibrary library = new(FolderOf(file), name => context.Catalog.Block(name) ?? open?.Invoke(name));
        SectionReader main = new(context, scope, library, map, "");
        List<ConnectionReader> connections = Connections(context, scope, library, map);
        main.Declare();
        main.CheckArguments();
        scope.Table.MakeAll(context);
        SharedParameters.Check(context, scope.Table.Signals);
        ImmutableDictionary<string, string> tables = SharedTables.Read(context, scope.Table.Signals, open, ref elsewhere);
        ImmutableArray<OutputSchedule> followed = map.Find(Keys.Pipeline.Ports) is YamlEntry settings ? new OutputScheduleReader(context, scope).Read(settings.Value, "ports") : [];
        ImmutableArray<ConnectionDefinition> connected = [.. connections.Select(static c => c.Finish()).OfType<ConnectionDefinition>()];
        ImmutableArray<RuleDefinition> rules =
            [.. main.Rules(), .. OutputScheduleRules.Of(context.Catalog, scope.Table, followed), .. connected.SelectMany(c => PublicationRules.Of(context.Catalog, c))];
        Contradictions.Warn(context, rules);
        Circles.Refuse(context, rules, scope.Table);
        ImmutableArray<TestDefinition> tests = map.Find(Keys.Pipeline.Tests) is { Value: not YamlScalar { IsEmpty: true } } tested ? new TestsReader(context, scope, start).Read(tested.Value, "tests") : [];
        SentAtTheStart.Note(context, rules);
        if (name is null || device is null)
            return null;
        // what rules alone use of the device became signals while they were read
        TypedInTheOpen.Note(context, device, scope.Table.Signals);
        DeviceProfile whole = scope.Table.VirtualPorts.Count == 0 ? device : device with { Ports = [.. device.Ports, .. scope.Table.VirtualPorts] };
        return new PipelineDefinition(file, name.Value, whole, scope.Table.Signals, rules, tests)
        {
            Files = library.Files,
            Uses = [.. library.Uses],
            Tables = tables,
            OwnCardFormats = context.Catalog.OwnCardFormats,
            CardFormat = context.Catalog.CardFormat,
            CardFormatNames = context.Catalog.CardFormatNames,
            TimeZone = zone.Name,
            StartWallNanoseconds = start,
            OutputSchedules = followed,
            Connections = connected,
        };
    }

    // those of connections that the pipeline has
    private static ImmutableArray<SpeakerSpec> BroughtSpeakers(ReadContext context, YamlMap map, DeviceProfile device)
    {
        ImmutableArray<SpeakerSpec>.Builder brought = ImmutableArray.CreateBuilder<SpeakerSpec>();
        foreach (ConnectionSpec spec in context.Catalog.Connections)
        {
            foreach (SpeakerSpec speaker in map.Find(spec.Name) is { Value: YamlMap } ? spec.Speakers : [])
            {
                // a device that has one of its own keeps it
                if (!device.Speakers.Any(s => s.Name == speaker.Name))
                    brought.Add(speaker);
            }
        }

        return brought.ToImmutable();
    }

    private static List<ConnectionReader> Connections(ReadContext context, NameScope scope, BlockLibrary library, YamlMap map)
    {
        List<ConnectionReader> all = [];
        foreach (ConnectionSpec spec in context.Catalog.Connections)
        {
            if (map.Find(spec.Name) is not { Value: not YamlScalar { IsEmpty: true } } entry)
                continue;
            ConnectionReader reader = new(context, scope, spec);
            reader.Declare(ListFiles.Filled(context, library, spec, entry));
            all.Add(reader);
        }

        return all;
    }

    /// <summary>The instant behind a key <c>start</c>; null where there is none, or where it is wrong, which is reported. <paramref name="zone"/> is the pipeline's, for the hint.</summary>
    internal static long? Start(ReadContext context, YamlMap map, KeySpec key, string? zone, string path = "")
    {
        string startPath = ReadContext.Join(path, key.Name);
        if (map.Find(key) is not YamlEntry entry || context.Scalar(entry.Value, startPath, "start: 2026-03-27T06:00:00Z") is not YamlScalar text)
            return null;
        if (ClockText.TryInstant(text.Value, out long nanoseconds))
            return nanoseconds;
        if (ClockText.TryLocal(text.Value, out DateTime local))
            context.Error(DiagnosticCodes.BadInstant, text.Start, startPath, $"{text.Describe()} is no instant: nothing says by whose clocks", Zoned(local, zone));
        else
            context.Error(DiagnosticCodes.BadInstant, text.Start, startPath, $"{text.Describe()} is no instant from 1970 to 2099", "write it as 2026-03-27T06:00:00Z, or with an offset such as +01:00 in place of the Z");
        return null;
    }

    // the same time with what it lacks: the offset of the pipeline's own zone, where that is known
    private static string Zoned(DateTime local, string? zone)
    {
        string written = local.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return zone is not null && Calendars.Zone(zone) is WallZone clocks
            ? $"write {Calendars.LocalTime(zone, clocks.WhenShown((local - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick))} for that time in {zone}, or {written}Z for UTC"
            : $"write {written}Z for UTC, or with an offset such as +01:00 in place of the Z";
    }

    // "rules:" and then the rules not indented
    private static string? EmptySectionBefore(YamlMap map, string key)
    {
        string? section = null;
        foreach (YamlEntry entry in map.Entries)
        {
            if (entry.Key.Value == key)
                break;
            if (Keys.Pipeline.All.Has(entry.Key.Value))
                section = entry.Value is YamlScalar { IsEmpty: true } ? entry.Key.Value : null;
        }

        return section is null ? null : $"indent it if it belongs to '{section}'";
    }

    private static DeviceProfile? Device(ReadContext context, YamlMap map, Func<string, string?>? open, ref ImmutableArray<Diagnostic> elsewhere)
    {
        List<string> profiles = ReadContext.NamesOf(context.Catalog.Profiles, static p => p.Name);
        string example = profiles.Count == 0 ? "device: door-controller" : $"device: {ParameterSpec.Or([.. profiles])}";
        if (context.Required(map, Keys.Pipeline.Device, "", map.Start, example) is not YamlEntry entry || context.Scalar(entry.Value, "device", example) is not YamlScalar name)
            return null;
        if (context.Catalog.Profile(name.Value) is DeviceProfile profile)
            return profile;
        if (open is not null && name.Value.EndsWith(".yaml", StringComparison.Ordinal))
        {
            if (open(name.Value) is string text)
            {
                (DeviceProfile? own, elsewhere) = ProfileReader.Read(FolderOf(context.Report.Source.File) + name.Value, text);
                return own;
            }

            context.Error(DiagnosticCodes.UnknownDevice, name.Start, "device", $"there is no file {name.Describe()} with a device profile", "the path is relative to the pipeline");
            return null;
        }

        string hint = context.Near(name.Value, profiles);
        context.Error(DiagnosticCodes.UnknownDevice, name.Start, "device", $"there is no device {name.Describe()}", hint.Length > 0 || profiles.Count == 0 ? hint : $"there are {ParameterSpec.Or([.. profiles])}");
        return null;
    }

    // what the names of files in a pipeline are relative to
    private static string FolderOf(string file) => file[..(file.LastIndexOf('/') + 1)];

    private static bool HasErrors(ImmutableArray<Diagnostic> diagnostics)
    {
        foreach (Diagnostic diagnostic in diagnostics)
        {
            if (diagnostic.Severity == Severity.Error)
                return true;
        }

        return false;
    }
}
