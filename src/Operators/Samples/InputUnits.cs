using System;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>
/// Parameters in the unit of the input, whatever that is. Counts behind a front end may be given in volts as well, for
/// these are proportional.
/// </summary>
internal static class InputUnits
{
    /// <summary>What is wrong with the unit of a parameter that has a value; null where all is well.</summary>
    public static ParameterProblem? Mismatch(ParameterValues values, string name, Flow input)
    {
        Quantity given = values.Quantity(name);
        Dimension own = DimensionOf(input);
        if (given.Dimension == own || IsVoltsOfCounts(given, input))
            return null;
        string takes = own != Dimension.Count ? Unit.Choices(own) : input.Samples?.FrontEnd is null ? "a bare number" : "a bare number or " + Unit.Choices(Dimension.Voltage);
        string found = given.Dimension == Dimension.Count ? $"'{name}' is {given}, without a unit" : $"'{name}' is given in {given.Unit}";
        return new ParameterProblem(name, $"{found}, but the input is {input}: expected {takes}");
    }

    /// <summary>The parameter as the input has it: counts where those are counts, else in the base unit.</summary>
    public static double Of(ParameterValues values, string name, Flow input)
    {
        Quantity given = values.Quantity(name);
        return IsVoltsOfCounts(given, input) ? Whole(input.Samples!.FrontEnd!.CountOf(given.Number)) : given.Number;
    }

    /// <summary>The unit of the input's numbers.</summary>
    public static Unit UnitOf(Flow input) => input.Unit ?? Unit.Count;

    private static Dimension DimensionOf(Flow input) => UnitOf(input).Dimension;

    private static bool IsVoltsOfCounts(Quantity given, Flow input) =>
        given.Dimension == Dimension.Voltage && DimensionOf(input) == Dimension.Count && input.Samples?.FrontEnd is not null;

    // volts that are a whole count by the book should be it: a division may miss it by its last bit
    private static double Whole(double counts)
    {
        double whole = Math.Round(counts);
        return Math.Abs(counts - whole) <= 1e-9 * Math.Max(Math.Abs(whole), 1) ? whole : counts;
    }
}
