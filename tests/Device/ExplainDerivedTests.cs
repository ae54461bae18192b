using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary>Explanations that lead through derived signals, sequences and claims of several rules.</summary>
public sealed class ExplainDerivedTests(ExplainDerivedTests.Site site) : IClassFixture<ExplainDerivedTests.Site>
{
    [Fact]
    public void Condition_AndLatch_AreFollowedToTheirPorts_ThroughTheChainMadeFromThem()
    {
        JsonElement signal = Because("led-red", "activate").GetProperty("activation").GetProperty("when").GetProperty("reads")[0];
        Assert.Equal("hold", signal.GetProperty("chain")[0].GetProperty("operator").GetString());
        JsonElement both = signal.GetProperty("because");
        Assert.Equal(("both", "condition", 2.0), (Text(both, "signal"), Text(both, "derived"), both.GetProperty("at").GetDouble()));
        JsonElement armed = both.GetProperty("is").GetProperty("reads")[1].GetProperty("reads")[0].GetProperty("because");
        Assert.Equal("latch", Text(armed, "derived"));
        Assert.Equal("alarm becomes active", Text(armed.GetProperty("set"), "text"));
        Assert.Equal("alarm", Text(armed.GetProperty("set").GetProperty("reads")[0].GetProperty("arrival"), "port"));
        Assert.False(armed.TryGetProperty("reset", out _));
    }

    [Fact]
    public void ChainThatEndsLater_LeadsToTheTurnInWhichItsTimerWasArmed()
    {
        JsonElement dark = Because("led-red", "deactivate").GetProperty("release").GetProperty("when").GetProperty("reads")[0];
        Assert.Equal(6.02, dark.GetProperty("at").GetDouble());
        Assert.Equal(4.02, dark.GetProperty("because").GetProperty("at").GetDouble());
        Assert.Equal("inactive", Text(dark.GetProperty("because"), "value"));
    }

    [Fact]
    public void Counter_AndEvent_SayWhatOccurred()
    {
        JsonElement visits = Because("aux-2", "activate").GetProperty("activation").GetProperty("when").GetProperty("reads")[0].GetProperty("because");
        Assert.Equal(("counter", "tampered becomes active"), (Text(visits, "derived"), Text(visits.GetProperty("up"), "text")));
        string text = site.Explain(site.Number("log", "one")).Output;
        InOrder(text, "touched · occurred", "touched = pulse", "when   tampered becomes active or alarm becomes active · occurred", "port tamper → debounce 20 ms", "active of tamper");
    }

    [Fact]
    public void Machine_SaysTheWayItTook_AndWhatLedIntoTheStateBefore()
    {
        JsonElement open = Because("strike", "activate").GetProperty("activation").GetProperty("when").GetProperty("reads")[0].GetProperty("because");
        Assert.Equal(("machine", "locked", "open"), (Text(open, "derived"), Text(open, "from"), Text(open, "to")));
        Assert.Equal("aux-1-in becomes active", Text(open.GetProperty("when"), "text"));
        JsonElement morning = open.GetProperty("if").GetProperty("reads")[0].GetProperty("because");
        Assert.Equal(("schedule", "2026-03-02T08:00:00+01:00", "Europe/Stockholm"), (Text(morning, "derived"), Text(morning, "local_time"), Text(morning, "time_zone")));

        JsonElement shut = Because("log", "shut").GetProperty("activation").GetProperty("when").GetProperty("reads")[0].GetProperty("because");
        Assert.Equal((3.0, 11.0), (shut.GetProperty("after").GetDouble(), shut.GetProperty("entered_at").GetDouble()));
        Assert.Equal("aux-1-in becomes active", Text(shut.GetProperty("entered").GetProperty("when"), "text"));

        InOrder(
            site.Explain(site.Number("log", "shut")).Output,
            "lock leaves open · occurred", "open -> locked, after 3 s in open since 11 s", "lock = open, entered at 11 s", "locked -> open", "when   aux-1-in becomes active", "active of aux-1-in",
            "if     morning is active", "the schedule morning, when the clock showed 2026-03-02T08:00:00+01:00 in Europe/Stockholm");
    }

    [Fact]
    public void ActivationThatHadToWait_SaysSo()
    {
        int second = site.Commands.FindLastIndex(c => c.TryGetProperty("text", out JsonElement t) && t.GetString() == "one") + 1;
        JsonElement because = Assert.Single(site.Explain(second, "--json").Json).GetProperty("because");
        Assert.Equal(5.02, because.GetProperty("queued").GetProperty("at").GetDouble());
        Assert.Equal(("queued", 2.0), (Text(because.GetProperty("activation"), "outcome"), because.GetProperty("activation").GetProperty("at").GetDouble()));
        InOrder(site.Explain(second).Output, "had waited until 5.02 s", "activated at 2 s in turn", "while it was busy");
    }

    [Fact]
    public void StepBehindAQueue_BelongsToItsOwnActivation_AndSaysHowLongItWaited()
    {
        // the last step of the first activation, in the turn in which the second one begins
        JsonElement command = Assert.Single(site.Explain(site.Number("log", "two"), "--json").Json), because = command.GetProperty("because");
        JsonElement step = because.GetProperty("step"), activation = because.GetProperty("activation");
        Assert.Equal((5.02, 5, 5, 1.02, 4.0), (command.GetProperty("at").GetDouble(), step.GetProperty("step").GetInt32(), step.GetProperty("of").GetInt32(), step.GetProperty("at").GetDouble(), step.GetProperty("waited").GetDouble()));
        Assert.False(because.TryGetProperty("queued", out _));
        Assert.Equal((1.02, "activated"), (activation.GetProperty("at").GetDouble(), Text(activation, "outcome")));
        long turn = activation.GetProperty("turn").GetInt64();
        Assert.Equal((turn, turn), (step.GetProperty("turn").GetInt64(), command.GetProperty("cause").GetProperty("turn").GetInt64()));

        string[] lines = site.Explain(site.Number("log", "two")).Output.Split('\n');
        Assert.Equal($"├─ step 5 of 5, 4 s after the first: the steps began at 1.02 s in turn {turn}", lines[1]);
        Assert.StartsWith("└─ rule seq (site.yaml:", lines[2], StringComparison.Ordinal);
        Assert.EndsWith($"activated at 1.02 s in turn {turn}", lines[2], StringComparison.Ordinal);

        // that of the second
        int last = site.Commands.FindLastIndex(c => c.TryGetProperty("text", out JsonElement t) && t.GetString() == "two") + 1;
        JsonElement second = Assert.Single(site.Explain(last, "--json").Json).GetProperty("because");
        Assert.Equal((5.02, 4.0, 5.02, 2.0), (second.GetProperty("step").GetProperty("at").GetDouble(), second.GetProperty("step").GetProperty("waited").GetDouble(), second.GetProperty("queued").GetProperty("at").GetDouble(), second.GetProperty("activation").GetProperty("at").GetDouble()));
    }

    [Fact]
    public void PulseToInactiveThatEnds_SaysWhoseClaimShows()
    {
        int again = site.Commands.FindLastIndex(c => Text(c, "sink") == "aux-1") + 1;
        JsonElement because = Assert.Single(site.Explain(again, "--json").Json).GetProperty("because");
        Assert.Equal(("quiet", "inactive", 2.0), (Text(because.GetProperty("pulse"), "rule"), Text(because.GetProperty("pulse"), "to"), because.GetProperty("pulse").GetProperty("at").GetDouble()));
        Assert.Equal(("quiet", "hold"), (Text(because.GetProperty("activation"), "rule"), Text(because.GetProperty("claim"), "rule")));
        InOrder(site.Explain(again).Output, "the pulse to inactive of 2 s", "rule quiet (", "so what shows is what rule hold claims", "rule hold (");
    }

    [Fact]
    public void LockdownThatEnds_SaysWhoseClaimShows()
    {
        int again = site.Commands.FindLastIndex(c => Text(c, "sink") == "aux-2") + 1;
        JsonElement because = Assert.Single(site.Explain(again, "--json").Json).GetProperty("because");
        Assert.Equal(("shut", "light"), (Text(because.GetProperty("release"), "rule"), Text(because.GetProperty("claim"), "rule")));
        InOrder(site.Explain(again).Output, "the lockdown of 'aux-2' by rule shut ended", "rule shut (", "was active no longer at 6 s", "so what shows is what rule light claims");
    }

    [Fact]
    public void EveryCommand_IsExplainedByARule()
    {
        for (int n = 1; n <= site.Commands.Count; n++)
        {
            JsonElement because = Assert.Single(site.Explain(n, "--json").Json).GetProperty("because");
            Assert.True(because.TryGetProperty("activation", out _), $"command {n}");
            Assert.False(because.TryGetProperty("follows", out _), $"command {n}");
        }
    }

    private JsonElement Because(string sink, string what) => Assert.Single(site.Explain(site.Number(sink, what), "--json").Json).GetProperty("because");

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static void InOrder(string text, params string[] steps)
    {
        int at = 0;
        foreach (string step in steps)
        {
            int found = text.IndexOf(step, at, StringComparison.Ordinal);
            Assert.True(found >= 0, $"'{step}' is missing after:\n{text[..at]}\n--- in ---\n{text[at..]}");
            at = found;
        }
    }

    /// <summary>A recording of a pipeline that derives its signals.</summary>
    public sealed class Site : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("reactive-").FullName;
        private readonly string _recording;

        public Site()
        {
            string pipeline = Write("site.yaml",
                """
                pipeline: site
                device: door-controller
                time-zone: Europe/Stockholm
                start: 2026-03-02T06:59:50Z
                schedules: { morning: { from: 08:00, to: "08:00:30" } }
                signals:
                  tampered: { from: tamper, through: [ debounce: 20 ms ] }
                  armed: { latch: { set: alarm becomes active, reset: alarm becomes inactive } }
                  both: { is: tampered is active and armed is active }
                  both-late: { from: both, through: [ hold: 2 s ] }
                  visits: { counter: { up: tampered becomes active } }
                  touched: { when: tampered becomes active or alarm becomes active }
                states:
                  lock:
                    starts: locked
                    locked: { on: { when: aux-1-in becomes active, if: morning is active, go: open } }
                    open:
                      while: { activate: strike }
                      timeout: { after: 3 s, go: locked }
                      exit: { log: shut }
                rules:
                  follow: { when: both-late is active, while: { activate: led-red } }
                  seq: { when: touched, mode: queue, do: [ { log: one }, { wait: 2 s }, { pulse: buzzer, for: 1 s }, { wait: 2 s }, { log: two } ] }
                  hold: { when: always, while: { activate: aux-1 } }
                  quiet: { when: aux-2-in becomes active, priority: 6, do: { pulse: aux-1, to: inactive, for: 2 s } }
                  shut: { when: alarm is active, while: { lockdown: aux-2 } }
                  light: { when: visits >= 1, while: { activate: aux-2 } }
                """);
            string feed = Write("site.csv",
                "time (s),tamper,alarm,in1,in2\n0,inactive,inactive,inactive,inactive\n1,active,inactive,inactive,inactive\n2,active,active,inactive,active\n"
                + "4,inactive,active,inactive,active\n6,inactive,inactive,inactive,active\n11,inactive,inactive,active,inactive\n30,inactive,inactive,active,inactive\n");
            _recording = Path.Combine(_folder, "site.mcap");
            CliResult run = Cli.Run(
                "run", pipeline, "--speed", "max", "--feed", $"tamper={feed}:tamper", "--feed", $"alarm={feed}:alarm", "--feed", $"aux-1-in={feed}:in1", "--feed", $"aux-2-in={feed}:in2",
                "--record", _recording, "--signals", "none", "--json");
            Assert.Equal(0, run.Code);
            Commands = [.. run.Json.Where(o => o.TryGetProperty("command", out _))];
        }

        /// <summary>All commands, in order.</summary>
        public List<JsonElement> Commands { get; }

        /// <summary>The number of the first command of a kind: what it does, or says.</summary>
        public int Number(string sink, string what) => Commands.First(c => Text(c, "sink") == sink && (Text(c, "command") == what || (c.TryGetProperty("text", out JsonElement t) && t.GetString() == what))).GetProperty("n").GetInt32();

        internal CliResult Explain(int number, params string[] more)
        {
            CliResult explained = Cli.Run(["explain", _recording, "--command", number.ToString(CultureInfo.InvariantCulture), .. more]);
            Assert.Equal((0, ""), (explained.Code, explained.Error));
            return explained;
        }

        public void Dispose() => Directory.Delete(_folder, recursive: true);

        private string Write(string name, string text)
        {
            File.WriteAllText(Path.Combine(_folder, name), text);
            return Path.Combine(_folder, name);
        }
    }
}
