using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads the profile of a device: its inputs with their electronics, its outputs, its reader lines and its speakers. Never throws, whatever the text.</summary>
public static class ProfileReader
{
    private const string PortExample = "{ in: contact, summary: the tamper switch }";
    private const string OutputExample = "{ kind: relay, normally: open, summary: the lock }";

    private const string LineExample = "{ send: wiegand, summary: the controller }";

    private const string SpeakerExample = "{ rate: 16 kHz, summary: the speaker }";

    /// <summary>Ports, outputs, reader lines, and speakers, in one profile.</summary>
    internal const int MostPorts = 1024;

    /// <summary>The choice of <see cref="In"/> that has a rate, a format and a front end.</summary>
    internal const string Samples = "samples";

    /// <summary>The choice of <see cref="In"/> that is active or inactive.</summary>
    internal const string Contact = "contact";
    internal const string Wiegand = "wiegand";

    /// <summary>The choice of <see cref="In"/> that is heard: samples without electronics of their own.</summary>
    internal const string Sound = "sound";

    /// <summary>The choice of <see cref="In"/> that brings DTMF digits which somebody else has found: telephone events, messages of a call.</summary>
    internal const string Digits = "digits";

    // what sound comes in over networks and from sound cards
    private static readonly TimeSpan SoundBlock = TimeSpan.FromMilliseconds(20);

    internal static readonly ParameterSpec In = Required(ParameterSpec.Choice("in", "What comes from it.", null, Samples, Sound, Contact, Wiegand, Digits));
    private static readonly ParameterSpec SampleRateSpec = Required(PortSettings.Rate);
    private static readonly ParameterSpec Format = ParameterSpec.Choice("format", "How a sample is stored.", "int16", "int16", "int32", "float32");
    private static readonly ParameterSpec UnitOf = Required(ParameterSpec.Choice("unit", "What samples count.", null, "counts", "V", "Ω", "ohm"));
    private static readonly ParameterSpec Channels = ParameterSpec.Of("channels", "How many equal inputs are scanned together, as a bank.", "1", "1", "1024", false, Dimension.Count);
    private static readonly ParameterSpec Summary = new() { Name = "summary", Kind = ParameterKind.Text, Summary = "What it is." };
    private static readonly ParameterSpec Kind = Required(ParameterSpec.Choice("kind", "What it is.", null, "relay", "output"));
    private static readonly ParameterSpec Count = ParameterSpec.Of("count", "How many equal ones there are: NAME-1 to NAME-n.", null, "2", "256", false, Dimension.Count);
    internal static readonly ImmutableArray<ParameterSpec> SampleSpecs = [In, SampleRateSpec, Format, UnitOf, Channels, Summary, PortSettings.Block, PortSettings.Order, PortSettings.OfflineAfter, PortSettings.Sensitive];
    internal static readonly ImmutableArray<ParameterSpec> SoundSpecs = [In, SampleRateSpec, Format, Channels, Summary, PortSettings.Block, PortSettings.Order, PortSettings.OfflineAfter, PortSettings.Sensitive];
    internal static readonly ImmutableArray<ParameterSpec> ContactSpecs = [In, Summary, PortSettings.Order, PortSettings.Lateness, PortSettings.OfflineAfter, PortSettings.Sensitive];
    internal static readonly ImmutableArray<ParameterSpec> OutputSpecs = [Kind, Count, PortSettings.Normally, Summary, ParameterSpec.Choice("on-conflict", "What it becomes while rules contradict each other.", "inactive", "inactive", "active")];
    internal static readonly ImmutableArray<ParameterSpec> LineSpecs = [Required(ParameterSpec.Choice("send", "How frames are sent there.", null, Wiegand)), PortSettings.Width, PortSettings.Spacing, Summary];
    internal static readonly ImmutableArray<ParameterSpec> SpeakerSpecs = [ParameterSpec.Of("rate", "Samples a second that it plays.", null, "8 kHz", "192 kHz", true, Dimension.Frequency), Summary];
    internal static readonly ImmutableArray<ParameterSpec> FrontEndSpecs =
    [
        ParameterSpec.Of("supply", "What the pull-up goes to.", null, "0.1 V", "100 V", true, Dimension.Voltage),
        ParameterSpec.Of("pull-up", "The pull-up.", null, "1 Ω", "10 MΩ", true, Dimension.Resistance),
        ParameterSpec.Of("adc-bits", "The resolution.", null, "8", "24", true, Dimension.Count),
        ParameterSpec.Of("range", "What gives the highest count.", null, "0.1 V", "100 V", true, Dimension.Voltage),
    ];

    /// <summary>Reads a profile.</summary>
    /// <param name="file">The file as the user named it, for positions.</param>
    /// <param name="text">Its text; 8 MiB at most.</param>
    /// <returns>The profile, or null where there are errors; and all diagnostics, by position.</returns>
    public static (DeviceProfile? Profile, ImmutableArray<Diagnostic> Diagnostics) Read(string file, string text)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(text);
        if (PipelineReader.TooLarge(file, text) is ImmutableArray<Diagnostic> refused)
            return (null, refused);
        Report report = new(new SourceText(file, text));
        DeviceProfile? profile = YamlReader.Read(report) is YamlNode root ? ReadRoot(new ReadContext(report, new Catalog([], [], [])), root) : null;
        return (report.Errors == 0 ? profile : null, report.Sorted());
    }

    private static DeviceProfile? ReadRoot(ReadContext context, YamlNode root)
    {
        if (context.Map(root, "", "keys such as 'profile: door-controller'") is not YamlMap map)
            return null;
        context.OnlyKeys(map, "", Keys.Profile.All);
        YamlScalar? name = context.Required(map, Keys.Profile.Name, "", map.Start, "profile: and its name") is YamlEntry named
            ? context.Scalar(named.Value, "profile", "profile: door-controller")
            : null;
        if (name is not null)
            context.Name(name, "profile", "a profile");
        string summary = map.Find(Keys.Profile.Summary) is YamlEntry says && context.Text(says.Value, "summary", "summary: what the device is") is YamlScalar words ? words.Value : "";
        HashSet<string> taken = new(StringComparer.Ordinal);
        ImmutableArray<PortSpec>.Builder ports = ImmutableArray.CreateBuilder<PortSpec>();
        foreach (YamlEntry entry in Entries(context, map, Keys.Profile.Ports, PortExample))
        {
            if (Claim(context, entry, "ports", taken) && ReadPort(context, entry, "ports." + entry.Key.Value) is PortSpec port)
                ports.Add(port);
        }

        ImmutableArray<OutputSpec>.Builder outputs = ImmutableArray.CreateBuilder<OutputSpec>();
        foreach (YamlEntry entry in Entries(context, map, Keys.Profile.Outputs, OutputExample))
        {
            if (Claim(context, entry, "outputs", taken))
                ReadOutputs(context, entry, "outputs." + entry.Key.Value, outputs);
        }

        ImmutableArray<ReaderLineSpec>.Builder lines = ImmutableArray.CreateBuilder<ReaderLineSpec>();
        foreach (YamlEntry entry in Entries(context, map, Keys.Profile.Lines, LineExample))
        {
            if (Claim(context, entry, "lines", taken) && ReadLine(context, entry, "lines." + entry.Key.Value) is ReaderLineSpec line)
                lines.Add(line);
        }

        ImmutableArray<SpeakerSpec>.Builder speakers = ImmutableArray.CreateBuilder<SpeakerSpec>();
        foreach (YamlEntry entry in Entries(context, map, Keys.Profile.Speakers, SpeakerExample))
        {
            if (Claim(context, entry, "speakers", taken) && ReadSpeaker(context, entry, "speakers." + entry.Key.Value) is SpeakerSpec speaker)
                speakers.Add(speaker);
        }

        return name is null ? null : new DeviceProfile { Name = name.Value, Summary = summary, Ports = ports.ToImmutable(), Outputs = outputs.ToImmutable(), Lines = lines.ToImmutable(), Speakers = speakers.ToImmutable() };
    }

    private static List<YamlEntry> Entries(ReadContext context, YamlMap root, KeySpec key, string example)
    {
        if (root.Find(key) is not YamlEntry section || context.Map(section.Value, key.Name, $"name: {example}") is not YamlMap map)
            return [];
        if (map.Entries.Count <= MostPorts)
            return map.Entries;
        context.Error(DiagnosticCodes.TooMany, map.Entries[MostPorts].Key.Start, key.Name, $"a profile has at most {MostPorts} {key.Name}");
        return [];
    }

    private static bool Claim(ReadContext context, YamlEntry entry, string path, HashSet<string> taken)
    {
        if (!context.Name(entry.Key, ReadContext.Join(path, entry.Key.Value), "a port"))
            return false;
        if (taken.Add(entry.Key.Value))
            return true;
        (string taker, string takes) = path switch { "lines" => ("a port or an output", "a reader line"), "speakers" => ("a port, an output or a reader line", "a speaker"), _ => ("a port", "an output") };
        context.Error(DiagnosticCodes.TakenName, entry.Key.Start, ReadContext.Join(path, entry.Key.Value), $"'{entry.Key.Value}' is {taker} already", $"{takes} needs a name of its own");
        return false;
    }

    private static PortSpec? ReadPort(ReadContext context, YamlEntry entry, string path)
    {
        if (context.Map(entry.Value, path, PortExample) is not YamlMap map)
            return null;
        int errors = context.Report.Errors;
        // what else may stand there depends on what comes from it
        if (map.Find("in") is YamlEntry comes && ParameterReader.ReadOne(context, In, comes.Value, ReadContext.Join(path, "in")) is null)
            return null;
        string comesIn = map.Find("in") is { Value: YamlScalar { Value: var word } } ? word : "";
        bool samples = comesIn == Samples;
        List<YamlEntry> settings = [];
        YamlNode? electronics = null;
        foreach (YamlEntry setting in map.Entries)
        {
            if (samples && setting.Key.Value == Keys.Profile.FrontEnd.Name)
                electronics = setting.Value;
            else
                settings.Add(setting);
        }

        ParameterValues? values = ParameterReader.Read(context, $"the port '{entry.Key.Value}'", samples ? SampleSpecs : comesIn == Sound ? SoundSpecs : ContactSpecs, settings, entry.Key.Start, path);
        FrontEnd? frontEnd = electronics is null ? null : ReadFrontEnd(context, electronics, ReadContext.Join(path, Keys.Profile.FrontEnd.Name));
        if (values is null || context.Report.Errors != errors)
            return null;
        PortSpec port = new() { Name = entry.Key.Value, Summary = values.Has("summary") ? values.Text("summary") : "", Flow = FlowOf(values, frontEnd) };
        // what the network and sound cards bring is not waited for
        if (comesIn is Sound or Digits)
            port = port with { Order = SourceOrder.ByArrival };
        if (comesIn == Sound)
            port = port with { Block = SoundBlock };
        return PortSettings.With(context, port, values, entry.Key.Start, path);
    }

    private static Flow FlowOf(ParameterValues values, FrontEnd? frontEnd)
    {
        switch (values.Text("in"))
        {
            case Contact:
                return new Flow(FlowKind.State, SymbolType.Contact);
            case Wiegand:
                return new Flow(FlowKind.State, SymbolType.WiegandLines);
            case Digits:
                return new Flow(FlowKind.Event, Record: RecordType.Digit);
        }

        Unit unit = values.Has("unit") ? values.Text("unit") switch { "counts" => Unit.Count, "V" => Unit.Volt, _ => Unit.Ohm } : Unit.Count;
        SampleFormat format = values.Text("format") switch { "int32" => SampleFormat.Int32, "float32" => SampleFormat.Float32, _ => SampleFormat.Int16 };
        return new Flow(FlowKind.Samples, null, unit, new SampleFlow(SampleRate.FromHertz(values.Number("rate")), format, frontEnd), (int)values.Number("channels"));
    }

    private static FrontEnd? ReadFrontEnd(ReadContext context, YamlNode node, string path)
    {
        if (context.Map(node, path, "front-end: { supply: 3.3 V, pull-up: 2.2 kΩ, adc-bits: 12, range: 5 V }") is not YamlMap map)
            return null;
        ParameterValues? values = ParameterReader.Read(context, "the front end", FrontEndSpecs, map.Entries, node.Start, path);
        return values is null ? null : new FrontEnd(values.Number("supply"), values.Number("pull-up"), (int)values.Number("adc-bits"), values.Number("range"));
    }

    private static void ReadOutputs(ReadContext context, YamlEntry entry, string path, ImmutableArray<OutputSpec>.Builder outputs)
    {
        if (context.Map(entry.Value, path, OutputExample) is not YamlMap map
            || ParameterReader.Read(context, $"the output '{entry.Key.Value}'", OutputSpecs, map.Entries, entry.Key.Start, path) is not ParameterValues values)
            return;
        var one = new OutputSpec
        {
            Name = entry.Key.Value,
            Summary = values.Has("summary") ? values.Text("summary") : "",
            IsRelay = values.Text("kind") == "relay",
            NormallyClosed = values.Text("normally") == "closed",
            ActiveOnConflict = values.Text("on-conflict") == "active",
        };
        if (!values.Has("count"))
        {
            outputs.Add(one);
            return;
        }

        for (int i = 0; i < (int)values.Number("count"); i++)
            outputs.Add(one with { Name = NameScope.MemberName(one.Name, i) });
    }

    private static ReaderLineSpec? ReadLine(ReadContext context, YamlEntry entry, string path)
    {
        if (context.Map(entry.Value, path, LineExample) is not YamlMap map
            || ParameterReader.Read(context, $"the reader line '{entry.Key.Value}'", LineSpecs, map.Entries, entry.Key.Start, path) is not ParameterValues values)
            return null;
        var line = new ReaderLineSpec { Name = entry.Key.Value, Summary = values.Has("summary") ? values.Text("summary") : "" };
        return PortSettings.With(context, line, values, entry.Key.Start, path);
    }

    private static SpeakerSpec? ReadSpeaker(ReadContext context, YamlEntry entry, string path)
    {
        if (context.Map(entry.Value, path, SpeakerExample) is not YamlMap map
            || ParameterReader.Read(context, $"the speaker '{entry.Key.Value}'", SpeakerSpecs, map.Entries, entry.Key.Start, path) is not ParameterValues values)
            return null;
        if (values.NotWhole("rate") is { } problem)
        {
            context.Error(DiagnosticCodes.OutOfRange, entry.Key.Start, path, problem.Message);
            return null;
        }

        return new SpeakerSpec { Name = entry.Key.Value, Summary = values.Has("summary") ? values.Text("summary") : "", RateHertz = (int)values.Number("rate") };
    }

    private static ParameterSpec Required(ParameterSpec spec) => spec with { Required = true };
}
