using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;

namespace Reactive.Device.Bench.Dtmf;

/// <summary>Digits that are alike in all but one thing, over a range of it: how many are found.</summary>
/// <param name="Name">What the picture of it is called: <c>duration</c>.</param>
/// <param name="Title">What it shows.</param>
/// <param name="XName">What changes, with its unit.</param>
/// <param name="Steps">The values of it, ascending.</param>
/// <param name="Case">What a value is called in a table.</param>
/// <param name="Change">Gives a digit one of the values.</param>
/// <param name="Marks">The limits that the defaults are to keep, for pictures.</param>
internal sealed record DtmfSweep(
    string Name,
    string Title,
    string XName,
    ImmutableArray<double> Steps,
    Func<double, string> Case,
    Func<double, Func<SentDigit, Random, SentDigit>> Change,
    ImmutableArray<(double X, string Says)> Marks)
{
    // as many at each value
    private const int Digits = 400;

    /// <summary>All of them.</summary>
    public static ImmutableArray<DtmfSweep> All { get; } =
    [
        new("duration", "Digits found, by the length of their tones", "tone (ms)", [20, 24, 28, 32, 36, 40, 45, 50], Text("tones of {0} ms"), DtmfCorpora.Lasting, [(25, "must not be"), (35, "must be found")]),
        new("deviation", "Digits found, by how far both tones are off", "deviation (%)", [0, 1, 1.5, 1.8, 2, 2.5, 3, 3.5, 4, 5], Text("both tones {0} % off"), DtmfCorpora.Deviating, [(1.5, "must be found"), (3.5, "must not be")]),
        new("snr", "Digits found, by how far they are above the noise", "tones over noise (dB)", [0, 3, 6, 9, 12, 15, 20], Text("{0} dB above the noise"), static snr => (digit, _) => digit with { SnrDb = snr }, [(15, "must be found")]),
        new("twist", "Digits found, by the high tone over the low one", "twist (dB)", [-14, -12, -10, -8, -4, 0, 4, 6, 8, 10], Text("twist {0} dB"), static twist => (digit, _) => digit with { TwistDb = twist }, [(-8, "must be found"), (4, "must be found")]),
    ];

    /// <summary>How many of the digits were found at each value, in percent: ours, and spandsp's where it is installed.</summary>
    public IEnumerable<(double Step, double Ours, double? Theirs)> Run(int seed)
    {
        foreach (double step in Steps)
        {
            SentDigit[] sent = [.. DtmfCorpora.Sweep(Digits, seed, Change(step))];
            (short[] samples, List<(int Start, int End)> tones) = DtmfSignal.Render(sent, seed);
            double ours = Percent(FoundDigits.Compare(sent, tones, FoundDigits.OfOperator(samples)).Found);
            yield return (step, ours, Spandsp.IsHere ? Percent(FoundDigits.Compare(sent, tones, Spandsp.Find(samples)).Found) : null);
        }
    }

    private static double Percent(int found) => found * 100.0 / Digits;

    private static Func<double, string> Text(string format) => value => string.Format(CultureInfo.InvariantCulture, format, value);
}
