using System;
using System.Buffers.Text;

namespace Reactive.Device.Traces.Vcd;

/// <summary>How long a tick lasts: a fraction of nanoseconds, so that femtoseconds and seconds are both exact.</summary>
/// <param name="Numerator">Nanoseconds.</param>
/// <param name="Denominator">Ticks in which they pass.</param>
internal readonly record struct VcdTimescale(long Numerator, long Denominator)
{
    /// <summary>What is taken where a file does not tell.</summary>
    public static readonly VcdTimescale Nanosecond = new(1, 1);

    // 18 digits never overflow
    private const int ShortDigits = 18;
    private const int FractionDigits = 9;
    private const long FractionUnit = 1_000_000_000;

    /// <summary>The shortest step in whole nanoseconds, at least 1.</summary>
    public long LeastStepNanoseconds => Math.Max(1, Numerator / Denominator);

    /// <summary>Reads what stands between <c>$timescale</c> and <c>$end</c>, without blanks: <c>10ps</c>. Any whole number goes, as simulators write them.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out VcdTimescale scale)
    {
        scale = default;
        if (!Utf8Parser.TryParse(text, out int number, out int digits) || number < 1 || number > 1_000_000)
            return false;
        ReadOnlySpan<byte> unit = text[digits..];
        (long numerator, long denominator) = unit switch
        {
            _ when unit.SequenceEqual("fs"u8) => (1L, 1_000_000L),
            _ when unit.SequenceEqual("ps"u8) => (1L, 1000L),
            _ when unit.SequenceEqual("ns"u8) => (1L, 1L),
            _ when unit.SequenceEqual("us"u8) => (1000L, 1L),
            _ when unit.SequenceEqual("ms"u8) => (1_000_000L, 1L),
            _ when unit.SequenceEqual("s"u8) => (1_000_000_000L, 1L),
            _ => (0L, 0L),
        };
        scale = new VcdTimescale(numerator * number, denominator);
        return denominator > 0;
    }

    /// <summary>Reads a time as it stands after <c>#</c>: ticks, with a fraction as some tools write it.</summary>
    /// <param name="text">The digits.</param>
    /// <param name="time">The ticks and billionths of a tick, which can be compared.</param>
    public static bool TryReadTime(ReadOnlySpan<byte> text, out (long Ticks, long Billionths) time)
    {
        // nearly all are whole and short
        long whole = 0;
        int digit = 0;
        while (digit < text.Length && digit < ShortDigits && (uint)(text[digit] - '0') <= 9)
            whole = (whole * 10) + text[digit++] - '0';
        time = (whole, 0);
        if (digit == text.Length && digit > 0)
            return true;
        if (!Utf8Parser.TryParse(text, out long ticks, out int read))
            return false;
        long billionths = 0;
        if (read < text.Length)
        {
            if (text[read] != (byte)'.' || ticks < 0)
                return false;
            ReadOnlySpan<byte> digits = text[(read + 1)..];
            for (int i = 0; i < digits.Length; i++)
            {
                if (!char.IsAsciiDigit((char)digits[i]))
                    return false;
                if (i < FractionDigits)
                    billionths = (billionths * 10) + digits[i] - '0';
            }

            for (int i = digits.Length; i < FractionDigits; i++)
                billionths *= 10;
        }

        time = (ticks, billionths);
        return true;
    }

    /// <summary>The nanoseconds of a time, rounded down; false beyond 292 years.</summary>
    public bool TryNanoseconds((long Ticks, long Billionths) time, out long nanoseconds)
    {
        if (time.Billionths == 0 && Denominator == 1 && Numerator == 1)
        {
            nanoseconds = time.Ticks;
            return true;
        }

        Int128 exact = (((Int128)time.Ticks * FractionUnit) + time.Billionths) * Numerator;
        Int128 unit = (Int128)Denominator * FractionUnit;
        Int128 floor = exact / unit;
        if (exact < 0 && floor * unit != exact)
            floor--;
        nanoseconds = (long)Int128.Clamp(floor, long.MinValue, long.MaxValue);
        return nanoseconds == floor;
    }
}
