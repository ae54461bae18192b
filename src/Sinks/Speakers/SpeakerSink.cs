using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Sinks;

/// <summary>The sink of speakers: clips that the device plays.</summary>
public static class SpeakerSink
{
    /// <summary>
    /// <c>play</c> plays a clip for each activation. The command goes to the speaker by its name; it is <c>play</c>, with the file and what
    /// is not usual as its text: <c>chime.wav gain=-6dB repeat=2</c>.
    /// </summary>
    public static readonly SinkSpec Spec = new()
    {
        Name = "speaker",
        Summary = "Speakers of the device, on which clips are played one after the other.",
        Actions =
        [
            new ActionSpec
            {
                Name = "play",
                Summary = "Plays a clip: a file of sound beside the pipeline, 60 s at most.",
                Target = ActionTarget.Clip,
                Parameters =
                [
                    new ParameterSpec { Name = "on", Kind = ParameterKind.Text, Summary = "The speaker on which it is played.", Required = true },
                    ParameterSpec.Of("gain", "How much louder it is played than it is.", "0 dB", "-60 dB", "20 dB", false, Dimension.Level),
                    ParameterSpec.Of("repeat", "How many times it is played.", "1", "1", "100", false, Dimension.Count),
                    ParameterSpec.Duration("fade", "How long it comes and goes at its ends.", "0 s", "0 s", "1 s"),
                ],
                Once = true,
                Example = "{ play: chime.wav, on: speaker, gain: -6 dB, repeat: 2, fade: 20 ms }",
            },
        ],
    };
}
