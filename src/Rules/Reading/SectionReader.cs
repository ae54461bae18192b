using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;

namespace Reactive.Rules;

/// <summary>
/// Reads what a pipeline, a part and a block have alike: inputs, signals, schedules, state machines, rules, and the blocks that they use. All names are declared before any is looked up,
/// so that neither the order of the sections nor that in them matters.
/// </summary>
internal sealed class SectionReader(ReadContext context, NameScope scope, BlockLibrary library, YamlMap map, string path, int depth = 0)
{
    private readonly List<MachineDraft> _machines = [];
    private readonly List<SectionReader> _parts = [];
    private readonly BlocksReader _blocks = new(context, scope, library, depth);

    /// <summary>Declares everything named.</summary>
    public void Declare()
    {
        if (Section(Keys.Pipeline.Inputs) is YamlNode inputs)
            new InputsReader(context, scope).Read(inputs, ReadContext.Join(path, Keys.Pipeline.Inputs.Name));
        if (Section(Keys.Pipeline.Signals) is YamlNode signals)
            new SignalsReader(context, scope).Read(signals, ReadContext.Join(path, Keys.Pipeline.Signals.Name));
        if (Section(Keys.Pipeline.Schedules) is YamlNode schedules)
            new SchedulesReader(context, scope).Read(schedules, ReadContext.Join(path, Keys.Pipeline.Schedules.Name));
        if (Section(Keys.Pipeline.States) is YamlNode machines)
            _machines.AddRange(new MachinesReader(context, scope).Read(machines, ReadContext.Join(path, Keys.Pipeline.States.Name)));
        if (Section(Keys.Pipeline.Include) is YamlNode included)
            _parts.AddRange(_blocks.Included(included, ReadContext.Join(path, Keys.Pipeline.Include.Name)));
        if (Section(Keys.Pipeline.Use) is YamlNode used)
            _parts.AddRange(_blocks.Used(used, ReadContext.Join(path, Keys.Pipeline.Use.Name)));
        foreach (SectionReader part in _parts)
            part.Declare();
    }

    /// <summary>Checks what blocks are given, once every name is declared.</summary>
    public void CheckArguments()
    {
        _blocks.CheckArguments();
        foreach (SectionReader part in _parts)
            part.CheckArguments();
    }

    /// <summary>All good rules: those of its state machines first. Read once every name is made.</summary>
    public ImmutableArray<RuleDefinition> Rules()
    {
        ImmutableArray<RuleDefinition>.Builder rules = ImmutableArray.CreateBuilder<RuleDefinition>();
        foreach (MachineDraft machine in _machines)
            rules.AddRange(machine.Rules());
        if (Section(Keys.Pipeline.Rules) is YamlNode section)
            rules.AddRange(new RulesReader(context, scope).Read(section, ReadContext.Join(path, Keys.Pipeline.Rules.Name)));
        foreach (SectionReader part in _parts)
            rules.AddRange(part.Rules());
        return rules.ToImmutable();
    }

    private YamlNode? Section(KeySpec key) => map.Find(key) is { Value: not YamlScalar { IsEmpty: true } } entry ? entry.Value : null;
}
