using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Reactive.Signals;

namespace Reactive.Device.Bench.Dtmf;

/// <summary>How much sound a core looks through for digits.</summary>
internal static class DtmfSpeed
{
    private const string Name = "dtmf";
    private const int Digits = 3000;
    private const int Runs = 15;

    public static IEnumerable<BenchResult> Run()
    {
        short[] digits = DtmfSignal.Render(DtmfCorpora.WithinLimits(Digits, 1), 1).Samples, talk = TalkOff.Samples(1)[..digits.Length];
        foreach ((string what, short[] samples) in new[] { ("digits and pauses of 50 ms", digits), ("voices, bursts and chords", talk) })
        {
            byte[] bytes = MemoryMarshal.AsBytes<short>(samples).ToArray();
            float[] singles = [.. samples.Select(s => (float)s)];
            Kernel<SampleBlock, Stamped<Value>> kernel = FoundDigits.NewKernel();
            var ignored = new Ignored();
            void Ours() => FoundDigits.Feed(kernel, bytes, ignored);
            void Arithmetic() => GoertzelLimit.Of(singles);
            void Theirs() => Spandsp.Find(samples);
            double seconds = samples.Length / (double)DtmfSignal.Rate;
            yield return Beside(what, Ours, seconds, "bare Goertzel arithmetic", Arithmetic);
            if (Spandsp.IsHere)
                yield return Beside(what, Ours, seconds, "dtmf_rx of spandsp", Theirs);
        }

        yield return DtmfSources.Run();
    }

    private static BenchResult Beside(string what, Action work, double seconds, string limitName, Action limit)
    {
        // what is measured is what runs for years, not what the runtime has not yet compiled to the end
        for (int i = 0; i < Runs; i++)
            work();
        (double value, double limitValue, double ratio) = CoreTime.Beside(work, seconds, limit, seconds, Runs);
        return new BenchResult(Name, what, value, "s/s", limitName, limitValue, ratio);
    }

    private sealed class Ignored : IEmit<Stamped<Value>>
    {
        public void Emit(in Stamped<Value> output)
        {
        }
    }
}
