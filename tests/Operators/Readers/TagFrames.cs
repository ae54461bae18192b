using System;
using System.Collections.Generic;
using System.Numerics;

namespace Reactive.Operators.Tests.Readers;

/// <summary>What an EM4100 tag sends.</summary>
internal static class TagFrames
{
    /// <summary>The 64 bits of a tag, the first one highest.</summary>
    public static ulong Of(long tag)
    {
        ulong bits = 0b1_1111_1111, columns = 0;
        for (int row = 9; row >= 0; row--)
        {
            ulong nibble = (ulong)(tag >> (4 * row)) & 0xF;
            bits = (bits << 5) | (nibble << 1) | ((ulong)BitOperations.PopCount(nibble) & 1);
            columns ^= nibble;
        }

        return (bits << 5) | (columns << 1);
    }

    /// <summary>The line of some frames, one after the other, a sample each; a 1 rises in its middle unless inverted.</summary>
    /// <param name="frames">The frames.</param>
    /// <param name="samplesInHalfBit">How long half a bit lasts.</param>
    /// <param name="inverted">Whether a 1 falls.</param>
    /// <param name="jitter">How far an edge is off, in samples.</param>
    public static List<short> Line(ReadOnlySpan<ulong> frames, double samplesInHalfBit, bool inverted = false, Func<double>? jitter = null)
    {
        var line = new List<short>();
        double end = 0;
        foreach (ulong frame in frames)
        {
            for (int bit = 63; bit >= 0; bit--)
            {
                bool one = ((frame >> bit) & 1) == 1 ^ inverted;
                foreach (bool high in new[] { !one, one })
                {
                    end += samplesInHalfBit;
                    double to = end + (jitter?.Invoke() ?? 0);
                    while (line.Count < to)
                        line.Add(high ? (short)1 : (short)0);
                }
            }
        }

        return line;
    }
}
