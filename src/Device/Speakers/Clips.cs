using System;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Device.Speakers;

/// <summary>The clips of a run. Each is read when it is played, so that none is kept in memory and one that is replaced is heard.</summary>
/// <param name="place">Where a clip lies, by its name.</param>
/// <param name="log">Told where a gain is limited.</param>
internal sealed class Clips(Func<string, string> place, ILogger log)
{
    /// <summary>The sound of a clip for a speaker, played once.</summary>
    /// <exception cref="Output.CommandException">It cannot be read.</exception>
    public ReadOnlyMemory<float> Of(PlayedClip clip, SpeakerSpec speaker)
    {
        float[] sound = Clip.Read(place(clip.File), speaker.RateHertz);
        double leftOut = Clip.Shape(sound, clip, speaker.RateHertz);
        if (leftOut > 0.05)
            log.LogWarning("{Clip} on {Speaker} would be too loud: its gain is lowered by {Decibels} dB.", clip.File, speaker.Name, leftOut.ToString("0.0", CultureInfo.InvariantCulture));
        return sound;
    }
}
