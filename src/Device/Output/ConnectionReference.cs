using System.IO;
using Reactive.Signals.Specs;

namespace Reactive.Device.Output;

/// <summary>The reference of a connection, from its spec and nothing else.</summary>
internal static class ConnectionReference
{
    /// <summary>A page of Markdown with all settings: <c>docs/mqtt.md</c>.</summary>
    public static void Markdown(ConnectionSpec spec, TextWriter text)
    {
        text.Write($"# The section {spec.Name}\n\nGenerated from its spec by `reactive operators {spec.Name} --markdown`; a test keeps it current.\n\n{spec.Summary}\n");
        OperatorReference.Parameters(spec.Settings, null, text);
        foreach (ConnectionPart list in spec.Lists)
        {
            text.Write($"\n## {list.Name}\n\n{list.Summary}\n");
            OperatorReference.Parameters(list.Parameters, null, text);
        }

        foreach (ConnectionPart part in spec.Parts)
        {
            text.Write($"\n## {part.Name}\n\n{part.Summary}\n");
            OperatorReference.Parameters(part.Parameters, null, text);
        }

        if (!spec.HasTopics)
            return;
        text.Write("\n## subscribe\n\nA signal for each topic that is listened to. `is` says [what it becomes](messages.md#what-is-listened-to); `unit` of a number, `initially`, `sensitive` and `summary` are those of [inputs](language.md#inputs-without-a-port).\n");
        OperatorReference.Parameters(spec.Subscription, null, text);
        text.Write("\n## publish\n\nWhat is told of each change of a signal. The action `publish: TOPIC` takes `qos`, `retain`, `expires` and `prefix` as well, and `value: SIGNAL` or `payload: TEXT`.\n");
        OperatorReference.Parameters(spec.Publication, null, text);
    }
}
