using System;
using System.Linq;
using Reactive.Device.Live.Inputs;
using Reactive.Device.Output;
using Reactive.Device.Simulation;
using Reactive.Signals.Specs;

namespace Reactive.Device.Speakers;

/// <summary>A speaker or microphone that an option names.</summary>
/// <param name="Text">As it was written.</param>
internal abstract record SoundDevice(string Text)
{
    /// <summary>The forms, for help and messages.</summary>
    public const string Forms = "alsa:DEVICE or simulated[:ROOM]";

    /// <summary>What is simulated, in the usual room.</summary>
    public const string Simulated = "simulated";

    private const string Alsa = "alsa:";

    /// <summary>Reads one.</summary>
    /// <param name="option">The option, for messages.</param>
    /// <param name="text">What it says.</param>
    /// <exception cref="CommandException">It is none, or the library for it is missing.</exception>
    public static SoundDevice Parse(string option, string text)
    {
        if (text.StartsWith(Alsa, StringComparison.Ordinal) && text.Length > Alsa.Length)
        {
            return AlsaPcm.IsInstalled
                ? new AlsaDevice(text, text[Alsa.Length..])
                : throw CommandException.Failure($"{option} {text}: sound cards need libasound, which is not installed. On Debian and Ubuntu: apt-get install {AlsaPcm.Package}.");
        }

        if (text == Simulated)
            return new SimulatedDevice(text, SimulatedRoom.All[0]);
        if (!text.StartsWith(Simulated + ":", StringComparison.Ordinal))
            throw CommandException.Usage($"{option} takes {Forms}, not '{text}'.");
        string name = text[(Simulated.Length + 1)..];
        return SimulatedRoom.All.FirstOrDefault(r => r.Name == name) is { } room
            ? new SimulatedDevice(text, room)
            : throw CommandException.Usage($"{option} {text}: there is no simulated room '{name}'. {NearMiss.Sentence(name, SimulatedRoom.All.Select(r => r.Name)) switch { "" => $"The rooms are {ParameterSpec.Or([.. SimulatedRoom.All.Select(r => r.Name)])}.", var hint => hint }}");
    }
}

/// <summary>A sound card.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Device">The name by which ALSA knows it.</param>
internal sealed record AlsaDevice(string Text, string Device) : SoundDevice(Text);

/// <summary>A speaker and a microphone in a simulated room.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Room">The room.</param>
internal sealed record SimulatedDevice(string Text, SimulatedRoom Room) : SoundDevice(Text);
