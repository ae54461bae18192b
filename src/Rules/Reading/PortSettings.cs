using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>
/// The settings of ports, outputs and reader lines: which there are, and how they change a profile. Used for <c>ports</c> of a pipeline and for
/// profiles themselves.
/// </summary>
internal static class PortSettings
{
    /// <summary>Samples in one block: several blocks of a port are in memory at once.</summary>
    private const int MostBlockSamples = 1_000_000;

    public static readonly ParameterSpec Normally = ParameterSpec.Choice("normally", "The normal position of the circuit: a closed one is driven while inactive.", "open", "open", "closed");

    public static readonly ParameterSpec Rate = ParameterSpec.Of("rate", "Samples per second.", null, "0.001 Hz", "100 MHz", false, Dimension.Frequency);

    public static readonly ParameterSpec Block = ParameterSpec.Duration("block", "The length of one block of samples: what a sample waits at most.", least: "1 ms", most: "1 s");

    public static readonly ParameterSpec Order = ParameterSpec.Choice("order", "Whether values take their place by their own stamps or as they arrive.", "by-stamp", "by-stamp", "by-arrival");

    public static readonly ParameterSpec Lateness = ParameterSpec.Duration("lateness", "How late a value may come and still take its place.", most: "10 s");

    public static readonly ParameterSpec OfflineAfter = ParameterSpec.Duration("offline-after", "Silent for so long, the port is offline.", least: "1 ms", most: "24 h");

    public static readonly ParameterSpec Sensitive = ParameterSpec.Choice("sensitive", "Whether it gives what people type, hold or say: recordings then hold it sealed to their owner's key, and what stems from it is not shown.", "no", "no", "yes");

    public static readonly ParameterSpec Schedule = Name("schedule", "The schedule that the output follows: it is active during its times.");

    public static readonly ParameterSpec Fallback = Name("fallback", "The schedule that it follows instead while 'connection' is not known to be there.");

    public static readonly ParameterSpec Connection = Name("connection", "The signal that says whether the connection is there: connected, or an active contact.");

    public static readonly ParameterSpec Width = ParameterSpec.Duration("width", "How long a line is pulled low for a bit.", "50 µs", "20 µs", "400 µs");

    public static readonly ParameterSpec Spacing = ParameterSpec.Duration("spacing", "How far the bits of a frame are apart, from start to start.", "2 ms", "200 µs", "20 ms");

    /// <summary>Every setting there is; each kind of port has some.</summary>
    public static readonly ImmutableArray<ParameterSpec> All = [Normally, Schedule, Fallback, Connection, Rate, Block, Order, Lateness, OfflineAfter, Sensitive, Width, Spacing];

    private static readonly ImmutableArray<ParameterSpec> OutputSpecs = [Normally, Schedule, Fallback, Connection];
    private static readonly ImmutableArray<ParameterSpec> DenseSpecs = [Rate, Block, Order, OfflineAfter, Sensitive];
    private static readonly ImmutableArray<ParameterSpec> LineSpecs = [Width, Spacing];
    private static readonly ImmutableArray<ParameterSpec> SparseSpecs = [Order, Lateness, OfflineAfter, Sensitive];

    /// <summary>The device with the settings of <c>ports</c> applied.</summary>
    public static DeviceProfile Apply(ReadContext context, DeviceProfile device, YamlNode section, string path)
    {
        if (context.Named(section, path, "ports", "strike: { normally: closed }") is not YamlMap map)
            return device;
        foreach (YamlEntry entry in map.Entries)
        {
            string name = entry.Key.Value, portPath = ReadContext.Join(path, name);
            if (device.Output(name) is OutputSpec output)
            {
                if (Values(context, entry, OutputSpecs, $"the output '{name}'", portPath) is ParameterValues values)
                    device = device with { Outputs = device.Outputs.Replace(output, output with { NormallyClosed = values.Text("normally") == "closed" }) };
            }
            else if (device.Port(name) is PortSpec port)
            {
                if (Values(context, entry, port.Flow.IsDense ? DenseSpecs : SparseSpecs, $"the port '{name}'", portPath) is ParameterValues values
                    && With(context, port, values, entry.Key.Start, portPath) is PortSpec set)
                    device = device with { Ports = device.Ports.Replace(port, set) };
            }
            else if (device.Line(name) is ReaderLineSpec line)
            {
                if (Values(context, entry, LineSpecs, $"the reader line '{name}'", portPath) is ParameterValues values
                    && With(context, line, values, entry.Key.Start, portPath) is ReaderLineSpec set)
                    device = device with { Lines = device.Lines.Replace(line, set) };
            }
            else
            {
                System.Collections.Generic.List<string> names =
                    [.. ReadContext.NamesOf(device.Ports, static p => p.Name), .. ReadContext.NamesOf(device.Outputs, static o => o.Name), .. ReadContext.NamesOf(device.Lines, static l => l.Name)];
                context.Error(DiagnosticCodes.UnknownPort, entry.Key.Start, portPath, $"'{device.Name}' has no port or output {entry.Key.Describe()}", context.Near(name, names));
            }
        }

        return device;
    }

    /// <summary>A port with the settings given applied; null, and reported, where they do not fit together.</summary>
    public static PortSpec? With(ReadContext context, PortSpec port, ParameterValues values, int offset, string path)
    {
        if (values.IsGiven("rate"))
            port = port with { Flow = port.Flow with { Samples = port.Flow.Samples! with { Rate = SampleRate.FromHertz(values.Number("rate")) } } };
        if (values.IsGiven("block"))
            port = port with { Block = values.Duration("block") };
        if (values.IsGiven("order"))
            port = port with { Order = values.Text("order") == "by-arrival" ? SourceOrder.ByArrival : SourceOrder.ByStamp };
        if (values.IsGiven("lateness"))
            port = port with { Lateness = values.Duration("lateness") };
        if (values.IsGiven("offline-after"))
            port = port with { OfflineAfter = values.Duration("offline-after") };
        if (values.IsGiven("sensitive"))
            port = port with { IsSensitive = values.Text("sensitive") == "yes" };
        if (port.Flow.Samples is not { } samples || samples.Rate.PeriodsIn(port.Block.Ticks * 100) * port.Flow.Channels is var count && count <= MostBlockSamples)
            return port;
        context.Error(DiagnosticCodes.ParametersDisagree, offset, path, $"a block of '{port.Name}' has {count:N0} samples ({samples.Rate} for {port.Block.TotalMilliseconds} ms): at most {MostBlockSamples:N0} are possible", "make 'block' shorter or 'rate' lower");
        return null;
    }

    /// <summary>A reader line with the settings given applied; null, and reported, where they do not fit together.</summary>
    public static ReaderLineSpec? With(ReadContext context, ReaderLineSpec line, ParameterValues values, int offset, string path)
    {
        if (values.IsGiven("width"))
            line = line with { Width = values.Duration("width") };
        if (values.IsGiven("spacing"))
            line = line with { Spacing = values.Duration("spacing") };
        if (line.Width < line.Spacing)
            return line;
        context.Error(DiagnosticCodes.ParametersDisagree, offset, path, $"a pulse on '{line.Name}' lasts as long as the next one is away", "make 'width' shorter or 'spacing' longer");
        return null;
    }

    private static ParameterValues? Values(ReadContext context, YamlEntry entry, ImmutableArray<ParameterSpec> specs, string owner, string path)
    {
        if (context.Map(entry.Value, path, "{ normally: closed }") is not YamlMap map)
            return null;
        int errors = context.Report.Errors;
        // a setting of the other kind of port is better answered than "unknown"
        System.Collections.Generic.List<YamlEntry> mine = [];
        foreach (YamlEntry setting in map.Entries)
        {
            if (Has(specs, setting.Key.Value) || !Has(All, setting.Key.Value))
                mine.Add(setting);
            else
                context.Error(DiagnosticCodes.WrongSetting, setting.Key.Start, ReadContext.Join(path, setting.Key.Value), $"{owner} has no setting '{setting.Key.Value}': it has {ParameterSpec.Or([.. ReadContext.NamesOf(specs, static s => s.Name)])}", WhoHas(setting.Key.Value));
        }

        ParameterValues? values = ParameterReader.Read(context, owner, specs, mine, entry.Key.Start, path);
        return context.Report.Errors == errors ? values : null;
    }

    private static bool Has(ImmutableArray<ParameterSpec> specs, string name)
    {
        foreach (ParameterSpec spec in specs)
        {
            if (spec.Name == name)
                return true;
        }

        return false;
    }

    private static ParameterSpec Name(string name, string summary) => new() { Name = name, Kind = ParameterKind.Text, Summary = summary };

    private static string WhoHas(string key) => key switch
    {
        "schedule" or "fallback" or "connection" => "only outputs follow schedules; rules read a schedule by its name",
        "normally" => "outputs have it; for an input, give it to its operator: digital: { normally: closed }",
        "lateness" => "only ports that give single values have it",
        "rate" or "block" => "only ports that give samples have it",
        "width" or "spacing" => "only reader lines have it",
        _ => "only inputs have it",
    };
}
