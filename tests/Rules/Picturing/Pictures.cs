using System.Collections.Immutable;
using System.Linq;
using Reactive.Operators;
using Reactive.Rules.Picturing;
using Reactive.Signals.Specs;
using Reactive.Sinks;
using Xunit;

namespace Reactive.Rules.Tests.Picturing;

/// <summary>Pictures of definitions that name real operators.</summary>
internal static class Pictures
{
    private static readonly DeviceProfile Expansion = ProfileReader.Read("a9210.yaml", StandIns.Text("src/Device/Profiles/a9210.yaml")).Profile!;

    private static readonly Catalog Catalog = new(OperatorCatalog.All, SinkCatalog.All, [StandIns.DoorController, Expansion]) { Connections = SinkCatalog.Connections, Block = name => StandIns.Text($"src/Device/Blocks/{name["std/".Length..]}.yaml") };

    /// <summary>The picture of a whole definition.</summary>
    public static Picture Of(string text, bool unfold = false)
    {
        (PipelineDefinition? definition, ImmutableArray<Diagnostic> diagnostics) = PipelineReader.Read("a.yaml", text, Catalog);
        Assert.True(definition is not null && diagnostics.All(d => d.Severity != Severity.Error), string.Join("\n", diagnostics));
        return Picture.Of(definition, unfold);
    }

    /// <summary>A box in a line: kind, title, note, rows.</summary>
    public static string Line(Box box)
    {
        string rows = string.Join(" | ", box.Rows.Select(r => $"{r.Label} {string.Join(' ', r.Lines)}".Trim()));
        return $"{box.Kind} {box.Title}{(box.Note.Length == 0 ? "" : $" ({box.Note})")}{(rows.Length == 0 ? "" : ": " + rows)}";
    }

    /// <summary>An arrow in a line: from, to, role, label.</summary>
    public static string Line(Arrow arrow) => $"{Line(arrow.From)} -> {Line(arrow.To)}: {arrow.Role} {arrow.Label}".TrimEnd() + (arrow.IsFeedback ? ", back" : "");

    private static string Line(ArrowEnd end) => end.Row.Length == 0 ? end.Box : $"{end.Box}.{end.Row}";
}
