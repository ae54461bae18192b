using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Operators.Tests;

/// <summary>Reads the flow style of a chain's entry: <c>name: value</c> or <c>name: { key: value, key: { ... } }</c>. Not YAML, only enough of it.</summary>
internal static class ExampleReader
{
    public static ParameterValues Read(OperatorSpec spec, string yaml)
    {
        (string name, string rest) = Pair(yaml);
        if (name != spec.Name)
            throw new FormatException($"'{yaml}' is no example of {spec.Name}.");
        var values = new ParameterValues(spec.Parameters);
        IEnumerable<(string Key, string Value)> pairs = rest.StartsWith('{') ? Map(rest) : [(spec.Shorthand ?? throw new FormatException($"{name} has no shorthand."), rest)];
        foreach ((string key, string text) in pairs)
        {
            ParameterSpec parameter = spec.Parameters.FirstOrDefault(p => p.Name == key) ?? throw new FormatException($"{name} has no parameter '{key}'.");
            if (parameter.Kind == ParameterKind.Ranges)
                values.Set(key, Map(text).ToImmutableDictionary(p => p.Key, p => Range(parameter, p.Value)));
            else if (parameter.Kind == ParameterKind.Points)
                values.Set(key, Points(text));
            else if (parameter.Kind == ParameterKind.CardFormats)
                values.Set(key, text.Trim('[', ']').Split(',').Select(n => CardFormats.Find(n.Trim())!.Format).ToImmutableArray());
            else if (parameter.Kind == ParameterKind.Texts)
                values.Set(key, Map(text).SelectMany(p => p.Value.Trim('[', ']').Split(',').Select(t => new NamedText(p.Key, t.Trim().Trim('"')))).ToImmutableArray());
            else if (parameter.TryRead(text.Trim('"'), out object value, out string problem, out _))
                values.Set(key, value);
            else
                throw new FormatException(problem);
        }

        return values;
    }

    private static CurvePoints Points(string text)
    {
        (Quantity Input, Quantity Output)[] points = [.. Map(text).Select(p => (Quantity.Parse(p.Key), Quantity.Parse(p.Value)))];
        return new CurvePoints(points[0].Input.Dimension, points[0].Output.Dimension, [.. points.Select(p => new CurvePoint(p.Input.Number, p.Output.Number))]);
    }

    private static QuantityRange Range(ParameterSpec parameter, string text)
    {
        int dots = text.IndexOf("..", StringComparison.Ordinal);
        string low = text[..dots].Trim(), high = text[(dots + 2)..].Trim();
        Quantity? lower = low.Length == 0 ? null : Quantity.Parse(low), upper = high.Length == 0 ? null : Quantity.Parse(high);
        // 800..1500 Ω: the unit of the upper end is that of both
        if (lower is { Dimension: Dimension.Count } bare && upper is { } full)
            lower = new Quantity(bare.Value * full.Unit.Factor, full.Unit);
        Dimension dimension = (upper ?? lower)!.Value.Dimension;
        if (!parameter.Dimensions.Contains(dimension))
            throw new FormatException($"'{text}' has the wrong unit.");
        return new QuantityRange(lower?.Number ?? double.NegativeInfinity, upper?.Number ?? double.PositiveInfinity, dimension);
    }

    private static IEnumerable<(string Key, string Value)> Map(string text)
    {
        string inner = text.Trim()[1..^1];
        int depth = 0, start = 0;
        for (int i = 0; i <= inner.Length; i++)
        {
            if (i < inner.Length && inner[i] == '"')
                i = inner.IndexOf('"', i + 1);
            else if (i < inner.Length && inner[i] is '{' or '[')
                depth++;
            else if (i < inner.Length && inner[i] is '}' or ']')
                depth--;
            if ((i == inner.Length || (inner[i] == ',' && depth == 0)) && inner[start..i].Trim().Length > 0)
            {
                yield return Pair(inner[start..i]);
                start = i + 1;
            }
        }
    }

    private static (string Key, string Value) Pair(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return (text[..colon].Trim(), text[(colon + 1)..].Trim().Trim('"'));
    }
}
