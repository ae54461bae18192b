using System;

namespace Reactive.Rules;

/// <summary>Gives the sound of a file that a pipeline names, relative to it.</summary>
/// <param name="name">The file.</param>
/// <param name="rateHertz">The rate to which it is brought.</param>
/// <param name="problem">Why there is none, a sentence without its end; empty where there is.</param>
/// <returns>All channels mixed, in parts of full scale; empty where there is a problem.</returns>
public delegate ReadOnlyMemory<float> SoundOpener(string name, int rateHertz, out string problem);
