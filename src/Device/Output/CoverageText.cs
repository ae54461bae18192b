using System;
using System.IO;
using Reactive.Rules.Testing;

namespace Reactive.Device.Output;

/// <summary>What tests exercised, for people: counts by kind, then every thing that no test exercised, by line.</summary>
internal static class CoverageText
{
    private static readonly (CoverageKind Kind, string Name)[] Kinds =
    [
        (CoverageKind.Rule, "rules"), (CoverageKind.Condition, "conditions"), (CoverageKind.Event, "events"), (CoverageKind.Timer, "timers"), (CoverageKind.Transition, "transitions"),
    ];

    /// <summary>Every kind with the name that it has in outputs.</summary>
    public static ReadOnlySpan<(CoverageKind Kind, string Name)> AllKinds => Kinds;

    /// <summary>Prints what the tests of one pipeline exercised.</summary>
    public static void Write(TextWriter output, string file, Coverage coverage)
    {
        output.WriteLine();
        output.WriteLine($"{file}: {Told(coverage.Total)} exercised");
        foreach ((CoverageKind kind, string name) in Kinds)
        {
            CoverageCount count = coverage.Of(kind);
            if (count.Of > 0)
                output.WriteLine($"  {name,-11}  {Told(count)}{(kind == CoverageKind.Condition ? $"; {coverage.Shown.Exercised} of {coverage.Shown.Of} were also unknown" : "")}");
        }

        foreach (CoverageItem item in coverage.Missing)
            output.WriteLine($"{item.Position.File}:{item.Position.Line}  {item.Subject} {item.Missing}");
    }

    private static string Told(CoverageCount count) => $"{count.Exercised} of {count.Of} ({count.Percent} %)";
}
