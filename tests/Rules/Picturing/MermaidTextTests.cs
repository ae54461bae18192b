using System;
using System.Linq;
using Reactive.Rules.Picturing;
using Xunit;

namespace Reactive.Rules.Tests.Picturing;

public sealed class MermaidTextTests
{
    private const string Classes =
        """
          classDef port fill:#fdf3e3,stroke:#d9a441,color:#1f2937,text-align:left
          classDef signal fill:#e6f1fb,stroke:#5b9bd5,color:#1f2937,text-align:left
          classDef rule fill:#f3f5f8,stroke:#94a3b8,color:#1f2937,text-align:left
          classDef output fill:#fdf3e3,stroke:#d9a441,color:#1f2937,text-align:left

        """;

    [Fact]
    public void EachRole_HasItsOwnLine() =>
        Assert.Equal(
            """
            flowchart LR
              port_aux_1_in["<b>aux-1-in</b> <i>contact</i>"]:::port
              port_tamper["<b>tamper</b> <i>contact</i>"]:::port
              port_alarm["<b>alarm</b> <i>contact</i>"]:::port
              signal_bell("<b>bell</b> <i>press event</i><br/><i>presses</i> most 3"):::signal
              rule_r["<b>r</b><br/><i>when</i> bell is double<br/><i>if</i> tamper is inactive<br/><i>unless</i> alarm is active or buzzer is active"]:::rule
              rule_s["<b>s</b><br/><i>when</i> alarm is active"]:::rule
              output_strike["<b>strike</b> <i>relay</i>"]:::output
              output_buzzer["<b>buzzer</b> <i>open drain</i>"]:::output
              port_aux_1_in --> signal_bell
              signal_bell --> rule_r
              port_tamper -.->|"if"| rule_r
              port_alarm --x|"unless"| rule_r
              output_buzzer -.-x|"unless"| rule_r
              rule_r -->|"pulse 7 s"| output_strike
              port_alarm --> rule_s
              rule_s ==>|"activate"| output_buzzer

            """ + Classes + "  linkStyle 3,4 stroke:#b42318,color:#b42318\n",
            MermaidText.Of(Pictures.Of(
                """
                pipeline: p
                device: door-controller
                signals:
                  bell: { from: aux-1-in, through: [ presses: { most: 3 } ] }
                rules:
                  r:
                    when: bell is double
                    if: tamper is inactive
                    unless: alarm is active or buzzer is active
                    do: { pulse: strike, for: 7 s }
                  s: { when: alarm is active, while: { activate: buzzer } }
                """)));

    [Fact]
    public void WhatARowOfABankWouldTell_StandsAtTheArrow() =>
        Assert.Contains("\n  signal_zones -->|\"zones-17, zones-18\"| rule_window_open\n", MermaidText.Of(Pictures.Of(StandIns.Text("pipelines/expansion.yaml"))), StringComparison.Ordinal);

    [Fact]
    public void SeveralMembersOfABank_AreOneArrow() =>
        Assert.Contains(
            "\n  signal_zones -->|\"zones-1, zones-3\"| rule_r\n",
            MermaidText.Of(Pictures.Of("pipeline: p\ndevice: a9210\nsignals:\n  zones: { from: zones, through: [ end-of-line: { wiring: serial-first, resistor: 4.7 kΩ } ] }\nrules:\n  r: { when: zones-1 is open or zones-3 is open, do: { log: x } }\n")),
            StringComparison.Ordinal);

    [Fact]
    public void ABlock_IsOneBox_AndUnfoldedAGroup()
    {
        const string Text = "pipeline: p\ndevice: door-controller\nuse: { front: std/door, with: { open: tamper is active, lock: strike } }\n";
        Assert.Contains("\n  block_front[[\"<b>front</b> <i>std/door</i><br/><i>open</i> tamper is active<br/><i>lock</i> strike\"]]:::rule\n", MermaidText.Of(Pictures.Of(Text)), StringComparison.Ordinal);
        Assert.Contains("\n  block_front ==>|\"activate, lockdown, release\"| output_strike\n", MermaidText.Of(Pictures.Of(Text)), StringComparison.Ordinal);
        string unfolded = MermaidText.Of(Pictures.Of(Text, unfold: true));
        Assert.Contains("\n  subgraph block_front[\"front\"]\n", unfolded, StringComparison.Ordinal);
        string[] pairs = [.. unfolded.Split('\n').Where(l => l.StartsWith("  ", StringComparison.Ordinal) && l.Contains('>', StringComparison.Ordinal) && !l.Contains(":::", StringComparison.Ordinal)).Select(l => string.Join(' ', l.Trim().Split(' ')[0], l.Split(' ')[^1]))];
        Assert.Equal(pairs.Length, pairs.Distinct().Count());
    }

    [Theory]
    [InlineData("\"a\" <b> & #1; `c`", "#34;a#34; #60;b#62; #38; #35;1#59; #96;c#96;")]
    [InlineData("*d* _e_ f|g [h] {i} \\ ~", "#42;d#42; #95;e#95; f#124;g #91;h#93; #123;i#125; #92; #126;")]
    [InlineData("é Ω 门 10%, (a-b) = 'c'!", "é Ω 门 10%, (a-b) = 'c'!")]
    public void WhatMeansSomethingToMermaidOrMarkdown_IsWrittenByItsNumber(string text, string expected) =>
        Assert.Contains(
            $"<br/>{expected}\"]:::output",
            MermaidText.Of(Pictures.Of($"pipeline: p\ndevice: door-controller\nrules:\n  r:\n    when: alarm is active\n    do:\n      log: |-\n        {text}\n")),
            StringComparison.Ordinal);

    [Fact]
    public void AnEmptyPipeline_IsAnEmptyChart() => Assert.Equal("flowchart LR\n" + Classes, MermaidText.Of(Pictures.Of("pipeline: p\ndevice: door-controller\n")));
}
