using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;

namespace Reactive.Rules;

/// <summary>Looks up schedules where only a schedule can stand.</summary>
internal sealed class ScheduleNames(ReadContext context, NameScope scope)
{
    /// <summary>Schedules that one list names.</summary>
    public const int MostNames = 64;

    /// <summary>The schedules that a name or a list of names stands for, each once; null where one is wrong, which is reported.</summary>
    /// <param name="node">One name or a list of names.</param>
    /// <param name="path">Its path.</param>
    /// <param name="events">Whether they must have instants, else stretches; null where either will do.</param>
    public ImmutableArray<(string Name, bool IsEvent)>? Several(YamlNode node, string path, bool? events)
    {
        if (node is not YamlList list)
            return context.Scalar(node, path, "the name of a schedule, or a list of names") is YamlScalar one && One(one, path, events) is (string, bool) schedule ? [schedule] : null;
        if (list.Items.Count is 0 or > MostNames)
        {
            context.Error(list.Items.Count == 0 ? DiagnosticCodes.WrongShape : DiagnosticCodes.TooMany, node.Start, path, $"1 to {MostNames} schedules belong here, not {list.Items.Count}");
            return null;
        }

        HashSet<string> seen = [];
        ImmutableArray<(string, bool)>.Builder schedules = ImmutableArray.CreateBuilder<(string, bool)>();
        bool good = true;
        foreach (YamlNode item in list.Items)
        {
            if (context.Scalar(item, path, "the name of a schedule") is not YamlScalar name || One(name, path, events) is not (string Name, bool IsEvent) schedule)
                good = false;
            else if (seen.Add(schedule.Name))
                schedules.Add(schedule);
        }

        return good ? schedules.ToImmutable() : null;
    }

    /// <summary>The schedule that a name stands for; null where there is none that fits, which is reported.</summary>
    public (string Name, bool IsEvent)? One(YamlScalar name, string path, bool? events)
    {
        NameScope names = name.Scope ?? scope;
        Lookup lookup = names.Resolve(context, name.Value, context.At(name.Start), path, out Operand? operand);
        if (lookup == Lookup.Broken)
            return null;
        if (names.Schedule(operand) is not { } schedule)
        {
            bool none = lookup == Lookup.Unknown;
            context.Error(DiagnosticCodes.NotASchedule, name.Start, path, none ? $"there is no schedule {name.Describe()}" : $"{name.Describe()} is no schedule", context.Near(name.Value, names.Schedules()));
            return null;
        }

        if (events is null || events == schedule.IsEvent)
            return (operand!.Name, schedule.IsEvent);
        string is_ = schedule.IsEvent ? "instants" : "times that last", wanted = schedule.IsEvent ? "times that last" : "instants";
        context.Error(DiagnosticCodes.WrongType, name.Start, path, $"the schedule '{name.Value}' has {is_}, and {wanted} are needed here", schedule.IsEvent ? "give it 'from' and 'to' or 'for' instead of 'at'" : "give it 'at' instead of 'from' and 'to'");
        return null;
    }
}
