using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>The rules by which outputs follow their schedules: stronger than those that are written, weaker than a hand or a lockdown.</summary>
internal static class OutputScheduleRules
{
    /// <summary>A rule <c>OUTPUT.schedule</c> for each output that follows one.</summary>
    public static IEnumerable<RuleDefinition> Of(Catalog catalog, NameTable names, ImmutableArray<OutputSchedule> schedules)
    {
        if (catalog.Action("activate", out SinkSpec? sink) is not ActionSpec activate)
            yield break;
        foreach (OutputSchedule output in schedules)
        {
            var action = new ActionDefinition(sink!, activate, output.Output, new ParameterValues(activate.Parameters), output.Position);
            yield return new RuleDefinition($"{output.Output}.schedule", output.Position, null, When(names, output), null, null, 0, [], [action])
            {
                Summary = output.Fallback is null ? $"Follows {output.Schedule}." : $"Follows {output.Schedule}, and {output.Fallback} while {output.Connection} is not known to be connected.",
                Level = ClaimLevel.Schedule,
            };
        }
    }

    private static Condition When(NameTable names, OutputSchedule output)
    {
        Condition own = Active(names, output.Schedule, output.Position);
        if (output.Fallback is null || output.Connection is null)
            return own;
        Operand connection = OperandOf(names, output.Connection, output.ConnectionPosition);
        string good = connection.Flow.Symbols == SymbolType.Connection ? "connected" : "active";
        Condition connected = new IsCondition(output.ConnectionPosition, $"{output.Connection} is {good}", connection, [Value.Symbol(connection.Flow.Symbols!, good)]);
        // a connection of which nothing is known is as good as lost
        Condition lost = new OrCondition(output.ConnectionPosition, $"{output.Connection} is not known to be {good}",
            [new NotCondition(output.ConnectionPosition, $"{output.Connection} is not {good}", connected), new NotCondition(output.ConnectionPosition, $"{output.Connection} is unknown", new KnownCondition(output.ConnectionPosition, $"{output.Connection} is known", connection))]);
        Condition instead = Active(names, output.Fallback, output.FallbackPosition);
        return new OrCondition(output.Position, $"{own.Text}, or {instead.Text} while {lost.Text}",
            [And(own, connected), And(instead, lost)]);
    }

    private static AndCondition And(Condition a, Condition b) => new(a.Position, $"{a.Text} and {b.Text}", [a, b]);

    private static IsCondition Active(NameTable names, string schedule, SourcePosition position) =>
        new(position, $"{schedule} is active", OperandOf(names, schedule, position), [Value.Contact(active: true)]);

    private static Operand OperandOf(NameTable names, string name, SourcePosition position) =>
        new(name, OperandKind.Signal, names.TryMade(name, out SignalDefinition? signal) ? signal!.Flow : new Flow(FlowKind.State, SymbolType.Contact), position);
}
