using System;
using System.Collections.Immutable;
using System.Linq;

namespace Reactive.Operators;

/// <summary>What a test of a speaker, or of one band of it, comes to.</summary>
public enum SpeakerTestVerdict
{
    /// <summary>As it was.</summary>
    Pass,
    /// <summary>It passes, and is off by more than is usual; of bands only.</summary>
    Warn,
    /// <summary>It is not as it was.</summary>
    Fail,
    /// <summary>It cannot be told: too noisy, here or when it was calibrated.</summary>
    Inconclusive,
}

/// <summary>Why a band does not simply pass.</summary>
public enum SpeakerTestReason
{
    /// <summary>It does.</summary>
    None,
    /// <summary>It is quieter than in the reference.</summary>
    Quieter,
    /// <summary>It is louder than in the reference.</summary>
    Louder,
    /// <summary>It is distorted.</summary>
    Distorted,
    /// <summary>It is not to be heard, though the noise would let it through.</summary>
    Missing,
    /// <summary>The noise hides it.</summary>
    Noise,
    /// <summary>The noise hid it when the reference was made.</summary>
    Reference,
}

/// <summary>A band as it was when the speaker was calibrated.</summary>
/// <param name="FrequencyHertz">Its tone.</param>
/// <param name="LevelDbfs">How loud it was heard.</param>
/// <param name="NoiseDbfs">How loud the noise was there.</param>
/// <param name="DistortionPercent">How distorted it was, noise left out; NaN where noise hid that. For people: nothing is judged by it.</param>
public readonly record struct ReferenceBand(int FrequencyHertz, double LevelDbfs, double NoiseDbfs, double DistortionPercent);

/// <summary>One band of a result.</summary>
/// <param name="Heard">What was heard.</param>
/// <param name="ReferenceDbfs">How loud it was in the reference, in dBFS.</param>
/// <param name="DistortionPercent">How distorted it is, noise left out; null where noise hides that.</param>
/// <param name="Verdict">What it comes to.</param>
/// <param name="Reason">Why.</param>
public readonly record struct BandResult(HeardTone Heard, double ReferenceDbfs, double? DistortionPercent, SpeakerTestVerdict Verdict, SpeakerTestReason Reason)
{
    /// <summary>How much louder it is than in the reference, in dB.</summary>
    public double DifferenceDb => Heard.LevelDbfs - ReferenceDbfs;
}

/// <summary>What was heard, compared with a reference by <see cref="SpeakerTestLimits"/>.</summary>
/// <param name="Bands">The bands of the reference, in their order.</param>
/// <param name="Verdict">What the whole comes to: pass, fail or inconclusive.</param>
public sealed record SpeakerTestResult(ImmutableArray<BandResult> Bands, SpeakerTestVerdict Verdict)
{
    /// <summary>Compares what was heard with a reference.</summary>
    /// <param name="reference">The bands of the reference; each of them is one of the series.</param>
    /// <param name="hearing">What was heard of the whole series.</param>
    /// <param name="limits">By what it is judged.</param>
    /// <exception cref="ArgumentException">A band of the reference was not listened for, or what was heard is cut short.</exception>
    public static SpeakerTestResult Of(ImmutableArray<ReferenceBand> reference, SpeakerTestHearing hearing, SpeakerTestLimits limits)
    {
        ArgumentNullException.ThrowIfNull(hearing);
        ArgumentNullException.ThrowIfNull(limits);
        ImmutableArray<BandResult>.Builder bands = ImmutableArray.CreateBuilder<BandResult>();
        foreach (ReferenceBand band in reference)
        {
            HeardTone? heard = hearing.Tones.Where(t => t.FrequencyHertz == band.FrequencyHertz).Select(t => (HeardTone?)t).FirstOrDefault();
            bands.Add(Judge(band, heard ?? throw new ArgumentException($"The tone of {band.FrequencyHertz} Hz was not listened for.", nameof(hearing)), limits));
        }

        return new SpeakerTestResult(bands.ToImmutable(), Whole(bands.ToImmutable(), limits));
    }

    private static BandResult Judge(in ReferenceBand band, in HeardTone heard, SpeakerTestLimits limits)
    {
        double? distortion = limits.CanTellDistortion(heard) ? heard.DistortionPercent : null;
        (SpeakerTestVerdict verdict, SpeakerTestReason reason) = Judge(band, heard, distortion, limits);
        return new BandResult(heard, band.LevelDbfs, distortion, verdict, reason);
    }

    private static (SpeakerTestVerdict, SpeakerTestReason) Judge(in ReferenceBand band, in HeardTone heard, double? distortion, SpeakerTestLimits limits)
    {
        if (!(band.LevelDbfs - band.NoiseDbfs >= limits.SnrDb))
            return (SpeakerTestVerdict.Inconclusive, SpeakerTestReason.Reference);
        if (!(heard.SnrDb >= limits.SnrDb))
        {
            // silence that is no noise at all lets everything through
            bool wouldBeHeard = band.LevelDbfs - limits.FailDb - heard.NoiseDbfs >= limits.SnrDb;
            return !wouldBeHeard ? (SpeakerTestVerdict.Inconclusive, SpeakerTestReason.Noise)
                : (SpeakerTestVerdict.Fail, heard.SnrDb >= limits.MissingSnrDb ? SpeakerTestReason.Quieter : SpeakerTestReason.Missing);
        }

        double off = heard.LevelDbfs - band.LevelDbfs;
        SpeakerTestReason direction = off < 0 ? SpeakerTestReason.Quieter : SpeakerTestReason.Louder;
        if (Math.Abs(off) > limits.FailDb)
            return (SpeakerTestVerdict.Fail, direction);
        if (distortion > limits.DistortionPercent)
            return (SpeakerTestVerdict.Fail, SpeakerTestReason.Distorted);
        return Math.Abs(off) > limits.WarnDb ? (SpeakerTestVerdict.Warn, direction) : (SpeakerTestVerdict.Pass, SpeakerTestReason.None);
    }

    private static SpeakerTestVerdict Whole(ImmutableArray<BandResult> bands, SpeakerTestLimits limits)
    {
        if (bands.Any(b => b.Verdict == SpeakerTestVerdict.Fail))
            return SpeakerTestVerdict.Fail;
        int judged = bands.Count(b => b.Verdict != SpeakerTestVerdict.Inconclusive);
        bool hasCore = !bands.Any(b => b.Verdict == SpeakerTestVerdict.Inconclusive && b.Heard.FrequencyHertz >= limits.CoreLowHertz && b.Heard.FrequencyHertz <= limits.CoreHighHertz);
        return judged > 0 && judged * 100 >= limits.JudgedPercent * bands.Length && hasCore ? SpeakerTestVerdict.Pass : SpeakerTestVerdict.Inconclusive;
    }
}
