using System.Collections.Generic;
using System.Linq;
using Reactive.Device.Plotting;

namespace Reactive.Device.Bench.Dtmf;

/// <summary>How many digits are found, and how many that are none, beside spandsp where it is installed.</summary>
internal static class DtmfAccuracy
{
    private const string Name = "dtmf-accuracy";
    private const int Seed = 20260701;

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
        foreach (DtmfSweep sweep in DtmfSweep.All)
        {
            foreach ((double step, double ours, double? theirs) in sweep.Run(Seed))
                yield return Result(sweep.Case(step), ours, "% found", theirs);
        }
    }

    /// <summary>The sweeps as curves, each with the name of its picture.</summary>
    public static IEnumerable<(string Name, CurvePlot Plot)> Curves()
    {
        foreach (DtmfSweep sweep in DtmfSweep.All)
        {
            (double Step, double Ours, double? Theirs)[] found = [.. sweep.Run(Seed)];
            List<Curve> curves = [new("dtmf", [.. found.Select(f => (f.Step, f.Ours))])];
            if (Spandsp.IsHere)
                curves.Add(new Curve("dtmf_rx of spandsp", [.. found.Select(f => (f.Step, f.Theirs!.Value))]));
            yield return ("dtmf-" + sweep.Name, new CurvePlot(sweep.Title, sweep.XName, "found (%)", curves, sweep.Marks));
        }
    }

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
