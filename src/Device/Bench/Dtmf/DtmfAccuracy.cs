using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Reactive.Device.Bench.Dtmf;

/// <summary>How many digits are found, and how many that are none, beside spandsp where it is installed.</summary>
internal static class DtmfAccuracy
{
    private const string Name = "dtmf-accuracy";
    private const int Seed = 20260701;
    private const int InSweep = 400;

    public static IEnumerable<BenchResult> Run()
    {
        foreach (BenchResult result in Of("within all limits", DtmfCorpora.WithinLimits(6000, Seed), withTime: true))
            yield return result;
        foreach (BenchResult result in Of("one tone 3.5 % off", DtmfCorpora.Off(1200, Seed, both: false)))
            yield return result;
        foreach (BenchResult result in Of("both tones 3.5 % off", DtmfCorpora.Off(1200, Seed, both: true)))
            yield return result;
        foreach (BenchResult result in Of("tones of 20 ms", DtmfCorpora.Short(1200, Seed)))
            yield return result;
        short[] talk = TalkOff.Samples(777);
        yield return Count("10 min of voices, bursts and chords", "digits found that are none", FoundDigits.OfOperator(talk).Count, Spandsp.IsHere ? Spandsp.Find(talk).Count : null);
        foreach (double duration in (double[])[20, 24, 28, 32, 36, 40, 45, 50])
        {
            foreach (BenchResult result in Sweep($"tones of {duration} ms", DtmfCorpora.Sweep(InSweep, Seed, DtmfCorpora.Lasting(duration))))
                yield return result;
        }

        foreach (double deviation in (double[])[0, 1, 1.5, 1.8, 2, 2.5, 3, 3.5, 4, 5])
        {
            foreach (BenchResult result in Sweep(string.Create(CultureInfo.InvariantCulture, $"both tones {deviation} % off"), DtmfCorpora.Sweep(InSweep, Seed, DtmfCorpora.Deviating(deviation))))
                yield return result;
        }

        foreach (double snr in (double[])[0, 3, 6, 9, 12, 15, 20])
        {
            foreach (BenchResult result in Sweep($"{snr} dB above the noise", DtmfCorpora.Sweep(InSweep, Seed, (digit, _) => digit with { SnrDb = snr })))
                yield return result;
        }

        foreach (double twist in (double[])[-14, -12, -10, -8, -4, 0, 4, 6, 8, 10])
        {
            foreach (BenchResult result in Sweep($"twist {twist} dB", DtmfCorpora.Sweep(InSweep, Seed, (digit, _) => digit with { TwistDb = twist })))
                yield return result;
        }
    }

    // without the digits that are none, of which a sweep has hardly any
    private static IEnumerable<BenchResult> Sweep(string what, IEnumerable<SentDigit> digits) => Of(what, digits).Take(1);

    private static IEnumerable<BenchResult> Of(string what, IEnumerable<SentDigit> digits, bool withTime = false)
    {
        SentDigit[] sent = [.. digits];
        (short[] samples, List<(int Start, int End)> tones) = DtmfSignal.Render(sent, Seed);
        (int found, int extra, double[] late) = FoundDigits.Compare(sent, tones, FoundDigits.OfOperator(samples));
        (int Found, int Extra, double[] Late)? theirs = Spandsp.IsHere ? FoundDigits.Compare(sent, tones, Spandsp.Find(samples)) : null;
        yield return Result(what, found * 100.0 / sent.Length, "% found", theirs?.Found * 100.0 / sent.Length);
        yield return Count(what, "wrong or extra", extra, theirs?.Extra);
        if (withTime)
            yield return Result(what + ", 99 of 100 within", Benchmark.Quantile(late, 0.99), "ms", theirs is { } other ? Benchmark.Quantile(other.Late, 0.99) : null);
    }

    private static BenchResult Count(string what, string unit, int ours, int? theirs) => Result(what, ours, unit, theirs);

    // a ratio to nothing says nothing
    private static BenchResult Result(string what, double value, string unit, double? theirs) =>
        new(Name, what, value, unit, theirs is null ? "(spandsp is not installed)" : "dtmf_rx of spandsp", theirs ?? 0, theirs > 0 ? value / theirs.Value : 0);
}
