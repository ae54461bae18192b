using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Reactive.Device.Bench.Dtmf;
using Reactive.Operators;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Device.Bench;

/// <summary>How much sound a core takes for its level, for a tone, and for cadences.</summary>
internal static class SoundSpeed
{
    private const string Name = "sound";
    private const int Block = 160; // 20 ms, as telephones send it
    private const int Runs = 11;

    public static IEnumerable<BenchResult> Run()
    {
        short[] samples = TalkOff.Samples(1);
        byte[] bytes = MemoryMarshal.AsBytes<short>(samples).ToArray();
        (string What, OperatorSpec Spec, string? Frequencies, string? Weighting)[] all =
        [
            ("level", LevelOperator.Spec, null, null),
            ("level, weighting a", LevelOperator.Spec, null, "a"),
            ("tone of one frequency", ToneOperator.Spec, "440 Hz", null),
            ("tone of two frequencies", ToneOperator.Spec, "440 Hz, 480 Hz", null),
            ("cadence, country us", CadenceOperator.Spec, null, null),
        ];
        foreach ((string what, OperatorSpec spec, string? frequencies, string? weighting) in all)
        {
            Kernel<SampleBlock, Stamped<Value>> kernel = Create(spec, ("frequencies", frequencies), ("weighting", weighting));
            var ignored = new Ignored();
            void Ours() => Feed(kernel, bytes, ignored);
            // what is measured is what runs for years, not what the runtime has not yet compiled to the end
            for (int i = 0; i < Runs; i++)
                Ours();
            (double value, double limit, double ratio) = CoreTime.Beside(Ours, samples.Length, () => VectorSum.Of(bytes), samples.Length, Runs);
            yield return new BenchResult(Name, what, value, "samples/s", "vectorised sum of the same buffer", limit, ratio);
        }
    }

    private static Kernel<SampleBlock, Stamped<Value>> Create(OperatorSpec spec, params ReadOnlySpan<(string Name, string? Text)> given)
    {
        var flow = new Flow(FlowKind.Samples, null, Unit.Count, new SampleFlow(new SampleRate(DtmfSignal.Rate), SampleFormat.Int16));
        var values = new ParameterValues(spec.Parameters);
        foreach (ParameterSpec parameter in spec.Parameters)
        {
            foreach ((string name, string? text) in given)
            {
                if (name == parameter.Name && text is not null && parameter.TryRead(text, out object value, out _, out _))
                    values.Set(name, value);
            }
        }

        return (Kernel<SampleBlock, Stamped<Value>>)spec.FormFor(flow)!.CreateKernel(flow, values);
    }

    private static void Feed(Kernel<SampleBlock, Stamped<Value>> kernel, byte[] bytes, Ignored ignored)
    {
        kernel.Reset();
        var clock = new SampleClock(new SampleRate(DtmfSignal.Rate));
        for (int from = 0; from < bytes.Length; from += Block * sizeof(short))
            kernel.Step(new SampleBlock(bytes.AsMemory(from, Math.Min(Block * sizeof(short), bytes.Length - from)), SampleFormat.Int16, from / sizeof(short), clock), ignored);
    }

    private sealed class Ignored : IEmit<Stamped<Value>>
    {
        public void Emit(in Stamped<Value> output)
        {
        }
    }
}
