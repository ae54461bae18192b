using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml.Linq;
using Xunit;

namespace Reactive.Device.Tests;

public sealed class GraphCommandTests(Workbench bench) : IClassFixture<Workbench>
{
    private const string Hostile =
        """
        pipeline: hostile
        device: door-controller
        rules:
          r: { when: alarm is active, do: { log: "<b> & \"x\" \uFFFF \x01 ]]> \\N \\n; {a|b} é Ω 门" } }
        """;

    public static TheoryData<string> Pipelines => [.. Directory.GetFiles(Path.Combine(Cli.Root, "pipelines"), "*.yaml").Select(f => Path.GetFileName(f)!).Where(f => !f.EndsWith(".tests.yaml", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void Svg_ShowsEverySignalAndRule(string name)
    {
        RequireGraphviz();
        string path = Path.Combine(Cli.Root, "pipelines", name);
        CliResult drawn = Cli.Run("graph", path, "--unfold");
        Assert.Equal((0, ""), (drawn.Code, drawn.Error));
        string[] texts = [.. XDocument.Parse(drawn.Output).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];
        Rules.PipelineDefinition definition = Files.PipelineFile.Read(path).Definition!;
        // what a machine does stands in its table; what is in a block stands in it by its own name
        string[] machines = [.. definition.Signals.Where(s => s.Derivation is Rules.MachineDerivation).Select(s => s.Name + ".")];
        Assert.All(definition.Rules.Where(r => !machines.Any(m => r.Name.StartsWith(m, StringComparison.Ordinal))), r => Assert.Contains(OwnName(r.Name), texts));
        // what a connection brings along is drawn where something reads it
        string[] brought = [.. definition.Connections.Select(c => c.Spec.Name + ".")];
        Assert.All(definition.Signals.Where(s => s.Member is null && !brought.Any(b => s.Name.StartsWith(b, StringComparison.Ordinal))), s => Assert.Contains(OwnName(s.Name), texts));
        Assert.Equal(drawn.Output, Cli.Run("graph", path, "--format", "svg", "--unfold").Output);
    }

    private static string OwnName(string name) => name[(name.LastIndexOf('.') + 1)..];

    [Fact]
    public void HostileTexts_AreTextsInThePicture()
    {
        RequireGraphviz();
        CliResult drawn = Cli.Run("graph", bench.Write("hostile.yaml", Hostile));
        Assert.Equal((0, ""), (drawn.Code, drawn.Error));
        string[] texts = [.. XDocument.Parse(drawn.Output).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];
        Assert.Contains("<b> & \"x\" \uFFFD \uFFFD ]]> \\\u200BN \\\u200Bn; {a|b} é Ω 门", texts);
    }

    [Fact]
    public void ABlock_IsAClusterOfItsSignalsMachinesAndRules()
    {
        RequireGraphviz();
        string path = bench.Write("block.yaml", "pipeline: p\ndevice: door-controller\nuse:\n  front: std/door\n  with: { open: aux-1-in is active, lock: strike }\nrules:\n  watch: { when: front.mode is blocked, while: { activate: aux-1 } }\n");
        string dot = Cli.Run("graph", path, "--unfold", "--format", "dot").Output;
        string block = dot[dot.IndexOf("  subgraph \"cluster_front\" {", StringComparison.Ordinal)..];
        block = block[..block.IndexOf("\n  }\n", StringComparison.Ordinal)];
        Assert.Contains("\n    signal_front__mode [", block, StringComparison.Ordinal);
        Assert.Contains("\n    rule_front__escape [", block, StringComparison.Ordinal);
        Assert.DoesNotContain("rule_front__mode", dot, StringComparison.Ordinal);
        Assert.DoesNotContain("rule_watch", block, StringComparison.Ordinal);
        Assert.Contains("\n  subgraph block_front[\"front\"]\n", Cli.Run("graph", path, "--unfold", "--format", "mermaid").Output, StringComparison.Ordinal);

        string folded = Cli.Run("graph", path, "--format", "dot").Output;
        Assert.DoesNotContain("front__", folded, StringComparison.Ordinal);
        Assert.Single(folded.Split('\n'), l => l.StartsWith("  block_front [", StringComparison.Ordinal));
        Assert.Equal(0, Cli.Run("graph", path).Code);
    }

    [Theory]
    [InlineData("dot", "digraph {\n")]
    [InlineData("mermaid", "flowchart LR\n")]
    public void TextFormats_NeedNoGraphviz(string format, string start)
    {
        CliResult drawn = RunWithout("graph", Cli.FrontDoor, "--format", format);
        Assert.Equal((0, ""), (drawn.Code, drawn.Error));
        Assert.StartsWith(start, drawn.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n", drawn.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutGraphviz_TheCureIsNamed()
    {
        CliResult drawn = RunWithout("graph", Cli.FrontDoor);
        Assert.Equal((3, ""), (drawn.Code, drawn.Output));
        Assert.Equal("reactive: A picture in SVG takes Graphviz, whose program 'dot' is not here: install the Debian package 'graphviz'. '--format dot' and '--format mermaid' do without.\n", drawn.Error);
    }

    [Fact]
    public void AnUnknownFormat_IsWrongUse() => Assert.Equal(2, Cli.Run("graph", Cli.FrontDoor, "--format", "png").Code);

    [Fact]
    public void NoSuchFile_IsWrongUse() => Assert.Equal(2, Cli.Run("graph", bench.PathOf("nowhere.yaml")).Code);

    [Fact]
    public void ADefinitionWithErrors_IsToldAndNotDrawn()
    {
        CliResult drawn = Cli.Run("graph", bench.Write("wrong.yaml", "pipeline: p\ndevice: door-controller\nrules:\n  r: { when: dor is open, do: { log: x } }\n"), "--format", "dot");
        Assert.Equal((1, ""), (drawn.Code, drawn.Output));
        Assert.Contains("wrong.yaml:4:14: error R0108", drawn.Error, StringComparison.Ordinal);
    }

    // The program, where nothing but dotnet itself can be found.
    private static CliResult RunWithout(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : FindDotnet()) { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "reactive.dll"));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["PATH"] = "/nowhere";
        using Process process = Process.Start(start)!;
        return Cli.End(process);
    }

    private static string FindDotnet() => Search("dotnet") ?? throw new InvalidOperationException("There is no dotnet on the path.");

    private static void RequireGraphviz()
    {
        if (Search("dot") is not null)
            return;
        Assert.False(Environment.GetEnvironmentVariable("REQUIRE_PEERS") == "1", "graphviz is not installed, and REQUIRE_PEERS=1 asks for it");
        Assert.Skip("graphviz is not installed (apt-get install graphviz).");
    }

    private static string? Search(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
