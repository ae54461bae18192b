using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Reactive.Device.Profiles;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary><c>explain</c> where a rule waits for a state of a state machine, of its own pipeline or of a block.</summary>
public sealed class ExplainMachineTests(ExplainMachineTests.Site site) : IClassFixture<ExplainMachineTests.Site>
{
    [Fact]
    public void StateOfABlock_SaysWhatEachWayIntoItLacked()
    {
        Assert.Equal(
            $"""
            rule back.mode.accessed ({InAccessed}) did not activate at 5 s: 'back.mode is accessed' did not hold since 0 s (back.mode = locked)
            │  it had not activated before, and first at 7 s in turn 9
            ├─ what leads to 'back.mode is accessed'
            │  └─ locked -> accessed ({ToAccessed}) was not taken: 'entering' did not occur ('access' did not occur; 'aux-1-in becomes active' did not occur (aux-1-in = inactive))
            └─ rule back.mode.accessed ({InAccessed}) as it stood at 5 s
               └─ when   back.mode is accessed · false since 0 s, turn 1
                  └─ back.mode = locked, before unknown (starting), since 0 s, turn 1
                        from the start of the run on

            """.ReplaceLineEndings("\n"), site.WhyNot("back.mode.accessed", "5s"));
    }

    [Theory]
    [InlineData("lit", "6s")]
    [InlineData("back.mode.unlocked", "6s")]
    public void StateThatSeveralStatesLeadTo_NamesThemAll_AndWhichOfThemItWasNotIn(string rule, string at)
    {
        string[] lines = site.WhyNot(rule, at).Split('\n');
        Assert.Equal(
            [
                "├─ what leads to 'back.mode is unlocked'",
                $"│  ├─ locked -> unlocked ({Unlock(0)}) was not taken: 'unlock' did not occur",
                $"│  ├─ locked -> unlocked ({Scheduled(0)}) was not taken: 'once scheduled is active' did not occur ('scheduled is active' did not hold since 0 s (aux-2-in = inactive))",
                $"│  └─ accessed -> unlocked ({Unlock(1)}), accessed -> unlocked ({Scheduled(1)}), blocked -> unlocked ({Unlock(2)}), locked-down -> unlocked ({At("lock-down-release, if")}), locked-open -> unlocked ({At("lock-open-release, if")}): not from locked, which back.mode was",
            ],
            lines[2..6]);
    }

    [Fact]
    public void SignalDerivedFromAMachine_IsFollowedToItsWays()
    {
        string[] lines = site.WhyNot("free", "6s").Split('\n');
        Assert.Equal("rule free (back.yaml:18) did not activate at 6 s: 'back.free is active' did not hold since 0 s ('mode in [unlocked, locked-open]' did not hold since 0 s (back.mode = locked); 'escaping is active' did not hold since 0 s (back.escaping = inactive))", lines[0]);
        Assert.Equal(["├─ what leads to 'mode in [unlocked, locked-open]'", $"│  ├─ locked -> locked-open ({At("go: locked-open")}) was not taken: 'lock-open' did not occur"], lines[2..4]);
    }

    [Theory]
    [InlineData("5s", "'alarm is inactive' did not hold since 2 s (alarm = active)")]
    [InlineData("6s", "'tamper becomes active' did not occur (tamper = inactive), last at 5 s; 'alarm is inactive' did not hold since 2 s (alarm = active)")]
    [InlineData("9s", "'tamper becomes active' did not occur (tamper = inactive), last at 5 s")]
    public void WayLacksItsEvent_ItsCondition_OrBoth_AtThatInstant(string at, string lacks)
    {
        string[] lines = site.WhyNot("gate.unlocked", at).Split('\n');
        Assert.Equal(["├─ what leads to 'gate is unlocked'", $"│  └─ locked -> unlocked (back.yaml:12) was not taken: {lacks}"], lines[2..4]);
    }

    [Theory]
    [InlineData("21.5s", "its 3 s, which count from 20 s, were not over: 1.5 s too early; 'alarm is active' did not hold since 8 s (alarm = inactive)")]
    [InlineData("25s", "its 3 s were over at 23 s, when its conditions did not hold; 'alarm is active' did not hold since 8 s (alarm = inactive)")]
    public void Timeout_HadNotCome_OrCameWhileItsConditionsDidNotHold(string at, string lacks)
    {
        string[] lines = site.WhyNot("shut", at).Split('\n');
        Assert.Equal(
            ["│  it never activated in this recording", "├─ what leads to 'gate becomes locked'", $"│  └─ unlocked -> locked (back.yaml:15) was not taken: {lacks}"],
            lines[1..4]);
    }

    [Fact]
    public void StateThatMustNotBe_SaysWhatLeadsOutOfIt()
    {
        string[] lines = site.WhyNot("guarded", "5s").Split('\n');
        Assert.Equal("rule guarded (back.yaml:20) did not activate at 5 s: 'gate is locked' held since 0 s (gate = locked)", lines[0]);
        Assert.Equal(["├─ what leads out of 'gate is locked'", "│  └─ locked -> unlocked (back.yaml:12) was not taken: 'alarm is inactive' did not hold since 2 s (alarm = active)"], lines[2..4]);
    }

    [Fact]
    public void Json_ListsTheWaysUnderTheirReason()
    {
        JsonElement reason = Assert.Single(site.Json("--why-not", "gate.unlocked", "--at", "6s").GetProperty("whynot").GetProperty("held_back_by").EnumerateArray());
        JsonElement way = Assert.Single(reason.GetProperty("ways").EnumerateArray());
        Assert.Equal(("locked", "unlocked", "back.yaml", 12, true), (Text(way, "from"), Text(way, "to"), Text(way, "file"), way.GetProperty("line").GetInt32(), way.GetProperty("here").GetBoolean()));
        Assert.Equal([("when", "tamper becomes active", 5.0), ("if", "alarm is inactive", 2.0)], way.GetProperty("held_back_by").EnumerateArray().Select(r => (Text(r, "keyword"), Text(r, "text"), r.GetProperty("since").GetDouble())));

        JsonElement[] ways = [.. site.Json("--why-not", "lit", "--at", "6s").GetProperty("whynot").GetProperty("held_back_by")[0].GetProperty("ways").EnumerateArray()];
        Assert.Equal(
            [
                ("locked", Unlock(0), true, 1), ("locked", Scheduled(0), true, 1), ("accessed", Unlock(1), false, 0), ("accessed", Scheduled(1), false, 0),
                ("blocked", Unlock(2), false, 0), ("locked-down", At("lock-down-release, if"), false, 0), ("locked-open", At("lock-open-release, if"), false, 0),
            ],
            ways.Select(w => (Text(w, "from"), Place(w), w.GetProperty("here").GetBoolean(), w.GetProperty("held_back_by").GetArrayLength())));
    }

    [Fact]
    public void CommandOfABlock_NamesThePlacesInTheBlock_AndNothingThatWasNotGiven()
    {
        Assert.Equal(
            $"""
            command 1: strike activate, at 7 s in turn 9
            └─ rule back.mode.accessed ({InAccessed}) activated at 7 s in turn 9
               └─ when   back.mode is accessed · true since 7 s, turn 9
                  └─ back.mode = accessed, before locked, since 7 s, turn 9
                     │  locked -> accessed ({ToAccessed})
                     └─ when   entering · occurred
                        └─ back.entering = pulse, since 7 s, turn 9
                           │  derived in {Entering}
                           └─ when   access or $granted or $rex · occurred
                              ├─ access · has never occurred
                              └─ aux-1-in becomes active · occurred
                                 └─ aux-1-in = active, before inactive, since 7 s, turn 9
                                    │  port aux-1-in
                                    └─ arrival 10: active of aux-1-in, stamped 7 s

            """.ReplaceLineEndings("\n"), site.Explain("--command", "1"));
        JsonElement mode = site.Json("--command", "1").GetProperty("because").GetProperty("activation").GetProperty("when").GetProperty("reads")[0].GetProperty("because");
        Assert.Equal(ToAccessed, Place(mode));
        JsonElement entering = mode.GetProperty("when").GetProperty("reads")[0].GetProperty("because");
        Assert.Equal(("back.entering", Entering), (Text(entering, "signal"), Place(entering)));
    }

    private static string InAccessed => At("accessed:");

    private static string ToAccessed => At("go: accessed");

    private static string Entering => At("  entering:");

    private static string Unlock(int before) => At("when: unlock, go: unlocked", before);

    private static string Scheduled(int before) => At("when: once scheduled is active", before);

    // the place of a line of the block that has so many like it before it
    private static string At(string part, int before = 0) =>
        $"std/door:{ProfileLibrary.BlockOf("std/door")!.Split('\n').Index().Where(l => l.Item.Contains(part, StringComparison.Ordinal)).ElementAt(before).Index + 1}";

    private static string Place(JsonElement element) => $"{Text(element, "file")}:{element.GetProperty("line").GetInt32()}";

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    /// <summary>A recording of a back door: a block and a machine.</summary>
    public sealed class Site : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("reactive-").FullName;
        private readonly string _recording;

        public Site()
        {
            string pipeline = Path.Combine(_folder, "back.yaml"), feed = Path.Combine(_folder, "back.csv");
            File.WriteAllText(pipeline,
                """
                pipeline: back
                device: door-controller
                signals:
                  door: { from: door-monitor, through: [ end-of-line: { wiring: parallel-first }, debounce: 50 ms ] }
                use:
                  back: std/door
                  with: { open: door is open, lock: strike, rex: aux-1-in becomes active, unlocked: aux-2-in is active, tampered: door is cut, alarm: buzzer }
                states:
                  gate:
                    starts: locked
                    locked:
                      on: { when: tamper becomes active, if: alarm is inactive, go: unlocked }
                    unlocked:
                      while: { activate: aux-1 }
                      timeout: { after: 3 s, if: alarm is active, go: locked }
                rules:
                  lit: { when: back.mode is unlocked, while: { activate: led-red } }
                  free: { when: back.free is active, while: { activate: aux-2 } }
                  shut: { when: gate becomes locked, do: { log: shut } }
                  guarded: { when: tamper becomes active, unless: gate is locked, do: { log: guarded } }
                """);
            File.WriteAllText(feed,
                "time (s),tamper,alarm,in1,in2\n0,inactive,inactive,inactive,inactive\n2,inactive,active,inactive,inactive\n5,active,active,inactive,inactive\n6,inactive,active,inactive,inactive\n"
                + "7,inactive,active,active,inactive\n8,inactive,inactive,inactive,inactive\n20,active,inactive,inactive,active\n30,inactive,inactive,inactive,inactive\n");
            _recording = Path.Combine(_folder, "back.mcap");
            Assert.Equal(0, Cli.Run(
                "run", pipeline, "--speed", "max", "--feed", $"tamper={feed}:tamper", "--feed", $"alarm={feed}:alarm", "--feed", $"aux-1-in={feed}:in1", "--feed", $"aux-2-in={feed}:in2",
                "--record", _recording, "--signals", "none").Code);
        }

        internal string WhyNot(string rule, string at) => Explain("--why-not", rule, "--at", at);

        internal string Explain(params string[] what)
        {
            CliResult explained = Cli.Run(["explain", _recording, .. what]);
            Assert.Equal((0, ""), (explained.Code, explained.Error));
            return explained.Output;
        }

        internal JsonElement Json(params string[] what)
        {
            CliResult explained = Cli.Run(["explain", _recording, .. what, "--json"]);
            Assert.Equal((0, ""), (explained.Code, explained.Error));
            return Assert.Single(explained.Json);
        }

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }
}
