using System;
using System.IO;
using System.Text.Json;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary><c>explain --why-not</c>: what kept a rule from activating.</summary>
public sealed class ExplainWhyNotTests(Workbench bench) : IClassFixture<Workbench>
{
    [Fact]
    public void ConditionThatDidNotHold_IsNamedWithItsTime_AndLeadsToTheSamples()
    {
        string text = WhyNot("forced-open", "3.4s").Output;
        Assert.StartsWith("rule forced-open (front-door.yaml:41) did not activate at 3.454 s: 'strike is active' held since 2.026 s (strike = active); 'strike was active within 5 s' held since", text, StringComparison.Ordinal);
        foreach (string step in (string[])["door becomes open · occurred", "22.10 kΩ  began", "unless strike is active or strike was active within 5 s · true", "command 1: strike activate", "rex becomes active · occurred", "settled"])
            Assert.Contains(step, text, StringComparison.Ordinal);

        JsonElement why = Json(bench.Recording, "forced-open", "3.4s");
        Assert.Equal(("held-back", false, 3.4), (why.GetProperty("verdict").GetString(), why.GetProperty("active").GetBoolean(), why.GetProperty("at").GetDouble()));
        JsonElement trigger = why.GetProperty("trigger");
        Assert.Equal(("door becomes open", true, 3.454, "held-back"), (trigger.GetProperty("text").GetString(), trigger.GetProperty("occurred").GetBoolean(), trigger.GetProperty("at").GetDouble(), trigger.GetProperty("outcome").GetString()));
        JsonElement reason = why.GetProperty("held_back_by")[0];
        Assert.Equal(("unless", "strike is active", true, 2.026), (reason.GetProperty("keyword").GetString(), reason.GetProperty("text").GetString(), reason.GetProperty("truth").GetBoolean(), reason.GetProperty("since").GetDouble()));
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (reason.GetProperty("missed_by").ValueKind, reason.GetProperty("unit").ValueKind));
        Assert.Equal("door becomes open", why.GetProperty("because").GetProperty("when").GetProperty("text").GetString());
    }

    [Fact]
    public void Measurement_IsMissedByItsDistanceToTheBand()
    {
        string pipeline = bench.Write("guard.yaml", File.ReadAllText(Cli.FrontDoor).Replace("rules:\n", "rules:\n  guard: { when: door becomes cut, if: door is not cut, do: { log: x } }\n", StringComparison.Ordinal));
        string recording = bench.PathOf("guard.mcap");
        Assert.Equal(0, Cli.Run("run", pipeline, "--speed", "max", "--for", "60s", "--record", recording).Code);
        Assert.Contains("did not activate at 53.054 s: 'door is not cut' did not hold since 53.054 s (door = cut, ∞ Ω)\n", Cli.Run("explain", recording, "--why-not", "guard", "--at", "53s").Output, StringComparison.Ordinal);
        JsonElement infinite = Json(recording, "guard", "53s").GetProperty("held_back_by")[0], finite = Json(recording, "guard", "23s").GetProperty("held_back_by")[0];
        Assert.Equal((JsonValueKind.Null, "Ω"), (infinite.GetProperty("missed_by").ValueKind, infinite.GetProperty("unit").GetString()));
        Assert.InRange(finite.GetProperty("missed_by").GetDouble(), 8e6, 8.49e6);
        Assert.False(finite.GetProperty("truth").GetBoolean());
    }

    [Fact]
    public void ConditionThatMustLast_IsMissedByTheRest()
    {
        CliResult text = WhyNot("held-open", "16s");
        Assert.StartsWith("rule held-open (front-door.yaml:47) did not activate at 16 s: 'door is open for 30 s' did not hold since 0.05 s (it had held for 0.948 s, since 15.052 s: 29.052 s too short; door = open, 22.40 kΩ)\n", text.Output, StringComparison.Ordinal);
        JsonElement why = Json(bench.Recording, "held-open", "16s");
        Assert.Equal(("conditions", JsonValueKind.Null), (why.GetProperty("verdict").GetString(), why.GetProperty("trigger").ValueKind));
        Assert.Equal((29.052, "s"), (why.GetProperty("held_back_by")[0].GetProperty("missed_by").GetDouble(), why.GetProperty("held_back_by")[0].GetProperty("unit").GetString()));
        Assert.Contains("it had held for 2.502 s, from 15.052 s to 17.554 s: 27.498 s too short; door = closed", WhyNot("held-open", "20s").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void RuleThatWasActive_SaysSinceWhen()
    {
        CliResult text = WhyNot("unlock", "5s");
        Assert.StartsWith("rule unlock (front-door.yaml:34) was active at 5 s: it activated at 2.026 s in turn 4, and its pulse of strike lasts until 9.026 s\n", text.Output, StringComparison.Ordinal);
        JsonElement why = Json(bench.Recording, "unlock", "5s");
        Assert.Equal((true, 2.026, 0), (why.GetProperty("active").GetBoolean(), why.GetProperty("since").GetDouble(), why.GetProperty("held_back_by").GetArrayLength()));
        Assert.Equal(9.026, why.GetProperty("busy")[0].GetProperty("until").GetDouble());
    }

    [Fact]
    public void EventThatDidNotComeNear_SaysWhenItDid()
    {
        Assert.StartsWith(
            "rule unlock (front-door.yaml:34) did not activate at 20 s: 'rex becomes active' did not occur (rex = inactive, 3.3 V)\n│  it activated last at 2.026 s in turn 4, and next at 32.02 s in turn 20\n└─ rule unlock (front-door.yaml:34) as it stood at 20 s\n",
            WhyNot("unlock", "20s").Output, StringComparison.Ordinal);
        JsonElement trigger = Json(bench.Recording, "unlock", "20s").GetProperty("trigger");
        Assert.False(trigger.GetProperty("occurred").GetBoolean());
        Assert.Equal((2.026, 32.02), (trigger.GetProperty("last").GetProperty("at").GetDouble(), trigger.GetProperty("next").GetProperty("at").GetDouble()));
    }

    [Theory]
    [InlineData("12s", "did not activate at 12 s: 'rex becomes active' did not occur (rex = inactive, 3.3 V)", "it activated last at 2.026 s in turn 4, and next at 32.02 s in turn 20")]
    [InlineData("2s", "did not activate at 2 s: 'rex becomes active' did not occur (rex = inactive, 3.3 V)", "it had not activated before, and first at 2.026 s in turn 4")]
    [InlineData("59s", "did not activate at 59 s: 'rex becomes active' did not occur (rex = inactive, 3.3 V)", "it activated last at 32.02 s in turn 20, and not again in this recording")]
    public void ActivationsNearTheInstant_AreNamed_AndTheInstantIsExplained(string at, string answer, string neighbours)
    {
        Assert.Equal(["rule unlock (front-door.yaml:34) " + answer, "│  " + neighbours], WhyNot("unlock", at).Output.Split('\n')[..2]);
        Assert.Equal(("no-event", 1), (Json(bench.Recording, "unlock", at).GetProperty("verdict").GetString(), Json(bench.Recording, "unlock", at).GetProperty("held_back_by").GetArrayLength()));
        JsonElement why = Json(bench.Recording, "unlock", "12s");
        Assert.Equal((2.026, 32.02), (why.GetProperty("activated_before").GetProperty("at").GetDouble(), why.GetProperty("activated_after").GetProperty("at").GetDouble()));
    }

    [Fact]
    public void EventFartherOffThatWasHeldBack_IsANeighbour()
    {
        string[] lines = WhyNot("forced-open", "10s").Output.Split('\n');
        Assert.Equal("rule forced-open (front-door.yaml:41) did not activate at 10 s: 'door becomes open' did not occur (door = closed, 3.91 kΩ); 'strike was active within 5 s' held since 2.026 s (last at 9.026 s, 0.974 s before: 4.026 s too early; strike = inactive)", lines[0]);
        Assert.Equal("│  it had not activated before, and first at 15.052 s in turn 14", lines[1]);
        Assert.StartsWith("│  'door becomes open' occurred last at 3.454 s in turn 8, and the rule was held back: 'strike is active' held since 2.026 s (strike = active); ", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void CooldownsBusyRulesMachinesAndSwitchedOffRules_SayWhatHeldThemBack()
    {
        string pipeline = bench.Write("held.yaml",
            """
            pipeline: held
            device: door-controller
            states:
              lock: { starts: locked, locked: { on: { when: alarm becomes active, go: open } }, open: { while: { activate: strike } } }
            rules:
              cools: { when: tamper becomes active, cooldown: 2 s, do: { log: cools } }
              busy: { when: tamper becomes active, mode: ignore, do: { pulse: buzzer, for: 4 s } }
              waits: { when: tamper becomes active, mode: queue, most: 1, do: [ { log: a }, { wait: 3 s }, { log: b } ] }
              off: { when: tamper becomes active, enabled: off, do: { log: off } }
              many: { when: tamper becomes active, if: count(tamper becomes active in 10 s) >= 5, do: { log: many } }
              series: { when: tamper becomes active then alarm becomes active within 1 s, do: { log: series } }
            """);
        string feed = bench.Write("held.csv", "time (s),tamper,alarm\n0,inactive,inactive\n1,active,inactive\n2,inactive,inactive\n2.5,active,inactive\n3,inactive,inactive\n5,inactive,active\n20,inactive,active\n");
        string recording = bench.PathOf("held.mcap");
        Assert.Equal(0, Cli.Run("run", pipeline, "--speed", "max", "--feed", $"tamper={feed}:tamper", "--feed", $"alarm={feed}:alarm", "--record", recording).Code);

        Assert.Equal("rule cools (held.yaml:6) did not activate at 2.5 s: its cooldown of 2 s, which counts from 1 s, was not over: 0.5 s too early", First("cools", "2.5s"));
        Assert.Equal("rule busy (held.yaml:7) did nothing at 2.5 s: it was busy with what it began at 1 s: its pulse of buzzer lasts until 5 s", First("busy", "2.5s"));
        Assert.Equal("rule waits (held.yaml:8) had to wait at 2.5 s: it was busy with what it began at 1 s: it waits until 4 s", First("waits", "2.5s"));
        Assert.Equal("rule off (held.yaml:9) did not activate at 2.5 s: it is off", First("off", "2.5s"));
        Assert.Equal("rule many (held.yaml:10) did not activate at 2.5 s: 'count(tamper becomes active in 10 s) >= 5' did not hold since 0 s (it had occurred 2 times in 10 s: 3 too few; tamper = active)", First("many", "2.5s"));
        Assert.Equal("rule series (held.yaml:11) did not activate at 5 s: 'tamper becomes active then alarm becomes active within 1 s' did not occur (it had come to step 1 of 2, from 2.5 s on: 1.5 s too late; tamper = inactive; alarm = active)", First("series", "5.2s"));
        Assert.Equal("rule lock.open (held.yaml:4) did not activate at 4 s: 'lock is open' did not hold since 0 s (lock = locked)", First("lock.open", "4s"));
        Assert.StartsWith("rule lock.open (held.yaml:4) was active at 5 s: it activated at 5 s", First("lock.open", "5s"), StringComparison.Ordinal);

        JsonElement cools = Json(recording, "cools", "2.5s");
        Assert.Equal((0.5, "s"), (cools.GetProperty("held_back_by")[0].GetProperty("missed_by").GetDouble(), cools.GetProperty("held_back_by")[0].GetProperty("unit").GetString()));
        Assert.Equal(1, cools.GetProperty("activations")[0].GetProperty("activation").GetProperty("at").GetDouble());
        Assert.Equal((3, "count"), (Json(recording, "many", "2.5s").GetProperty("held_back_by")[0].GetProperty("missed_by").GetInt32(), Json(recording, "many", "2.5s").GetProperty("held_back_by")[0].GetProperty("unit").GetString()));

        string First(string rule, string at)
        {
            CliResult result = Cli.Run("explain", recording, "--why-not", rule, "--at", at);
            Assert.Equal((0, ""), (result.Code, result.Error));
            return result.Output.Split('\n')[0];
        }
    }

    [Theory]
    [InlineData(2, "did you mean 'unlock'?", "--why-not", "unlok", "--at", "3s")]
    [InlineData(2, "takes one of", "--why-not", "unlock", "--at", "3s", "--command", "1")]
    [InlineData(2, "takes one of", "--why-not", "unlock", "--sink", "strike", "--at", "3s")]
    [InlineData(2, "--at T", "--why-not", "unlock")]
    [InlineData(2, "--at", "--why-not", "unlock", "--at", "3")]
    [InlineData(1, "the recording ends at 60 s", "--why-not", "unlock", "--at", "61s")]
    public void WrongUse_SaysSo(int code, string says, params string[] arguments)
    {
        CliResult result = Cli.Run(["explain", bench.Recording, .. arguments]);
        Assert.Equal(code, result.Code);
        Assert.Contains(says, result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(result.Output);
    }

    private CliResult WhyNot(string rule, string at)
    {
        CliResult result = Cli.Run("explain", bench.Recording, "--why-not", rule, "--at", at);
        Assert.Equal((0, ""), (result.Code, result.Error));
        return result;
    }

    private static JsonElement Json(string recording, string rule, string at)
    {
        CliResult result = Cli.Run("explain", recording, "--why-not", rule, "--at", at, "--json");
        Assert.Equal((0, ""), (result.Code, result.Error));
        return Assert.Single(result.Json).GetProperty("whynot");
    }
}
