using System;
using System.IO;
using System.Linq;
using Reactive.Device.Output;
using Reactive.Operators;
using Reactive.Signals.Specs;
using Reactive.Sinks;
using Xunit;

namespace Reactive.Device.Tests;

public sealed class OperatorReferenceTests
{
    [Fact]
    public void ReferenceInDocs_IsCurrent()
    {
        using var made = new StringWriter { NewLine = "\n" };
        OperatorReference.Markdown(OperatorCatalog.All, made);
        string written = File.ReadAllText(Path.Combine(Cli.Root, "docs", "operators.md"));
        Assert.True(made.ToString() == written, "docs/operators.md is stale: write it anew with 'reactive operators --markdown > docs/operators.md'");
    }

    [Theory]
    [InlineData("mqtt")]
    [InlineData("sip")]
    public void ConnectionsInDocs_AreCurrent(string name)
    {
        using var made = new StringWriter { NewLine = "\n" };
        ConnectionReference.Markdown(SinkCatalog.Connections.Single(c => c.Name == name), made);
        string written = File.ReadAllText(Path.Combine(Cli.Root, "docs", name + ".md"));
        Assert.True(made.ToString() == written, $"docs/{name}.md is stale: write it anew with 'reactive operators {name} --markdown > docs/{name}.md'");
    }

    [Fact]
    public void Table_NamesEveryOperator()
    {
        CliResult table = Cli.Run("operators");
        Assert.Equal(0, table.Code);
        foreach (OperatorSpec spec in OperatorCatalog.All)
            Assert.Contains(table.Output.Split('\n'), l => l.StartsWith(spec.Name + " ", StringComparison.Ordinal));
    }

    [Fact]
    public void OneOperator_TellsAllOfItsParameters()
    {
        foreach (OperatorSpec spec in OperatorCatalog.All)
        {
            using var text = new StringWriter();
            OperatorReference.Full(spec, text);
            Assert.All(spec.Parameters, p => Assert.Contains("  " + p.Name + "  (", text.ToString(), StringComparison.Ordinal));
            Assert.All(spec.Examples, e => Assert.Contains("  - " + e.Yaml, text.ToString(), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Json_IsAnObjectAnOperator()
    {
        CliResult json = Cli.Run("operators", "--json");
        Assert.Equal(OperatorCatalog.All.Select(o => o.Name), json.Json.Select(o => o.GetProperty("operator").GetString()));
        Assert.Equal("debounce", Assert.Single(Cli.Run("operators", "debounce", "--json").Json).GetProperty("operator").GetString());
    }

    [Fact]
    public void UnknownOperator_IsWrongUseWithAHint()
    {
        CliResult unknown = Cli.Run("operators", "debonce");
        Assert.Equal(2, unknown.Code);
        Assert.Contains("Did you mean 'debounce'?", unknown.Error, StringComparison.Ordinal);
    }
}
