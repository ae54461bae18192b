using System;
using System.Linq;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>
/// Which card a holder has: all its bits, or the facility and number in a format. The latter is every frame of that format with these
/// numbers, whatever its issue level, its maker's code, and the bits that mean nothing.
/// </summary>
public sealed record HolderCard
{
    private HolderCard(in ReaderBits frame, CardFormat? format, ulong? facility, ulong? number)
    {
        Frame = frame;
        Format = format;
        Facility = facility;
        Number = number;
    }

    /// <summary>All its bits; of a card known by its numbers, the frame of these in which all else is 0.</summary>
    public ReaderBits Frame { get; }

    /// <summary>The format of its numbers; null for a card that is known by its bits.</summary>
    public CardFormat? Format { get; }

    /// <summary>The facility code; null for a card that is known by its bits, or whose format has none.</summary>
    public ulong? Facility { get; }

    /// <summary>The number; null for a card that is known by its bits.</summary>
    public ulong? Number { get; }

    /// <summary>A card that is known by its bits.</summary>
    /// <param name="frame">Its bits, at least one.</param>
    public static HolderCard Of(in ReaderBits frame) => new(frame, null, null, null);

    /// <summary>
    /// A card that is known by its numbers. Without a facility that the format has, with one that it has not, and with numbers that it
    /// cannot hold it is none: <paramref name="problem"/> says why, a clause. A facility whose bits are all fixed may be left out.
    /// </summary>
    public static HolderCard? Of(CardFormat format, ulong? facility, ulong number, out string problem)
    {
        ArgumentNullException.ThrowIfNull(format);
        CardFieldBits? field = format.Fields.FirstOrDefault(f => f.Field == CardField.Facility);
        bool isOpen = field is not null && !field.Positions.All.All(p => format.Fixed.Any(f => f.Positions.All.Contains(p)));
        if (facility is null && isOpen)
        {
            problem = $"a card of {format} needs its facility code too";
            return null;
        }

        if (!format.TryEncode(new CardNumbers(facility, number), out ReaderBits frame, out problem))
            return null;
        return new HolderCard(frame, format, format.Number(frame, CardField.Facility), number);
    }

    /// <summary>For people: <c>H10301 12:3456</c>, or its bits.</summary>
    public override string ToString() => Format is null
        ? Frame.Written
        : $"{Format} {new CardNumbers(Facility, Number)}";
}
