using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules.Picturing;

/// <summary>Parameters, durations and flows in few words.</summary>
internal static class Written
{
    private const int MostLetters = 24;

    // from the largest on: a duration is written in the first that it is a whole number of
    private static readonly Unit[] TimeUnits = [.. Unit.All.Where(u => u.Dimension == Dimension.Time).OrderByDescending(u => u.Factor)];

    /// <summary>The parameters that the author gave: <c>50 ms</c> for the one that may stand bare, else <c>within 5 s</c>.</summary>
    public static IReadOnlyList<string> Parameters(IEnumerable<ParameterSpec> specs, ParameterValues values, string? bare)
    {
        ParameterSpec[] given = [.. specs.Where(s => values.IsGiven(s.Name))];
        var parts = new List<string>();
        foreach (ParameterSpec spec in given)
        {
            int first = parts.Count;
            parts.AddRange(PartsOf(spec, values));
            if (given.Length > 1 || spec.Name != bare)
                parts[first] = $"{spec.Name} {parts[first]}";
        }

        return parts;
    }

    /// <summary>A duration: <c>2 min</c>, <c>90 s</c>, <c>1500 ms</c>.</summary>
    public static string Duration(long nanoseconds)
    {
        decimal seconds = (decimal)nanoseconds / SignalTime.NanosecondsPerSecond;
        Unit unit = TimeUnits.First(u => seconds % u.Factor == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / unit.Factor:0} {unit}");
    }

    /// <summary>What a signal is: <c>loop state</c>, <c>contact event</c>, <c>number in Ω</c>.</summary>
    public static string SignalFlow(Flow flow)
    {
        string one = flow.Kind == FlowKind.Event
            ? flow.Symbols is null ? "event" : $"{flow.Symbols} event"
            : flow.Symbols is not null ? Words(flow.Symbols) : flow.Unit is null ? "text" : flow.Unit.Symbol.Length == 0 ? "number" : $"number in {flow.Unit}";
        return flow.Channels == 1 ? one : string.Create(CultureInfo.InvariantCulture, $"{flow.Channels} × {one}");
    }

    /// <summary>What a port gives: <c>samples, 1 kHz</c>.</summary>
    public static string PortFlow(Flow flow)
    {
        if (!flow.IsDense)
            return SignalFlow(flow);
        string channels = flow.Channels == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{flow.Channels} × ");
        return $"{channels}{(flow.Kind == FlowKind.Samples ? "samples" : flow.Symbols!.Name)}{(flow.Samples is null ? "" : $", {flow.Samples.Rate}")}";
    }

    // the words of a type of the author's own say more than that it has some
    private static string Words(SymbolType type) => SymbolType.All.Contains(type) || type.Names.Sum(n => n.Length) > MostLetters ? type.Name : string.Join(", ", type.Names);

    private static IEnumerable<string> PartsOf(ParameterSpec spec, ParameterValues values) => spec.Kind switch
    {
        ParameterKind.Quantity => [values.Quantity(spec.Name).ToString()],
        ParameterKind.Ranges => values.Ranges(spec.Name).OrderBy(r => r.Key, StringComparer.Ordinal).OrderBy(r => spec.Choices.IndexOf(r.Key)).Select(r => $"{r.Key} {Of(r.Value)}"),
        ParameterKind.Points => Of(values.Points(spec.Name)),
        ParameterKind.CardFormats => values.CardFormats(spec.Name).Select(f => f.Name),
        ParameterKind.Quantities => values.Quantities(spec.Name).Select(q => q.ToString()),
        // what is to be typed is nobody's business who looks at a picture
        ParameterKind.Texts => values.Texts(spec.Name).Select(t => spec.IsTyped ? t.Name : $"{t.Name} {t.Text}").Distinct(),
        ParameterKind.Secret => [SecretName.Written(values.Secret(spec.Name))],
        _ => [values.Text(spec.Name)],
    };

    private static string Of(QuantityRange range) => $"{End(range.Low)}..{Number(range.High, range.Dimension)}";

    private static IEnumerable<string> Of(CurvePoints curve) =>
        curve.Points.Select(p => $"{Number(p.Input, curve.InputDimension)}: {Number(p.Output, curve.OutputDimension)}");

    // an open upper end leaves its unit behind: 40000.. Ω
    private static string Number(double value, Dimension dimension) => $"{End(value)} {Unit.BaseOf(dimension)}".TrimEnd();

    private static string End(double value) => double.IsInfinity(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);
}
