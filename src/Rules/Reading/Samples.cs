using System;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>What values of parameters usually look like, for hints.</summary>
internal static class Samples
{
    // 5 s and not 5 min where 60 s are usual; 500 ms and not 500 s where 7 s are
    private const double MostDecades = 1.5;

    /// <summary>A usual value: as in the first example of the operator that gives it, else as <see cref="Of(ParameterSpec)"/> says.</summary>
    public static string Of(OperatorSpec? spec, ParameterSpec parameter)
    {
        if (spec is null || parameter.Kind is ParameterKind.Ranges or ParameterKind.Points or ParameterKind.Quantities or ParameterKind.Texts)
            return Of(parameter);
        foreach (OperatorExample example in spec.Examples)
        {
            if (parameter.Name == spec.Shorthand && Behind(example.Yaml, spec.Name) is { } bare && !bare.StartsWith('{'))
                return bare;
            if (Behind(example.Yaml, parameter.Name) is { } given && !given.StartsWith('{'))
                return given;
        }

        return Of(parameter);
    }

    /// <summary>A value that the parameter takes: its default where it has one.</summary>
    public static string Of(ParameterSpec parameter) => parameter.Default ?? parameter.Kind switch
    {
        ParameterKind.Choice when !parameter.Choices.IsEmpty => parameter.Choices[0],
        ParameterKind.Quantity when parameter.Dimensions[0] == Dimension.Time => "7 s",
        ParameterKind.Quantity when parameter.Dimensions[0] == Dimension.Resistance => "4.7 kΩ",
        ParameterKind.Quantity => $"1 {Unit.BaseOf(parameter.Dimensions[0])}".TrimEnd(),
        ParameterKind.Ranges => "{ closed: 800..1500 Ω }",
        ParameterKind.Points => ParameterSpec.PointsExample,
        ParameterKind.CardFormats => "[H10301, H10304]",
        ParameterKind.Quantities => $"1 {Unit.BaseOf(parameter.Dimensions[0])}".TrimEnd(),
        ParameterKind.Condition => "office-hours is active",
        ParameterKind.Texts => parameter.Example,
        ParameterKind.Secret => SecretName.Example,
        _ => "\"text\"",
    };

    /// <summary>The unit that was probably left out: the one with which a number comes nearest to a usual value; null where that has none.</summary>
    public static Unit? UnitMeant(string number, string usual)
    {
        if (!Quantity.TryParse(usual, out Quantity sample, out _) || sample.Dimension == Dimension.Count || !Quantity.TryParse(number, out Quantity bare, out _))
            return null;
        if (bare.Value == 0 || sample.Value == 0)
            return sample.Unit;
        Unit meant = sample.Unit;
        // the unit that people are used to, unless that were absurd
        if (Distance(meant) <= MostDecades)
            return meant;
        foreach (Unit unit in Unit.All)
        {
            if (unit.Dimension == sample.Dimension && Distance(unit) < Distance(meant))
                meant = unit;
        }

        return meant;

        double Distance(Unit unit) => Math.Abs(Math.Log10((double)Math.Abs(bare.Value * unit.Factor / sample.Value)));
    }

    // The value behind "key: " in an example in flow style.
    private static string? Behind(string yaml, string key)
    {
        int at = yaml.IndexOf(key + ": ", StringComparison.Ordinal);
        if (at < 0 || (at > 0 && yaml[at - 1] != ' '))
            return null;
        string rest = yaml[(at + key.Length + 2)..];
        int end = rest.IndexOfAny([',', '}']);
        return rest.StartsWith('{') || end < 0 ? rest : rest[..end].Trim();
    }
}
