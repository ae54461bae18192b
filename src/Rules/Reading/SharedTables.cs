using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals.Specs;

namespace Reactive.Rules;

/// <summary>Reads the tables beside a pipeline that its signals share.</summary>
public static class SharedTables
{
    /// <summary>What the tables of a pipeline say under the secrets of a device, by name, and what is wrong with them. One that is not there is left out.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="open">Gives the text of a table, or null where there is none.</param>
    /// <param name="secrets">The secrets of the device.</param>
    public static (ImmutableDictionary<string, string> Tables, ImmutableArray<Diagnostic> Wrong) Of(PipelineDefinition pipeline, Func<string, string?> open, SecretSet secrets)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(open);
        ImmutableDictionary<string, string>.Builder tables = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        ImmutableArray<Diagnostic> wrong = [];
        foreach (SharedUse use in SharedUse.Of(pipeline.Signals))
        {
            if (open(use.Name) is { } text)
                Take(use.Name, use.Form.Table(use.Setting(pipeline.OwnCardFormats, secrets), text), pipeline.File, tables, ref wrong);
        }

        return (tables.ToImmutable(), wrong);
    }

    /// <summary>What they say where nobody knows a secret. What is wrong stands in the tables themselves: <paramref name="elsewhere"/>.</summary>
    internal static ImmutableDictionary<string, string> Read(ReadContext context, IEnumerable<SignalDefinition> signals, Func<string, string?>? open, ref ImmutableArray<Diagnostic> elsewhere)
    {
        ImmutableDictionary<string, string>.Builder tables = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (SharedUse use in SharedUse.Of(signals))
        {
            if (open?.Invoke(use.Name) is not string text)
            {
                StageDefinition stage = use.Places[0].Stage;
                context.Report.WarningAt(DiagnosticCodes.MissingTable, stage.Position, $"signals.{use.Places[0].Signal.Name}.through.{stage.Spec.Name}", $"there is no table {use.Name} beside the pipeline", "nobody is in it, unless the device has a store of that name");
                continue;
            }

            Take(use.Name, use.Form.Table(use.Setting(context.Catalog.OwnCardFormats, SecretSet.OfTests) with { HasNoSecrets = true }, text), context.Report.Source.File, tables, ref elsewhere);
        }

        return tables.ToImmutable();
    }

    private static void Take(string name, SharedTable table, string pipeline, ImmutableDictionary<string, string>.Builder tables, ref ImmutableArray<Diagnostic> wrong)
    {
        string beside = pipeline[..(pipeline.LastIndexOf('/') + 1)] + name;
        wrong = [.. wrong, .. table.Problems.Select(p => new Diagnostic(new SourcePosition(beside, p.Line, p.Column), Severity.Error, DiagnosticCodes.WrongTable, "", p.Message, p.Hint))];
        if (table.News is not null)
            tables[name] = table.News;
    }
}
