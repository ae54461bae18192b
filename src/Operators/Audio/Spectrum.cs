using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>spectrum</c>.</summary>
public static class SpectrumOperator
{
    /// <summary>
    /// The level in each band of an octave or a third of one, in dB relative to a full-scale sine (-120 dB for silence and for less than that): a sample of single
    /// precision each <paramref name="every"/>, a channel for each band, at the time of the last sample of the interval. What is not a number counts as
    /// silence. Allocates nothing per block; blocks that come out are valid during the call only.
    /// </summary>
    /// <param name="source">Samples of one channel.</param>
    /// <param name="input">What the samples are: 4 kHz to 1 MHz.</param>
    /// <param name="every">How long an interval is, 20 ms to 60 s.</param>
    /// <param name="areThirds">Whether bands are thirds of octaves.</param>
    /// <param name="fromHertz">The lowest band, 16 Hz to 10 kHz.</param>
    /// <exception cref="ArgumentException">The options or the rate are out of range.</exception>
    public static IObservable<SampleBlock> Spectrum(this IObservable<SampleBlock> source, Flow input, TimeSpan every, bool areThirds = false, double fromHertz = 50)
    {
        ParameterValues values = Spec.Arguments(input, ("every", every.Written()), ("bands", areThirds ? "third-octave" : "octave"), ("from", SoundInput.Written(fromHertz, "Hz")));
        return source.Through(() => Create(input, values));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "spectrum",
        Summary = "Tells how loud sound is in each band of an octave, or of a third of one.",
        Details = "Samples in single precision, one each interval, with a channel for each band: the level in dB of its root mean square, where 0 dB is a sine that uses the whole range of the format and -120 dB silence. "
            + "Bands go from the one called `from` to the highest whose upper edge lies below 0.45 of the rate; channels bear their names. Band-passes are of third order after Butterworth, 3 dB down at the edges. Low bands take as long to settle as they are narrow. "
            + "A sample has the time of the last of its interval; intervals lie at whole multiples of their length by sample index, and the first is left out where it is not whole. A gap counts as no samples; what is not a number counts as silence.",
        Standard = "IEC 61260-1 (middles and edges of the bands, powers of ten)",
        Shorthand = "bands",
        Parameters =
        [
            ParameterSpec.Choice("bands", "How wide bands are.", "octave", "octave", "third-octave"),
            ParameterSpec.Of("from", "The lowest band, by its name or anything in its lower half.", "50 Hz", "16 Hz", "10 kHz", false, Dimension.Frequency),
            ParameterSpec.Duration("every", "How long an interval is, rounded up to whole samples.", "125 ms", "20 ms", "60 s"),
        ],
        Examples =
        [
            new OperatorExample("spectrum: octave", "Eight times a second, by octaves from 63 Hz on."),
            new OperatorExample("spectrum: { bands: third-octave, from: 250 Hz, every: 250 ms }", "Four times a second, by thirds of octaves from 250 Hz on."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, SampleBlock>
            {
                Takes = "one channel of sound (counts without a front end)",
                Yields = "samples in dB, a channel for each band",
                Accepts = flow => flow.Channels == 1 && SoundInput.Accepts(flow),
                Output = (flow, values) => new Flow(FlowKind.Samples, null, Unit.Decibel, new SampleFlow(RateOf(flow, values), SampleFormat.Float32), Math.Max(1, BandsOf(flow, values).Length)),
                Kernel = Create,
            },
        ],
        Check = Check,
        ChannelNames = (values, input) => [.. BandsOf(input, values).Select(b => OctaveBands.Name(b, AreThirds(values)))],
    };

    private static bool AreThirds(ParameterValues values) => values.Text("bands") == "third-octave";

    private static ImmutableArray<int> BandsOf(Flow input, ParameterValues values) => OctaveBands.Between(values.Number("from"), SoundInput.MostFrequency(input.Samples!.Rate), AreThirds(values));

    private static long LengthOf(Flow input, ParameterValues values) => SampleSpan.Of(values.Quantity("every"), input);

    private static SampleRate RateOf(Flow input, ParameterValues values)
    {
        DerivedClock.TryRate(input.Samples!.Rate, 1, LengthOf(input, values), out SampleRate rate);
        return rate;
    }

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        foreach (ParameterProblem problem in SoundInput.CheckRate(input))
            yield return problem;
        if (input.Samples is null)
            yield break;
        if (!DerivedClock.TryRate(input.Samples.Rate, 1, LengthOf(input, values), out _))
            yield return new ParameterProblem("every", $"'every' of {values.Quantity("every")} is too long at {input.Samples.Rate}");
        if (BandsOf(input, values).IsEmpty)
            yield return new ParameterProblem("from", $"there is no band from {values.Quantity("from")} on at {input.Samples.Rate}", "give a lower frequency");
    }

    private static SpectrumKernel Create(Flow input, ParameterValues values)
    {
        (double, double)[] edges = [.. BandsOf(input, values).Select(b => OctaveBands.Edges(b, AreThirds(values)))];
        return new SpectrumKernel(edges, input.Samples!.Rate, LengthOf(input, values));
    }
}

/// <summary>Gives the levels of all bands at the end of each interval.</summary>
internal sealed class SpectrumKernel((double Low, double High)[] edges, SampleRate rate, long length) : SoundFrameKernel<SampleBlock>(1, length)
{
    private readonly BandFilters _filters = new(edges, rate.Hertz);
    private readonly double[] _sums = new double[edges.Length];
    private readonly SampleBuffer _made = new();
    private readonly DerivedClock _clock = new(1, length, length - 1);

    protected override void Gather(int channel, ReadOnlySpan<float> samples, long place) => _filters.Add(samples);

    protected override void DropFrame() => _filters.TakeSums(_sums);

    protected override void EndFrame(in SoundFrame frame, SampleClock clock, IEmit<SampleBlock> output)
    {
        _filters.TakeSums(_sums);
        Span<float> levels = _made.Room<float>(_sums.Length);
        for (int band = 0; band < levels.Length; band++)
        {
            double level = ExactMath.Decibels(_sums[band] / frame.Count / SoundInput.SinePower);
            levels[band] = double.IsNaN(level) ? (float)LevelKernel.Floor : (float)Math.Max(level, LevelKernel.Floor);
        }

        output.Emit(_made.Block(SampleFormat.Float32, 1, frame.Number, _clock.Of(clock), levels.Length));
    }

    protected override void Clear() => _filters.Clear();

    protected override void SaveRest(StateWriter writer) => _filters.Save(writer);

    protected override void LoadRest(StateReader reader) => _filters.Load(reader);
}
