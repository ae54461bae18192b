using System.Collections.Generic;
using System.Globalization;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>How many samples a time spans, and how many of them an operator may keep: memory is always bounded.</summary>
internal static class SampleSpan
{
    /// <summary>The most samples kept of one channel.</summary>
    public const int MostOfChannel = 1 << 22;

    /// <summary>The most samples kept of all channels of a bank together.</summary>
    public const int MostOfBank = 1 << 24;

    /// <summary>The fewest whole samples of <paramref name="input"/> that last at least <paramref name="time"/>.</summary>
    public static long Of(Quantity time, Flow input) => input.Samples!.Rate.PeriodsIn(time.Nanoseconds);

    /// <summary>What is wrong where so many samples cannot be kept.</summary>
    public static IEnumerable<ParameterProblem> Check(string name, ParameterValues values, Flow input)
    {
        if (input.Samples is null || !values.Has(name))
            yield break;
        long samples = Of(values.Quantity(name), input);
        string spans = $"'{name}' of {values.Quantity(name)} spans {Grouped(samples)} samples at {input.Samples.Rate}";
        if (samples > MostOfChannel)
            yield return new ParameterProblem(name, $"{spans}, and at most {Grouped(MostOfChannel)} are kept", "lower the rate before, with 'decimate' or 'window'");
        else if (samples * input.Channels > MostOfBank)
            yield return new ParameterProblem(name, $"{spans} of each of {input.Channels} channels, and at most {Grouped(MostOfBank)} are kept of all together", "lower the rate before, with 'decimate' or 'window'");
    }

    private static string Grouped(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
