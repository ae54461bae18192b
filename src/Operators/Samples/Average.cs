using System;
using System.Numerics;
using System.Runtime.InteropServices;
using Reactive.Operators.Vectors;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>average</c>.</summary>
public static class AverageOperator
{
    /// <summary>
    /// The mean of the samples of the last <paramref name="over"/>, for every sample, in single precision with the indexes and
    /// the clock of the input; until so many have come, the mean of those there. Integers are summed exactly; floats in double
    /// precision in a way that does not drift, however long it runs. NaN within the time gives NaN. Allocates nothing per
    /// block; blocks that come out are valid during the call only.
    /// </summary>
    /// <param name="source">Samples of one channel or of a bank.</param>
    /// <param name="input">What the samples are, with their rate and format.</param>
    /// <param name="over">The time, rounded up to whole samples; above 0, at most 1 h.</param>
    /// <exception cref="ArgumentException">The time is out of range, or spans more samples than can be kept.</exception>
    public static IObservable<SampleBlock> Average(this IObservable<SampleBlock> source, Flow input, TimeSpan over)
    {
        ParameterValues values = Spec.Arguments(input, ("over", over.Written()));
        return source.Through(() => Create(input, values));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "average",
        Summary = "Smooths samples: the mean of the last so many.",
        Details = "Decides each sample at once: the mean of it and those before it, of fewer until so many have come. A change shows half the time later. Integers are summed exactly, "
            + "floats in double precision without drift. While NaN, or infinities of both signs, are among them the mean is NaN. A gap counts as no samples.",
        Shorthand = "over",
        Parameters = [ParameterSpec.Duration("over", "The time, rounded up to whole samples; at most 4,194,304 of them.", least: "1 ns", most: "1 h", required: true)],
        Examples =
        [
            new OperatorExample("average: 20 ms", "One period of 50 Hz mains: its hum is gone."),
            new OperatorExample("average: { over: 1 s }", "The mean of the last second."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, SampleBlock>
            {
                Takes = "samples",
                Yields = "samples in single precision",
                Accepts = flow => flow is { Kind: FlowKind.Samples, Samples: not null },
                Output = (flow, _) => flow with { Samples = flow.Samples! with { Format = SampleFormat.Float32 } },
                Kernel = (flow, values) => Create(flow, values),
            },
        ],
        Check = (values, input) => SampleSpan.Check("over", values, input),
    };

    private static Kernel<SampleBlock, SampleBlock> Create(Flow input, ParameterValues values)
    {
        int samples = (int)SampleSpan.Of(values.Quantity("over"), input);
        return input.Samples!.Format switch
        {
            SampleFormat.Int16 => new AverageKernel<short>(samples, SampleFormat.Int16, input.Channels),
            SampleFormat.Int32 => new AverageKernel<int>(samples, SampleFormat.Int32, input.Channels),
            _ => new AverageKernel<float>(samples, SampleFormat.Float32, input.Channels),
        };
    }
}

/// <summary>
/// The mean of the last n samples. Time is cut into rounds of n. A window is the end of the last round, whose sums to its
/// end are computed when it ends, and the start of this one, whose sum runs: nothing is ever subtracted, so nothing drifts,
/// and a NaN leaves with its sample. 2^22 integers of 32 bits sum up to 2^53 at most, which a double holds exactly.
/// </summary>
internal sealed class AverageKernel<T> : FormatKernel<T>
    where T : unmanaged, INumber<T>
{
    private const int Piece = 256;

    private readonly int _length;

    // By place in the round, then by channel: the samples of this round up to _at and of the last one from there on, and
    // what the last one's samples from a place to its end sum up to. One more place, whose sum is 0.
    private readonly T[] _round;
    private readonly double[] _toEnd;

    // by channel: what the samples of this round sum up to
    private readonly double[] _sums;
    private int _at;
    private bool _isFull;

    /// <summary>An average over <paramref name="length"/> samples of each channel.</summary>
    public AverageKernel(int length, SampleFormat format, int channels)
        : base(format, channels)
    {
        _length = length;
        _round = new T[length * channels];
        _toEnd = new double[(length + 1) * channels];
        _sums = new double[channels];
    }

    public override void Reset()
    {
        _at = 0;
        _isFull = false;
        Array.Clear(_toEnd);
        Array.Clear(_sums);
    }

    public override void Save(StateWriter writer)
    {
        writer.Bool(_isFull);
        writer.Int64(_at);
        foreach (T sample in _round.AsSpan(0, (_isFull ? _length : _at) * Channels))
            writer.Sample(sample);
    }

    public override void Load(StateReader reader)
    {
        Reset();
        bool full = reader.Bool();
        int at = reader.Count(_length - 1);
        foreach (ref T sample in _round.AsSpan(0, (full ? _length : at) * Channels))
            sample = reader.Sample<T>();
        (_isFull, _at) = (full, at);
        if (full)
            SumToEnd(at);
        for (int i = 0; i < at * Channels; i++)
            _sums[i % Channels] += double.CreateTruncating(_round[i]);
    }

    protected override void Step(in SampleBlock input, ReadOnlySpan<T> samples, IEmit<SampleBlock> output)
    {
        Span<float> means = Made.Room<float>(samples.Length);
        for (int done = 0; done < samples.Length;)
        {
            int count = Math.Min(samples.Length - done, (_length - _at) * Channels);
            ReadOnlySpan<T> part = samples.Slice(done, count);
            part.CopyTo(_round.AsSpan(_at * Channels));
            if (Channels == 1)
                AverageOne(part, means[done..]);
            else
                AverageMany(part, means[done..]);
            done += count;
            _at += count / Channels;
            if (_at == _length)
                EndRound();
        }

        output.Emit(Made.Block(SampleFormat.Float32, input.Count, input.FirstIndex, input.Clock, Channels));
    }

    // the sum runs sample by sample; what is made of it sixteen at a time
    private void AverageOne(ReadOnlySpan<T> samples, Span<float> means)
    {
        Span<double> sums = stackalloc double[Piece];
        double sum = _sums[0];
        for (int done = 0; done < samples.Length; done += Piece)
        {
            ReadOnlySpan<T> piece = samples[done..Math.Min(done + Piece, samples.Length)];
            for (int i = 0; i < piece.Length; i++)
                sums[i] = sum += double.CreateTruncating(piece[i]);
            Divide(sums[..piece.Length], _at + done + 1, means[done..]);
        }

        _sums[0] = sum;
    }

    /// <summary>The means from the sums of this round up to <paramref name="place"/> and on.</summary>
    private void Divide(ReadOnlySpan<double> sums, int place, Span<float> means)
    {
        ref double ends = ref _toEnd[place];
        ref double first = ref MemoryMarshal.GetReference(sums);
        ref float to = ref MemoryMarshal.GetReference(means);
        Sixteen counts = Sixteen.All(_length);
        int at = 0;
        for (; _isFull && at <= sums.Length - Sixteen.Count; at += Sixteen.Count)
            ((Sixteen.LoadDoubles(ref first, (nuint)at) + Sixteen.LoadDoubles(ref ends, (nuint)at)) / counts).Store(ref to, (nuint)at);
        for (; at < sums.Length; at++)
            means[at] = (float)((sums[at] + _toEnd[place + at]) / (_isFull ? _length : place + at));
    }

    private void AverageMany(ReadOnlySpan<T> samples, Span<float> means)
    {
        for (int frame = 0; frame * Channels < samples.Length; frame++)
        {
            int from = frame * Channels, place = (_at + frame + 1) * Channels;
            AverageFrame(samples.Slice(from, Channels), _toEnd.AsSpan(place, Channels), _isFull ? _length : _at + frame + 1, means.Slice(from, Channels));
        }
    }

    private void AverageFrame(ReadOnlySpan<T> samples, ReadOnlySpan<double> toEnd, double count, Span<float> means)
    {
        ref T first = ref MemoryMarshal.GetReference(samples);
        ref double ends = ref MemoryMarshal.GetReference(toEnd);
        ref double sums = ref MemoryMarshal.GetArrayDataReference(_sums);
        ref float to = ref MemoryMarshal.GetReference(means);
        Sixteen counts = Sixteen.All(count);
        int at = 0;
        for (; at <= samples.Length - Sixteen.Count; at += Sixteen.Count)
        {
            Sixteen sum = Sixteen.LoadDoubles(ref sums, (nuint)at) + Sixteen.Load(ref first, (nuint)at);
            sum.StoreDoubles(ref sums, (nuint)at);
            ((sum + Sixteen.LoadDoubles(ref ends, (nuint)at)) / counts).Store(ref to, (nuint)at);
        }

        for (; at < samples.Length; at++)
        {
            _sums[at] += double.CreateTruncating(samples[at]);
            means[at] = (float)((_sums[at] + toEnd[at]) / count);
        }
    }

    private void EndRound()
    {
        SumToEnd(0);
        Array.Clear(_sums);
        _at = 0;
        _isFull = true;
    }

    /// <summary>What the samples from each place on sum up to, from <paramref name="place"/> on.</summary>
    private void SumToEnd(int place)
    {
        if (Channels > 1)
        {
            for (int i = (_length * Channels) - 1; i >= place * Channels; i--)
                _toEnd[i] = double.CreateTruncating(_round[i]) + _toEnd[i + Channels];
            return;
        }

        // what was just stored takes long to come back
        double sum = 0;
        for (int i = _length - 1; i >= place; i--)
            _toEnd[i] = sum = double.CreateTruncating(_round[i]) + sum;
    }
}
