using System.Collections.Generic;
using System.Globalization;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>What the operators of sound take: counts without a front end, full scale of their format being 0 dB for a sine.</summary>
internal static class SoundInput
{
    /// <summary>What they take, for messages and docs.</summary>
    public const string Takes = "samples of sound (counts without a front end)";

    /// <summary>The square of a full-scale sine, on average: full scale itself is 1.</summary>
    public const double SinePower = 0.5;

    // above it too little is left of a period to tell what it was, and low-passes before it fall off
    private const double MostOfRate = 0.45;

    /// <summary>The lowest and the highest rate, in hertz.</summary>
    public const double LeastHertz = 4000, MostHertz = 1_000_000;

    /// <summary>Whether an input is sound.</summary>
    public static bool Accepts(Flow flow) => flow is { Kind: FlowKind.Samples, Samples: { FrontEnd: null } } && (flow.Unit?.Dimension ?? Dimension.Count) == Dimension.Count;

    /// <summary>What is wrong with the rate; nothing where that is good.</summary>
    public static IEnumerable<ParameterProblem> CheckRate(Flow input)
    {
        if (input.Samples is { Rate: var rate } && (rate.Hertz < LeastHertz || rate.Hertz > MostHertz))
            yield return new ParameterProblem("", $"the input has {rate}, but sound has 4 kHz to 1 MHz", rate.Hertz > MostHertz ? "lower the rate before, with 'decimate'" : "");
    }

    /// <summary>The highest frequency that can be told at a rate, in hertz.</summary>
    public static double MostFrequency(SampleRate rate) => rate.Hertz * MostOfRate;

    /// <summary>What is wrong with a frequency that is too high for the rate of the input; null where it fits.</summary>
    public static ParameterProblem? TooHigh(string parameter, double hertz, Flow input) => input.Samples is { Rate: var rate } && hertz > MostFrequency(rate)
        ? new ParameterProblem(parameter, string.Create(CultureInfo.InvariantCulture, $"{hertz:0.##} Hz cannot be told at {rate}, only up to {MostFrequency(rate):0.##} Hz"), "the rate must be more than twice the frequency")
        : null;

    /// <summary>An amount with its unit, as in a definition.</summary>
    public static string Written(double number, string unit) => string.Create(CultureInfo.InvariantCulture, $"{(decimal)number} {unit}");
}
