using System;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>agc</c>.</summary>
public static class AgcOperator
{
    /// <summary>
    /// Sound with its level kept near a target, in the format and with the indexes and the clock of the input. Integers stop at the end of their range,
    /// they never wrap; NaN counts as silence and stays NaN. Each channel has a gain of its own. Allocates nothing per block; blocks that come out are valid during the call only.
    /// </summary>
    /// <param name="source">Samples of one channel or of a bank.</param>
    /// <param name="input">What the samples are: 4 kHz to 1 MHz.</param>
    /// <param name="options">The target, and how fast it is followed.</param>
    /// <exception cref="ArgumentException">The options or the rate are out of range.</exception>
    public static IObservable<SampleBlock> Agc(this IObservable<SampleBlock> source, Flow input, AgcOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ParameterValues values = Spec.Arguments(
            input,
            ("target", SoundInput.Written(options.TargetDbfs, "dB")),
            ("most", SoundInput.Written(options.MostDb, "dB")),
            ("attack", options.Attack.Written()),
            ("release", options.Release.Written()),
            ("floor", SoundInput.Written(options.FloorDbfs, "dB")));
        return source.Through(() => Create(input, values));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "agc",
        Summary = "Keeps the level of sound near a target: automatic gain control.",
        Details = "The level is the root mean square with a time constant of 20 ms, where 0 dB is a sine that uses the whole range of the format. The gain goes to what the target needs, by the time constant `attack` where it falls and `release` where it rises, up to `most`; "
            + "while the level is below `floor` it does not rise, so that noise in pauses stays what it is. It changes in steps of 16 samples and runs straight between them. Format and channels are kept, and integers stop at the end of their range: they never wrap. What is not a number counts as silence, and stays.",
        Shorthand = "target",
        Parameters =
        [
            ParameterSpec.Of("target", "The level that is wanted.", "-20 dB", "-60 dB", "0 dB", false, Dimension.Level),
            ParameterSpec.Of("most", "The most gain.", "30 dB", "0 dB", "60 dB", false, Dimension.Level),
            ParameterSpec.Duration("attack", "How fast the gain falls.", "20 ms", "1 ms", "10 s"),
            ParameterSpec.Duration("release", "How fast the gain rises.", "500 ms", "1 ms", "60 s"),
            ParameterSpec.Of("floor", "Below it the gain does not rise.", "-60 dB", "-100 dB", "0 dB", false, Dimension.Level),
        ],
        Examples =
        [
            new OperatorExample("agc: {}", "As loud as speech on a telephone."),
            new OperatorExample("agc: { target: -12 dB, most: 40 dB, attack: 5 ms, release: 2 s, floor: -50 dB }", "Louder, soon softer and slowly louder again."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, SampleBlock>
            {
                Takes = SoundInput.Takes,
                Yields = "sound of the same format",
                Accepts = SoundInput.Accepts,
                Output = (flow, _) => flow,
                Kernel = Create,
            },
        ],
        Check = (_, input) => SoundInput.CheckRate(input),
    };

    private static AgcKernel Create(Flow input, ParameterValues values)
    {
        double hertz = input.Samples!.Rate.Hertz;
        return new AgcKernel(
            new AgcShape(
                Math.Sqrt(ExactMath.PowerRatio(values.Number("target")) * SoundInput.SinePower),
                Math.Sqrt(ExactMath.PowerRatio(values.Number("most"))),
                ExactMath.PowerRatio(values.Number("floor")) * SoundInput.SinePower,
                Share(1, AgcKernel.LevelSeconds * hertz),
                Share(AgcKernel.Stretch, values.Number("attack") * hertz),
                Share(AgcKernel.Stretch, values.Number("release") * hertz)),
            SampleBlock.FullScaleOf(input.Samples.Format),
            input.Channels);
    }

    // how much of the way is gone in so many samples
    private static double Share(double samples, double constant) => 1 - ExactMath.Exp(-samples / constant);
}

/// <summary>How <c>agc</c> follows the level.</summary>
public sealed record AgcOptions
{
    /// <summary>The level that is wanted, in dB relative to a full-scale sine, -60 to 0. Default: -20.</summary>
    public double TargetDbfs { get; init; } = -20;

    /// <summary>The most gain in dB, 0 to 60. Default: 30.</summary>
    public double MostDb { get; init; } = 30;

    /// <summary>The time constant by which the gain falls, 1 ms to 10 s. Default: 20 ms.</summary>
    public TimeSpan Attack { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The time constant by which the gain rises, 1 ms to 60 s. Default: 500 ms.</summary>
    public TimeSpan Release { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Below it the gain does not rise, in dB, -100 to 0. Default: -60.</summary>
    public double FloorDbfs { get; init; } = -60;
}

/// <summary>The same in the numbers that a kernel computes with.</summary>
/// <param name="Target">The amplitude that is wanted, as its root mean square.</param>
/// <param name="Most">The most gain, as a factor.</param>
/// <param name="Floor">The mean square below which the gain does not rise.</param>
/// <param name="Level">What a sample contributes to the mean square.</param>
/// <param name="Attack">How much of its way the gain goes down in a step.</param>
/// <param name="Release">How much of its way it goes up.</param>
internal sealed record AgcShape(double Target, double Most, double Floor, double Level, double Attack, double Release);

/// <summary>Follows the level of each channel and changes its gain every so many samples.</summary>
internal sealed class AgcKernel : SampleKernel
{
    /// <summary>Samples from one change of the gain to the next.</summary>
    public const int Stretch = 16;

    /// <summary>The time constant of the level.</summary>
    public const double LevelSeconds = 0.02;

    // what is smaller has died away
    private const double Nothing = 1e-30;

    private readonly AgcShape _shape;
    private readonly double _scale;
    private readonly Track[] _tracks;
    private int _place;

    /// <summary>A kernel for samples whose full scale is known.</summary>
    public AgcKernel(AgcShape shape, double fullScale, int channels)
        : base(channels)
    {
        (_shape, _scale) = (shape, 1 / fullScale);
        _tracks = new Track[channels];
        Reset();
    }

    protected override void Step<T>(in SampleBlock input, ReadOnlySpan<T> samples, IEmit<SampleBlock> output)
    {
        Span<T> made = Made.Room<T>(samples.Length);
        for (int frame = 0; frame < input.Count; frame++)
        {
            for (int channel = 0; channel < Channels; channel++)
            {
                ref Track track = ref _tracks[channel];
                int at = (frame * Channels) + channel;
                double part = double.CreateTruncating(samples[at]) * _scale;
                part = double.IsNaN(part) ? 0 : Math.Clamp(part, -1, 1);
                track.Power += ((part * part) - track.Power) * _shape.Level;
                track.Gain += track.Slope;
                made[at] = Louder.One(samples[at], track.Gain);
                if (_place == Stretch - 1)
                    Change(ref track);
            }

            _place = (_place + 1) % Stretch;
        }

        output.Emit(Made.Block(input.Format, input.Count, input.FirstIndex, input.Clock, Channels));
    }

    public override void Reset()
    {
        _place = 0;
        _tracks.AsSpan().Fill(new Track { Gain = 1 });
    }

    public override void Save(StateWriter writer)
    {
        writer.Int64(_place);
        foreach (Track track in _tracks)
        {
            writer.Double(track.Power);
            writer.Double(track.Gain);
            writer.Double(track.Slope);
        }
    }

    public override void Load(StateReader reader)
    {
        _place = reader.Count(Stretch - 1);
        foreach (ref Track track in _tracks.AsSpan())
            track = new Track { Power = reader.Double(), Gain = reader.Double(), Slope = reader.Double() };
    }

    private void Change(ref Track track)
    {
        if (track.Power < Nothing)
            track.Power = 0;
        double wanted = track.Power > 0 ? Math.Min(_shape.Target / Math.Sqrt(track.Power), _shape.Most) : track.Gain;
        if (track.Power < _shape.Floor)
            wanted = Math.Min(wanted, track.Gain);
        track.Slope = (wanted - track.Gain) * (wanted < track.Gain ? _shape.Attack : _shape.Release) / Stretch;
    }

    /// <summary>What is known of one channel: its mean square, its gain, and what that changes by with each sample.</summary>
    private struct Track
    {
        public double Power;
        public double Gain;
        public double Slope;
    }
}
