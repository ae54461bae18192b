using System;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>
/// Reads ranges: <c>{ closed: 800..1500 Ω, short: ..100 Ω, open: 1.8 kΩ..20 kΩ, cut: 40 kΩ.. }</c>. A range holds its lower end and not
/// its upper one. A lower end without a unit takes the one of the upper end.
/// </summary>
internal static class RangeReader
{
    /// <summary>All ranges of a parameter, by state; null where any is wrong, which is reported.</summary>
    public static ImmutableDictionary<string, QuantityRange>? Read(ReadContext context, ParameterSpec spec, YamlNode node, string path)
    {
        string sample = $"{spec.Name}: {{ {(spec.Choices.Length == 0 ? "closed" : spec.Choices[0])}: 800..1500 Ω }}";
        YamlMap? map = context.Map(node, path, sample);
        if (map is null)
            return null;
        int errors = context.Report.Errors;
        ImmutableDictionary<string, QuantityRange>.Builder ranges = ImmutableDictionary.CreateBuilder<string, QuantityRange>(StringComparer.Ordinal);
        foreach (YamlEntry entry in map.Entries)
        {
            string state = entry.Key.Value, statePath = ReadContext.Join(path, state);
            if (spec.Choices.Length > 0 && !spec.Choices.Contains(state))
                context.Error(DiagnosticCodes.WrongWord, entry.Key.Start, statePath, $"'{spec.Name}' has no state {entry.Key.Describe()}: {ParameterSpec.Or(spec.Choices)}", context.Near(state, spec.Choices));
            else if (context.Scalar(entry.Value, statePath, $"{state}: 800..1500 Ω") is YamlScalar scalar && ReadOne(context, spec, scalar, statePath) is QuantityRange range)
                ranges[state] = range;
        }

        return context.Report.Errors == errors ? ranges.ToImmutable() : null;
    }

    private static QuantityRange? ReadOne(ReadContext context, ParameterSpec spec, YamlScalar scalar, string path)
    {
        string text = scalar.Value;
        int dots = text.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0)
        {
            context.Error(DiagnosticCodes.BadRange, scalar.Start, path, $"{scalar.Describe()} is no range", "write LOW..HIGH with a unit, such as 800..1500 Ω; either end may be left out");
            return null;
        }

        string low = text[..dots].Trim(), high = text[(dots + 2)..].Trim();
        if (low.Length == 0 && high.Length == 0)
        {
            context.Error(DiagnosticCodes.BadRange, scalar.Start, path, "the range has neither end", "write LOW..HIGH, LOW.. or ..HIGH");
            return null;
        }

        Quantity? upper = null, lower = null;
        if (high.Length > 0 && (upper = End(context, spec, scalar, high, path)) is null)
            return null;
        if (low.Length > 0)
        {
            // 800..1500 Ω: the unit stands once
            if (upper is { Unit.Symbol.Length: > 0 } && char.IsAsciiDigit(low[^1]))
                low += " " + upper.Value.Unit.Symbol;
            if ((lower = End(context, spec, scalar, low, path)) is null)
                return null;
        }

        Dimension dimension = (upper ?? lower)!.Value.Dimension;
        if (lower is not null && upper is not null)
        {
            if (lower.Value.Dimension != dimension)
            {
                context.Error(DiagnosticCodes.WrongUnit, scalar.Start, path, $"the ends of the range are {lower} and {upper}: they measure different things", "give both ends units of one kind");
                return null;
            }

            if (lower.Value.Value >= upper.Value.Value)
            {
                context.Error(DiagnosticCodes.BadRange, scalar.Start, path, $"the range {scalar.Describe()} is empty: its lower end is not below its upper one", "write LOW..HIGH");
                return null;
            }
        }

        return new QuantityRange(lower?.Number ?? double.NegativeInfinity, upper?.Number ?? double.PositiveInfinity, dimension);
    }

    private static Quantity? End(ReadContext context, ParameterSpec spec, YamlScalar scalar, string text, string path)
    {
        if (!Quantity.TryParse(text, out Quantity quantity, out string problem))
        {
            context.Error(DiagnosticCodes.NotAQuantity, scalar.Start, path, problem, ParameterReader.UnitHint(text) ?? "write LOW..HIGH with a unit, such as 800..1500 Ω");
            return null;
        }

        if (spec.Dimensions.Length == 0 || spec.Takes(quantity.Dimension))
            return quantity;
        bool bare = quantity.Dimension == Dimension.Count;
        context.Error(
            bare ? DiagnosticCodes.MissingUnit : DiagnosticCodes.WrongUnit,
            scalar.Start,
            path,
            bare ? $"the range needs a unit: {spec.Units()}" : $"the range is given in {quantity.Unit}, but takes {spec.Units()}",
            bare ? $"write '{scalar.Value} {Unit.BaseOf(spec.Dimensions[0])}' if that is what you mean" : "");
        return null;
    }
}
