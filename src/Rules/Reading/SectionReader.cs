using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;

namespace Reactive.Rules;

/// <summary>
/// Reads what a pipeline and a block have alike: inputs, signals, state machines and rules. All names are declared before any is looked up,
/// so that neither the order of the sections nor that in them matters.
/// </summary>
internal sealed class SectionReader(ReadContext context, NameScope scope, YamlMap map, string path)
{
    private readonly List<MachineDraft> _machines = [];

    /// <summary>Declares everything named.</summary>
    public void Declare()
    {
        if (Section(Keys.Pipeline.Inputs) is YamlNode inputs)
            new InputsReader(context, scope).Read(inputs, ReadContext.Join(path, Keys.Pipeline.Inputs.Name));
        if (Section(Keys.Pipeline.Signals) is YamlNode signals)
            new SignalsReader(context, scope).Read(signals, ReadContext.Join(path, Keys.Pipeline.Signals.Name));
        if (Section(Keys.Pipeline.States) is YamlNode machines)
            _machines.AddRange(new MachinesReader(context, scope).Read(machines, ReadContext.Join(path, Keys.Pipeline.States.Name)));
    }

    /// <summary>All good rules: those of its state machines first. Read once every name is made.</summary>
    public ImmutableArray<RuleDefinition> Rules()
    {
        ImmutableArray<RuleDefinition>.Builder rules = ImmutableArray.CreateBuilder<RuleDefinition>();
        foreach (MachineDraft machine in _machines)
            rules.AddRange(machine.Rules());
        if (Section(Keys.Pipeline.Rules) is YamlNode section)
            rules.AddRange(new RulesReader(context, scope).Read(section, ReadContext.Join(path, Keys.Pipeline.Rules.Name)));
        return rules.ToImmutable();
    }

    private YamlNode? Section(KeySpec key) => map.Find(key) is { Value: not YamlScalar { IsEmpty: true } } entry ? entry.Value : null;
}
