using System;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Testing;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads sound that a test lets a port hear: <c>port.call: { digits: '5#' }</c>, <c>{ tones: [350 Hz, 440 Hz], for: 1 s }</c>, <c>{ play: visitor.wav }</c>.</summary>
internal sealed class SoundFeed(ReadContext context, NameScope scope)
{
    /// <summary>A sound, as messages show one.</summary>
    public const string Example = "{ digits: '5#' }";

    // what telephones send, both tones together
    private const double UsualLevelDb = -10;
    private const int MostDigits = 256;
    private const double MostSeconds = 60;

    private static readonly KeySpec[] Kinds = [Keys.WrittenSound.Digits, Keys.WrittenSound.Tones, Keys.WrittenSound.Play];
    private static readonly (KeySpec Key, KeySpec Of)[] Companions =
        [(Keys.WrittenSound.Tone, Keys.WrittenSound.Digits), (Keys.WrittenSound.Pause, Keys.WrittenSound.Digits), (Keys.WrittenSound.For, Keys.WrittenSound.Tones)];

    /// <summary>The sound, in parts of full scale at the rate of the port; null where it is wrong, which is reported.</summary>
    public ReadOnlyMemory<float>? Read(YamlMap map, PortSpec port, string path)
    {
        if (!IsSound(port))
        {
            context.Error(DiagnosticCodes.WrongFeed, map.Start, path, $"'{port.Name}' gives {port.Flow}, no sound", "feed a value, a sequence of them, or a list of samples");
            return null;
        }

        int errors = context.Report.Errors, rateHertz = (int)port.Flow.Samples!.Rate.Hertz;
        context.OnlyKeys(map, path, Keys.WrittenSound.All);
        (KeySpec Key, YamlEntry Entry)[] kinds = [.. Kinds.Select(k => (Key: k, Entry: map.Find(k))).Where(k => k.Entry is not null).Select(k => (k.Key, k.Entry!))];
        if (kinds.Length != 1)
        {
            if (context.Report.Errors == errors)
                context.Error(DiagnosticCodes.WrongFeed, map.Start, path, "a sound is one of 'digits', 'tones' and 'play'", $"such as {Example}");
            return null;
        }

        (KeySpec kind, YamlEntry entry) = kinds[0];
        (object? tone, object? pause, object? lasting, object? level) =
            (Parameter(map, Keys.WrittenSound.Tone, path), Parameter(map, Keys.WrittenSound.Pause, path), Parameter(map, Keys.WrittenSound.For, path), Parameter(map, Keys.WrittenSound.Level, path));
        OnlyWith(map, kind, path);
        double? levelDb = level is Quantity given ? given.Number : null;
        string kindPath = ReadContext.Join(path, kind.Name);
        ReadOnlyMemory<float>? sound =
            kind == Keys.WrittenSound.Digits ? Digits(entry.Value, kindPath, Seconds(tone) + Seconds(pause)) is { } digits ? ToneSound.OfDigits(digits, Seconds(tone), Seconds(pause), levelDb ?? UsualLevelDb, rateHertz) : null
            : kind == Keys.WrittenSound.Tones ? Tones(map, entry, kindPath, rateHertz) is { } tones && lasting is Quantity time ? ToneSound.Of(tones, Seconds(time), levelDb ?? UsualLevelDb, rateHertz) : null
            : Played(entry, kindPath, levelDb ?? 0, rateHertz);
        return context.Report.Errors == errors ? sound : null;
    }

    /// <summary>Whether a port hears sound: samples that stand for no unit and come through no front end.</summary>
    public static bool IsSound(PortSpec port) => port.Flow is { IsDense: true, Unit.Dimension: Dimension.Count, Samples.FrontEnd: null };

    private object? Parameter(YamlMap map, KeySpec key, string path)
    {
        if (map.Find(key) is { } entry)
            return ParameterReader.ReadOne(context, key.Parameter!, entry.Value, ReadContext.Join(path, key.Name));
        return key.Parameter!.Default is { } usual && Quantity.TryParse(usual, out Quantity quantity, out _) ? quantity : null;
    }

    private static double Seconds(object? time) => time is Quantity quantity ? quantity.Nanoseconds / 1e9 : 0;

    // what says how long digits sound says nothing of other sounds
    private void OnlyWith(YamlMap map, KeySpec kind, string path)
    {
        foreach ((KeySpec key, KeySpec of) in Companions)
        {
            if (map.Find(key) is { } entry && kind != of)
                context.Error(DiagnosticCodes.WrongFeed, entry.Key.Start, ReadContext.Join(path, key.Name), $"'{key.Name}' goes with '{of.Name}', not with '{kind.Name}'");
        }
    }

    private string? Digits(YamlNode node, string path, double secondsEach)
    {
        if (context.Scalar(node, path, "digits: '5#'") is not YamlScalar scalar)
            return null;
        if (scalar.Value.Length is 0 or > MostDigits || !scalar.Value.All(Value.Digits.Contains))
        {
            context.Error(DiagnosticCodes.WrongFeed, scalar.Start, path, $"{scalar.Describe()} is not 1 to {MostDigits} DTMF digits: 0 to 9, *, # and A to D are", $"such as {Example}");
            return null;
        }

        if (scalar.Value.Length * secondsEach <= MostSeconds)
            return scalar.Value;
        context.Error(DiagnosticCodes.WrongFeed, scalar.Start, path, $"these digits sound for longer than {MostSeconds} s", "make several entries of them");
        return null;
    }

    private ImmutableArray<double>? Tones(YamlMap map, YamlEntry tones, string path, int rateHertz)
    {
        if (map.Find(Keys.WrittenSound.For) is null)
            context.Error(DiagnosticCodes.MissingKey, tones.Key.Start, path, "nothing says how long the tones sound", "add 'for: 1 s'");
        if (ParameterReader.ReadOne(context, Keys.WrittenSound.Tones.Parameter!, tones.Value, path) is not ImmutableArray<Quantity> frequencies)
            return null;
        if (frequencies.FirstOrDefault(f => f.Number * 2 >= rateHertz) is { Unit: not null } high && high.Number > 0)
        {
            context.Error(DiagnosticCodes.WrongFeed, tones.Value.Start, path, $"samples at {new SampleRate(rateHertz)} hold no tone of {high}", "give the port a higher rate, or a lower tone");
            return null;
        }

        return [.. frequencies.Select(f => (double)f.Number)];
    }

    private ReadOnlyMemory<float>? Played(YamlEntry play, string path, double levelDb, int rateHertz)
    {
        if (new PlayReader(context, scope).File(play.Value, path) is not { } file)
            return null;
        if (context.Sounds is not { } sounds)
            return new float[1];
        ReadOnlyMemory<float> sound = sounds(file, rateHertz, out string problem);
        if (sound.IsEmpty)
        {
            context.Error(DiagnosticCodes.WrongClip, play.Value.Start, path, problem, "what a test plays lies beside the pipeline, 60 s at most");
            return null;
        }

        return levelDb == 0 ? sound : ToneSound.Louder(sound.Span, levelDb);
    }
}
