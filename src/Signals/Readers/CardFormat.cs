using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Reactive.Signals;

/// <summary>Where a number lies in a frame.</summary>
/// <param name="Field">What it means.</param>
/// <param name="Positions">Its bits, the most significant first.</param>
/// <param name="IsDecimal">Whether every four bits are a decimal digit (BCD), the most significant first.</param>
public sealed record CardFieldBits(CardField Field, BitPositions Positions, bool IsDecimal)
{
    /// <summary>The highest number it holds.</summary>
    public ulong Most => IsDecimal ? (ulong)Math.Pow(10, Positions.Count / 4) - 1 : ulong.MaxValue >> (64 - Positions.Count);
}

/// <summary>A bit that makes the ones among others, itself included, even or odd.</summary>
/// <param name="Position">Where it lies.</param>
/// <param name="IsOdd">Whether the ones are to be odd.</param>
/// <param name="Covered">The others.</param>
public sealed record ParityBit(int Position, bool IsOdd, BitPositions Covered);

/// <summary>Bits that are always the same.</summary>
/// <param name="Positions">Where they lie.</param>
/// <param name="Bits">What they are, in the order of the positions.</param>
public sealed record FixedBits(BitPositions Positions, ImmutableArray<bool> Bits);

/// <summary>Why numbers are no card of a format.</summary>
public enum CardMisfit
{
    /// <summary>They are one.</summary>
    None,
    /// <summary>The format does not have a field for a number.</summary>
    NoField,
    /// <summary>A number is more than its field holds.</summary>
    TooLarge,
    /// <summary>Some bits of a field are always the same, and a number has others.</summary>
    FixedBits,
}

/// <summary>
/// A layout of the bits of a card: where its numbers lie, which bits are always the same, and which check others. Made by
/// <see cref="CardFormatReader"/>; one instance for one definition, so that equal formats are the same object.
/// </summary>
public sealed class CardFormat
{
    private readonly UInt128 _fixedMask;
    private readonly UInt128 _fixedBits;
    private readonly UInt128[] _parityMasks;

    internal CardFormat(string name, int bits, ImmutableArray<CardFieldBits> fields, ImmutableArray<ParityBit> parity, ImmutableArray<FixedBits> always)
    {
        Name = name;
        Bits = bits;
        Fields = fields;
        Parity = parity;
        Fixed = always;
        _parityMasks = [.. parity.Select(p => p.Covered.MaskIn(bits) | ReaderBits.At(bits, p.Position))];
        foreach (FixedBits one in always)
        {
            _fixedMask |= one.Positions.MaskIn(bits);
            for (int i = 0; i < one.Bits.Length; i++)
                _fixedBits |= one.Bits[i] ? ReaderBits.At(bits, one.Positions.All[i]) : UInt128.Zero;
        }

        Id = Written();
    }

    /// <summary>Its name: <c>H10301</c>.</summary>
    public string Name { get; }

    /// <summary>How many bits it has.</summary>
    public int Bits { get; }

    /// <summary>Where its numbers lie.</summary>
    public ImmutableArray<CardFieldBits> Fields { get; }

    /// <summary>Its parity bits, in the order in which they are computed: one that covers another comes after it.</summary>
    public ImmutableArray<ParityBit> Parity { get; }

    /// <summary>Bits that are always the same.</summary>
    public ImmutableArray<FixedBits> Fixed { get; }

    /// <summary>The whole definition as a line of text, by which states and recordings name it.</summary>
    public string Id { get; }

    /// <summary>Whether frames are of this format: its length, its fixed bits, its parity, and decimal digits where it has them.</summary>
    public bool Matches(in ReaderBits frame) => Fits(frame) && ParityHolds(frame);

    /// <summary>Whether all but the parity is as in a frame of this format.</summary>
    public bool Fits(in ReaderBits frame)
    {
        if (frame.Length != Bits || (frame.Bits & _fixedMask) != _fixedBits)
            return false;
        foreach (CardFieldBits field in Fields)
        {
            if (field.IsDecimal && Number(frame, field) is null)
                return false;
        }

        return true;
    }

    /// <summary>Whether every parity bit of a frame of <see cref="Bits"/> is right.</summary>
    public bool ParityHolds(in ReaderBits frame)
    {
        for (int i = 0; i < _parityMasks.Length; i++)
        {
            if (IsOdd(frame.Bits & _parityMasks[i]) != Parity[i].IsOdd)
                return false;
        }

        return true;
    }

    /// <summary>The numbers in a frame that <see cref="Fits"/>.</summary>
    public CardNumbers Numbers(in ReaderBits frame)
    {
        var numbers = default(CardNumbers);
        foreach (CardFieldBits field in Fields)
            numbers = numbers.With(field.Field, Number(frame, field));
        return numbers;
    }

    /// <summary>The number in one field of a frame that <see cref="Fits"/>, or null where the format has none.</summary>
    public ulong? Number(in ReaderBits frame, CardField field) => FieldOf(field) is { } one ? Number(frame, one) : null;

    /// <summary>
    /// The frame of a card. Numbers of fields that the format has and that are left out are 0, but where fixed bits say them; false,
    /// with a clause in <paramref name="problem"/>, where a number is too large, has no field, or is not what is fixed.
    /// </summary>
    public bool TryEncode(in CardNumbers numbers, out ReaderBits frame, out string problem)
    {
        CardMisfit misfit = Encode(numbers, out frame, out CardField field);
        problem = misfit == CardMisfit.None ? "" : Told(misfit, field, numbers[field]!.Value);
        return misfit == CardMisfit.None;
    }

    /// <summary>The same without words: why there is no frame, and the first <paramref name="field"/> of which that is so. Allocates nothing.</summary>
    public CardMisfit Encode(in CardNumbers numbers, out ReaderBits frame, out CardField field)
    {
        frame = default;
        field = default;
        UInt128 bits = _fixedBits;
        for (int i = 0; i < CardNumbers.Names.Length; i++)
        {
            field = (CardField)i;
            if (numbers[field] is not { } number)
                continue;
            if (FieldOf(field) is not { } one)
                return CardMisfit.NoField;
            if (number > one.Most)
                return CardMisfit.TooLarge;
            UInt128 placed = Placed(number, one), fixedHere = _fixedMask & one.Positions.MaskIn(Bits);
            if ((placed & fixedHere) != (_fixedBits & fixedHere))
                return CardMisfit.FixedBits;
            bits |= placed;
        }

        for (int i = 0; i < _parityMasks.Length; i++)
        {
            if (IsOdd(bits & _parityMasks[i]) != Parity[i].IsOdd)
                bits |= ReaderBits.At(Bits, Parity[i].Position);
        }

        frame = new ReaderBits(Bits, bits);
        return CardMisfit.None;
    }

    /// <summary>Where a number lies, or null where the format does not have it.</summary>
    public CardFieldBits? FieldOf(CardField field)
    {
        foreach (CardFieldBits one in Fields)
        {
            if (one.Field == field)
                return one;
        }

        return null;
    }

    /// <summary>Its name.</summary>
    public override string ToString() => Name;

    private string Told(CardMisfit misfit, CardField field, ulong number)
    {
        string name = CardNumbers.Names[(int)field];
        if (misfit == CardMisfit.NoField)
            return $"{Name} has no '{name}'";
        CardFieldBits one = FieldOf(field)!;
        if (misfit == CardMisfit.TooLarge)
            return string.Create(CultureInfo.InvariantCulture, $"'{name}' of {Name} is 0 to {one.Most}, not {number}");
        bool isWhole = (_fixedMask & one.Positions.MaskIn(Bits)) == one.Positions.MaskIn(Bits);
        return isWhole
            ? $"'{name}' of {Name} is always {Number(new ReaderBits(Bits, _fixedBits), one)}, not {number}"
            : $"{number} does not fit '{name}' of {Name}, some bits of which are fixed";
    }

    private static bool IsOdd(UInt128 bits) => (UInt128.PopCount(bits) & UInt128.One) != UInt128.Zero;

    private ulong? Number(in ReaderBits frame, CardFieldBits field)
    {
        ulong number = 0;
        if (field.Positions.AreContiguous)
        {
            number = (ulong)(frame.Bits >> (Bits - 1 - field.Positions.All[^1])) & (ulong.MaxValue >> (64 - field.Positions.Count));
        }
        else
        {
            foreach (int position in field.Positions.All)
                number = (number << 1) | (ulong)((frame.Bits >> (Bits - 1 - position)) & UInt128.One);
        }

        return field.IsDecimal ? OfDigits(number, field.Positions.Count / 4) : number;
    }

    private static ulong? OfDigits(ulong nibbles, int count)
    {
        ulong number = 0;
        for (int i = count - 1; i >= 0; i--)
        {
            ulong digit = (nibbles >> (4 * i)) & 15;
            if (digit > 9)
                return null;
            number = (number * 10) + digit;
        }

        return number;
    }

    private UInt128 Placed(ulong number, CardFieldBits field)
    {
        if (field.IsDecimal)
        {
            ulong nibbles = 0;
            for (int i = 0; i < field.Positions.Count; i += 4, number /= 10)
                nibbles |= (number % 10) << i;
            number = nibbles;
        }

        UInt128 bits = UInt128.Zero;
        for (int i = field.Positions.Count - 1; i >= 0; i--, number >>= 1)
            bits |= (number & 1) == 0 ? UInt128.Zero : ReaderBits.At(Bits, field.Positions.All[i]);
        return bits;
    }

    private string Written()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Name}|{Bits}|");
        text.AppendJoin(';', Fields.Select(f => $"{CardNumbers.Names[(int)f.Field]} {(f.IsDecimal ? CardFormatReader.Decimal + " " : "")}{f.Positions}")).Append('|');
        text.AppendJoin(';', Parity.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Position} {(p.IsOdd ? CardFormatReader.Odd : CardFormatReader.Even)} {p.Covered}"))).Append('|');
        text.AppendJoin(';', Fixed.Select(f => $"{f.Positions} = {string.Concat(f.Bits.Select(b => b ? '1' : '0'))}"));
        return text.ToString();
    }
}
