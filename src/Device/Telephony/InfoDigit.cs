using System;
using System.Globalization;
using System.Text;
using Reactive.Signals;

namespace Reactive.Device.Telephony;

/// <summary>A digit that the body of a SIP INFO brings.</summary>
/// <param name="Digit">The digit; null for what is pressed but is no digit (a flash of the hook).</param>
/// <param name="Duration">How long it is pressed.</param>
internal readonly record struct InfoDigit(char? Digit, TimeSpan Duration)
{
    /// <summary>How long a digit is pressed where the body does not say.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest press that is believed; what says more is shortened to it.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private const int MostBytes = 1024;
    private const int Flash = 16;

    /// <summary>The two types of bodies that bring digits, in small letters. Neither is registered; each is sent with either content.</summary>
    public static bool IsType(string contentType) => contentType is "application/dtmf-relay" or "application/dtmf";

    /// <summary>
    /// Reads a body: lines such as <c>Signal=5</c> and <c>Duration=160</c> (milliseconds), or the digit alone. A colon stands for the
    /// equals sign, <c>star</c> and <c>pound</c> for their signs, and the numbers 10 to 15 for * # A to D. False where it is none of that.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out InfoDigit read)
    {
        read = default;
        if (body.Length > MostBytes)
            return false;
        string text = Encoding.Latin1.GetString(body).Trim();
        string signal = text;
        TimeSpan duration = Usual;
        if (text.AsSpan().IndexOfAny('=', ':') >= 0)
        {
            signal = "";
            foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
            {
                int sign = line.IndexOfAny('=', ':');
                if (sign < 0)
                    continue;
                ReadOnlySpan<char> key = line[..sign].Trim(), value = line[(sign + 1)..].Trim();
                if (key.Equals("signal", StringComparison.OrdinalIgnoreCase))
                    signal = value.ToString();
                else if (key.Equals("duration", StringComparison.OrdinalIgnoreCase) && !TryDuration(value, out duration))
                    return false;
            }
        }

        if (!TrySignal(signal, out char? digit))
            return false;
        read = new InfoDigit(digit, duration);
        return true;
    }

    private static bool TrySignal(string signal, out char? digit)
    {
        digit = null;
        switch (signal.ToUpperInvariant())
        {
            case "!" or "FLASH" or "HF":
                return true;
            case "STAR":
                digit = '*';
                return true;
            case "POUND" or "HASH":
                digit = '#';
                return true;
            case [var one] when Value.Digits.Contains(one, StringComparison.Ordinal):
                digit = one;
                return true;
        }

        if (!int.TryParse(signal, NumberStyles.None, CultureInfo.InvariantCulture, out int code) || code > Flash)
            return false;
        digit = code < Flash ? Value.Digits[code] : null;
        return true;
    }

    private static bool TryDuration(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = Usual;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds))
            return false;
        duration = TimeSpan.FromMilliseconds(Math.Min(milliseconds, (long)Longest.TotalMilliseconds));
        return true;
    }
}
