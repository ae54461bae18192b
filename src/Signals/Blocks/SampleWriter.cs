using System;
using System.Runtime.InteropServices;

namespace Reactive.Signals;

/// <summary>Puts computed samples into the bytes of a block: the one place that says how a number becomes a stored sample.</summary>
public static class SampleWriter
{
    /// <summary>Stores a sample: rounded to the nearest integer (halves to the even one) and clamped to what the format holds; as it is in single precision.</summary>
    /// <param name="bytes">The bytes of the block, of one channel.</param>
    /// <param name="format">How a sample is stored.</param>
    /// <param name="index">The place of the sample in the block, from 0.</param>
    /// <param name="sample">The sample, in counts or the base unit of the port. NaN becomes 0 in integers.</param>
    public static void Put(Span<byte> bytes, SampleFormat format, int index, double sample)
    {
        switch (format)
        {
            case SampleFormat.Int16:
                MemoryMarshal.Cast<byte, short>(bytes)[index] = (short)Whole(sample, short.MinValue, short.MaxValue);
                break;
            case SampleFormat.Int32:
                MemoryMarshal.Cast<byte, int>(bytes)[index] = (int)Whole(sample, int.MinValue, int.MaxValue);
                break;
            default:
                MemoryMarshal.Cast<byte, float>(bytes)[index] = (float)sample;
                break;
        }
    }

    private static double Whole(double sample, double least, double most) =>
        double.IsNaN(sample) ? 0 : Math.Clamp(Math.Round(sample), least, most);
}
