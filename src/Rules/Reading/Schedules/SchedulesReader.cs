using Reactive.Rules.Yaml;

namespace Reactive.Rules;

/// <summary>Reads <c>schedules</c> into drafts: each is a signal that rules read by its name.</summary>
internal sealed class SchedulesReader(ReadContext context, NameScope scope)
{
    /// <summary>Schedules in one pipeline.</summary>
    public const int MostSchedules = 256;

    /// <summary>Reads the section into the scope.</summary>
    public void Read(YamlNode section, string path)
    {
        if (context.Map(section, path, $"schedules: {{ open: {ScheduleDraft.Example} }}") is not YamlMap map)
            return;
        for (int i = 0; i < map.Entries.Count; i++)
        {
            YamlEntry entry = map.Entries[i];
            string schedulePath = ReadContext.Join(path, entry.Key.Value);
            ScheduleDraft draft = new(context, entry.Key, schedulePath, scope, entry.Value);
            bool named = context.NewName(entry.Key, schedulePath, "a schedule", scope);
            if (Misplaced(map, i, schedulePath))
            {
                named = false;
                // what belongs into this schedule is no schedule
                while (i + 1 < map.Entries.Count && Keys.Schedule.All.Has(map.Entries[i + 1].Key.Value))
                    i++;
            }

            if (i >= MostSchedules)
            {
                if (i == MostSchedules)
                    context.Error(DiagnosticCodes.TooMany, entry.Key.Start, path, $"a pipeline has at most {MostSchedules} schedules", "split it");
                named = false;
            }

            // the name is known all the same, so that nobody is told that it is not
            if (!named)
                draft.Progress = Draft.Stage.Bad;
            if (!scope.Table.Declare(draft))
                context.Error(DiagnosticCodes.TakenName, entry.Key.Start, schedulePath, $"there is something called '{draft.Name}' already", "give the schedule another name");
        }
    }

    // "night:" and then "from:" not indented deeper: one mistake, told once
    private bool Misplaced(YamlMap map, int index, string path)
    {
        YamlScalar? next = map.Entries[index].Value is YamlScalar { IsEmpty: true } && index + 1 < map.Entries.Count ? map.Entries[index + 1].Key : null;
        if (next is null || !Keys.Schedule.All.Has(next.Value))
            return false;
        context.Error(DiagnosticCodes.WrongShape, next.Start, path, $"'{next.Value}' stands beside the schedule '{map.Entries[index].Key.Value}', not in it", "indent it two blanks deeper than the name of the schedule");
        return true;
    }
}
