using System;
using Reactive.Rules.Yaml;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>The schedules that need not be written down. Each comes into being when it is used, unless the pipeline has something else of its name.</summary>
internal static class BuiltInSchedules
{
    public const string Always = "always";
    public const string OfficeHours = "office-hours";
    public const string Weekends = "weekends";
    public const string AfterHours = "after-hours";

    public static readonly string[] Names = [Always, OfficeHours, Weekends, AfterHours];

    private static readonly Weekdays MondayToFriday = default(Weekdays).With(0, 4);
    private static readonly Weekdays SaturdayAndSunday = default(Weekdays).With(5, 6);

    public static bool Has(string name) => Array.IndexOf(Names, name) >= 0;

    /// <summary>The draft of one, where it is named first.</summary>
    public static Draft Draft(ReadContext context, NameTable table, string name, SourcePosition position, string path) =>
        new BuiltInDraft(context, new YamlScalar(0, 0, name, YamlStyle.Plain), path, new NameScope(table), position);

    private static ScheduleEntry On(Weekdays days, int fromHour, int toHour) => new()
    {
        Kind = EntryKind.Stretches,
        Days = new WeekdayRule(days),
        TimeOfDay = fromHour * CivilTime.Hour,
        Length = (toHour - fromHour) * CivilTime.Hour,
    };

    private sealed class BuiltInDraft(ReadContext context, YamlScalar key, string path, NameScope scope, SourcePosition position) : Draft(key, path, scope)
    {
        public override SignalDefinition? Build()
        {
            if (Name != Always)
                Scope.Table.Zone.Need(context, Name, position, Path);
            Schedule schedule = new(
                Name switch
                {
                    OfficeHours => [On(MondayToFriday, 8, 17)],
                    Weekends => [On(SaturdayAndSunday, 0, 24)],
                    // neither of the two, whatever they are here
                    AfterHours when HasTimes(OfficeHours) && HasTimes(Weekends) => [new ScheduleEntry { Kind = EntryKind.Always, Except = [OfficeHours, Weekends] }],
                    AfterHours => [On(MondayToFriday, 0, 8), On(MondayToFriday, 17, 24)],
                    _ => [new ScheduleEntry { Kind = EntryKind.Always }],
                },
                IsEvent: false);
            return new SignalDefinition(Name, position, [], [], ScheduleDraft.FlowOf(schedule)) { Derivation = new ScheduleDerivation(position, schedule) };
        }

        private bool HasTimes(string name) =>
            Scope.Resolve(context, name, position, Path, out Operand? operand) == Lookup.Found && Scope.Schedule(operand) is { IsEvent: false };
    }
}
