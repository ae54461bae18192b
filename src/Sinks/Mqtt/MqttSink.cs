using System.Collections.Immutable;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Sinks.Mqtt;

/// <summary>The sink of messages: what rules publish through the broker of the pipeline.</summary>
public static class MqttSink
{
    /// <summary>The name of the sink and of its connection.</summary>
    public const string Name = "mqtt";

    /// <summary>How a message is sent, by an action or by a publication.</summary>
    internal static readonly ImmutableArray<ParameterSpec> Sending =
    [
        ParameterSpec.Choice("qos", "The quality of service: 0 is sent once, or not at all; 1 and 2 are kept and sent again until the broker has them.", "1", "0", "1", "2"),
        ParameterSpec.Choice("retain", "Whether the broker keeps it for whoever subscribes later.", "no", "no", "yes"),
        ParameterSpec.Duration("expires", "How long it is worth sending: nothing goes out later. Left out: 10 s with quality 0, a day with 1 and 2.", least: "1 ms", most: "365 d"),
        ParameterSpec.Choice("prefix", "Whether the prefix of the section stands before the topic.", "yes", "yes", "no"),
    ];

    /// <summary>
    /// <c>publish</c> sends one message for each activation. The command is <c>publish</c>, with a <see cref="Message"/> as its text; it is done when the broker
    /// has the message (with quality 0: when it has gone out), and expires where that cannot be in time.
    /// </summary>
    public static SinkSpec Spec { get; } = new()
    {
        Name = Name,
        Summary = "Messages to the broker of the section 'mqtt'.",
        Actions =
        [
            new ActionSpec
            {
                Name = Command.Publish,
                Summary = "Publishes a message. Without a payload it is JSON with time, rule and, where one is named, the value of a signal.",
                Target = ActionTarget.Topic,
                Parameters =
                [
                    new ParameterSpec { Name = "value", Kind = ParameterKind.Text, Summary = "The signal or output whose value the message tells." },
                    new ParameterSpec { Name = "payload", Kind = ParameterKind.Text, Summary = "The payload as it is sent, in place of JSON." },
                    .. Sending,
                ],
                Once = true,
                CheckTarget = static topic => MqttTopic.NameProblem(topic) is { } problem ? new ParameterProblem(Command.Publish, $"the topic {problem}") : null,
                Example = "{ publish: door/forced, value: door }",
            },
        ],
    };
}
