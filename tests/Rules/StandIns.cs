using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Reactive.Sinks;

namespace Reactive.Rules.Tests;

/// <summary>Operators as the reader sees them: specs without kernels. And the repository's own files.</summary>
internal static class StandIns
{
    private static readonly Flow Loop = new(FlowKind.States, SymbolType.LoopState);

    public static readonly OperatorSpec EndOfLine = new()
    {
        Name = "end-of-line",
        Summary = "Loop states of a supervised input.",
        Parameters =
        [
            ParameterSpec.Choice("wiring", "", "serial-first", "serial-first", "parallel-first"),
            ParameterSpec.Of("resistor", "", null, "1 Ω", "1 MΩ", false, Dimension.Resistance),
            ParameterSpec.Of("parallel", "", null, "1 Ω", "1 MΩ", false, Dimension.Resistance),
            ParameterSpec.Of("series", "", null, "1 Ω", "1 MΩ", false, Dimension.Resistance),
            new ParameterSpec { Name = "bands", Kind = ParameterKind.Ranges, Summary = "", Choices = SymbolType.LoopState.Names, Dimensions = [Dimension.Resistance, Dimension.Voltage, Dimension.Count] },
            ParameterSpec.Of("tolerance", "", "1 %", "0 %", "20 %", false, Dimension.Percent),
            ParameterSpec.Of("cable", "", null, "0 m", "1000 m", false, Dimension.Length),
            ParameterSpec.Duration("undefined-after", "", "1 s"),
        ],
        Forms = [Form<SampleBlock, StateBlock>("samples in counts, V or Ω", f => f.Kind == FlowKind.Samples, Loop)],
        Check = (values, _) => values.Text("wiring") == "serial-first" && !values.Has("resistor") && !values.Has("bands")
            ? [new ParameterProblem("wiring", "serial-first needs 'resistor'", "add resistor: 4.7 kΩ")]
            : [],
    };

    public static readonly OperatorSpec Digital = new()
    {
        Name = "digital",
        Summary = "A contact from samples.",
        Parameters =
        [
            ParameterSpec.Choice("normally", "", "open", "open", "closed"),
            ParameterSpec.Of("threshold", "", "1 V", "0 V", "50 V", false, Dimension.Voltage),
            ParameterSpec.Of("hysteresis", "", "100 mV", "0 V", "10 V", false, Dimension.Voltage),
        ],
        Forms = [Form<SampleBlock, StateBlock>("samples in counts or V", f => f.Kind == FlowKind.Samples && f.Unit != Unit.Ohm, new Flow(FlowKind.States, SymbolType.Contact))],
    };

    public static readonly OperatorSpec Debounce = new()
    {
        Name = "debounce",
        Summary = "Changes that last.",
        Shorthand = "time",
        Parameters = [ParameterSpec.Duration("time", "", "50 ms", "1 ms", "60 s"), ParameterSpec.Duration("on", "", null), ParameterSpec.Duration("off", "", null)],
        Forms =
        [
            Form<StateBlock, Stamped<Value>>("dense states", f => f.Kind == FlowKind.States, null),
            Form<Stamped<Value>, Stamped<Value>>("states", f => f.Kind == FlowKind.State, null),
        ],
    };

    public static readonly OperatorSpec Edge = new()
    {
        Name = "edge",
        Summary = "Events where a state changes.",
        Parameters = [ParameterSpec.Choice("to", "", null, "active", "inactive", "open", "closed", "short", "cut") with { Required = true }],
        Forms = [new OperatorForm<Stamped<Value>, Stamped<Value>> { Takes = "states", Yields = "events", Accepts = f => f.Kind == FlowKind.State, Output = (f, _) => new Flow(FlowKind.Event, f.Symbols), Kernel = (_, _) => throw new NotSupportedException() }],
    };

    public static readonly OperatorSpec Changed = new()
    {
        Name = "changed",
        Summary = "Sparse changes of dense states.",
        Forms = [Form<StateBlock, Stamped<Value>>("dense states", f => f.Kind == FlowKind.States, null)],
    };

    public static readonly OperatorSpec Level = new()
    {
        Name = "level",
        Summary = "A number from samples.",
        Parameters = [new ParameterSpec { Name = "points", Kind = ParameterKind.Points, Summary = "", Dimensions = [Dimension.Count, Dimension.Voltage, Dimension.Resistance] }],
        Forms = [Form<SampleBlock, Stamped<Value>>("samples", f => f.Kind == FlowKind.Samples, new Flow(FlowKind.State, null, Unit.Ohm))],
    };

    public static readonly OperatorSpec Wiegand = new()
    {
        Name = "wiegand",
        Summary = "Frames of a reader.",
        Forms = [Events("the edges of a reader", f => f.Symbols == SymbolType.WiegandLines, new Flow(FlowKind.Event, Record: RecordType.Frame))],
    };

    public static readonly OperatorSpec Card = new()
    {
        Name = "card",
        Summary = "Cards of frames.",
        Shorthand = "formats",
        Parameters = [ParameterSpec.CardFormats("formats", "")],
        Forms = [Events("frames", f => f.Record == RecordType.Frame, new Flow(FlowKind.Event, Record: RecordType.Card))],
    };

    public static readonly OperatorSpec Keypad = new()
    {
        Name = "keypad",
        YieldsWhatIsTyped = true,
        Summary = "Keys of frames.",
        Forms = [Events("frames", f => f.Record == RecordType.Frame, new Flow(FlowKind.Event, SymbolType.Key))],
    };

    public static readonly OperatorSpec Pin = new()
    {
        Name = "pin",
        YieldsWhatIsTyped = true,
        Summary = "A PIN of keys.",
        Forms = [Events("keys", f => f.Symbols == SymbolType.Key, new Flow(FlowKind.Event, Record: RecordType.Pin))],
    };

    private static readonly CardFormat[] CardFormats =
    [
        CardFormatReader.Read("H10301", 26, CardFormatReader.Lines("facility 1-8; card 9-24"), CardFormatReader.Lines("0 even 1-12; 25 odd 13-24"), [], out _)!,
        CardFormatReader.Read("H10304", 37, CardFormatReader.Lines("facility 1-16; card 17-35"), CardFormatReader.Lines("0 even 1-18; 36 odd 18-35"), [], out _)!,
    ];

    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    public static DeviceProfile DoorController { get; } = ProfileReader.Read("door-controller.yaml", Text("src/Device/Profiles/door-controller.yaml")).Profile!;

    public static DeviceProfile Intercom { get; } = ProfileReader.Read("i8307.yaml", Text("src/Device/Profiles/i8307.yaml")).Profile!;

    public static Catalog Catalog { get; } = new([EndOfLine, Digital, Debounce, Edge, Changed, Level, Wiegand, Card, Keypad, Pin, Operators.EntryListOperator.Spec], SinkCatalog.All, [DoorController, Intercom])
    {
        Connections = SinkCatalog.Connections,
        CardFormat = name => CardFormats.FirstOrDefault(f => f.Name == name),
        CardFormatNames = () => CardFormats.Select(f => f.Name),
    };

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>All that is said of a pipeline, what is only noted included.</summary>
    public static ImmutableArray<Diagnostic> AllOf(string text, Func<string, string?>? open = null) => PipelineReader.Read("a.yaml", text, Catalog, open).Diagnostics;

    /// <summary>What is wrong, or probably wrong, with a pipeline.</summary>
    public static ImmutableArray<Diagnostic> Check(string text) => [.. AllOf(text).Where(d => d.Severity > Severity.Note)];

    /// <summary>A pipeline with a door, a rex, an event 'press', ohms, and the sections given.</summary>
    public static string With(string sections) =>
        """
        pipeline: p
        device: door-controller
        signals:
          door: { from: door-monitor, through: [ end-of-line: { wiring: parallel-first }, debounce: 50 ms ] }
          rex: { from: rex, through: [ digital, debounce: 20 ms ] }
          press: { from: rex, through: [ edge: { to: active } ] }
          ohms: { from: door-monitor, through: [ level ] }

        """ + sections;

    public static RuleDefinition Rule(string when, string rest = "do: { log: x }")
    {
        (PipelineDefinition? pipeline, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.Read("a.yaml", With($"rules:\n  r:\n    when: {when}\n    {rest}\n"), Catalog);
        return pipeline is null ? throw new InvalidOperationException(string.Join("\n", diagnostics)) : pipeline.Rules.Single();
    }

    private static OperatorForm<Stamped<Value>, Stamped<Value>> Events(string takes, Func<Flow, bool> accepts, Flow output) =>
        Form<Stamped<Value>, Stamped<Value>>(takes, accepts, output);

    private static OperatorForm<TIn, TOut> Form<TIn, TOut>(string takes, Func<Flow, bool> accepts, Flow? output) => new()
    {
        Takes = takes,
        Yields = "",
        Accepts = accepts,
        Output = (input, _) => output ?? input with { Kind = FlowKind.State },
        Kernel = (_, _) => throw new NotSupportedException("A stand-in has no kernel."),
    };

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
