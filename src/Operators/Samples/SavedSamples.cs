using System.Numerics;
using Reactive.Signals;

namespace Reactive.Operators;

/// <summary>Samples in a saved state. What is no sample of the format is refused.</summary>
internal static class SavedSamples
{
    /// <summary>Writes a sample, exactly.</summary>
    public static void Sample<T>(this StateWriter writer, T sample)
        where T : unmanaged, INumber<T> => writer.Double(double.CreateTruncating(sample));

    /// <summary>Reads a sample.</summary>
    /// <exception cref="StateException">It is none that <typeparamref name="T"/> holds.</exception>
    public static T Sample<T>(this StateReader reader)
        where T : unmanaged, INumber<T>
    {
        double saved = reader.Double();
        T sample = T.CreateSaturating(saved);
        return double.CreateTruncating(sample).Equals(saved) ? sample : throw new StateException($"{saved} is no sample.");
    }
}
