using System;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>silence</c>.</summary>
public static class SilenceOperator
{
    /// <summary>
    /// A contact that is active while there is silence. Unknown until it was silent, or not, for long enough. Stamped when that is sure, since the silence or
    /// the sound began; to 10 ms. What is not a number counts as silence. Allocates nothing per block.
    /// </summary>
    /// <param name="source">Samples of one channel, or of several, each of which is looked at for itself.</param>
    /// <param name="input">What the samples are: 4 kHz to 1 MHz.</param>
    /// <param name="options">What silence is.</param>
    /// <exception cref="ArgumentException">The options or the rate are out of range.</exception>
    public static IObservable<Stamped<Value>> Silence(this IObservable<SampleBlock> source, Flow input, SilenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ParameterValues values = Spec.Arguments(
            input,
            ("level", SoundInput.Written(options.LevelDbfs, "dB")),
            ("hysteresis", SoundInput.Written(options.HysteresisDb, "dB")),
            ("for", options.For.Written()),
            ("sound", options.Sound.Written()));
        return source.Through(() => Create(input, values));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "silence",
        Summary = "Tells whether there is silence: a contact that is active while there is.",
        Details = "The level is measured over 10 ms, which is a whole period of the power of 50 Hz. Active once it has been below `level` for all of `for`, since then; inactive once there was `sound` of sound: of what reaches `level` plus `hysteresis`, "
            + "what is softer in between taken off. Unknown until either. 0 dB is a sine that uses the whole range of the format. A gap counts as no samples; what is not a number counts as silence.",
        Parameters =
        [
            ParameterSpec.Of("level", "Below it is silence.", "-50 dB", "-100 dB", "0 dB", false, Dimension.Level),
            ParameterSpec.Of("hysteresis", "How much louder than that sound must be to end silence.", "3 dB", "0 dB", "30 dB", false, Dimension.Level),
            ParameterSpec.Duration("for", "How long it must be silent.", "2 s", "10 ms", "1 h"),
            ParameterSpec.Duration("sound", "How much sound ends silence.", "50 ms", "10 ms", "60 s"),
        ],
        Examples =
        [
            new OperatorExample("silence: {}", "Nothing to be heard for 2 s."),
            new OperatorExample("silence: { level: -30 dB, for: 100 ms, sound: 20 ms }", "The gaps in what is being played."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, Stamped<Value>>
            {
                Takes = SoundInput.Takes,
                Yields = "a contact, active while there is silence",
                Accepts = SoundInput.Accepts,
                Output = (flow, _) => new Flow(FlowKind.State, SymbolType.Contact, Channels: flow.Channels),
                Kernel = Create,
            },
        ],
        Check = (_, input) => SoundInput.CheckRate(input),
    };

    private static SilenceKernel Create(Flow input, ParameterValues values)
    {
        long frame = input.Samples!.Rate.PeriodsIn(SilenceKernel.FrameNanoseconds);
        return new SilenceKernel(input.Channels, frame, new SilenceLimits(
            ExactMath.PowerRatio(values.Number("level")),
            ExactMath.PowerRatio(values.Number("level") + values.Number("hysteresis")),
            Frames(values.Quantity("for")),
            Frames(values.Quantity("sound"))));
    }

    private static int Frames(Quantity time) => (int)((time.Nanoseconds + SilenceKernel.FrameNanoseconds - 1) / SilenceKernel.FrameNanoseconds);
}

/// <summary>What silence is.</summary>
public sealed record SilenceOptions
{
    /// <summary>Below it is silence, in dB relative to a full-scale sine, -100 to 0. Default: -50.</summary>
    public double LevelDbfs { get; init; } = -50;

    /// <summary>How much louder than that sound must be to end silence, in dB, 0 to 30. Default: 3.</summary>
    public double HysteresisDb { get; init; } = 3;

    /// <summary>How long it must be silent, 10 ms to 1 h. Default: 2 s.</summary>
    public TimeSpan For { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How much sound ends silence, 10 ms to 60 s. Default: 50 ms.</summary>
    public TimeSpan Sound { get; init; } = TimeSpan.FromMilliseconds(50);
}

/// <summary>The limits as a kernel compares them.</summary>
/// <param name="Quiet">The power below which a frame is silent.</param>
/// <param name="Loud">The power from which on one has sound, where there was silence.</param>
/// <param name="QuietFrames">Silent frames in a row that are silence.</param>
/// <param name="LoudFrames">Frames with sound that are none.</param>
internal sealed record SilenceLimits(double Quiet, double Loud, int QuietFrames, int LoudFrames);

/// <summary>Counts the frames of each channel that are silent, and those that have sound less those that have none.</summary>
internal sealed class SilenceKernel(int channels, long frame, SilenceLimits limits) : SoundFrameKernel<Stamped<Value>>(channels, frame)
{
    /// <summary>What a frame lasts.</summary>
    public const long FrameNanoseconds = 10_000_000;

    private readonly SquareSum[] _sums = [.. Enumerable.Range(0, channels).Select(_ => new SquareSum())];
    private readonly Track[] _tracks = new Track[channels];

    protected override void Gather(int channel, ReadOnlySpan<float> samples, long place) => _sums[channel].Add(samples, place);

    protected override void DropFrame()
    {
        foreach (SquareSum sum in _sums)
            sum.Clear();
    }

    protected override void EndFrame(in SoundFrame frame, SampleClock clock, IEmit<Stamped<Value>> output)
    {
        SignalTime stamp = clock.TimeOf(frame.Last), began = SignalTime.Min(clock.TimeOf(frame.First), stamp);
        for (int channel = 0; channel < Channels; channel++)
        {
            double power = _sums[channel].Take() / frame.Count / SoundInput.SinePower;
            ref Track track = ref _tracks[channel];
            if (track.Takes(power, began, limits) is { } silent)
                output.Emit(new Stamped<Value>(Value.Contact(silent), stamp, SignalTime.Min(silent ? track.QuietSince : track.LoudSince, stamp), channel));
        }
    }

    protected override void Clear()
    {
        Array.Clear(_tracks);
        foreach (SquareSum sum in _sums)
            sum.Clear();
    }

    protected override void SaveRest(StateWriter writer)
    {
        for (int channel = 0; channel < Channels; channel++)
        {
            _tracks[channel].Save(writer);
            _sums[channel].Save(writer);
        }
    }

    protected override void LoadRest(StateReader reader)
    {
        for (int channel = 0; channel < Channels; channel++)
        {
            _tracks[channel] = Track.Load(reader, limits);
            _sums[channel].Load(reader);
        }
    }

    /// <summary>What is known of one channel.</summary>
    private struct Track
    {
        public SignalTime QuietSince;
        public SignalTime LoudSince;
        private bool? _isSilent;
        private int _quiet;
        private int _loud;

        /// <summary>Takes the next frame; what is told, or null.</summary>
        public bool? Takes(double power, SignalTime began, SilenceLimits limits)
        {
            bool loud = power >= (_isSilent == true ? limits.Loud : limits.Quiet);
            if (_isSilent != true)
            {
                if (power < limits.Quiet && _quiet++ == 0)
                    QuietSince = began;
                else if (power >= limits.Quiet)
                    _quiet = 0;
                if (_quiet == limits.QuietFrames)
                    return Become(true);
            }

            if (_isSilent == false)
                return null;
            if (!loud)
                _loud = Math.Max(0, _loud - 1);
            else if (_loud++ == 0)
                LoudSince = began;
            return _loud == limits.LoudFrames ? Become(false) : null;
        }

        public readonly void Save(StateWriter writer)
        {
            writer.Bool(_isSilent.HasValue);
            writer.Bool(_isSilent == true);
            writer.Int64(_quiet);
            writer.Int64(_loud);
            writer.Time(QuietSince);
            writer.Time(LoudSince);
        }

        public static Track Load(StateReader reader, SilenceLimits limits)
        {
            bool isKnown = reader.Bool(), isSilent = reader.Bool();
            return new Track
            {
                _isSilent = isKnown ? isSilent : null,
                _quiet = reader.Count(limits.QuietFrames - 1),
                _loud = reader.Count(limits.LoudFrames - 1),
                QuietSince = reader.Time(),
                LoudSince = reader.Time(),
            };
        }

        private bool Become(bool silent)
        {
            _quiet = _loud = 0;
            _isSilent = silent;
            return silent;
        }
    }
}
