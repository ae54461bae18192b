using System.Collections.Immutable;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>What stands among actions and goes to no sink: the pause between two of them.</summary>
internal static class RuleSteps
{
    public static readonly ParameterSpec Pause = ParameterSpec.Duration("wait", "How long nothing is done.", least: "1 ms", most: "24 h");

    public static readonly SinkSpec Sink = new()
    {
        Name = "sequence",
        Summary = "Pauses between the actions of a rule.",
        Actions =
        [
            new ActionSpec
            {
                Name = Pause.Name,
                Summary = "Waits before the next action of the list.",
                Target = ActionTarget.Duration,
                Once = true,
                Example = "{ wait: 5 s }",
            },
        ],
    };

    /// <summary>The sinks of a catalog, and this one.</summary>
    public static ImmutableArray<SinkSpec> AllSinks(Catalog catalog) => [.. catalog.Sinks, Sink];

    /// <summary>The action called <paramref name="name"/>, of a sink or a pause, or null.</summary>
    public static ActionSpec? Action(Catalog catalog, string name, out SinkSpec? sink)
    {
        if (name != Pause.Name)
            return catalog.Action(name, out sink);
        sink = Sink;
        return Sink.Actions[0];
    }
}
