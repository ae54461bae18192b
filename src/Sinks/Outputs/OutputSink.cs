using Reactive.Signals.Specs;

namespace Reactive.Sinks;

/// <summary>The sink of relays and outputs: rules claim them, and what changes becomes a command.</summary>
public static class OutputSink
{
    /// <summary>
    /// <c>pulse</c> holds an output for a time; <c>activate</c>, <c>deactivate</c>, <c>lockdown</c> and <c>release</c> as long as the rule is
    /// active. Commands are <c>activate</c> and <c>deactivate</c>, in logical terms: what is driven depends on the output's normal state.
    /// </summary>
    public static readonly SinkSpec Spec = new()
    {
        Name = "output",
        Summary = "Relays and open-drain outputs of the device.",
        Actions =
        [
            new ActionSpec
            {
                Name = "pulse",
                Summary = "Holds an output active for a time from the activation; activated again meanwhile, the end moves, never to an earlier instant.",
                Target = ActionTarget.Output,
                Parameters =
                [
                    ParameterSpec.Duration("for", "How long the output is held.", least: "1 ms", most: "24 h", required: true),
                    ParameterSpec.Choice("to", "What it is held as.", "active", "active", "inactive"),
                ],
                Once = true,
                Example = "{ pulse: strike, for: 7 s }",
            },
            new ActionSpec
            {
                Name = "activate",
                Summary = "Holds an output active as long as the rule is active.",
                Target = ActionTarget.Output,
                Lasting = true,
                Example = "{ activate: aux-1 }",
            },
            new ActionSpec
            {
                Name = "deactivate",
                Summary = "Holds an output inactive as long as the rule is active; against an active claim of equal priority the output's own conflict state decides.",
                Target = ActionTarget.Output,
                Lasting = true,
                Example = "{ deactivate: strike }",
            },
            new ActionSpec
            {
                Name = "lockdown",
                Summary = "Holds an output inactive as long as the rule is active, whatever other rules, its schedule or somebody by hand claim; only 'release' is stronger.",
                Target = ActionTarget.Output,
                Lasting = true,
                Example = "{ lockdown: strike }",
            },
            new ActionSpec
            {
                Name = "release",
                Summary = "Holds an output active as long as the rule is active, above every other claim: for fire and escape.",
                Target = ActionTarget.Output,
                Lasting = true,
                Example = "{ release: strike }",
            },
        ],
    };
}
