using System;
using System.Collections.Immutable;

namespace Reactive.Operators;

/// <summary>What was heard of one tone of a series.</summary>
/// <param name="FrequencyHertz">The tone.</param>
/// <param name="LevelDbfs">How loud it was heard, in dBFS: 0 is a sine that uses the whole range. Negative infinity where the series was not found.</param>
/// <param name="NoiseDbfs">How loud the band around it (a third of an octave) was before the series began, or from 300 ms behind it on where that was louder; on the same scale. NaN where too little of either was heard.</param>
/// <param name="ThdNPercent">Total harmonic distortion and noise: all else that was heard with the tone as a part of it, of amplitudes, in percent. NaN where the series was not found.</param>
/// <param name="NoisePercent">What of that the noise before or behind the series explains, in percent.</param>
/// <param name="Clipped">Samples at the edge of the range, three or more in a row.</param>
public readonly record struct HeardTone(int FrequencyHertz, double LevelDbfs, double NoiseDbfs, double ThdNPercent, double NoisePercent, int Clipped)
{
    /// <summary>The tone over the noise in its band, in dB.</summary>
    public double SnrDb => LevelDbfs - NoiseDbfs;

    /// <summary>Distortion without that noise, in percent.</summary>
    public double DistortionPercent => Math.Sqrt(Math.Max(0, (ThdNPercent * ThdNPercent) - (NoisePercent * NoisePercent)));
}

/// <summary>
/// What a microphone heard of a <see cref="SpeakerTestSeries"/>: where it began, and how each tone came. The same samples give the same figures
/// on every machine.
/// </summary>
public sealed record SpeakerTestHearing
{
    /// <summary>How alike to the chirp what was heard must be to be taken for it, 0 to 1: noise that is 10 dB louder still lets it through, and noise alone does not reach it.</summary>
    public const double UsualLikeness = 0.3;

    private const float Edge = 0.9999f;
    private const int ClippedInARow = 3;

    // Before a tone is measured, its echoes have come. Before the series, the loudspeaker has been switched on. Behind the last tone, the room has
    // fallen silent.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan NoiseFrom = TimeSpan.FromMilliseconds(550);
    private static readonly TimeSpan NoiseTo = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan SilentAfter = TimeSpan.FromMilliseconds(300);

    private SpeakerTestHearing()
    {
    }

    /// <summary>The series that was played.</summary>
    public required SpeakerTestSeries Series { get; init; }

    /// <summary>Whether the series was found. Where not, tones have no level, and the noise is that of all that was heard.</summary>
    public bool IsFound { get; private init; }

    /// <summary>How much later the series was heard than what was heard begins, in milliseconds; negative where hearing began later. Found to a small part of a sample. NaN where it was not found.</summary>
    public double DelayMilliseconds { get; private init; } = double.NaN;

    /// <summary>How alike to the chirp the best place is, 0 to 1.</summary>
    public double Likeness { get; private init; }

    /// <summary>Whether the chirp was heard upside down: a wire of the loudspeaker or the microphone is the other way round, or there are several ways to it.</summary>
    public bool IsInverted { get; private init; }

    /// <summary>The first tone that is not wholly in what was heard, in hertz; null where all are. What was heard is then shorter than the series.</summary>
    public int? CutFromHertz { get; private init; }

    /// <summary>The tones that are wholly in what was heard, in their order.</summary>
    public ImmutableArray<HeardTone> Tones { get; private init; } = [];

    /// <summary>Looks for a series in what was heard, and measures its tones.</summary>
    /// <param name="series">What was played.</param>
    /// <param name="heard">What was heard at the same rate, finite, from -1 to 1.</param>
    /// <param name="leastLikeness">How alike to the chirp it must be, 0 to 1.</param>
    public static SpeakerTestHearing Of(SpeakerTestSeries series, ReadOnlySpan<float> heard, double leastLikeness = UsualLikeness)
    {
        ArgumentNullException.ThrowIfNull(series);
        FoundMarker? marker = new MarkerFinder(series.Chirp(1)).Find(heard);
        if (marker is not { } found || found.Likeness < leastLikeness)
            return Missed(series, heard, marker?.Likeness ?? 0);
        double offset = found.Start - series.MarkerStart;
        int from = (int)Math.Round(found.Start) - Samples(series, NoiseFrom), to = (int)Math.Round(found.Start) - Samples(series, NoiseTo);
        var noise = new NoiseFloor(to > 0 ? heard[Math.Max(0, from)..to] : [], series.RateHertz);
        // noise that has come up meanwhile is no fault of the speaker
        noise.Raise(new NoiseFloor(Behind(series, heard, (int)Math.Round(offset) + series.ToneStart(series.Frequencies.Length - 1) + series.ToneSamples), series.RateHertz));
        ImmutableArray<HeardTone>.Builder tones = ImmutableArray.CreateBuilder<HeardTone>();
        for (int tone = 0; tone < series.Frequencies.Length; tone++)
        {
            int start = (int)Math.Round(offset) + series.ToneStart(tone);
            if (start + series.ToneSamples > heard.Length)
                break;
            if (start >= 0)
                tones.Add(Measure(series, series.Frequencies[tone], heard.Slice(start, series.ToneSamples), noise));
        }

        return new SpeakerTestHearing
        {
            Series = series,
            IsFound = true,
            DelayMilliseconds = offset * 1000 / series.RateHertz,
            Likeness = found.Likeness,
            IsInverted = found.IsInverted,
            CutFromHertz = tones.Count < series.Frequencies.Length ? series.Frequencies[tones.Count] : null,
            Tones = tones.ToImmutable(),
        };
    }

    private static SpeakerTestHearing Missed(SpeakerTestSeries series, ReadOnlySpan<float> heard, double likeness)
    {
        var noise = new NoiseFloor(heard, series.RateHertz);
        ImmutableArray<HeardTone>.Builder tones = ImmutableArray.CreateBuilder<HeardTone>();
        foreach (int hertz in series.Frequencies)
            tones.Add(new HeardTone(hertz, double.NegativeInfinity, noise.IsKnown ? Dbfs(noise.In(hertz)) : double.NaN, double.NaN, double.NaN, Clipped(heard)));
        return new SpeakerTestHearing { Series = series, Likeness = likeness, Tones = tones.ToImmutable(), CutFromHertz = heard.Length < series.Length ? series.Frequencies[0] : null };
    }

    private static ReadOnlySpan<float> Behind(SpeakerTestSeries series, ReadOnlySpan<float> heard, int end)
    {
        int from = end + Samples(series, SilentAfter);
        return from < heard.Length ? heard[from..Math.Min(heard.Length, from + Samples(series, NoiseFrom))] : [];
    }

    private static HeardTone Measure(SpeakerTestSeries series, int hertz, ReadOnlySpan<float> heard, NoiseFloor noise)
    {
        int first = series.EdgeSamples + Samples(series, Settling);
        ToneFit fit = ToneFit.Of(heard[first..^series.EdgeSamples], hertz / (double)series.RateHertz);
        return noise.IsKnown
            ? new HeardTone(hertz, Dbfs(fit.Power), Dbfs(noise.In(hertz)), Percent(fit.Rest, fit.Power), Percent(noise.Power, fit.Power), Clipped(heard))
            : new HeardTone(hertz, Dbfs(fit.Power), double.NaN, Percent(fit.Rest, fit.Power), double.NaN, Clipped(heard));
    }

    private static int Clipped(ReadOnlySpan<float> heard)
    {
        int clipped = 0, row = 0;
        float before = 0;
        foreach (float sample in heard)
        {
            row = Math.Abs(sample) < Edge ? 0 : row > 0 && sample > 0 == before > 0 ? row + 1 : 1;
            before = sample;
            // the first ones count once the row is long enough
            clipped += row == ClippedInARow ? ClippedInARow : row > ClippedInARow ? 1 : 0;
        }

        return clipped;
    }

    // a sine that uses the whole range has a power of a half
    private static double Dbfs(double power) => ExactMath.Decibels(2 * power);

    private static double Percent(double part, double power) => power > 0 ? 100 * Math.Sqrt(part / power) : double.PositiveInfinity;

    private static int Samples(SpeakerTestSeries series, TimeSpan duration) => (int)(duration.Ticks * series.RateHertz / TimeSpan.TicksPerSecond);
}
