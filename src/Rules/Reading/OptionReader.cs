using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Yaml;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads the parameters of one operator from the command line, by the same rules and with the same messages as those of a chain.</summary>
public static class OptionReader
{
    /// <summary>The operator with its parameters, applied to an input; null where anything is wrong, which the diagnostics say (their position means nothing).</summary>
    /// <param name="catalog">What there is.</param>
    /// <param name="spec">The operator.</param>
    /// <param name="options">Names and values as written; ranges as in a definition: <c>{ closed: 101..350, open: 351..620 }</c>, points, sequences and texts by name, whose braces may be left out.</param>
    /// <param name="input">What it is applied to.</param>
    public static (StageDefinition? Stage, ImmutableArray<Diagnostic> Diagnostics) Read(
        Catalog catalog, OperatorSpec spec, IEnumerable<KeyValuePair<string, string>> options, Flow input)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(input);
        Report report = new(new SourceText("", ""));
        ReadContext context = new(report, catalog);
        List<YamlEntry> entries = [];
        foreach ((string name, string value) in options)
        {
            if (entries.Any(e => e.Key.Value == name))
                report.Error(DiagnosticCodes.DuplicateKey, entries.Count, name, $"'{name}' is given twice");
            YamlScalar key = new(0, 0, name, YamlStyle.Plain);
            entries.Add(new YamlEntry(key, ValueOf(spec, name, value, report)));
        }

        ParameterValues? parameters = report.Errors > 0 ? null : ParameterReader.Read(context, $"'{spec.Name}'", spec.Parameters, entries, 0, spec.Name);
        OperatorForm? form = spec.FormFor(input);
        if (form is null)
            report.Error(DiagnosticCodes.WrongInput, 0, spec.Name, $"'{spec.Name}' takes {string.Join(", or ", spec.Forms.Select(f => f.Takes))}, not {input}");
        if (form is null || parameters is null)
            return (null, report.Sorted());
        foreach (ParameterProblem problem in spec.Check(parameters, input))
            report.ErrorAt(DiagnosticCodes.ParametersDisagree, new SourcePosition("", 1, report.Errors + 1), problem.Parameter, problem.Message, problem.Hint);
        StageDefinition stage = new(spec, form, parameters, input, report.Errors > 0 ? input : form.Output(input, parameters), default);
        return (report.Errors > 0 ? null : stage, report.Sorted());
    }

    private static YamlNode ValueOf(OperatorSpec spec, string name, string value, Report report)
    {
        ParameterKind kind = spec.Parameters.FirstOrDefault(p => p.Name == name)?.Kind ?? ParameterKind.Text;
        if (kind is ParameterKind.CardFormats or ParameterKind.Quantities)
            return new YamlList(0, [.. value.Trim('[', ']').Split(',').Select(n => new YamlScalar(0, 0, n.Trim(), YamlStyle.Plain))]);
        if (kind is not (ParameterKind.Ranges or ParameterKind.Points or ParameterKind.Texts))
            return new YamlScalar(0, 0, value, YamlStyle.Plain);
        string map = kind != ParameterKind.Ranges && !value.TrimStart().StartsWith('{') ? $"{{ {value} }}" : value;
        return YamlReader.Read(new Report(new SourceText("", map))) ?? Refused(name, kind, report);
    }

    private static YamlRefused Refused(string name, ParameterKind kind, Report report)
    {
        string sample = kind switch
        {
            ParameterKind.Points => "\"0.5 V: 0 %, 4.5 V: 100 %\"",
            ParameterKind.Texts => "\"name: text, other: text\"",
            _ => "{ closed: 800..1500 Ω, open: 1500..12000 Ω }",
        };
        report.Error(DiagnosticCodes.WrongShape, 0, name, $"'{name}' cannot be read", $"write {name}={sample}");
        return new YamlRefused(0);
    }
}
