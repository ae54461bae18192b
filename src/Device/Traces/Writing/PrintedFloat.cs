using System;
using System.Buffers.Text;
using System.Globalization;
using Reactive.Signals;

namespace Reactive.Device.Traces.Writing;

/// <summary>Numbers as text: the shortest that gives the same number when it is read.</summary>
internal static class PrintedFloat
{
    /// <summary>The most bytes of a number.</summary>
    public const int MostBytes = 32;

    /// <summary>The number that is printed as shortly as <paramref name="number"/> is in single precision: 0.1, not 0.10000000149011612. Read as single precision it is the same.</summary>
    public static double Widen(float number)
    {
        Span<byte> text = stackalloc byte[MostBytes];
        return float.IsFinite(number) && number.TryFormat(text, out int length, default, CultureInfo.InvariantCulture) && Utf8Parser.TryParse(text[..length], out double wide, out int read) && read == length
            ? wide
            : number;
    }

    /// <summary>A value of a channel whose samples have single precision, widened as <see cref="Widen(float)"/> does.</summary>
    public static Stamped<Value> Widen(in Stamped<Value> value, TraceChannel channel) =>
        channel.Samples?.Format == SampleFormat.Float32 && value.Value.Kind == ValueKind.Number
            ? value with { Value = Value.Of(Widen((float)value.Value.Number), value.Value.Unit!) }
            : value;

    /// <summary>Prints a number: <c>inf</c>, <c>-inf</c> and <c>nan</c> as tables have them.</summary>
    public static int Print(double number, Span<byte> text)
    {
        if (double.IsFinite(number))
        {
            number.TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
            return length;
        }

        ReadOnlySpan<byte> word = double.IsNaN(number) ? "nan"u8 : number > 0 ? "inf"u8 : "-inf"u8;
        word.CopyTo(text);
        return word.Length;
    }
}
