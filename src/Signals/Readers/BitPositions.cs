using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Reactive.Signals;

/// <summary>
/// Some of the bits of a frame, in an order: <c>1-8</c>, <c>9 4 6 5</c>, <c>2-3 5-6 8-9</c>, <c>8-1</c> for the other way round. Positions
/// count from 0 for the bit that is sent first. Of a field, the first one listed is its most significant bit.
/// </summary>
public sealed class BitPositions
{
    private readonly ImmutableArray<int> _positions;

    private BitPositions(ImmutableArray<int> positions)
    {
        _positions = positions;
        AreContiguous = true;
        for (int i = 1; i < positions.Length; i++)
            AreContiguous &= positions[i] == positions[i - 1] + 1;
    }

    /// <summary>How many there are.</summary>
    public int Count => _positions.Length;

    /// <summary>The positions, in their order.</summary>
    public ImmutableArray<int> All => _positions;

    /// <summary>Whether they lie beside each other, in the order sent: then a shift takes them out.</summary>
    public bool AreContiguous { get; }

    /// <summary>The bits of a frame of <paramref name="length"/> that they mean.</summary>
    public UInt128 MaskIn(int length)
    {
        UInt128 mask = UInt128.Zero;
        foreach (int position in _positions)
            mask |= ReaderBits.At(length, position);
        return mask;
    }

    /// <summary>Reads positions of a frame of <paramref name="length"/> bits; what is wrong is said in <paramref name="problem"/>, a clause.</summary>
    public static bool TryParse(string text, int length, out BitPositions positions, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        positions = new BitPositions([]);
        var all = new List<int>();
        var seen = new HashSet<int>();
        foreach (string part in text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            int dash = part.IndexOf('-', StringComparison.Ordinal);
            if (!TryPosition(dash < 0 ? part : part[..dash], length, out int first, out problem) || !TryPosition(dash < 0 ? part : part[(dash + 1)..], length, out int last, out problem))
                return false;
            for (int position = first; ; position += Math.Sign(last - first))
            {
                if (!seen.Add(position))
                {
                    problem = $"bit {position} is listed twice";
                    return false;
                }

                all.Add(position);
                if (position == last)
                    break;
            }
        }

        problem = all.Count == 0 ? "no bits are listed, such as 1-8" : "";
        positions = new BitPositions([.. all]);
        return problem.Length == 0;
    }

    /// <summary>As they are written, neighbours as ranges.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (int i = 0; i < _positions.Length;)
        {
            int end = i;
            int step = end + 1 < _positions.Length ? _positions[end + 1] - _positions[end] : 0;
            while (step is 1 or -1 && end + 1 < _positions.Length && _positions[end + 1] - _positions[end] == step)
                end++;
            text.Append(text.Length > 0 ? " " : "").Append(CultureInfo.InvariantCulture, $"{_positions[i]}");
            if (end > i)
                text.Append(CultureInfo.InvariantCulture, $"-{_positions[end]}");
            i = end + 1;
        }

        return text.ToString();
    }

    private static bool TryPosition(string text, int length, out int position, out string problem)
    {
        problem = !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out position) ? $"'{text}' is no position of a bit, such as 1, or 1-8 for several"
            : position >= length ? $"there is no bit {position}: the {length} bits count from 0 to {length - 1}"
            : "";
        return problem.Length == 0;
    }
}
