using System;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Reactive.Signals;

namespace Reactive.Device.Traces.Csv;

/// <summary>Reads printed times of one unit exactly: a double would lose nanoseconds after a few months.</summary>
internal sealed class CsvTime
{
    private const int MostDigits = 19;
    private const int MostPower = 18;
    private const long Most = long.MaxValue / 2;

    private readonly decimal _scale;
    private readonly long _nanoseconds;
    // By the number of decimals: what the last of them is worth in nanoseconds, where that is a whole number, and
    // the most of them that fit; and how many of them make a nanosecond, where that is.
    private readonly long[] _worth = new long[MostPower + 1];
    private readonly ulong[] _most = new ulong[MostPower + 1];
    private readonly long[] _perNanosecond = new long[MostPower + 1];

    /// <summary>Times of <paramref name="unit"/>, a unit of time.</summary>
    public CsvTime(Unit unit)
    {
        Unit = unit;
        _scale = unit.Factor * SignalTime.NanosecondsPerSecond;
        _nanoseconds = (long)_scale;
        long power = 1;
        for (int decimals = 0; decimals <= MostPower; decimals++)
        {
            if (_nanoseconds % power == 0)
                _worth[decimals] = _nanoseconds / power;
            else if (power % _nanoseconds == 0)
                _perNanosecond[decimals] = power / _nanoseconds;
            _most[decimals] = _worth[decimals] > 0 ? (ulong)(Most / _worth[decimals]) : 0;
            power = decimals < MostPower ? power * 10 : power;
        }
    }

    /// <summary>The unit.</summary>
    public Unit Unit { get; }

    /// <summary>Reads the number that lies between two places as nanoseconds, rounded to the nearest.</summary>
    /// <param name="text">The text, with <see cref="PrintedNumber.Slack"/> around it.</param>
    /// <param name="at">Where it starts.</param>
    /// <param name="end">Where it ends: what stands there is no part of it.</param>
    /// <param name="comma">What may stand for the decimal point besides itself.</param>
    /// <param name="nanoseconds">The time.</param>
    /// <param name="resolution">What the last printed digit is worth, in nanoseconds, at least 1; 1 where an exponent is printed.</param>
    /// <returns>False where it is no time.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(ref byte text, int at, int end, byte comma, out long nanoseconds, out long resolution)
    {
        bool isNegative = Unsafe.Add(ref text, at) == (byte)'-';
        if (!ShortNumber.TryRead(ref text, isNegative ? at + 1 : at, end, comma, out ulong mantissa, out int decimals)
            || (resolution = _worth[decimals]) == 0 || mantissa > _most[decimals])
            return TryReadLong(ref text, at, end, comma, out nanoseconds, out resolution);
        nanoseconds = (long)mantissa * resolution;
        nanoseconds = isNegative ? -nanoseconds : nanoseconds;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadLong(ref byte text, int at, int end, byte comma, out long nanoseconds, out long resolution)
    {
        nanoseconds = 0;
        resolution = 1;
        if (!PrintedNumber.TryRead(ref text, at, comma, out PrintedNumber read) || read.End != end)
            return false;
        int decimals = -read.Exponent;
        bool isShort = read.Digits <= MostDigits && decimals is >= 0 and <= MostPower;
        if (isShort && _worth[decimals] > 0 && read.Mantissa <= _most[decimals])
        {
            nanoseconds = (long)read.Mantissa * _worth[decimals];
            resolution = read.IsScientific ? 1 : _worth[decimals];
        }
        else if (isShort && _perNanosecond[decimals] is > 0 and var parts && read.Mantissa <= Most)
        {
            nanoseconds = ((long)read.Mantissa + (parts / 2)) / parts;
        }
        else if (!TryReadSlowly(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref text, at), read.End - at), comma, out nanoseconds))
        {
            return false;
        }
        else if (!read.IsScientific && decimals < MostPower)
        {
            resolution = (long)Math.Max(1, _nanoseconds / Math.Pow(10, decimals));
        }

        nanoseconds = read.IsNegative ? -nanoseconds : nanoseconds;
        return true;
    }

    // Very many digits, and units that decimals do not divide. Gives the magnitude.
    private bool TryReadSlowly(ReadOnlySpan<byte> text, byte comma, out long nanoseconds)
    {
        nanoseconds = 0;
        Span<char> copy = stackalloc char[64];
        if (text.Length > copy.Length)
            return false;
        copy = copy[..Encoding.ASCII.GetChars(text, copy)];
        copy.Replace((char)comma, '.');
        if (!decimal.TryParse(copy, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) || Math.Abs(number) > Most / _scale)
            return false;
        nanoseconds = (long)Math.Round(Math.Abs(number) * _scale);
        return true;
    }
}
