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
    private const int MostListed = 8;

    /// <summary>All parameters from a map's entries; null where any is wrong, which is reported.</summary>
    /// <param name="context">The file.</param>
    /// <param name="owner">What has them, for messages: <c>'debounce'</c>.</param>
    /// <param name="specs">The parameters there are.</param>
    /// <param name="entries">What was written.</param>
    /// <param name="offset">Where the owner is named.</param>
    /// <param name="path">The path of the owner.</param>
    /// <param name="example">The operator that has them, whose examples show what is usual; null for none.</param>
    public static ParameterValues? Read(ReadContext context, string owner, ImmutableArray<ParameterSpec> specs, List<YamlEntry> entries, int offset, string path, OperatorSpec? example = null)
    {
        int errors = context.Report.Errors;
        bool isWhole = true;
        ParameterValues values = new(specs);
        foreach (YamlEntry entry in entries)
        {
            string key = entry.Key.Value;
            ParameterSpec? spec = Find(specs, key);
            if (spec is null)
            {
                List<string> names = ReadContext.NamesOf(specs, static s => s.Name);
                string hint = context.Near(key, names);
                // a long list would hide the one that was meant
                string choices = names.Count == 0 ? ": it takes none" : names.Count > MostListed && hint.Length > 0 ? "" : $": it takes {ParameterSpec.Or([.. names])}";
                context.Error(DiagnosticCodes.UnknownParameter, entry.Key.Start, ReadContext.Join(path, key), $"{owner} has no parameter {entry.Key.Describe()}{choices}", hint);
            }
            else if (ReadOne(context, example is not null && IsBare(entry) ? spec with { Name = example.Name } : spec, entry.Value, ReadContext.Join(path, key), Samples.Of(example, spec)) is object value)
            {
                values.Set(key, value);
            }
            else
            {
                // reported, here or when the file was parsed
                isWhole = false;
            }
        }

        foreach (ParameterSpec spec in specs)
        {
            if (spec.Required && !Has(entries, spec.Name))
                context.Error(DiagnosticCodes.MissingParameter, offset, path, $"{owner} needs '{spec.Name}'", $"add {spec.Name}: {Samples.Of(example, spec)}");
        }

        return isWhole && context.Report.Errors == errors ? values : null;
    }

    /// <summary>One value; null where it is wrong, which is reported. <paramref name="sample"/> shows what is usual, for the hint.</summary>
    public static object? ReadOne(ReadContext context, ParameterSpec spec, YamlNode node, string path, string? sample = null)
    {
        sample ??= Samples.Of(spec);
        if (spec.Kind == ParameterKind.Ranges)
            return RangeReader.Read(context, spec, node, path);
        if (spec.Kind == ParameterKind.Points)
            return PointReader.Read(context, spec, node, path);
        if (spec.Kind == ParameterKind.CardFormats)
            return CardFormatNames.Read(context, spec, node, path);
        if (spec.Kind == ParameterKind.Texts)
            return TextsReader.Read(context, spec, node, path);
        if (spec.Kind == ParameterKind.Quantities)
            return QuantitiesReader.Read(context, spec, node, path, sample);
        YamlScalar? scalar = context.Scalar(node, path, $"{spec.Name}: {sample}");
        if (scalar is null)
            return null;
        if (spec.TryRead(scalar.Value, out object value, out string problem, out string hint))
            return value;
        string code = CodeOf(spec, scalar.Value);
        if (code == DiagnosticCodes.NotAQuantity && UnitHint(scalar.Value) is string unit)
            hint = unit;
        if (code == DiagnosticCodes.MissingUnit && Samples.UnitMeant(scalar.Value, sample) is Unit meant)
            hint = $"write '{scalar.Value} {meant}' if that is what you mean";
        if (code == DiagnosticCodes.WrongUnit && hint.Length == 0)
            hint = MinutesMeant(spec, scalar.Value) ?? $"such as {sample}";
        if (code == DiagnosticCodes.WrongWord && hint.Length == 0 && IsBoolean(scalar.Value))
            hint = spec.Choices.Contains("yes") ? $"write {(scalar.Value is "true" or "on" ? "yes" : "no")}" : $"there is no yes or no here: write {ParameterSpec.Or(spec.Choices)}";
        context.Error(code, scalar.Start, path, problem, hint);
        return null;
    }

    /// <summary>Reports what a spec finds wrong with settings taken together, each at its setting.</summary>
    public static void Report(ReadContext context, IEnumerable<ParameterProblem> problems, List<YamlEntry> settings, int offset, string path)
    {
        foreach (ParameterProblem problem in problems)
        {
            YamlEntry? at = settings.Find(s => s.Key.Value == problem.Parameter);
            context.Error(DiagnosticCodes.ParametersDisagree, at?.Value.Start ?? offset, ReadContext.Join(path, problem.Parameter), problem.Message, problem.Hint);
        }
    }

    /// <summary>Whether a word is what YAML once took for true or false.</summary>
    public static bool IsBoolean(string word) => word is "yes" or "no" or "on" or "off" or "true" or "false";

    /// <summary>The value of a type that somebody means who writes true or false, 1 or 0; null where the word is none of them, or nobody can say.</summary>
    public static string? Meant(SymbolType type, string word)
    {
        bool? means = word switch { "true" or "yes" or "on" or "1" => true, "false" or "no" or "off" or "0" => false, _ => null };
        return means is not bool yes ? null
            : type == SymbolType.Contact ? (yes ? "active" : "inactive")
            : type == SymbolType.LoopState ? (yes ? "open" : "closed")
            : type == SymbolType.Connection ? (yes ? "connected" : "lost")
            : null;
    }

    /// <summary>Which mistake a quantity is that a spec refuses.</summary>
    public static string CodeOf(ParameterSpec spec, string text)
    {
        if (spec.Kind == ParameterKind.Secret)
            return DiagnosticCodes.SecretWritten;
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

    // "debounce: 50 ms": the author wrote no name of a parameter, and is not told of one
    private static bool IsBare(YamlEntry entry) => entry.Key.Start == entry.Value.Start && entry.Value is YamlScalar { IsEmpty: false };

    /// <summary>What to write where metres were given and minutes are probably meant; else null.</summary>
    public static string? MinutesMeant(ParameterSpec spec, string text) =>
        spec.Takes(Dimension.Time) && Quantity.TryParse(text, out Quantity quantity, out _) && quantity.Unit == Unit.Metre
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"write '{quantity.Value} min' for minutes")
            : null;

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
}
