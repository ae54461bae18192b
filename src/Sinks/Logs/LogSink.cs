using Reactive.Signals.Specs;

namespace Reactive.Sinks;

/// <summary>The sink of log lines.</summary>
public static class LogSink
{
    /// <summary><c>log</c> writes one line for each activation. The command is <c>log</c>, with its text.</summary>
    public static readonly SinkSpec Spec = new()
    {
        Name = "log",
        Summary = "Lines in the device's log.",
        Actions =
        [
            new ActionSpec
            {
                Name = "log",
                Summary = "Writes a line.",
                Target = ActionTarget.Text,
                Once = true,
                Example = "{ log: \"door forced\" }",
            },
        ],
    };
}
