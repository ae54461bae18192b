using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>
/// Reads the points of a curve: <c>{ 0.5 V: 0 %, 4.5 V: 100 % }</c>. Inputs are of one dimension and strictly increasing,
/// outputs of one dimension.
/// </summary>
internal static class PointReader
{
    /// <summary>The points of a parameter; null where any is wrong, which is reported.</summary>
    public static CurvePoints? Read(ReadContext context, ParameterSpec spec, YamlNode node, string path)
    {
        YamlMap? map = context.Map(node, path, $"{spec.Name}: {ParameterSpec.PointsExample}");
        if (map is null)
            return null;
        int errors = context.Report.Errors;
        if (map.Entries.Count is < 2 or > ParameterSpec.MostPoints)
            context.Error(DiagnosticCodes.OutOfRange, map.Start, path, $"'{spec.Name}' takes 2 to {ParameterSpec.MostPoints} points, not {map.Entries.Count}", $"such as {ParameterSpec.PointsExample}");
        ImmutableArray<CurvePoint>.Builder points = ImmutableArray.CreateBuilder<CurvePoint>(map.Entries.Count);
        Quantity? firstInput = null, firstOutput = null, last = null;
        foreach (YamlEntry entry in map.Entries)
        {
            string at = ReadContext.Join(path, entry.Key.Value);
            Quantity? input = Side(context, spec, entry.Key, firstInput, "inputs", at);
            Quantity? output = context.Scalar(entry.Value, at, $"{entry.Key.Value}: 0 %") is YamlScalar scalar ? Side(context, spec, scalar, firstOutput, "outputs", at) : null;
            firstInput ??= input;
            firstOutput ??= output;
            if (input is not { } x)
                continue;
            if (last is { } before && before.Dimension == x.Dimension && x.Value <= before.Value)
                context.Error(DiagnosticCodes.OutOfRange, entry.Key.Start, at, $"the input {x} does not lie above the one before it, {before}", "give the points in ascending order of their inputs");
            last = x;
            if (output is { } y)
                points.Add(new CurvePoint(x.Number, y.Number));
        }

        return context.Report.Errors == errors ? new CurvePoints(firstInput!.Value.Dimension, firstOutput!.Value.Dimension, points.ToImmutable()) : null;
    }

    private static Quantity? Side(ReadContext context, ParameterSpec spec, YamlScalar scalar, Quantity? first, string side, string path)
    {
        if (!Quantity.TryParse(scalar.Value, out Quantity quantity, out string problem))
        {
            context.Error(DiagnosticCodes.NotAQuantity, scalar.Start, path, problem, ParameterReader.UnitHint(scalar.Value) ?? $"write the points of '{spec.Name}' such as {ParameterSpec.PointsExample}");
            return null;
        }

        if (first is { } other && other.Dimension != quantity.Dimension)
        {
            context.Error(DiagnosticCodes.WrongUnit, scalar.Start, path, $"the {side} are given as {other} and as {quantity}: they measure different things", $"give all {side} units of one kind");
            return null;
        }

        if (spec.Takes(quantity.Dimension))
            return quantity;
        context.Error(DiagnosticCodes.WrongUnit, scalar.Start, path, $"'{spec.Name}' is given in {quantity.Unit}, but takes {spec.Units()}");
        return null;
    }
}
