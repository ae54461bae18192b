using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary>What the command <c>test</c> says of why an expectation was not met.</summary>
public sealed class TestReasonsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reactive-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    // a condition on what is not fed
    [InlineData("unlock: { when: tamper becomes active, if: alarm is inactive, do: { pulse: strike, for: 7 s } }", "tamper: 0 1s 1", "at: 1 s, strike: active",
        "rule unlock was held back: 'alarm is inactive' is unknown (alarm is not fed)")]
    // a chain whose port is not fed
    [InlineData("unlock: { when: tamper becomes active, unless: door is cut, do: { pulse: strike, for: 7 s } }", "tamper: 0 1s 1", "at: 1 s, strike: active",
        "rule unlock was held back: 'door is cut' is unknown (door is not fed)")]
    // a condition that does not hold
    [InlineData("unlock: { when: tamper becomes active, if: alarm is inactive, do: { pulse: strike, for: 7 s } }", "tamper: 0 1s 1, alarm: 1", "at: 1 s, strike: active",
        "rule unlock was held back: 'alarm is inactive' did not hold since 0 s (alarm = active)")]
    // a becoming from unknown
    [InlineData("forced: { when: door becomes open, do: { log: forced } }", "door: unknown 1s open", "at: 1 s, log: forced",
        "rule forced was held back: 'door becomes open' needs a known value before; door was unknown until 1 s")]
    // an event that does not come
    [InlineData("unlock: { when: tamper becomes active, do: { pulse: strike, for: 7 s } }", "tamper: 0 3s 0", "at: 1 s, strike: active",
        "rule unlock was held back: 'tamper becomes active' did not occur (tamper = inactive)")]
    // an event that came long before, and what it met
    [InlineData("unlock: { when: tamper becomes active, unless: alarm is active, do: { pulse: strike, for: 7 s } }", "tamper: 0 1s 1, alarm: 1 5s 0", "at: 9 s, strike: active",
        "rule unlock was held back: 'tamper becomes active' did not occur (tamper = active); it occurred last at 1 s, and the rule was held back: 'alarm is active' held since 0 s (alarm = active)")]
    // an event of what is not fed
    [InlineData("unlock: { when: tamper becomes active, do: { pulse: strike, for: 7 s } }", "door: closed", "at: 1 s, strike: active",
        "rule unlock was held back: 'tamper becomes active' did not occur (tamper is not fed)")]
    // a condition over time
    [InlineData("held: { when: door is open for 30 s, while: { activate: buzzer } }", "door: closed 1s open 5s closed", "at: 31 s, buzzer: active",
        "rule held was held back: 'door is open for 30 s' did not hold since 0 s (it had held for 5 s, from 1 s to 6 s: 25 s too short; door = closed)")]
    // a span in which it was held back
    [InlineData("unlock: { when: tamper becomes active, unless: alarm is active, do: { pulse: strike, for: 7 s } }", "tamper: 0 5s 1, alarm: 1", "at: 1 s..30 s, strike: active",
        "rule unlock was held back: 'alarm is active' held since 0 s (alarm = active)")]
    // an event beside the instant
    [InlineData("unlock: { when: tamper becomes active, unless: alarm is active, do: { pulse: strike, for: 7 s } }", "tamper: 0 2s 1, alarm: 1", "at: 1 s, strike: active",
        "rule unlock was held back at 2 s: 'alarm is active' held since 0 s (alarm = active)")]
    public void Expectation_SaysWhatHeldItsRuleBack(string rule, string fed, string expected, string why)
    {
        JsonElement failure = Assert.Single(Failures($"  {rule}\n", fed, $"{{ {expected} }}"));
        Assert.Equal([why], Why(failure));
    }

    [Fact]
    public void Text_PutsEachReasonOnALineBeneathItsFailure()
    {
        string file = Write("  unlock: { when: tamper becomes active, if: alarm is inactive, do: { pulse: strike, for: 7 s } }\n", "tamper: 0 1s 1", "{ at: 1 s, strike: active }");
        Assert.Equal(
            $"""
            FAILED  t
                    {file}:10:26: expected 'strike' active at 1 s; it never came
                        rule unlock was held back: 'alarm is inactive' is unknown (alarm is not fed)
            0 passed, 1 failed

            """.ReplaceLineEndings("\n"), Cli.Run("test", file).Output);
    }

    [Fact]
    public void EveryRuleThatCouldHaveDoneIt_HasALine_ThreeAtMost_ThoseWhoseEventCameFirst()
    {
        const string Rules = """
              a: { when: tamper becomes active, do: { log: x } }
              b: { when: alarm becomes active, do: { log: x } }
              c: { when: aux-1-in becomes active, do: { log: x } }
              d: { when: aux-2-in becomes active, if: never, do: { log: x } }
              e: { when: aux-2-in becomes active, do: { log: y } }

            """;
        JsonElement failure = Failures(Rules, "tamper: 0, alarm: 0, aux-1-in: 0, aux-2-in: 0 1s 1", "{ at: 1 s, log: x }").First();
        Assert.Equal(
            [
                "rule d was held back: 'never' did not hold since 0 s",
                "rule a was held back: 'tamper becomes active' did not occur (tamper = inactive)",
                "rule b was held back: 'alarm becomes active' did not occur (alarm = inactive)",
            ],
            Why(failure));
    }

    [Fact]
    public void OutputThatStaysActive_SaysWhatHoldsIt()
    {
        JsonElement failure = Failures("  unlock: { when: tamper becomes active, do: { pulse: strike, for: 7 s } }\n", "tamper: 0 1s 1", "{ at: 1 s, strike: active }, { at: 6 s, strike: inactive }, { at: 8 s, log: bye }").First();
        Assert.Equal(["rule unlock held it: it activated at 1 s, and its pulse of strike lasts until 8 s"], Why(failure));
    }

    [Theory]
    // it came, but late
    [InlineData("tamper: 0 2s 1", "{ at: 1 s, strike: active }")]
    // no rule does that
    [InlineData("tamper: 0 1s 1", "{ at: 1 s, strike: active }, { at: 2 s, buzzer: active }")]
    public void WhereNoRuleSaysWhy_NothingIsSaid(string fed, string expected)
    {
        JsonElement[] failures = Failures("  unlock: { when: tamper becomes active, do: { pulse: strike, for: 1 h } }\n", fed, expected);
        Assert.NotEmpty(failures);
        Assert.All(failures, f => Assert.False(f.TryGetProperty("why", out _)));
    }

    [Fact]
    public void AfterARestart_TheLifeInWhichItWasExpectedIsLookedAt()
    {
        const string Rule = "  unlock: { when: tamper becomes active, if: alarm is inactive, do: { log: x } }\n";
        JsonElement[] failures = Failures(Rule, "tamper: 0 1s 1 1s 0 4s 1, alarm: 0 3s 1", "{ at: 1 s, log: x }, { at: 4.5 s, log: x }, { at: 6 s, log: x }", "    faults: [ { at: 4 s, restart: 1 s } ]\n");
        Assert.Equal(2, failures.Length);
        Assert.False(failures[0].TryGetProperty("why", out _));
        Assert.Equal(["rule unlock was held back: 'alarm is inactive' did not hold since 5 s (alarm = active)"], Why(failures[1]));
    }

    [Fact]
    public void StateOfAMachine_SaysWhatTheWayIntoItLacked()
    {
        const string Machine = """
            states:
              gate:
                starts: locked
                locked: { on: { when: tamper becomes active, if: alarm is inactive, go: open } }
                open: { while: { activate: strike } }

            """;
        JsonElement failure = Assert.Single(Failures("  other: { when: never, do: { log: x } }\n" + Machine, "tamper: 0 1s 1, alarm: 1", "{ at: 1 s, strike: active }"));
        Assert.Equal(
            [$"rule gate.open was held back: 'gate is open' did not hold since 0 s (gate = locked); locked -> open ({Path.Combine(_folder, "t.yaml")}:10) was not taken: 'alarm is inactive' did not hold since 0 s (alarm = active)"],
            Why(failure));
    }

    private static string[] Why(JsonElement failure) => [.. failure.GetProperty("why").EnumerateArray().Select(w => w.GetString()!)];

    private JsonElement[] Failures(string rules, string fed, string expected, string more = "")
    {
        CliResult result = Cli.Run("test", Write(rules, fed, expected, more), "--json");
        Assert.Equal((1, ""), (result.Code, result.Error));
        return [.. result.Json.Single().GetProperty("failures").EnumerateArray()];
    }

    private string Write(string rules, string fed, string expected, string more = "")
    {
        string file = Path.Combine(_folder, "t.yaml");
        File.WriteAllText(file,
            $$"""
            pipeline: t
            device: door-controller
            signals:
              door: { from: door-monitor, through: [ end-of-line: { wiring: parallel-first }, debounce: 50 ms ] }
            rules:
            {{rules.TrimEnd()}}
            tests:
              - name: t
                feed: [ { at: 0 s, {{fed}} } ]
                expect: [ {{expected}} ]

            """.ReplaceLineEndings("\n") + more);
        return file;
    }
}
