using Reactive.Rules.Yaml;

namespace Reactive.Rules;

/// <summary>Reads <c>inputs</c> into drafts.</summary>
internal sealed class InputsReader(ReadContext context, NameScope scope)
{
    /// <summary>Reads the section into the scope.</summary>
    public void Read(YamlNode section, string path)
    {
        if (context.Named(section, path, "inputs", "night-mode: contact") is not YamlMap map)
            return;
        foreach (YamlEntry entry in map.Entries)
        {
            string inputPath = ReadContext.Join(path, entry.Key.Value);
            InputDraft draft = new(context, entry.Key, inputPath, scope, entry.Value);
            if (!context.NewName(entry.Key, inputPath, "an input", scope))
                draft.Progress = Draft.Stage.Bad;
            else if (scope.Table.Port(draft.Name) is not null)
                context.Error(DiagnosticCodes.TakenName, entry.Key.Start, inputPath, $"'{entry.Key.Value}' is a port of this device", "give the input another name");
            if (!scope.Table.Declare(draft))
                context.Error(DiagnosticCodes.TakenName, entry.Key.Start, inputPath, $"there is something called '{draft.Name}' already", "give the input another name");
        }
    }
}
