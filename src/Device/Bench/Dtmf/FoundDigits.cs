using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Reactive.Operators;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Device.Bench.Dtmf;

/// <summary>The digits that a receiver finds in samples at 8 kHz.</summary>
internal static class FoundDigits
{
    private const int BlockSamples = 160;

    private static readonly Flow Sound = new(FlowKind.Samples, null, Unit.Count, new SampleFlow(new SampleRate(DtmfSignal.Rate), SampleFormat.Int16));

    /// <summary>Those of <c>dtmf</c> with its defaults, fed in blocks of 20 ms: each with the samples that had come.</summary>
    public static List<(int End, char Digit)> OfOperator(short[] samples)
    {
        var found = new Digits();
        Feed(NewKernel(), MemoryMarshal.AsBytes<short>(samples).ToArray(), found);
        return found.List;
    }

    /// <summary>A receiver with the defaults.</summary>
    public static Kernel<SampleBlock, Stamped<Value>> NewKernel() =>
        (Kernel<SampleBlock, Stamped<Value>>)DtmfOperator.Spec.FormFor(Sound)!.CreateKernel(Sound, new ParameterValues(DtmfOperator.Spec.Parameters));

    /// <summary>Feeds 16-bit samples in blocks of 20 ms.</summary>
    public static void Feed(Kernel<SampleBlock, Stamped<Value>> kernel, ReadOnlyMemory<byte> samples, IEmit<Stamped<Value>> output)
    {
        var clock = new SampleClock(new SampleRate(DtmfSignal.Rate));
        int count = samples.Length / sizeof(short);
        for (int at = 0; at < count; at += BlockSamples)
        {
            int block = Math.Min(BlockSamples, count - at);
            kernel.Step(new SampleBlock(samples.Slice(at * sizeof(short), block * sizeof(short)), SampleFormat.Int16, at, clock), output);
        }
    }

    /// <summary>How many sent digits were found, and how many were found that were not sent; a digit is found from its start to 40 ms behind its end, once.</summary>
    public static (int Found, int Extra, double[] Milliseconds) Compare(IReadOnlyList<SentDigit> sent, IReadOnlyList<(int Start, int End)> tones, IEnumerable<(int End, char Digit)> found)
    {
        const int After = DtmfSignal.Rate * 40 / 1000;
        bool[] hit = new bool[sent.Count];
        int extra = 0;
        var late = new List<double>();
        foreach ((int end, char digit) in found)
        {
            int at = tones.Count - 1;
            while (at >= 0 && tones[at].Start > end - 1)
                at--;
            if (at >= 0 && end - 1 <= tones[at].End + After && sent[at].Digit == digit && !hit[at])
            {
                hit[at] = true;
                late.Add((end - 1 - tones[at].Start) * 1000.0 / DtmfSignal.Rate);
            }
            else
            {
                extra++;
            }
        }

        return (hit.Count(h => h), extra, [.. late.Order()]);
    }

    private sealed class Digits : IEmit<Stamped<Value>>
    {
        public List<(int End, char Digit)> List { get; } = [];

        public void Emit(in Stamped<Value> output) => List.Add(((int)(output.Stamp.Nanoseconds * DtmfSignal.Rate / SignalTime.NanosecondsPerSecond) + 1, output.Value.DigitCharacter!.Value));
    }
}
