using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Rules;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Device.Explaining;

/// <summary>The options of an operator as one would write them.</summary>
internal static class Options
{
    /// <summary>Those that were given, in the order of the spec.</summary>
    public static IEnumerable<(string Name, string Value)> Given(StageDefinition stage) =>
        stage.Spec.Parameters.Where(p => stage.Parameters.IsGiven(p.Name)).Select(p => (p.Name, Text(stage.Parameters, p)));

    /// <summary><c>debounce 50 ms</c>, <c>end-of-line wiring parallel-first, series 4.7 kΩ</c>.</summary>
    public static string Of(StageDefinition stage)
    {
        (string Name, string Value)[] given = [.. Given(stage)];
        if (given.Length == 1 && given[0].Name == stage.Spec.Shorthand)
            return $"{stage.Spec.Name} {given[0].Value}";
        return given.Length == 0 ? stage.Spec.Name : $"{stage.Spec.Name} {string.Join(", ", given.Select(g => $"{g.Name} {g.Value}"))}";
    }

    private static string Text(ParameterValues values, ParameterSpec spec) => spec.Kind switch
    {
        ParameterKind.Quantity => values.Quantity(spec.Name).ToString(),
        ParameterKind.Ranges => Ranges(values.Ranges(spec.Name)),
        ParameterKind.Points => Points(values.Points(spec.Name)),
        ParameterKind.CardFormats => string.Join(", ", values.CardFormats(spec.Name)),
        ParameterKind.Quantities => string.Join(", ", values.Quantities(spec.Name)),
        // what is to be typed is nobody's business who looks at an explanation
        ParameterKind.Texts when spec.IsTyped => string.Join(", ", values.Texts(spec.Name).Select(t => t.Name).Distinct()),
        ParameterKind.Texts => "{ " + string.Join(", ", values.Texts(spec.Name).Select(t => $"{t.Name}: {t.Text}")) + " }",
        ParameterKind.Secret => SecretName.Written(values.Secret(spec.Name)),
        _ => values.Text(spec.Name),
    };

    private static string Ranges(ImmutableDictionary<string, QuantityRange> ranges) =>
        "{ " + string.Join(", ", ranges.OrderBy(r => r.Value.Low).Select(r => $"{r.Key}: {End(r.Value.Low)}..{End(r.Value.High)} {Unit.BaseOf(r.Value.Dimension).Symbol}".TrimEnd())) + " }";

    private static string Points(CurvePoints curve) =>
        "{ " + string.Join(", ", curve.Points.Select(p => $"{Amount(p.Input, curve.InputDimension)}: {Amount(p.Output, curve.OutputDimension)}")) + " }";

    private static string Amount(double number, Dimension dimension) => $"{number.ToString("R", CultureInfo.InvariantCulture)} {Unit.BaseOf(dimension).Symbol}".TrimEnd();

    private static string End(double value) => double.IsInfinity(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);
}
