using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Reactive.Rules.Yaml;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads the parameters of an operator, an action or a port from the specs that describe them.</summary>
internal static class ParameterReader
{
    /// <summary>All parameters from a map's entries; null where any is wrong, which is reported.</summary>
    /// <param name="context">The file.</param>
    /// <param name="owner">What has them, for messages: <c>'debounce'</c>.</param>
    /// <param name="specs">The parameters there are.</param>
    /// <param name="entries">What was written.</param>
    /// <param name="offset">Where the owner is named.</param>
    /// <param name="path">The path of the owner.</param>
    public static ParameterValues? Read(ReadContext context, string owner, ImmutableArray<ParameterSpec> specs, List<YamlEntry> entries, int offset, string path)
    {
        int errors = context.Report.Errors;
        ParameterValues values = new(specs);
        foreach (YamlEntry entry in entries)
        {
            string key = entry.Key.Value;
            ParameterSpec? spec = Find(specs, key);
            if (spec is null)
            {
                List<string> names = ReadContext.NamesOf(specs, static s => s.Name);
                string choices = names.Count == 0 ? "it takes none" : $"it takes {ParameterSpec.Or([.. names])}";
                context.Error(DiagnosticCodes.UnknownParameter, entry.Key.Start, ReadContext.Join(path, key), $"{owner} has no parameter {entry.Key.Describe()}: {choices}", context.Near(key, names));
            }
            else if (ReadOne(context, spec, entry.Value, ReadContext.Join(path, key)) is object value)
            {
                values.Set(key, value);
            }
        }

        foreach (ParameterSpec spec in specs)
        {
            if (spec.Required && !Has(entries, spec.Name))
                context.Error(DiagnosticCodes.MissingParameter, offset, path, $"{owner} needs '{spec.Name}'", $"add {spec.Name}: {Sample(spec)}");
        }

        return context.Report.Errors == errors ? values : null;
    }

    /// <summary>One value; null where it is wrong, which is reported.</summary>
    public static object? ReadOne(ReadContext context, ParameterSpec spec, YamlNode node, string path)
    {
        if (spec.Kind == ParameterKind.Ranges)
            return RangeReader.Read(context, spec, node, path);
        if (spec.Kind == ParameterKind.Points)
            return PointReader.Read(context, spec, node, path);
        YamlScalar? scalar = context.Scalar(node, path, $"{spec.Name}: {Sample(spec)}");
        if (scalar is null)
            return null;
        if (spec.TryRead(scalar.Value, out object value, out string problem, out string hint))
            return value;
        string code = CodeOf(spec, scalar.Value);
        if (code == DiagnosticCodes.NotAQuantity && UnitHint(scalar.Value) is string unit)
            hint = unit;
        if (code == DiagnosticCodes.MissingUnit && Quantity.TryParse(Sample(spec), out Quantity usual, out _))
            hint = $"write '{scalar.Value} {usual.Unit}' if that is what you mean";
        if (code == DiagnosticCodes.WrongUnit && hint.Length == 0)
            hint = $"such as {Sample(spec)}";
        if (code == DiagnosticCodes.WrongWord && hint.Length == 0 && IsBoolean(scalar.Value))
            hint = $"there is no yes or no here: write {ParameterSpec.Or(spec.Choices)}";
        context.Error(code, scalar.Start, path, problem, hint);
        return null;
    }

    /// <summary>Whether a word is what YAML once took for true or false.</summary>
    public static bool IsBoolean(string word) => word is "yes" or "no" or "on" or "off" or "true" or "false";

    /// <summary>Which mistake a quantity is that a spec refuses.</summary>
    public static string CodeOf(ParameterSpec spec, string text)
    {
        if (spec.Kind != ParameterKind.Quantity)
            return DiagnosticCodes.WrongWord;
        if (!Quantity.TryParse(text, out Quantity quantity, out _))
            return DiagnosticCodes.NotAQuantity;
        if (spec.Takes(quantity.Dimension))
            return DiagnosticCodes.OutOfRange;
        return quantity.Dimension == Dimension.Count ? DiagnosticCodes.MissingUnit : DiagnosticCodes.WrongUnit;
    }

    /// <summary>Where the unit of a text is none: which one was probably meant, else null.</summary>
    public static string? UnitHint(string text)
    {
        int end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' or '-' or '+' or ' '))
            end++;
        string symbol = text[end..].Trim();
        string? meant = symbol switch
        {
            "sec" or "secs" or "second" or "seconds" or "S" => "s",
            "msec" or "millis" or "millisecond" or "milliseconds" or "MS" or "Ms" => "ms",
            "minute" or "minutes" or "mins" or "Min" => "min",
            "hour" or "hours" or "hr" or "H" => "h",
            "day" or "days" => "d",
            "ohms" or "Ohms" or "R" or "r" => "Ω",
            "k" or "K" or "kohms" or "KΩ" or "kOhms" or "kR" => "kΩ",
            "volt" or "volts" or "v" or "Volt" => "V",
            "hz" or "HZ" or "hertz" => "Hz",
            "khz" or "KHz" or "kHZ" => "kHz",
            "percent" => "%",
            "meter" or "metre" or "metres" or "meters" => "m",
            _ => null,
        };
        return meant is null || end == 0 ? null : $"write '{text[..end].Trim()} {meant}'";
    }

    private static ParameterSpec? Find(ImmutableArray<ParameterSpec> specs, string name)
    {
        foreach (ParameterSpec spec in specs)
        {
            if (string.Equals(spec.Name, name, StringComparison.Ordinal))
                return spec;
        }

        return null;
    }

    private static bool Has(List<YamlEntry> entries, string name)
    {
        foreach (YamlEntry entry in entries)
        {
            if (entry.Key.Value == name)
                return true;
        }

        return false;
    }

    private static string Sample(ParameterSpec spec) => spec.Default ?? spec.Kind switch
    {
        ParameterKind.Choice => spec.Choices[0],
        ParameterKind.Quantity when spec.Dimensions[0] == Dimension.Time => "7 s",
        ParameterKind.Quantity when spec.Dimensions[0] == Dimension.Resistance => "4.7 kΩ",
        ParameterKind.Quantity => $"1 {Unit.BaseOf(spec.Dimensions[0])}".TrimEnd(),
        ParameterKind.Ranges => "{ closed: 800..1500 Ω }",
        ParameterKind.Points => ParameterSpec.PointsExample,
        _ => "\"text\"",
    };
}
