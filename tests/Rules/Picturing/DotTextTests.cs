using System;
using System.Linq;
using Reactive.Rules.Picturing;
using Xunit;

namespace Reactive.Rules.Tests.Picturing;

public sealed class DotTextTests
{
    [Fact]
    public void FrontDoor_ArrowsByRole()
    {
        string[] lines = DotText.Of(Pictures.Of(StandIns.Text("pipelines/front-door.yaml"))).Split('\n');
        Assert.Equal(
            [
                "  port_door_monitor:title:e -> signal_door:title:w [color=\"#64748b\", weight=4]",
                "  port_rex:title:e -> signal_rex:title:w [color=\"#64748b\", weight=4]",
                "  signal_rex:title:e -> rule_unlock:when:w []",
                "  signal_door:title:e -> rule_unlock:if:w [style=dashed]",
                "  rule_unlock:title:e -> output_strike:title:w [label=<&#160;pulse 7 s&#160;>]",
                "  signal_door:title:e -> rule_forced_open:when:w []",
                "  output_strike:title:sw -> rule_forced_open:unless_out:e [color=\"#b42318\", fontcolor=\"#b42318\", arrowhead=tee, style=dotted, penwidth=1.2, constraint=false]",
                "  rule_forced_open:title:e -> sink_log:text_1:w []",
                "  signal_door:title:e -> rule_held_open:when:w []",
                "  rule_held_open:title:e -> output_aux_1:title:w [penwidth=2, label=<&#160;activate&#160;>]",
                "  signal_door:title:e -> rule_cable_fault:when:w []",
                "  rule_cable_fault:title:e -> sink_log:text_2:w []",
            ],
            lines.Where(l => l.Contains(":e -> ", StringComparison.Ordinal) || l.Contains(":sw -> ", StringComparison.Ordinal)));
        Assert.Equal(
            [
                "  { rank=same; port_door_monitor; port_rex }",
                "  { rank=same; rule_unlock; rule_forced_open; rule_held_open; rule_cable_fault }",
                "  { rank=same; output_strike; output_aux_1; sink_log }",
            ],
            lines.Where(l => l.StartsWith("  { rank", StringComparison.Ordinal)));
    }

    [Fact]
    public void EveryPortThatAnArrowNames_IsACell()
    {
        foreach (string file in new[] { "front-door", "expansion", "sensors" })
        {
            string[] lines = DotText.Of(Pictures.Of(StandIns.Text($"pipelines/{file}.yaml"))).Split('\n');
            foreach (string end in lines.Where(l => l.Contains(" -> ", StringComparison.Ordinal) && !l.Contains("style=invis", StringComparison.Ordinal)).SelectMany(l => l.Trim().Split(' ').Where((_, i) => i is 0 or 2)))
            {
                string[] parts = end.Split(':');
                Assert.Contains($"PORT=\"{parts[1]}\"", lines.Single(l => l.StartsWith($"  {parts[0]} [", StringComparison.Ordinal)), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void WhatIsMadeFromNoPort_StandsBehindThePortsAllTheSame() =>
        Assert.Contains(
            "}\n  port_alarm -> signal_s [style=invis, weight=4]\n\n",
            DotText.Of(Pictures.Of("pipeline: p\ndevice: door-controller\nschedules: { s: { every: 1 h } }\nrules:\n  q: { when: s, do: { log: y } }\n  r: { when: s and alarm is active, do: { log: x } }\n")),
            StringComparison.Ordinal);

    [Fact]
    public void Markup_IsEscapedAndWhatXmlLacksReplaced() =>
        Assert.Contains(
            ">&lt;b&gt; &amp; &quot;x&quot; \uFFFD \U0001F6AA \uFFFD</TD>",
            DotText.Of(Pictures.Of("pipeline: p\ndevice: door-controller\nrules:\n  r: { when: alarm is active, do: { log: \"<b> & \\\"x\\\" \\uFFFF \U0001F6AA \\x01\" } }\n")),
            StringComparison.Ordinal);

    [Fact]
    public void ABlock_IsAClusterByItsName()
    {
        var picture = new Picture("p", "d", [new Box("signal_front_door__open", BoxKind.Signal, "open", "contact", [], "front-door"), new Box("rule_r", BoxKind.Rule, "r", "", [])], []);
        string text = DotText.Of(picture);
        Assert.Contains("\n  subgraph \"cluster_front-door\" {\n    graph [label=<<B>front-door</B>>, ", text, StringComparison.Ordinal);
        Assert.Contains("\n    signal_front_door__open [label=", text, StringComparison.Ordinal);
        Assert.Contains("\n  }\n  rule_r [label=", text, StringComparison.Ordinal);
        Assert.Contains("\n  subgraph block_front_door[\"front-door\"]\n    signal_front_door__open(", MermaidText.Of(picture), StringComparison.Ordinal);
    }

    [Fact]
    public void DrawnTwice_IsTheSame() =>
        Assert.Equal(DotText.Of(Pictures.Of(StandIns.Text("pipelines/sensors.yaml"))), DotText.Of(Pictures.Of(StandIns.Text("pipelines/sensors.yaml"))));
}
