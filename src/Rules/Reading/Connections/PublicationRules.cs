using System.Collections.Generic;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>The rules by which signals are published: <c>mqtt.door</c> sends each change of <c>door</c>.</summary>
internal static class PublicationRules
{
    /// <summary>A rule for each publication of a connection.</summary>
    public static IEnumerable<RuleDefinition> Of(Catalog catalog, ConnectionDefinition connection)
    {
        if (Publishing(catalog, connection.Spec.Name) is not (SinkSpec sink, ActionSpec publish))
            yield break;
        foreach (PublicationDefinition publication in connection.Publications)
        {
            bool isEvent = publication.Flow.Kind == FlowKind.Event;
            (Operand operand, SourcePosition position) = (publication.Operand, publication.Operand.Position);
            Occurrence trigger = isEvent
                ? new EventOccurrence(position, publication.Signal, operand, [])
                : new ChangesOccurrence(position, $"{publication.Signal} changes, or is known no more", operand) { OrUnknown = true };
            var action = new ActionDefinition(sink, publish, publication.Topic, Parameters(publish, publication, isEvent), position) { Signal = publication.Signal };
            yield return new RuleDefinition($"{connection.Spec.Name}.{publication.Signal}", position, trigger, null, null, null, 0, [action], []) { Summary = $"Publishes {publication.Signal}." };
        }
    }

    private static (SinkSpec Sink, ActionSpec Action)? Publishing(Catalog catalog, string connection)
    {
        foreach (SinkSpec sink in catalog.Sinks)
        {
            foreach (ActionSpec action in sink.Actions)
            {
                if (sink.Name == connection && action.Target == ActionTarget.Topic)
                    return (sink, action);
            }
        }

        return null;
    }

    // what the broker keeps of a state is the state; of an event it would be told again to whoever comes later
    private static ParameterValues Parameters(ActionSpec publish, PublicationDefinition publication, bool isEvent)
    {
        var values = new ParameterValues(publish.Parameters);
        foreach (ParameterSpec parameter in publish.Parameters)
        {
            if (parameter.Name == "retain" && !publication.Settings.IsGiven("retain"))
                values.Set("retain", isEvent ? "no" : "yes");
            else if (publication.Settings.Has(parameter.Name) && Raw(publication.Settings, parameter) is object value)
                values.Set(parameter.Name, value);
        }

        return values;
    }

    private static object Raw(ParameterValues settings, ParameterSpec parameter) =>
        parameter.Kind == ParameterKind.Quantity ? settings.Quantity(parameter.Name) : settings.Text(parameter.Name);
}
