using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;

namespace Reactive.Operators;

/// <summary>One pulse of a pattern and the pause behind it.</summary>
/// <param name="On">How long the pulse lasts, in seconds.</param>
/// <param name="Off">How long the pause lasts, in seconds.</param>
/// <param name="LevelDb">How much louder the pulse is than those without a level of their own.</param>
internal readonly record struct CadenceStep(double On, double Off, double LevelDb);

/// <summary>The frequencies that sound in the pulses of a pattern.</summary>
/// <param name="Hertz">The frequencies that sound together; none for any one that is steady.</param>
/// <param name="Modulation">By which frequency their level swings, in hertz; 0 for none.</param>
internal sealed record CadenceTones(ImmutableArray<double> Hertz, double Modulation)
{
    private const double MostBeat = 35;

    /// <summary>Whether it is any frequency that is steady.</summary>
    public bool IsAny => Hertz.IsEmpty;

    /// <summary>How often a second its level swings, in hertz: as it is modulated, or as two frequencies beat that lie near each other. 0 where that cannot be heard in a window.</summary>
    public double Swings
    {
        get
        {
            double swings = Modulation;
            for (int i = 1; i < Hertz.Length; i++)
                swings = Hertz[i] - Hertz[i - 1] < MostBeat ? Hertz[i] - Hertz[i - 1] : swings;
            return swings;
        }
    }

    /// <summary>Whether both are the same.</summary>
    public bool IsSame(CadenceTones other) => Modulation == other.Modulation && Hertz.SequenceEqual(other.Hertz);
}

/// <summary>
/// What is repeated, as it is written: frequencies, a blank, then milliseconds of sound and of pause by turns. <c>425 1000/4000</c>, <c>350+440 continuous</c> (without a pause),
/// <c>400*25 400/200/400/2000</c> (swings 25 times a second), <c>any 500/500</c> (any frequency that is steady), <c>425 375/375/375@-10/375</c> (every other pulse 10 dB softer).
/// </summary>
/// <param name="Name">What it is called.</param>
/// <param name="Tones">Its frequencies.</param>
/// <param name="Steps">Its pulses; none where it is continuous.</param>
internal sealed record CadencePattern(string Name, CadenceTones Tones, ImmutableArray<CadenceStep> Steps)
{
    /// <summary>The word for a pattern without pauses.</summary>
    public const string ContinuousWord = "continuous";

    private const string AnyWord = "any";
    private const int MostSteps = 8;
    private const int MostTones = 4;
    private const double LeastHertz = 200;
    private const double MostHertz = 4000;

    private const double LeastBridge = 0.03;
    private const double MostBridge = 0.12;
    private const double BridgedSwings = 1.25;

    // a pulse or a pause that is shorter cannot be told
    private const double LeastMilliseconds = 50;
    private const double MostMilliseconds = 60_000;

    /// <summary>Whether it has no pauses.</summary>
    public bool IsContinuous => Steps.IsEmpty;

    /// <summary>Its longest pulse in seconds; 0 where it is continuous.</summary>
    public double LongestOn => IsContinuous ? 0 : Steps.Max(s => s.On);

    /// <summary>Gaps shorter than this, in seconds, end none of its pulses: a quarter of what is shortest in it, within limits. Tones that swing have gaps of their own.</summary>
    public double Bridge
    {
        get
        {
            double shortest = IsContinuous ? 0 : Steps.Min(s => Math.Min(s.On, s.Off));
            double swings = Tones.Swings;
            return Math.Max(Math.Clamp(shortest / 4, LeastBridge, MostBridge), swings > 0 ? BridgedSwings / swings : 0);
        }
    }

    /// <summary>Reads a pattern; false where it is none, with what was expected as a sentence without its full stop.</summary>
    public static bool TryRead(string name, string text, out CadencePattern pattern, out string problem)
    {
        pattern = new CadencePattern(name, new CadenceTones([], 0), []);
        problem = "";
        string[] parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 2)
            problem = $"'{text}' is no pattern: expected frequencies and times, such as 425 1000/4000";
        else if (!TryTones(parts[0], out CadenceTones? tones))
            problem = $"'{parts[0]}' are no frequencies: expected 1 to {MostTones} of {LeastHertz} to {MostHertz} Hz, such as 350+440, 400*25 or {AnyWord}";
        else if (!TrySteps(parts[1], out ImmutableArray<CadenceStep> steps))
            problem = $"'{parts[1]}' are no times: expected milliseconds of sound and of pause by turns ({LeastMilliseconds} to {MostMilliseconds}, at most {MostSteps} of either), such as 1000/4000, or {ContinuousWord}";
        else
            pattern = new CadencePattern(name, tones!, steps);
        return problem.Length == 0;
    }

    private static bool TryTones(string text, out CadenceTones? tones)
    {
        tones = null;
        if (text == AnyWord)
        {
            tones = new CadenceTones([], 0);
            return true;
        }

        string[] swinging = text.Split('*');
        double modulation = 0;
        if (swinging.Length > 2 || (swinging.Length == 2 && !(TryNumber(swinging[1], out modulation) && modulation is >= 10 and <= 100)))
            return false;
        var hertz = ImmutableArray.CreateBuilder<double>();
        foreach (string one in swinging[0].Split('+'))
        {
            if (!TryNumber(one, out double number) || number is < LeastHertz or > MostHertz)
                return false;
            hertz.Add(number);
        }

        hertz.Sort();
        tones = new CadenceTones(hertz.ToImmutable(), modulation);
        return hertz.Count <= MostTones;
    }

    private static bool TrySteps(string text, out ImmutableArray<CadenceStep> steps)
    {
        steps = [];
        if (text == ContinuousWord)
            return true;
        string[] times = text.Split('/');
        if (times.Length % 2 != 0 || times.Length > 2 * MostSteps)
            return false;
        var made = ImmutableArray.CreateBuilder<CadenceStep>();
        for (int i = 0; i < times.Length; i += 2)
        {
            string[] on = times[i].Split('@');
            double level = 0;
            if (!TryTime(on[0], out double sound) || !TryTime(times[i + 1], out double pause) || on.Length > 2 || (on.Length == 2 && !(TryNumber(on[1], out level) && Math.Abs(level) <= 20)))
                return false;
            made.Add(new CadenceStep(sound, pause, level));
        }

        steps = made.ToImmutable();
        return true;
    }

    private static bool TryTime(string text, out double seconds)
    {
        bool isNumber = TryNumber(text, out double milliseconds);
        seconds = milliseconds / 1000;
        return isNumber && milliseconds is >= LeastMilliseconds and <= MostMilliseconds;
    }

    private static bool TryNumber(string text, out double number) => double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
