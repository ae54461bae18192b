using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Device.Output;

/// <summary>The reference of operators, from their specs and nothing else.</summary>
internal static class OperatorReference
{
    /// <summary>One line an operator.</summary>
    public static void Table(IReadOnlyList<OperatorSpec> operators, TextWriter text)
    {
        int width = operators.Max(o => o.Name.Length);
        foreach (OperatorSpec spec in operators)
            text.WriteLine($"{spec.Name.PadRight(width)}  {spec.Summary}");
        text.WriteLine();
        text.WriteLine("'reactive operators NAME' tells all about one of them.");
    }

    /// <summary>All about one operator.</summary>
    public static void Full(OperatorSpec spec, TextWriter text)
    {
        text.WriteLine($"{spec.Name}: {spec.Summary}");
        if (spec.Details.Length > 0)
        {
            text.WriteLine();
            Paragraph.Write(spec.Details.Replace("`", "", StringComparison.Ordinal), "", text);
        }

        if (spec.Standard.Length > 0)
            text.WriteLine($"\nStandard: {spec.Standard}");
        text.WriteLine();
        foreach (OperatorForm form in spec.Forms)
            text.WriteLine($"  {form.Takes} → {form.Yields}");
        if (spec.Parameters.Length > 0)
            text.WriteLine("\nParameters");
        foreach (ParameterSpec parameter in spec.Parameters)
        {
            string bare = parameter.Name == spec.Shorthand ? ", also bare: " + Bare(spec, parameter) : "";
            text.WriteLine($"  {parameter.Name}  ({Kind(parameter)}{Bounds(parameter)}{bare})");
            Paragraph.Write(parameter.Summary, "      ", text);
        }

        if (spec.Examples.Length > 0)
            text.WriteLine("\nExamples");
        foreach (OperatorExample example in spec.Examples)
        {
            text.WriteLine($"  - {example.Yaml}");
            Paragraph.Write(example.Says, "      ", text);
        }
    }

    /// <summary>The members of an operator's JSON object.</summary>
    public static void Json(OperatorSpec spec, System.Text.Json.Utf8JsonWriter json)
    {
        json.WriteString("operator", spec.Name);
        json.WriteString("summary", spec.Summary);
        json.WriteString("details", spec.Details);
        json.WriteString("standard", spec.Standard);
        json.WriteString("shorthand", spec.Shorthand);
        json.WriteStartArray("forms");
        foreach (OperatorForm form in spec.Forms)
        {
            json.WriteStartObject();
            json.WriteString("takes", form.Takes);
            json.WriteString("yields", form.Yields);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("parameters");
        foreach (ParameterSpec parameter in spec.Parameters)
            Json(parameter, json);
        json.WriteEndArray();
        json.WriteStartArray("examples");
        foreach (OperatorExample example in spec.Examples)
        {
            json.WriteStartObject();
            json.WriteString("yaml", example.Yaml);
            json.WriteString("says", example.Says);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The reference as a page of Markdown: <c>docs/operators.md</c>.</summary>
    public static void Markdown(IReadOnlyList<OperatorSpec> operators, TextWriter text)
    {
        text.Write("# Operators\n\nGenerated from the specs by `reactive operators --markdown`; a test keeps it current.\n\n| operator | what it does |\n|---|---|\n");
        foreach (OperatorSpec spec in operators)
            text.Write($"| [{spec.Name}](#{spec.Name}) | {Cell(spec.Summary)} |\n");
        foreach (OperatorSpec spec in operators)
        {
            text.Write($"\n## {spec.Name}\n\n{spec.Summary}\n");
            if (spec.Details.Length > 0)
                text.Write($"\n{spec.Details}\n");
            if (spec.Standard.Length > 0)
                text.Write($"\nStandard: {spec.Standard}\n");
            text.Write("\n| takes | yields |\n|---|---|\n");
            foreach (OperatorForm form in spec.Forms)
                text.Write($"| {Cell(form.Takes)} | {Cell(form.Yields)} |\n");
            Parameters(spec.Parameters, spec.Shorthand, text);
            if (spec.Examples.Length > 0)
                text.Write("\n```yaml\nthrough:\n");
            foreach (OperatorExample example in spec.Examples)
                text.Write($"  # {example.Says}\n  - {example.Yaml}\n");
            if (spec.Examples.Length > 0)
                text.Write("```\n");
        }
    }

    /// <summary>A table of parameters in Markdown, behind an empty line; nothing where there are none.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="bare">The one that may stand bare, or nothing.</param>
    /// <param name="text">Where to.</param>
    public static void Parameters(IReadOnlyCollection<ParameterSpec> parameters, string? bare, TextWriter text)
    {
        if (parameters.Count > 0)
            text.Write("\n| parameter | takes | default | range | |\n|---|---|---|---|---|\n");
        foreach (ParameterSpec parameter in parameters)
            text.Write($"| `{parameter.Name}`{(parameter.Name == bare ? " (may stand bare)" : "")} | {Cell(Kind(parameter))} | {(parameter.Required ? "required" : parameter.Default ?? "")} | {parameter.Range()} | {Cell(parameter.Summary)} |\n");
    }

    private static void Json(ParameterSpec parameter, System.Text.Json.Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", parameter.Name);
        json.WriteString("kind", parameter.Kind.ToString().ToLowerInvariant());
        json.WriteString("summary", parameter.Summary);
        json.WriteStartArray("units");
        foreach (Unit unit in Unit.All.Where(u => parameter.Dimensions.Contains(u.Dimension) && u.Symbol.Length > 0))
            json.WriteStringValue(unit.Symbol);
        json.WriteEndArray();
        json.WriteStartArray("choices");
        foreach (string choice in parameter.Choices)
            json.WriteStringValue(choice);
        json.WriteEndArray();
        json.WriteString("default", parameter.Default);
        json.WriteString("least", parameter.Least);
        json.WriteString("most", parameter.Most);
        json.WriteBoolean("required", parameter.Required);
        json.WriteEndObject();
    }

    private static string Kind(ParameterSpec parameter) => parameter.Kind switch
    {
        ParameterKind.Choice => ParameterSpec.Or(parameter.Choices),
        ParameterKind.Quantity => Units(parameter),
        ParameterKind.Ranges => $"ranges of {ParameterSpec.Or(parameter.Choices)} in {Units(parameter)}",
        ParameterKind.Points => $"points such as {ParameterSpec.PointsExample}",
        ParameterKind.CardFormats => "a card format, or a list of them",
        ParameterKind.Quantities => $"{Units(parameter)}; one, or a list of them",
        ParameterKind.Condition => "a condition",
        ParameterKind.Texts => $"names and their texts, one or a list each, such as {parameter.Example}",
        ParameterKind.Secret => "a secret by its name",
        _ => "text",
    };

    private static string Units(ParameterSpec parameter) =>
        string.Join(" or ", parameter.Dimensions.Select(d => d == Dimension.Count ? "a bare number" : Unit.Choices(d)));

    private static string Bounds(ParameterSpec parameter)
    {
        string range = parameter.Range();
        string least = range.Length == 0 ? "" : ", " + range;
        return parameter.Required ? least + ", required" : parameter.Default is null ? least : $"{least}, default {parameter.Default}";
    }

    // as an example has it, which is known to fit
    private static string Bare(OperatorSpec spec, ParameterSpec parameter) =>
        spec.Examples.FirstOrDefault(e => !e.Yaml.Contains('{', StringComparison.Ordinal))?.Yaml ?? $"{spec.Name}: {parameter.Default ?? Sample(parameter)}";

    private static string Sample(ParameterSpec parameter) => parameter.Kind switch
    {
        ParameterKind.Choice => parameter.Choices[0],
        ParameterKind.Quantity when parameter.Dimensions[0] == Dimension.Time => "50 ms",
        ParameterKind.Quantity => string.Create(CultureInfo.InvariantCulture, $"1 {Unit.BaseOf(parameter.Dimensions[0])}").TrimEnd(),
        ParameterKind.Points => ParameterSpec.PointsExample,
        ParameterKind.CardFormats => "H10301",
        ParameterKind.Quantities => string.Create(CultureInfo.InvariantCulture, $"1 {Unit.BaseOf(parameter.Dimensions[0])}").TrimEnd(),
        ParameterKind.Texts => parameter.Example,
        ParameterKind.Secret => SecretName.Example,
        _ => "...",
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
