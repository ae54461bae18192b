using System.Collections.Generic;
using Reactive.Rules.Yaml;

namespace Reactive.Rules;

/// <summary>Reads the expression behind a key: as it is, as a condition, or as an event.</summary>
internal sealed class ExpressionReader(ReadContext context, NameScope scope)
{
    /// <summary>Whatever it is; null where it has a mistake, which is reported.</summary>
    public Expression? Any(YamlNode node, string path)
    {
        if (context.Scalar(node, path, Joined(node)) is not YamlScalar scalar || ExpressionParser.Read(context, scalar.Scope ?? scope, scalar, path) is not Expression read)
            return null;
        context.WarnOfComment(scalar, path, "the expression ends before this '#': the rest of the line is a comment", "take the '#' out, or write '# ' for a comment");
        return read;
    }

    // a list of conditions: nobody knows whether all are meant or any
    private static string Joined(YamlNode node) => node is YamlList { Items: [YamlScalar first, YamlScalar second, ..] }
        ? $"'{first.Value} and {second.Value}' where both must hold, or '{first.Value} or {second.Value}'"
        : "one condition such as 'door is open', and join several with 'and' or 'or'";

    /// <summary>The condition behind a key of a map, where the key is there; an event is reported with its cure.</summary>
    public Condition? Condition(YamlMap map, KeySpec key, string path) =>
        map.Find(key) is YamlEntry entry ? Condition(entry.Value, key.Name, ReadContext.Join(path, key.Name)) : null;

    /// <summary>A condition; an event is reported with its cure.</summary>
    public Condition? Condition(YamlNode node, string key, string path)
    {
        switch (Any(node, path))
        {
            case Condition condition:
                return condition;
            case Occurrence occurrence:
                List<Occurrence> events = [];
                Occurrences.Leaves(occurrence, events);
                foreach (Occurrence one in events)
                    context.Report.ErrorAt(DiagnosticCodes.EventForState, one.Position, path, $"'{key}' needs a state, and '{one.Text}' is an event", $"write '{ExpressionParser.CureOf(one)}'{Elsewhere(key)}");
                return null;
            default:
                return null;
        }
    }

    // where the event itself can stand
    private static string Elsewhere(string key) =>
        key == Keys.Rule.If.Name || key == Keys.Rule.Unless.Name ? $", or move it to '{Keys.Rule.When.Name}'"
        : key == Keys.Signal.Is.Name ? $", or '{Keys.Signal.When.Name}' in place of '{key}' where the signal is an event"
        : "";

    /// <summary>The event behind a key of a map, where the key is there.</summary>
    public Occurrence? Event(YamlMap map, KeySpec key, string path) =>
        map.Find(key) is YamlEntry entry ? Event(entry.Value, ReadContext.Join(path, key.Name)) : null;

    /// <summary>An event; a condition stands for its coming to hold.</summary>
    public Occurrence? Event(YamlNode node, string path) => Any(node, path) switch
    {
        Occurrence occurrence => occurrence,
        Condition condition => new RiseOccurrence(condition.Position, condition.Text, condition),
        _ => null,
    };
}
