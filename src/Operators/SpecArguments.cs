using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Reactive.Signals.Specs;

namespace Reactive.Operators;

/// <summary>Parameters given by code, checked by the same spec and with the same messages as those of a definition.</summary>
internal static class SpecArguments
{
    /// <summary>The values of <paramref name="given"/>, written as in a definition; null for what is left out.</summary>
    /// <exception cref="ArgumentException">They are wrong, or do not fit the input; all reasons are given.</exception>
    public static ParameterValues Arguments(this OperatorSpec spec, Flow input, params ReadOnlySpan<(string Name, string? Text)> given)
    {
        ArgumentNullException.ThrowIfNull(input);
        var values = new ParameterValues(spec.Parameters);
        var problems = new List<string>();
        if (spec.FormFor(input) is null)
            problems.Add($"'{spec.Name}' takes {string.Join(", or ", spec.Forms.Select(f => f.Takes))}, not {input}");
        foreach ((string name, string? text) in given)
        {
            if (text is null)
                continue;
            if (spec.Parameters.Single(p => p.Name == name).TryRead(text, out object value, out string problem, out _))
                values.Set(name, value);
            else
                problems.Add(problem);
        }

        if (problems.Count == 0)
            problems.AddRange(spec.Check(values, input).Select(p => p.Message));
        return problems.Count == 0 ? values : throw new ArgumentException(string.Join("; ", problems) + ".");
    }

    /// <summary>A duration as it is written.</summary>
    public static string Written(this TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(decimal)time.Ticks * 100} ns");
}
