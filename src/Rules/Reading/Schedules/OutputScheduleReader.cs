using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads which outputs follow schedules: <c>schedule</c>, <c>fallback</c> and <c>connection</c> among their settings in <c>ports</c>.</summary>
internal sealed class OutputScheduleReader(ReadContext context, NameScope scope)
{
    private readonly ScheduleNames _names = new(context, scope);

    /// <summary>All good ones. What else is wrong with the settings is for <see cref="PortSettings"/> to say.</summary>
    public ImmutableArray<OutputSchedule> Read(YamlNode ports, string path)
    {
        if (ports is not YamlMap map)
            return [];
        ImmutableArray<OutputSchedule>.Builder schedules = ImmutableArray.CreateBuilder<OutputSchedule>();
        foreach (YamlEntry entry in map.Entries)
        {
            if (scope.Device?.Output(entry.Key.Value) is OutputSpec output && entry.Value is YamlMap settings && ReadOne(output, settings, ReadContext.Join(path, output.Name)) is OutputSchedule schedule)
                schedules.Add(schedule);
        }

        return schedules.ToImmutable();
    }

    private OutputSchedule? ReadOne(OutputSpec output, YamlMap settings, string path)
    {
        YamlEntry? schedule = settings.Find(PortSettings.Schedule.Name), fallback = settings.Find(PortSettings.Fallback.Name), connection = settings.Find(PortSettings.Connection.Name);
        if (schedule is null)
        {
            if ((fallback ?? connection) is YamlEntry lone && !HasUnknown(settings))
                context.Error(DiagnosticCodes.ParametersDisagree, lone.Key.Start, ReadContext.Join(path, lone.Key.Value), $"'{lone.Key.Value}' belongs to a 'schedule', and '{output.Name}' follows none", "add schedule: office-hours, for example");
            return null;
        }

        (string, SourcePosition)? followed = Schedule(schedule, path), instead = fallback is null ? null : Schedule(fallback, path), connected = connection is null ? null : Connection(connection, path);
        YamlEntry? alone = fallback is null ? connection : connection is null ? fallback : null;
        string missing = fallback is null ? PortSettings.Fallback.Name : PortSettings.Connection.Name;
        if (alone is not null && !HasUnknown(settings))
            context.Error(DiagnosticCodes.ParametersDisagree, alone.Key.Start, ReadContext.Join(path, alone.Key.Value), $"'{alone.Key.Value}' needs '{missing}': the one says what rules while the other is lost", $"add '{missing}'");
        if (followed is not (string name, SourcePosition position) || alone is not null || instead is null != connected is null)
            return null;
        return new OutputSchedule(output.Name, name, instead?.Item1, connected?.Item1, position, instead?.Item2 ?? default, connected?.Item2 ?? default);
    }

    // what seems to be missing may be there under a wrong name, which is told already
    private static bool HasUnknown(YamlMap settings) => settings.Entries.Exists(static e => !PortSettings.All.Any(s => s.Name == e.Key.Value));

    private (string Name, SourcePosition Position)? Schedule(YamlEntry entry, string path) =>
        entry.Value is YamlScalar { Value.Length: > 0 } name && _names.One(name, ReadContext.Join(path, entry.Key.Value), events: false) is (string found, bool) ? (found, context.At(name.Start)) : null;

    private (string Name, SourcePosition Position)? Connection(YamlEntry entry, string path)
    {
        if (entry.Value is not YamlScalar { Value.Length: > 0 } name)
            return null;
        string namePath = ReadContext.Join(path, entry.Key.Value);
        SourcePosition position = context.At(name.Start);
        switch (scope.Resolve(context, name.Value, position, namePath, out Operand? operand))
        {
            case Lookup.Broken:
                return null;
            case Lookup.Found when operand is { Kind: OperandKind.Signal, Flow.Kind: FlowKind.State } && (operand.Flow.Symbols == SymbolType.Connection || operand.Flow.Symbols == SymbolType.Contact):
                return (operand.Name, position);
            case Lookup.Unknown:
                context.Error(DiagnosticCodes.UnknownName, name.Start, namePath, $"there is no signal {name.Describe()}", context.Near(name.Value, scope.Names()) is { Length: > 0 } near ? near : $"declare it: inputs: {{ {name.Value}: connection }}");
                return null;
            default:
                context.Error(DiagnosticCodes.WrongType, name.Start, namePath, $"{name.Describe()} is no connection: it must be a signal that is {ParameterSpec.Or(SymbolType.Connection.Names)}, or a contact", "make a signal of it: { is: ... }");
                return null;
        }
    }
}
