using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Device.Live;
using Reactive.Device.Output;
using Reactive.Rules;
using Reactive.Signals.Specs;

namespace Reactive.Device.Speakers;

/// <summary>One <c>--speaker NAME=WHAT</c>: what plays for a speaker of a live run.</summary>
/// <param name="Speaker">The speaker.</param>
/// <param name="Device">What plays.</param>
internal sealed record SpeakerOption(string Speaker, SoundDevice Device)
{
    /// <summary>Reads an option.</summary>
    /// <param name="text">What it says.</param>
    /// <param name="definition">The pipeline, whose device has the speakers.</param>
    /// <exception cref="CommandException">It is malformed, or there is no such speaker.</exception>
    public static SpeakerOption Parse(string text, PipelineDefinition definition)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || equals == text.Length - 1)
            throw CommandException.Usage($"--speaker takes NAME=WHAT, where WHAT is alsa:DEVICE or simulated, not '{text}'.");
        string name = text[..equals];
        if (definition.Device.Speaker(name) is null)
        {
            string[] speakers = [.. definition.Device.Speakers.Select(s => s.Name)];
            string hint = speakers.Length == 0 ? "it has none." : NearMiss.Sentence(name, speakers) switch { "" => $"it has {string.Join(", ", speakers)}.", var near => near };
            throw CommandException.Usage($"--speaker {text}: '{definition.Device.Name}' has no speaker '{name}'; {hint}");
        }

        return new SpeakerOption(name, SoundDevice.Parse("--speaker", text[(equals + 1)..]));
    }

    /// <summary>A device whose speakers are these, and else as it was.</summary>
    public static Hardware On(Hardware hardware, ImmutableArray<SpeakerOption> options) => hardware with
    {
        Speaker = spec => options.LastOrDefault(o => o.Speaker == spec.Name)?.Device is AlsaDevice alsa ? new AlsaSpeaker(alsa.Device, spec.RateHertz) : hardware.Speaker(spec),
    };
}
