using System;
using System.Linq;
using Reactive.Rules.Picturing;
using Xunit;
using static Reactive.Rules.Tests.Picturing.Pictures;

namespace Reactive.Rules.Tests.Picturing;

/// <summary>Building blocks in pictures: one box each, or unfolded.</summary>
public sealed class BlockPictureTests
{
    private const string Blocks =
        """
        pipeline: p
        device: door-controller
        signals:
          door: { is: aux-1-in is active }
        use:
          - { front: std/door, with: { open: door is active, lock: strike, rex: alarm becomes active or tamper becomes active, release: 5 s, relock-on-open: door is active and alarm is active } }
          - { side-door: std/door, with: { open: front.is-open is active, lock: buzzer } }
        rules:
          watch: { when: front.mode is blocked, if: front.is-open is active, do: { log: x } }
        """;

    [Fact]
    public void ABlock_IsOneBoxWithWhatItWasGiven()
    {
        Picture picture = Pictures.Of(Blocks);
        Assert.Equal(
            [
                "Port aux-1-in (contact)", "Port tamper (contact)", "Port alarm (contact)",
                "Signal door (contact): is aux-1-in is active",
                "Block front (std/door): open door is active | lock strike | rex alarm becomes active or tamper becomes active | release 5 s | relock-on-open door is active and alarm is active",
                "Block side-door (std/door): open front.is-open is active | lock buzzer",
                "Rule watch: when front.mode is blocked | if front.is-open is active",
                "Output strike (relay)", "Output buzzer (open drain)",
                "Sink log: x | door: forced open | door: open too long | door: tampered with | door: cannot be watched",
            ],
            picture.Boxes.Select(Line));
        Assert.Equal(
            [
                "block_front -> block_side_door: Makes",
                "block_front -> output_strike: Holds activate, lockdown, release",
                "block_front -> rule_watch: When",
                "block_front -> sink_log: Does on entry",
                "block_side_door -> output_buzzer: Holds activate, lockdown, release",
                "block_side_door -> sink_log: Does on entry",
                "port_alarm -> block_front: Makes",
                "port_aux_1_in -> signal_door.is: Makes",
                "port_tamper -> block_front: Makes",
                "rule_watch -> sink_log.text_1: Does",
                "signal_door -> block_front: Makes",
            ],
            picture.Arrows.Select(Line).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ABlockUnfolded_ShowsWhatItWasGivenInThePlaceOfItsParameters()
    {
        Picture picture = Pictures.Of(Blocks, unfold: true);
        string[] boxes = [.. picture.Boxes.Where(b => b.Group == "front").Select(b => string.Join(' ', Line(b).Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        Assert.Contains("Signal is-open (contact): is door is active", boxes);
        Assert.Contains("Signal entering (event): when access or never or (alarm becomes active or tamper becomes active)", boxes);
        Assert.Contains(boxes, b => b.StartsWith("Signal relocking (event): when once (contact is open for 500 ms and (door", StringComparison.Ordinal));
        Assert.Contains("Signal fire-signal (contact): is never", boxes);
        Assert.DoesNotContain(picture.Boxes, b => Line(b).Contains('$', StringComparison.Ordinal));
        Assert.Contains("Signal is-open (contact): is front.is-open is active", picture.Boxes.Where(b => b.Group == "side-door").Select(Line));
    }

    [Fact]
    public void WhatABlockWithinABlockIsGiven_IsShownAsTheOuterOneWasGiven()
    {
        const string Outer = "block: outer\nparameters: { what: { is: condition }, time: { is: duration, default: 3 s } }\nuse: { core: std/inner, with: { what: $what, time: $time } }\n";
        const string Inner = "block: inner\nparameters: { what: { is: condition }, time: { is: duration, default: 2 s } }\nrules: { r: { when: not ($what) for $time, do: { log: x } } }\n";
        PipelineDefinition definition = PipelineReader.Read("a.yaml", "pipeline: p\ndevice: door-controller\nuse: { out: std/outer, with: { what: tamper is active or alarm is active } }\n", Language.Said.Catalog with { Block = name => name == "std/outer" ? Outer : Inner }).Pipeline!;
        Assert.Equal(["out std/outer what=tamper is active or alarm is active, (time=3 s)", "out.core std/inner what=tamper is active or alarm is active, time=3 s"], definition.Uses.Select(u => $"{u.Name} {u.Block} {string.Join(", ", u.Values.Select(v => v.IsGiven ? $"{v.Parameter}={v.Text}" : $"({v.Parameter}={v.Text})"))}"));
        Picture picture = Picture.Of(definition, unfold: true);
        Assert.Equal("not (tamper is active or alarm is active) 3 s", string.Join(' ', picture.Boxes.Single(b => b.Kind == BoxKind.Rule).Rows.SelectMany(r => r.Lines.Select(l => l.Trim()))));
        Assert.Equal(["Port tamper (contact)", "Port alarm (contact)", "Block out (std/outer): what tamper is active or alarm is active", "Sink log: x"], Picture.Of(definition).Boxes.Select(b => Line(b).Replace("   ", " ", StringComparison.Ordinal)));
    }
}
