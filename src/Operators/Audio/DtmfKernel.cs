using System;
using System.Linq;
using Reactive.Operators.Vectors;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>Looks for digits in every channel, hop by hop; where the rate is 16 kHz or more, in what a low-pass leaves of it at a whole part of that rate.</summary>
internal sealed class DtmfKernel : WindowedSoundKernel<short>
{
    private const double LeastInnerHertz = 8000;

    // by the tones, four times the low one's place and the high one's
    private const string Keypad = "123A456B789C*0#D";

    private readonly DtmfReceiver[] _receivers;
    private readonly DtmfOptions _options;
    private readonly float _singleScale;

    /// <summary>A kernel for samples as declared.</summary>
    public DtmfKernel(SampleRate rate, SampleFormat format, int channels, DtmfOptions options)
        : this(new DtmfTables(Inner(rate)), PartOf(rate), format, channels, options)
    {
    }

    private DtmfKernel(DtmfTables tables, int down, SampleFormat format, int channels, DtmfOptions options)
        : base(channels, tables.WindowSamples, tables.HopSamples, down, DtmfTables.PowerStep)
    {
        _options = options;
        // the low-pass gives singles in the range of its input
        _singleScale = down == 1 || format == SampleFormat.Float32 ? Shorts.FullScale : format == SampleFormat.Int16 ? 1 : 1f / (1 << 16);
        var thresholds = new DtmfThresholds(options, tables);
        _receivers = [.. Enumerable.Range(0, channels).Select(_ => new DtmfReceiver(tables, thresholds))];
    }

    /// <summary>The part of a rate, by a whole number, at which digits are looked for: the lowest from 8 kHz on.</summary>
    public static int PartOf(SampleRate rate) => (int)Math.Max(1, rate.Hertz / LeastInnerHertz);

    /// <inheritdoc/>
    protected override void Convert(in SampleBlock input, int from, int channel, Span<short> kept)
    {
        int start = from * _receivers.Length, length = kept.Length * _receivers.Length;
        switch (input.Format)
        {
            case SampleFormat.Int16:
                Shorts.Take(input.Int16.Slice(start, length), channel, _receivers.Length, _singleScale, kept);
                break;
            case SampleFormat.Int32:
                Shorts.Take(input.Int32.Slice(start, length), channel, _receivers.Length, _singleScale, kept);
                break;
            default:
                Shorts.Take(input.Float32.Slice(start, length), channel, _receivers.Length, _singleScale, kept);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void Look(int channel, Span<short> window, long end, SampleClock clock, IEmit<Stamped<Value>> output) =>
        _receivers[channel].Take(window, end, new Output(this, clock, channel, output));

    /// <inheritdoc/>
    protected override void Clear()
    {
        foreach (DtmfReceiver receiver in _receivers)
            receiver.Reset();
    }

    /// <inheritdoc/>
    protected override void SaveSample(StateWriter writer, short sample) => writer.Int64(sample);

    /// <inheritdoc/>
    protected override short LoadSample(StateReader reader) =>
        reader.Int64() is >= short.MinValue and <= short.MaxValue and var read ? (short)read : throw new StateException("A sample does not fit into 16 bits.");

    /// <inheritdoc/>
    protected override void SaveRest(StateWriter writer)
    {
        foreach (DtmfReceiver receiver in _receivers)
            receiver.Save(writer);
    }

    /// <inheritdoc/>
    protected override void LoadRest(StateReader reader)
    {
        foreach (DtmfReceiver receiver in _receivers)
            receiver.Load(reader);
    }

    private static SampleRate Inner(SampleRate rate)
    {
        DerivedClock.TryRate(rate, 1, PartOf(rate), out SampleRate inner);
        return inner;
    }

    /// <summary>Gives what was decided its time and channel.</summary>
    private readonly struct Output(DtmfKernel kernel, SampleClock clock, int channel, IEmit<Stamped<Value>> output) : IDtmfOutput
    {
        public void Begun(int pair, in DtmfMeasure measure, long end, long since) => Emit(Value.Digit(Keypad[pair], measure), end, kernel.TimeOf(clock, since, end));

        public void Ended(int pair, long end, long ended, long since)
        {
            if (!kernel._options.Ends)
                return;
            SignalTime over = kernel.TimeOf(clock, ended, end);
            Emit(Value.DigitOver(Keypad[pair], over - kernel.TimeOf(clock, since, end)), end, over);
        }

        private void Emit(in Value value, long end, SignalTime since)
        {
            SignalTime stamp = clock.TimeOf(end - 1);
            output.Emit(new Stamped<Value>(value, stamp, SignalTime.Min(since, stamp), channel));
        }
    }
}
