using System;
using System.Collections.Generic;
using System.IO;
using Reactive.Device.Output;
using Reactive.Rules;

namespace Reactive.Device.Speakers;

/// <summary>The files of sound that a pipeline names: the clips that it plays, and what its tests hear. Each is read once.</summary>
/// <param name="place">Where a file lies, by its name.</param>
internal sealed class SoundLibrary(Func<string, string> place)
{
    private readonly Dictionary<(string Name, int RateHertz), (ReadOnlyMemory<float> Sound, string Problem)> _known = [];

    /// <summary>A <see cref="SoundOpener"/>: a file that is there, is sound, is short enough, and can be brought to the rate.</summary>
    public ReadOnlyMemory<float> Open(string name, int rateHertz, out string problem)
    {
        if (!_known.TryGetValue((name, rateHertz), out (ReadOnlyMemory<float> Sound, string Problem) known))
            _known[(name, rateHertz)] = known = Read(place(name), rateHertz);
        problem = known.Problem;
        return known.Sound;
    }

    private static (ReadOnlyMemory<float> Sound, string Problem) Read(string path, int rateHertz)
    {
        if (!File.Exists(path))
            return (default, $"there is no file {path}");
        try
        {
            return (Clip.Read(path, rateHertz), "");
        }
        catch (CommandException refused)
        {
            return (default, refused.Message.TrimEnd('.'));
        }
    }
}
