using System;
using System.Runtime.Intrinsics;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// What does not change while digits are looked for at one rate. Samples are taken a hop at a time, 5 ms; a hop is four
/// pieces; a window is four hops, a raised cosine in steps of a piece. Lanes are the eight frequencies, low group first: their
/// real parts, then their imaginary ones.
/// </summary>
internal sealed class DtmfTables
{
    /// <summary>Lanes: real and imaginary parts of the tones.</summary>
    public const int Lanes = 16;

    /// <summary>Tones of both groups.</summary>
    public const int Tones = 8;

    /// <summary>Tones of a group.</summary>
    public const int Group = 4;

    /// <summary>Pieces in a hop.</summary>
    public const int PiecesInHop = 4;

    /// <summary>Hops in a window.</summary>
    public const int HopsInWindow = 4;

    /// <summary>Samples of which the power is summed up at once.</summary>
    public const int PowerStep = 32;

    private const int PiecesInWindow = PiecesInHop * HopsInWindow;
    private const double PieceSeconds = 0.00125;

    // The response of the window is tabled up to this many of its bins beside a tone.
    private const double MostBins = 1.5;
    private const int StepsInBin = 64;

    // The magnitude of a tone by how much of a window it fills; a power of two of steps.
    private const int FillSteps = 256;
    private static readonly double[] Fills = FillTable();

    private readonly double[] _losses = new double[(int)(MostBins * StepsInBin) + 2];
    private readonly double[] _turns = new double[Tones];

    /// <summary>The tables of a rate.</summary>
    public DtmfTables(SampleRate rate)
    {
        double hertz = rate.Hertz;
        PieceSamples = (int)Math.Round(hertz * PieceSeconds);
        HopSamples = PieceSamples * PiecesInHop;
        WindowSamples = HopSamples * HopsInWindow;
        HopSeconds = HopSamples / hertz;
        PairsInPiece = (PieceSamples + 1) / 2;
        // as large as the sum of a piece of full-scale samples leaves room for
        double scale = (1 << 16) / PieceSamples - 1;
        Oscillators = new short[PiecesInHop * PairsInPiece * Lanes * 2];
        for (int sample = 0; sample < HopSamples; sample++)
        {
            int pair = (sample / PieceSamples * PairsInPiece) + (sample % PieceSamples / 2), place = (pair * Lanes * 2) + (sample % PieceSamples % 2);
            for (int tone = 0; tone < Tones; tone++)
            {
                (float cosine, float sine) = Turned(-2 * Frequencies[tone] * sample / hertz);
                Oscillators[place + (tone * 2)] = (short)Math.Round(cosine * scale);
                Oscillators[place + ((tone + Tones) * 2)] = (short)Math.Round(sine * scale);
            }
        }

        Span<float> turn = stackalloc float[Lanes];
        for (int tone = 0; tone < Tones; tone++)
        {
            (turn[tone], turn[tone + Tones]) = Turned(2 * Frequencies[tone] * HopSamples / hertz);
            _turns[tone] = Frequencies[tone] * HopSamples / hertz;
        }

        HopCosines = Vector256.Create<float>(turn[..Tones]);
        HopSines = Vector256.Create<float>(turn[Tones..]);
        double sum = 0;
        for (int piece = 0; piece < PiecesInWindow; piece++)
        {
            Weights[piece] = (float)Raised((piece + 0.5) / PiecesInWindow);
            sum += Weights[piece] * PieceSamples;
        }

        // the raised cosine over whole periods sums up to half the samples
        PowerWeights = new float[(WindowSamples + PowerStep - 1) / PowerStep * PowerStep / 2];
        for (int pair = 0; pair < WindowSamples / 2; pair++)
            PowerWeights[pair] = (float)(Raised((pair + 0.5) * 2 / WindowSamples) * 2 / WindowSamples);
        TonePower = 2 / (sum * sum * scale * scale);
        for (int i = 0; i < _losses.Length; i++)
            _losses[i] = Loss(i / (double)StepsInBin, sum);
    }

    /// <summary>The frequencies in hertz, low group first.</summary>
    public static ReadOnlySpan<int> Frequencies => [697, 770, 852, 941, 1209, 1336, 1477, 1633];

    /// <summary>Samples in a piece.</summary>
    public int PieceSamples { get; }

    /// <summary>Samples in a hop.</summary>
    public int HopSamples { get; }

    /// <summary>Samples in a window.</summary>
    public int WindowSamples { get; }

    /// <summary>What a hop lasts.</summary>
    public double HopSeconds { get; }

    /// <summary>Pairs of samples in a piece, the last of them perhaps with a sample that counts for nothing.</summary>
    public int PairsInPiece { get; }

    /// <summary>For each pair of samples of a hop the lanes by which they are multiplied, of each lane both beside each other; they run on through the hop.</summary>
    public short[] Oscillators { get; }

    /// <summary>By how much each tone turns in a hop.</summary>
    public Vector256<float> HopCosines { get; }

    /// <summary>The same, its sine.</summary>
    public Vector256<float> HopSines { get; }

    /// <summary>The weight of each piece of a window, the earliest first.</summary>
    public float[] Weights { get; } = new float[PiecesInWindow];

    /// <summary>The weight of the squares of each pair of samples of a window, and zeros up to a whole <see cref="PowerStep"/>.</summary>
    public float[] PowerWeights { get; }

    /// <summary>What the square of a tone's magnitude is multiplied by to be its power.</summary>
    public double TonePower { get; }

    /// <summary>How many turns a tone makes in some hops.</summary>
    public double TurnsIn(int tone, int hops) => _turns[tone] * hops;

    /// <summary>How many times too little the power of a tone is found that is <paramref name="hertz"/> off; infinite where it is too far off to be that tone.</summary>
    public double LossOf(double hertz)
    {
        double at = Math.Abs(hertz) * HopSeconds * HopsInWindow * StepsInBin;
        if (!(at < _losses.Length - 1))
            return double.PositiveInfinity;
        int step = (int)at;
        return _losses[step] + ((_losses[step + 1] - _losses[step]) * (at - step));
    }

    /// <summary>The part of a window, from one of its ends on, that a tone fills which is found with <paramref name="part"/> of its magnitude (0 to 1).</summary>
    public static double FilledBy(double part)
    {
        int low = 0;
        for (int half = FillSteps / 2; half > 0; half /= 2)
        {
            if (Fills[low + half] <= part)
                low += half;
        }

        return (low + ((part - Fills[low]) / (Fills[low + 1] - Fills[low]))) / FillSteps;
    }

    // the integral of the raised cosine
    private static double[] FillTable()
    {
        double[] fills = new double[FillSteps + 1];
        for (int step = 0; step <= FillSteps; step++)
            fills[step] = (step / (double)FillSteps) - (ExactMath.SinPi(2.0 * step / FillSteps) / (2 * Math.PI));
        return fills;
    }

    private static double Raised(double part) => 0.5 - (0.5 * ExactMath.CosPi(2 * part));

    private static (float Cosine, float Sine) Turned(double halfTurns) => ((float)ExactMath.CosPi(halfTurns), (float)ExactMath.SinPi(halfTurns));

    // the inverse of the power of the window's response
    private double Loss(double bins, double sum)
    {
        double response = 0;
        for (int sample = 0; sample < WindowSamples; sample++)
            response += Weights[sample / PieceSamples] * ExactMath.CosPi(2 * bins * (sample - ((WindowSamples - 1) / 2.0)) / WindowSamples);
        return sum * sum / (response * response);
    }
}
