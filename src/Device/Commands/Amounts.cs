using System.Globalization;
using Reactive.Device.Output;
using Reactive.Signals;

namespace Reactive.Device.Commands;

/// <summary>Options that take a number with its unit.</summary>
internal static class Amounts
{
    /// <summary>What an option says, in base units.</summary>
    /// <param name="option">The option, for messages.</param>
    /// <param name="text">What it says; null where it was not given.</param>
    /// <param name="dimension">What it measures.</param>
    /// <param name="usual">The value where it was not given.</param>
    /// <param name="least">The least that it takes.</param>
    /// <param name="most">The most.</param>
    /// <exception cref="CommandException">It is no such number, or out of range.</exception>
    public static double Of(string option, string? text, Dimension dimension, double usual, double least, double most)
    {
        if (text is null)
            return usual;
        if (Quantity.TryParse(text, out Quantity quantity, out _) && quantity.Dimension == dimension && quantity.Number >= least && quantity.Number <= most)
            return quantity.Number;
        string unit = Unit.BaseOf(dimension).Symbol;
        throw CommandException.Usage(string.Create(CultureInfo.InvariantCulture, $"{option} takes {least} {unit} to {most} {unit}, such as {usual}{unit}, not '{text}'."));
    }
}
