using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>An entry of <c>schedules</c>: a map, or a list of maps, which are united.</summary>
internal sealed class ScheduleDraft(ReadContext context, YamlScalar key, string path, NameScope scope, YamlNode node) : Draft(key, path, scope)
{
    public const string Example = "{ days: mon-fri, from: 08:00, to: 17:00 }";

    /// <summary>Maps in one list.</summary>
    public const int MostEntries = 64;

    public override SignalDefinition? Build()
    {
        int errors = context.Report.Errors;
        ScheduleEntryReader reader = new(context, Scope, Key);
        ImmutableArray<ScheduleEntry>.Builder entries = ImmutableArray.CreateBuilder<ScheduleEntry>();
        bool broken = false;
        foreach ((YamlNode item, string itemPath) in Items())
        {
            if (reader.Read(item, itemPath) is ScheduleEntry entry)
                entries.Add(entry);
            else
                broken = true;
        }

        if (broken || entries.Count == 0 || context.Report.Errors != errors)
            return null;
        Schedule schedule = new(entries.ToImmutable(), reader.IsEvent == true);
        SourcePosition position = context.At(Key.Start);
        return new SignalDefinition(Name, position, [], [], FlowOf(schedule)) { Derivation = new ScheduleDerivation(position, schedule) };
    }

    /// <summary>What rules see of a schedule.</summary>
    public static Flow FlowOf(Schedule schedule) => schedule.IsEvent ? new Flow(FlowKind.Event) : new Flow(FlowKind.State, SymbolType.Contact);

    private ImmutableArray<(YamlNode Item, string Path)> Items()
    {
        if (node is not YamlList list)
            return [(node, Path)];
        if (list.Items.Count is 0 or > MostEntries)
        {
            context.Error(list.Items.Count == 0 ? DiagnosticCodes.WrongShape : DiagnosticCodes.TooMany, node.Start, Path, $"a schedule has 1 to {MostEntries} parts, not {list.Items.Count}");
            return [];
        }

        ImmutableArray<(YamlNode, string)>.Builder items = ImmutableArray.CreateBuilder<(YamlNode, string)>();
        for (int i = 0; i < list.Items.Count; i++)
            items.Add((list.Items[i], $"{Path}[{i}]"));
        return items.ToImmutable();
    }
}
