using System;
using System.Globalization;

namespace Reactive.Signals;

/// <summary>The bits of one frame of a reader, in the order in which they were sent: up to <see cref="Most"/> of them.</summary>
public readonly record struct ReaderBits
{
    /// <summary>The most bits that a frame holds: the longest frames that cards send are of 75 bits, and a reader may put more around them.</summary>
    public const int Most = 128;

    private const string NoBits = "there are no bits";

    /// <summary>A frame.</summary>
    /// <param name="length">How many bits it has, 0 to <see cref="Most"/>.</param>
    /// <param name="bits">The bits, right-aligned: the last one sent is the lowest. What lies above <paramref name="length"/> must be 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is out of range, or the bits do not fit it.</exception>
    public ReaderBits(int length, UInt128 bits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Most);
        if ((bits & ~All(length)) != UInt128.Zero)
            throw new ArgumentOutOfRangeException(nameof(bits), bits, $"They do not fit {length} bits.");
        Length = length;
        Bits = bits;
    }

    /// <summary>How many bits there are.</summary>
    public int Length { get; }

    /// <summary>The bits, right-aligned.</summary>
    public UInt128 Bits { get; }

    /// <summary>The bit at <paramref name="position"/>, from 0 for the one that was sent first.</summary>
    public bool this[int position] => (uint)position < (uint)Length
        ? (Bits & At(Length, position)) != UInt128.Zero
        : throw new ArgumentOutOfRangeException(nameof(position), position, $"There are {Length} bits.");

    /// <summary>The bits as hexadecimal digits, right-aligned, with leading zeros to whole nibbles: <c>0x08a640910</c> for 34 bits.</summary>
    public string Raw => Length == 0 ? "0x" : "0x" + Bits.ToString("x" + ((Length + 3) / 4), CultureInfo.InvariantCulture);

    /// <summary>As <see cref="TryParse"/> reads it: the digits with the number of bits, <c>0x08a640910/34</c>.</summary>
    public string Written => string.Create(CultureInfo.InvariantCulture, $"{Raw}/{Length}");

    /// <summary>Whether every four bits are a decimal digit.</summary>
    public bool AreDecimal
    {
        get
        {
            bool are = Length % 4 == 0;
            for (int digit = 0; digit < Length; digit += 4)
                are &= (uint)(Bits >> digit & 15) <= 9;
            return are;
        }
    }

    /// <summary>All <paramref name="length"/> bits set, right-aligned.</summary>
    public static UInt128 All(int length) => length == Most ? UInt128.MaxValue : (UInt128.One << length) - UInt128.One;

    /// <summary>Only the bit at <paramref name="position"/> of <paramref name="length"/> set.</summary>
    public static UInt128 At(int length, int position) => UInt128.One << (length - 1 - position);

    /// <summary>
    /// Reads bits as they are written: binary digits in the order sent (<c>0010</c>, blanks and underscores between them ignored), or
    /// hexadecimal ones with the number of bits (<c>0x08a640910/34</c>). What is wrong is said in <paramref name="problem"/>, a clause.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ReaderBits bits, out string problem)
    {
        bits = default;
        text = text.Trim();
        if (text.IsEmpty)
        {
            problem = NoBits;
            return false;
        }

        return text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? TryHexadecimal(text, out bits, out problem) : TryBinary(text, out bits, out problem);
    }

    /// <summary>The bits as binary digits, the first one sent at the left.</summary>
    public override string ToString() => Length == 0 ? "" : Bits.ToString("b" + Length, CultureInfo.InvariantCulture);

    private static bool TryBinary(ReadOnlySpan<char> text, out ReaderBits bits, out string problem)
    {
        bits = default;
        problem = "";
        int length = 0;
        UInt128 value = UInt128.Zero;
        foreach (char digit in text)
        {
            if (digit is ' ' or '_')
                continue;
            if (digit is not ('0' or '1'))
                problem = $"'{digit}' is neither 0 nor 1 (hexadecimal digits begin with 0x)";
            else if (++length > Most)
                problem = $"there are more than {Most} bits";
            if (problem.Length > 0)
                return false;
            value = (value << 1) | (digit == '1' ? UInt128.One : UInt128.Zero);
        }

        if (length == 0)
        {
            problem = NoBits;
            return false;
        }

        bits = new ReaderBits(length, value);
        return true;
    }

    private static bool TryHexadecimal(ReadOnlySpan<char> text, out ReaderBits bits, out string problem)
    {
        bits = default;
        int slash = text.IndexOf('/');
        if (slash < 0)
        {
            problem = "hexadecimal digits need the number of bits behind them, such as 0x2f623ae/26";
            return false;
        }

        if (!int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length is < 1 or > Most)
        {
            problem = $"'{text[(slash + 1)..]}' is no number of bits from 1 to {Most}";
            return false;
        }

        ReadOnlySpan<char> digits = text[2..slash];
        if (!UInt128.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 value))
        {
            problem = $"'{digits}' are not hexadecimal digits of {Most} bits at most";
            return false;
        }

        if ((value & ~All(length)) != UInt128.Zero)
        {
            problem = $"0x{digits} does not fit {length} bits";
            return false;
        }

        bits = new ReaderBits(length, value);
        problem = "";
        return true;
    }
}
