using System.Collections.Generic;
using System.Linq;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>
/// Reads a <c>through</c> list and types it from port to end. Where dense states meet an operator that takes only sparse ones, and where
/// a chain would end dense, <c>changed</c> is put in; a chain that ends in samples is an error.
/// </summary>
internal sealed class ChainReader(ReadContext context, string signalPath)
{
    private const string Example = "through: [ debounce: 50 ms ]";

    /// <summary>The most operators in one chain.</summary>
    public const int MostStages = 32;

    // the first of several inputs, as long as nothing has joined them
    private YamlScalar? _joining;

    /// <summary>The operators read so far.</summary>
    public List<StageDefinition> Stages { get; } = [];

    /// <summary>What comes out at the end; null where anything is wrong. An unknown input (null) still has its operators checked.</summary>
    public Flow? Read(YamlNode? through, IReadOnlyList<Flow?> inputs, IReadOnlyList<YamlScalar> sources)
    {
        int errors = context.Report.Errors;
        string path = ReadContext.Join(signalPath, "through");
        YamlScalar from = sources[0];
        Flow? flow = inputs.Count == 1 ? inputs[0] : Join(inputs, sources);
        _joining = inputs.Count > 1 ? from : null;
        int end = from.Start;
        if (through is not null)
        {
            if (through is not YamlList list)
            {
                ReportNoList(through, path);
                return null;
            }

            for (int i = 0; i < list.Items.Count; i++)
            {
                if (i == MostStages)
                {
                    context.Error(DiagnosticCodes.TooMany, list.Items[i].Start, path, $"a chain has at most {MostStages} operators", "make two signals of it");
                    return null;
                }

                end = list.Items[i].Start;
                flow = ReadStage(list.Items[i], flow, path);
            }
        }

        if (flow is null || context.Report.Errors != errors)
            return null;
        if (_joining is not null)
        {
            context.Error(DiagnosticCodes.WrongInput, from.Start, ReadContext.Join(signalPath, "from"), "several inputs need an operator that joins them", $"let the chain begin with {Joiners()}");
            return null;
        }

        if (flow.Kind == FlowKind.States && Changed(flow, end) is StageDefinition changed)
        {
            Stages.Add(changed);
            flow = changed.Output;
        }

        if (!flow.IsDense)
            return flow;
        string ends = Stages.Count == 0 ? $"the port {from.Describe()} gives {flow}" : $"'{Stages[^1].Spec.Name}' gives {flow}";
        context.Error(DiagnosticCodes.EndsInSamples, end, path, $"{ends}: a signal must be a state or an event", TakersOf(flow, end: true));
        return null;
    }

    private void ReportNoList(YamlNode through, string path)
    {
        if (through is YamlMap { Entries.Count: > 0 })
            context.Error(DiagnosticCodes.WrongShape, through.Start, path, "'through' is a list of operators, not a map", "put '- ' before each operator, or write through: [ ... ]");
        else
            context.List(through, path, through is YamlScalar { IsEmpty: false } one ? $"through: [ {one.Value} ]" : Example);
    }

    private Flow? ReadStage(YamlNode node, Flow? input, string path)
    {
        (YamlScalar? name, YamlNode? value) = Entry(node, path);
        if (name is null)
            return null;
        OperatorSpec? spec = context.Catalog.Operator(name.Value);
        if (spec is null)
        {
            string hint = context.Near(name.Value, ReadContext.NamesOf(context.Catalog.Operators, static o => o.Name));
            context.Error(DiagnosticCodes.UnknownOperator, name.Start, path, $"there is no operator {name.Describe()}", hint);
            return null;
        }

        string stagePath = ReadContext.Join(path, spec.Name);
        List<YamlEntry>? entries = Parameters(spec, name, value, stagePath);
        if (entries is null)
            return null;
        ParameterValues? parameters = ParameterReader.Read(context, $"'{spec.Name}'", spec.Parameters, entries, name.Start, stagePath, spec);
        return input is null ? null : Apply(spec, name, entries, parameters, input, stagePath);
    }

    /// <summary>Several inputs as one flow, each a channel of it: all must be sparse, and states must be alike.</summary>
    private Flow? Join(IReadOnlyList<Flow?> inputs, IReadOnlyList<YamlScalar> sources)
    {
        Flow? first = inputs[0];
        for (int i = 0; i < inputs.Count; i++)
        {
            if (inputs[i] is not Flow flow || first is null)
                return null;
            string? wrong = flow.IsDense ? "only states and events can be joined"
                : flow.Channels > 1 ? "a bank cannot be joined: name its members"
                : flow with { Samples = null } != first with { Samples = null } && !(flow.Kind == FlowKind.Event && first.Kind == FlowKind.Event) ? $"'{sources[0].Value}' gives {first}: what is joined must be alike"
                : null;
            if (wrong is null)
                continue;
            context.Error(DiagnosticCodes.WrongInput, sources[i].Start, ReadContext.Join(signalPath, "from"), $"'{sources[i].Value}' gives {flow}; {wrong}");
            return null;
        }

        return inputs.All(f => f! with { Samples = null } == first! with { Samples = null })
            ? first! with { Channels = inputs.Count }
            : new Flow(FlowKind.Several, Channels: inputs.Count) { Parts = [.. inputs.Select(static f => f!)] };
    }

    private string Joiners()
    {
        List<string> joiners = [];
        foreach (OperatorSpec spec in context.Catalog.Operators)
        {
            if (spec.Joins)
                joiners.Add($"'{spec.Name}'");
        }

        return ParameterSpec.Or([.. joiners]);
    }

    private Flow? Apply(OperatorSpec spec, YamlScalar name, List<YamlEntry> entries, ParameterValues? parameters, Flow input, string path)
    {
        if (_joining is not null && !spec.Joins)
        {
            context.Error(DiagnosticCodes.WrongInput, name.Start, path, $"'{spec.Name}' takes one input, not {input.Channels}", $"let the chain begin with {Joiners()}");
            return null;
        }

        _joining = null;
        OperatorForm? form = spec.FormFor(input);
        if (form is null && input.Kind == FlowKind.States && Changed(input, name.Start) is StageDefinition changed && spec.FormFor(changed.Output) is OperatorForm sparse)
        {
            Stages.Add(changed);
            input = changed.Output;
            form = sparse;
        }

        if (form is null)
        {
            string takes = string.Join(", or ", ReadContext.NamesOf(spec.Forms, static f => f.Takes));
            context.Error(DiagnosticCodes.WrongInput, name.Start, path, $"'{spec.Name}' takes {takes}, not {input}", Between(input, spec) is { Length: > 0 } between ? between : IsIdle(spec, input) ? $"leave '{spec.Name}' out: it makes states of samples, and this is a state already" : TakersOf(input));
            return null;
        }

        if (parameters is null)
            return null;
        bool good = true;
        foreach (ParameterProblem problem in spec.Check(parameters, input))
        {
            context.Error(DiagnosticCodes.ParametersDisagree, PlaceOf(problem.Parameter, entries) ?? name.Start, problem.Parameter.Length == 0 ? path : ReadContext.Join(path, problem.Parameter), problem.Message, problem.Hint);
            good = false;
        }

        if (!good)
            return null;
        Flow output = form.Output(input, parameters);
        // sparse operators work on each member of a bank alone; only a joining one makes one of many
        if (!input.IsDense)
            output = output with { Channels = spec.Joins ? 1 : input.Channels };
        Stages.Add(new StageDefinition(spec, form, parameters, input, output, context.At(name.Start)));
        return output;
    }

    // of "of.open", what is wrong stands within the map of 'of'
    private static int? PlaceOf(string parameter, List<YamlEntry> entries)
    {
        string[] parts = parameter.Split('.', 2);
        foreach (YamlEntry entry in entries)
        {
            if (entry.Key.Value == parts[0])
                return parts.Length == 2 && entry.Value is YamlMap map && PlaceOf(parts[1], map.Entries) is int within ? within : entry.Value.Start;
        }

        return null;
    }

    // "changed" or "debounce: 50 ms"
    private (YamlScalar? Name, YamlNode? Value) Entry(YamlNode node, string path)
    {
        switch (node)
        {
            case YamlScalar { Value.Length: > 0 } bare:
                return (bare, null);
            case YamlMap { Entries.Count: 1 } map:
                return (map.Entries[0].Key, map.Entries[0].Value);
            case YamlMap { Entries.Count: > 1 } map:
                context.Error(DiagnosticCodes.WrongShape, map.Entries[1].Key.Start, path, $"one operator belongs here, and {map.Entries[1].Key.Describe()} stands beside '{map.Entries[0].Key.Value}'", $"give each operator its own '- ', or write '{map.Entries[0].Key.Value}: {{ ... }}' if it is a parameter");
                return default;
            case YamlMap or YamlRefused:
                return default;
            default:
                context.Error(DiagnosticCodes.WrongShape, node.Start, path, $"an operator belongs here, not {node.Describe()}", $"write {Example}");
                return default;
        }
    }

    private List<YamlEntry>? Parameters(OperatorSpec spec, YamlScalar name, YamlNode? value, string path)
    {
        switch (value)
        {
            case null or YamlScalar { IsEmpty: true }:
                return [];
            case YamlMap map:
                return map.Entries;
            case YamlScalar scalar when spec.Shorthand is string shorthand:
                return [new YamlEntry(new YamlScalar(scalar.Start, scalar.End, shorthand, YamlStyle.Plain), scalar)];
            case YamlRefused:
                return null;
            default:
                bool bare = value is YamlScalar && spec.Parameters.Length > 0;
                string hint = value is YamlList { Items: [YamlMap, ..] } ? "leave out the '- ' before each parameter" : spec.Parameters.Length == 0 ? $"write '{spec.Name}' alone" : $"write {spec.Name}: {{ {(bare ? spec.Parameters[0].Name : "name")}: ... }}";
                context.Error(DiagnosticCodes.WrongShape, value.Start, path, $"'{spec.Name}' takes a map of parameters, not {value.Describe()}", hint);
                return null;
        }
    }

    private StageDefinition? Changed(Flow input, int offset)
    {
        if (context.Catalog.Operator("changed") is not OperatorSpec changed || changed.FormFor(input) is not OperatorForm form)
            return null;
        ParameterValues none = new(changed.Parameters);
        return new StageDefinition(changed, form, none, input, form.Output(input, none), context.At(offset), Implied: true);
    }

    // samples where states are taken: an operator that makes states of them is missing
    private string Between(Flow input, OperatorSpec spec)
    {
        if (input.Kind != FlowKind.Samples || !TakesStates(spec))
            return "";
        List<string> makers = [];
        foreach (OperatorSpec maker in context.Catalog.Operators)
        {
            if (maker.FormFor(input) is OperatorForm<SampleBlock, StateBlock>)
                makers.Add($"'{maker.Name}'");
        }

        return makers.Count == 0 ? "" : $"put {ParameterSpec.Or([.. makers])} before it";
    }

    // 'digital' behind a port of contacts
    private static bool IsIdle(OperatorSpec spec, Flow input) =>
        input.Kind is FlowKind.State or FlowKind.States && spec.Forms.All(static f => f is OperatorForm<SampleBlock, StateBlock>);

    private static bool TakesStates(OperatorSpec spec)
    {
        foreach (SymbolType type in SymbolType.All)
        {
            if (spec.FormFor(new Flow(FlowKind.States, type)) is not null || spec.FormFor(new Flow(FlowKind.State, type)) is not null)
                return true;
        }

        return false;
    }

    // at the end of a chain those help that do not give samples again
    private string TakersOf(Flow flow, bool end = false)
    {
        List<string> takers = [];
        foreach (OperatorSpec spec in context.Catalog.Operators)
        {
            if (spec.FormFor(flow) is OperatorForm form && !(end && form is OperatorForm<SampleBlock, SampleBlock>))
                takers.Add($"'{spec.Name}'");
        }

        return takers.Count is 0 or > 8 ? "" : $"{ParameterSpec.Or([.. takers])} would take it";
    }
}
