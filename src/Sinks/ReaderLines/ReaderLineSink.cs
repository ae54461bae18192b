using Reactive.Signals.Specs;

namespace Reactive.Sinks;

/// <summary>The sink of reader lines: frames that the device sends to a controller, as a reader does.</summary>
public static class ReaderLineSink
{
    /// <summary>
    /// <c>send</c> sends one frame for each activation. The command goes to the line by its name; it is <c>send</c>, with the bits as its
    /// text: <c>0x2f623ae/26</c>.
    /// </summary>
    public static readonly SinkSpec Spec = new()
    {
        Name = "line",
        Summary = "Lines of the device on which it sends frames to a controller, as a Wiegand reader does.",
        Actions =
        [
            new ActionSpec
            {
                Name = "send",
                Summary = "Sends the frame that an event brings, or where it brings none at that instant the last one that it has brought.",
                Target = ActionTarget.Frames,
                Parameters = [new ParameterSpec { Name = "on", Kind = ParameterKind.Text, Summary = "The reader line on which it is sent.", Required = true }],
                Once = true,
                Example = "{ send: passed-on, on: controller }",
            },
        ],
    };
}
