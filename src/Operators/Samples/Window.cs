using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.InteropServices;
using Reactive.Operators.Vectors;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>What <c>window</c> tells of the samples of each window.</summary>
public enum WindowStatistic
{
    /// <summary>The smallest sample.</summary>
    Min,
    /// <summary>The largest sample.</summary>
    Max,
    /// <summary>The mean.</summary>
    Mean,
    /// <summary>The root of the mean of the squares.</summary>
    Rms,
}

/// <summary>The operator <c>window</c>.</summary>
public static class WindowOperator
{
    /// <summary>
    /// A statistic of windows of n samples each, one after the other: a sample a window, at the n-th part of the rate, with the
    /// time of the window's last sample. Window k holds the samples from index k n on, however the source began: what is left
    /// of the first is left out. Windows with missing samples use those that are there, and are told once a later sample
    /// comes; those with none are left out. NaN gives NaN. Allocates nothing per block; blocks that come out are valid during
    /// the call only.
    /// </summary>
    /// <param name="source">Samples of one channel or of a bank.</param>
    /// <param name="input">What the samples are, with their rate and format.</param>
    /// <param name="every">How long a window is, rounded up to whole samples; above 0, at most 1 d.</param>
    /// <param name="of">What is told. Min and max keep the format, the others are in single precision.</param>
    /// <exception cref="ArgumentException">The time is out of range, or gives no rate.</exception>
    public static IObservable<SampleBlock> Window(this IObservable<SampleBlock> source, Flow input, TimeSpan every, WindowStatistic of = WindowStatistic.Mean)
    {
        string word = of switch { WindowStatistic.Min => "min", WindowStatistic.Max => "max", WindowStatistic.Mean => "mean", _ => "rms" };
        ParameterValues values = Spec.Arguments(input, ("every", every.Written()), ("of", word));
        return source.Through(() => Create(input, values));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "window",
        Summary = "Tells a statistic of one window of samples after the other.",
        Details = "Windows lie one after the other at whole multiples of their length by sample index, so they do not depend on when something began; the first is left out where it is not whole. "
            + "Decided with the window's last sample and stamped with it; the rate is that of the windows. Where samples are missing those there are used (decided with the next sample), and windows with none are left out. NaN gives NaN. "
            + "Sums are in double precision in sixteen lanes by the place in the window.",
        Shorthand = "every",
        Parameters =
        [
            ParameterSpec.Duration("every", "How long a window is, rounded up to whole samples.", least: "1 ns", most: "1 d", required: true),
            ParameterSpec.Choice("of", "min and max keep the format of the samples; mean and rms (root mean square) are in single precision.", "mean", "min", "max", "mean", "rms"),
        ],
        Examples =
        [
            new OperatorExample("window: 100 ms", "Ten means a second."),
            new OperatorExample("window: { every: 20 ms, of: rms }", "The level of each mains period."),
            new OperatorExample("window: { every: 50 ms, of: max }", "The highest sample of each 50 ms."),
            new OperatorExample("window: { every: 7 ms, of: min }", "The lowest sample of each 7 ms."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, SampleBlock>
            {
                Takes = "samples",
                Yields = "a sample a window",
                Accepts = flow => flow is { Kind: FlowKind.Samples, Samples: not null },
                Output = (flow, values) => flow with { Samples = Output(flow, values) },
                Kernel = Create,
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        if (input.Samples is not null && !DerivedClock.TryRate(input.Samples.Rate, 1, LengthOf(values, input), out _))
            yield return new ParameterProblem("every", $"'every' of {values.Quantity("every")} is too long at {input.Samples.Rate}");
    }

    private static long LengthOf(ParameterValues values, Flow input) => SampleSpan.Of(values.Quantity("every"), input);

    private static SampleFlow Output(Flow input, ParameterValues values)
    {
        DerivedClock.TryRate(input.Samples!.Rate, 1, LengthOf(values, input), out SampleRate rate);
        bool keepsFormat = values.Text("of") is "min" or "max";
        return input.Samples with { Rate = rate, Format = keepsFormat ? input.Samples.Format : SampleFormat.Float32 };
    }

    private static Kernel<SampleBlock, SampleBlock> Create(Flow input, ParameterValues values)
    {
        (long length, string of) = (LengthOf(values, input), values.Text("of"));
        return input.Samples!.Format switch
        {
            SampleFormat.Int16 => Create<short>(length, of, input),
            SampleFormat.Int32 => Create<int>(length, of, input),
            _ => Create<float>(length, of, input),
        };
    }

    private static Kernel<SampleBlock, SampleBlock> Create<T>(long length, string of, Flow input)
        where T : unmanaged, INumber<T>
    {
        SampleFormat format = input.Samples!.Format;
        return of switch
        {
            "min" => new WindowKernel<T, T, Least>(length, format, format, input.Channels),
            "max" => new WindowKernel<T, T, Largest>(length, format, format, input.Channels),
            "rms" => new WindowKernel<T, float, RootMeanSquare>(length, format, SampleFormat.Float32, input.Channels),
            _ => new WindowKernel<T, float, Mean>(length, format, SampleFormat.Float32, input.Channels),
        };
    }
}

/// <summary>Gathers the samples of one window in lanes by their place in it, so that no cut into blocks changes a sum.</summary>
internal sealed class WindowKernel<T, TOut, TStatistic> : FormatKernel<T>
    where T : unmanaged, INumber<T>
    where TOut : unmanaged, INumber<TOut>
    where TStatistic : struct, IStatistic
{
    private readonly long _length;
    private readonly SampleFormat _made;
    private readonly DerivedClock _clock;
    private readonly SampleBuffer _channel = new();

    // sixteen for each channel
    private readonly double[] _lanes;
    private bool _isStarted;
    private bool _isPartial;
    private long _window;
    private long _count;

    // windows that are done and not yet given out: consecutive
    private long _firstDone;
    private int _done;

    public WindowKernel(long length, SampleFormat format, SampleFormat made, int channels)
        : base(format, channels)
    {
        _length = length;
        _made = made;
        _clock = new DerivedClock(1, length, length - 1);
        _lanes = new double[Sixteen.Count * channels];
        Reset();
    }

    public override void Reset()
    {
        _isStarted = _isPartial = false;
        Begin(0);
    }

    public override void Save(StateWriter writer)
    {
        writer.Bool(_isStarted);
        writer.Bool(_isPartial);
        writer.Int64(_window);
        writer.Int64(_count);
        foreach (double lane in _lanes)
            writer.Double(lane);
    }

    public override void Load(StateReader reader)
    {
        (_isStarted, _isPartial, _window, _count) = (reader.Bool(), reader.Bool(), reader.Int64(), reader.Int64());
        foreach (ref double lane in _lanes.AsSpan())
            lane = reader.Double();
        if (_count < 0 || _count >= _length || (!_isStarted && (_isPartial || _window != 0 || _count != 0)))
            throw new StateException($"{_count} samples of window {_window} are impossible.");
    }

    protected override void Step(in SampleBlock input, ReadOnlySpan<T> samples, IEmit<SampleBlock> output)
    {
        // the one under way, those that fit whole, and one more at most
        Span<TOut> done = Made.Room<TOut>((int)Math.Min((input.Count / _length) + 2, input.Count + 1L) * Channels);
        for (int at = 0; at < input.Count;)
        {
            long index = input.FirstIndex + at, window = DerivedClock.FloorDivide(index, _length), place = index - (window * _length);
            if (!_isStarted)
            {
                (_isStarted, _isPartial) = (true, place != 0);
                Begin(window);
            }
            else if (window != _window)
            {
                End(done, input.Clock, output);
                Begin(window);
            }

            int count = (int)Math.Min(input.Count - at, _length - place);
            Gather(samples.Slice(at * Channels, count * Channels), place);
            _count += count;
            at += count;
            if (place + count < _length)
                continue;
            End(done, input.Clock, output);
            Begin(window + 1);
        }

        GiveOut(input.Clock, output);
    }

    private void Begin(long window)
    {
        _window = window;
        _count = 0;
        Array.Fill(_lanes, TStatistic.Start);
    }

    private void End(Span<TOut> done, SampleClock clock, IEmit<SampleBlock> output)
    {
        bool told = _count > 0 && !_isPartial;
        _isPartial = false;
        if (!told)
            return;
        if (_done > 0 && _window != _firstDone + _done)
            GiveOut(clock, output);
        if (_done == 0)
            _firstDone = _window;
        for (int channel = 0; channel < Channels; channel++)
        {
            Span<double> lanes = _lanes.AsSpan(channel * Sixteen.Count, Sixteen.Count);
            for (int half = Sixteen.Count / 2; half > 0; half /= 2)
            {
                for (int i = 0; i < half; i++)
                    lanes[i] = TStatistic.Fold(lanes[i], lanes[i + half]);
            }

            done[(_done * Channels) + channel] = TOut.CreateTruncating(TStatistic.Of(lanes[0], _count));
        }

        _done++;
    }

    private void GiveOut(SampleClock clock, IEmit<SampleBlock> output)
    {
        int frames = _done;
        _done = 0;
        if (frames > 0)
            output.Emit(Made.Block(_made, frames, _firstDone, _clock.Of(clock), Channels));
    }

    private void Gather(ReadOnlySpan<T> samples, long place)
    {
        if (Channels == 1)
        {
            Gather(samples, place, ref _lanes[0]);
            return;
        }

        Span<T> one = _channel.Room<T>(samples.Length / Channels);
        for (int channel = 0; channel < Channels; channel++)
        {
            for (int i = 0, from = channel; i < one.Length; i++, from += Channels)
                one[i] = samples[from];
            Gather(one, place, ref _lanes[channel * Sixteen.Count]);
        }
    }

    private static void Gather(ReadOnlySpan<T> samples, long place, ref double lanes)
    {
        Span<double> each = MemoryMarshal.CreateSpan(ref lanes, Sixteen.Count);
        int at = 0, lane = (int)(place % Sixteen.Count);
        for (; at < samples.Length && lane != 0; at++, lane = (lane + 1) % Sixteen.Count)
            each[lane] = TStatistic.Add(each[lane], double.CreateTruncating(samples[at]));
        ref T first = ref MemoryMarshal.GetReference(samples);
        Sixteen all = Sixteen.LoadDoubles(ref lanes, 0);
        for (; at <= samples.Length - Sixteen.Count; at += Sixteen.Count)
            all = TStatistic.Add(all, Sixteen.Load(ref first, (nuint)at));
        all.StoreDoubles(ref lanes, 0);
        for (; at < samples.Length; at++, lane++)
            each[lane] = TStatistic.Add(each[lane], double.CreateTruncating(samples[at]));
    }
}
