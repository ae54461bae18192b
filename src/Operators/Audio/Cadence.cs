using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>The operator <c>cadence</c>.</summary>
public static class CadenceOperator
{
    private const string Nothing = "none";

    private const int MostPatterns = 16;

    /// <summary>
    /// Which tone of the telephone network or which alarm is heard: a word, or <c>none</c>, from the first 10 ms on. Stamped when it is sure, since its first pulse began; none
    /// as soon as the pattern is broken. What is not a number counts as silence. Allocates nothing per block.
    /// </summary>
    /// <param name="source">Samples of one channel, or of several, each of which is looked at for itself.</param>
    /// <param name="input">What the samples are: 4 kHz to 1 MHz.</param>
    /// <param name="options">What is looked for.</param>
    /// <exception cref="ArgumentException">The options or the rate are out of range.</exception>
    public static IObservable<Stamped<Value>> Cadence(this IObservable<SampleBlock> source, Flow input, CadenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ParameterValues values = Spec.Arguments(
            input,
            ("country", options.Country),
            ("look-for", options.LookFor.IsEmpty ? null : string.Join(',', options.LookFor)),
            ("tolerance", SoundInput.Written(options.TolerancePercent, "%")),
            ("timing", SoundInput.Written(options.TimingPercent, "%")),
            ("repeats", options.Repeats.ToString(CultureInfo.InvariantCulture)),
            ("continuous", options.Continuous.Written()),
            ("level", SoundInput.Written(options.LevelDbfs, "dB")));
        return source.Through(() => Create(input, values));
    }

    /// <summary>What the language, the schema and the docs know of it.</summary>
    public static OperatorSpec Spec { get; } = new()
    {
        Name = "cadence",
        Summary = "Tells which tone of the telephone network is heard, or which alarm of a smoke or carbon monoxide detector.",
        Details = "A word: `dial`, `ringback`, `busy` or `congestion` as `country` has them, `temporal-3` (smoke: three pulses of 0.5 s) or `temporal-4` (carbon monoxide: four of 0.1 s) at any steady frequency from 300 Hz to 4 kHz, a name of `patterns`, or `none`. "
            + "A pattern is heard when `repeats` cycles of it were and no longer one could still explain them, since its first pulse; one without pauses after `continuous`, or longer where another pulse of these frequencies may last as long. It is over as soon as it is broken. "
            + "A pulse begins and ends where half of its own amplitude is passed; a room may make it longer by 40 % of the pause behind it, 100 ms at most. Echoes behind it, 8 dB below it and falling by 30 dB a second, are no pulses: "
            + "`temporal-3` is heard in rooms in which sound takes 1 s to die away by 60 dB, `temporal-4`, whose pauses are shorter, nearly always up to 0.3 s and mostly up to 0.5 s. Pulses of one pattern are about as loud as each other. "
            + "Sound is looked at in windows of 50 ms, one every 10 ms; at 16 kHz and more a low-pass comes first. Two patterns with the same times and frequencies are told as the first of them. "
            + "`patterns` adds some of one's own: frequencies in hertz, a blank, then milliseconds of sound and of pause by turns, as in `425 1000/4000`, `350+440 continuous`, `400*25 400/200/400/2000` (swings 25 times a second), `any 500/500` or `425 375/375/375@-10/375` (every other pulse 10 dB softer). "
            + "A gap counts as no samples; what is not a number counts as silence.",
        Standard = "ITU-T E.180 (the tones; their times are those that administrations use), ISO 8201 (temporal-3)",
        Shorthand = "country",
        Parameters =
        [
            ParameterSpec.Choice("country", "Whose tones, by the top-level domain.", "us", CadenceTable.Countries),
            new ParameterSpec { Name = "look-for", Kind = ParameterKind.Text, Summary = "The names that are looked for, with commas between; all where it is left out." },
            ParameterSpec.Texts("patterns", $"Patterns of one's own, by name, {MostPatterns} at most; those of a name that there is take its place.", "{ gate-bell: \"425 1000/4000\" }"),
            ParameterSpec.Of("tolerance", "How far a frequency may be off.", "5 %", "1 %", "10 %", false, Dimension.Percent),
            ParameterSpec.Of("timing", "How far a time may be off.", "20 %", "5 %", "30 %", false, Dimension.Percent),
            ParameterSpec.Of("repeats", "How many cycles must be heard: a whole number.", "2", "1", "4", false, Dimension.Count),
            ParameterSpec.Duration("continuous", "How long a tone without pauses must sound.", "1.5 s", "200 ms", "60 s"),
            ParameterSpec.Of("level", "The least level of a pulse.", "-45 dB", "-80 dB", "0 dB", false, Dimension.Level),
        ],
        Examples =
        [
            new OperatorExample("cadence: {}", "The tones of the United States, and alarms."),
            new OperatorExample("cadence: de", "Those of Germany."),
            new OperatorExample("cadence: { look-for: \"temporal-3, temporal-4\", timing: 25 %, level: -60 dB }", "Only alarms, as a microphone in the room hears them."),
            new OperatorExample("cadence: { country: uk, patterns: { gate-bell: \"1000 300/300\" }, look-for: \"busy, gate-bell\", repeats: 3, continuous: 3 s, tolerance: 3 % }", "A bell of one's own, and the busy tone of the United Kingdom."),
        ],
        Forms =
        [
            new OperatorForm<SampleBlock, Stamped<Value>>
            {
                Takes = SoundInput.Takes,
                Yields = "the name of what is heard, or none",
                Accepts = SoundInput.Accepts,
                Output = (flow, values) => new Flow(FlowKind.State, WordsOf(values), Channels: flow.Channels),
                Kernel = Create,
            },
        ],
        Check = Check,
    };

    private static IEnumerable<ParameterProblem> Check(ParameterValues values, Flow input)
    {
        foreach (ParameterProblem problem in SoundInput.CheckRate(input))
            yield return problem;
        if (values.NotWhole("repeats") is { } fraction)
            yield return fraction;
        ImmutableArray<NamedText> own = values.Texts("patterns");
        if (own.Length > MostPatterns)
            yield return new ParameterProblem("patterns", $"there are at most {MostPatterns} patterns, not {own.Length}");
        foreach ((string name, string text) in own)
        {
            if (name == Nothing)
                yield return new ParameterProblem("patterns", $"'{Nothing}' is what is told where there is no pattern", "give it another name");
            else if (!CadencePattern.TryRead(name, text, out CadencePattern pattern, out string problem))
                yield return new ParameterProblem("patterns", $"{name}: {problem}");
            else if (!pattern.Tones.IsAny && SoundInput.TooHigh("patterns", pattern.Tones.Hertz[^1], input) is { } high)
                yield return high;
        }

        string[] names = [.. All(values).Select(p => p.Name).Distinct()];
        foreach (string name in LookedFor(values))
        {
            if (!names.Contains(name))
                yield return new ParameterProblem("look-for", $"there is no pattern '{name}': expected {ParameterSpec.Or([.. names])}", NearMiss.Hint(name, names));
        }
    }

    private static string[] LookedFor(ParameterValues values) => values.Has("look-for") ? values.Text("look-for").Split(',', StringSplitOptions.TrimEntries) : [];

    private static IEnumerable<CadencePattern> All(ParameterValues values)
    {
        var own = new List<CadencePattern>();
        foreach ((string name, string text) in values.Texts("patterns"))
        {
            if (CadencePattern.TryRead(name, text, out CadencePattern pattern, out _))
                own.Add(pattern);
        }

        return CadenceTable.Of(values.Text("country")).Where(p => !own.Exists(o => o.Name == p.Name)).Concat(own);
    }

    private static ImmutableArray<CadencePattern> Patterns(ParameterValues values)
    {
        string[] names = LookedFor(values);
        return [.. All(values).Where(p => names.Length == 0 || names.Contains(p.Name))];
    }

    private static SymbolType WordsOf(ParameterValues values) => SymbolType.Words([Nothing, .. Patterns(values).Select(p => p.Name).Distinct()]);

    private static CadenceKernel Create(Flow input, ParameterValues values)
    {
        ImmutableArray<CadencePattern> patterns = Patterns(values);
        double timing = values.Number("timing") / 100, tolerance = values.Number("tolerance") / 100, continuous = values.Number("continuous");
        // those that tell their pulses in one way share a band
        var bands = new List<CadencePattern>();
        foreach (CadencePattern pattern in patterns)
        {
            if (!bands.Exists(b => IsSame(b, pattern)))
                bands.Add(pattern);
        }

        var plan = new CadencePlan(
            patterns,
            [.. patterns.Select(p => bands.FindIndex(b => IsSame(b, p)))],
            [.. patterns.Select(p => Math.Max(continuous, LongestLike(p, patterns, tolerance) * (1 + timing) * 1.05))],
            timing,
            (int)values.Number("repeats"));
        return new CadenceKernel(input, plan, [.. bands], tolerance, values.Number("level"), WordsOf(values));
    }

    private static bool IsSame(CadencePattern band, CadencePattern pattern) => band.Tones.IsSame(pattern.Tones) && band.Bridge == pattern.Bridge;

    // the longest pulse of another pattern that could be taken for it
    private static double LongestLike(CadencePattern pattern, ImmutableArray<CadencePattern> patterns, double tolerance) => patterns
        .Where(p => p.Tones.IsAny == pattern.Tones.IsAny && pattern.Tones.Hertz.All(h => p.Tones.Hertz.Any(o => Math.Abs(h - o) <= 2 * tolerance * h)))
        .Max(p => p.LongestOn);
}

/// <summary>What is looked for.</summary>
public sealed record CadenceOptions
{
    /// <summary>Whose tones, by the top-level domain. Default: us.</summary>
    public string Country { get; init; } = "us";

    /// <summary>The names that are looked for; all where there are none, which is the default.</summary>
    public ImmutableArray<string> LookFor { get; init; } = [];

    /// <summary>How far a frequency may be off, in percent, 1 to 10. Default: 5.</summary>
    public double TolerancePercent { get; init; } = 5;

    /// <summary>How far a time may be off, in percent, 5 to 30. Default: 20.</summary>
    public double TimingPercent { get; init; } = 20;

    /// <summary>How many cycles must be heard, 1 to 4. Default: 2.</summary>
    public int Repeats { get; init; } = 2;

    /// <summary>How long a tone without pauses must sound, 200 ms to 60 s. Default: 1.5 s.</summary>
    public TimeSpan Continuous { get; init; } = TimeSpan.FromMilliseconds(1500);

    /// <summary>The least level of a pulse, in dB relative to a full-scale sine, -80 to 0. Default: -45.</summary>
    public double LevelDbfs { get; init; } = -45;
}
