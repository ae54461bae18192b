using System.Collections.Generic;
using Reactive.Rules.Yaml;

namespace Reactive.Rules;

/// <summary>Reads <c>states</c> into drafts.</summary>
internal sealed class MachinesReader(ReadContext context, NameScope scope)
{
    private const string Example = "states: { lock: { starts: locked, locked: { on: { when: rex becomes active, go: unlocked } }, unlocked: { timeout: { after: 7 s, go: locked } } } }";

    /// <summary>Reads the section into the scope; the machines that it declares.</summary>
    public List<MachineDraft> Read(YamlNode section, string path)
    {
        List<MachineDraft> machines = [];
        if (context.Map(section, path, Example) is not YamlMap all)
            return machines;
        foreach (YamlEntry entry in all.Entries)
        {
            string machinePath = ReadContext.Join(path, entry.Key.Value);
            bool named = context.NewName(entry.Key, machinePath, "a state machine", scope);
            MachineDraft draft = new(context, entry.Key, machinePath, scope, context.Map(entry.Value, machinePath, Example) ?? new YamlMap(entry.Value.Start, []));
            if (!named || entry.Value is not YamlMap)
                draft.Progress = Draft.Stage.Bad;
            if (scope.Table.Declare(draft))
                machines.Add(draft);
            else
                context.Error(DiagnosticCodes.TakenName, entry.Key.Start, machinePath, $"there is something called '{draft.Name}' already", "give the state machine another name");
        }

        return machines;
    }
}
