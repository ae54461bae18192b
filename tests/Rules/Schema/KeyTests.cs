using System;
using System.Linq;
using System.Text.Json.Nodes;
using Reactive.Rules.Schema;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests.Schema;

/// <summary>The readers and the schema know the same keys, and the same quantities.</summary>
public sealed class KeyTests
{
    // every key of a pipeline that is no name, a line each; a line that is left out leaves its neighbours readable
    private const string Whole =
        """
        pipeline: p
        device: door-controller
        time-zone: Europe/Stockholm
        start: 2026-03-27T06:00:00Z
        ports: { strike: { normally: closed } }
        schedules:
          open:
            days: [mon-wed, fri]
            from: 08:00
            to: 24:00
            except: closed
            plus: [late, weekends]
          closed: { dates: [2026-12-24..2026-12-26, 2027-01-01] }
          late: { rrule: "FREQ=MONTHLY;BYDAY=2TU", starting: 2026-01-01, from: 20:00:30, for: 2 h }
          backup: { at: 02:30 }
          heartbeat: { every: 5 min }
        card-formats:
          site-30: { bits: 30, fields: { facility: 1-8, card: 9-28 }, parity: { 0: even 1-14, 29: odd 15-28 }, fixed: { 1-2: 10 } }
        mqtt:
          host: broker
          connect-message: { topic: status, payload: online, retain: yes }
          subscribe: { remote: { topic: unlock, is: trigger } }
          publish: { strike: { topic: lock } }
        sip:
          accounts: { gate: { user: gate, domain: 127.0.0.1 } }
          contacts: { guard: { address: "sip:guard@127.0.0.1", when: open is active } }
        inputs:
          fire: trigger
          mode: { is: [day, night], initially: night, summary: the time of day }
        states:
          lock:
            starts: locked
            summary: the lock
            on-restart: cancel
            priority: 7
            locked:
              summary: at rest
              on: { when: fire, if: tamper is active, unless: alarm is active, go: unlocked }
              entry: { log: x }
              exit: { log: y }
            unlocked:
              while: { activate: strike }
              timeout: { after: 7 s, if: tamper is active, unless: alarm is active, go: locked }
        signals:
          rex:
            from: rex
            through: [ digital ]
          wet:
            is: tamper is active
          wetting:
            when: tamper becomes active
          stuck:
            latch:
              set: tamper is active
              reset: alarm is active
              prefer: set
          number:
            counter:
              up: tamper is active
              down: alarm is active
              reset: alarm changes
              from: 1
              least: 1
              most: 9
        rules:
          r:
            when: rex is active
            if: tamper is inactive
            unless: alarm is active
            for: 1 s
            cooldown: 2 s
            do: { log: x }
            while: { activate: aux-1 }
            summary: what it is for
            enabled: tamper is known
            mode: queue
            most: 3
            on-overflow: drop-oldest
            on-unknown: hold
            on-restart: resume
            priority: 7
        tests:
          - until: 3 s
            name: t
            start: 2026-03-27T07:00:00+01:00
            feed: []
            expect: []
            silent: 1 s..2 s
            faults: [ { at: 1 s, restart: 1 s } ]
            telephones: { guard: { answers: 1 s } }
        """;

    private static readonly JsonSchema Schema = new(DefinitionSchema.Pipeline(StandIns.Catalog));

    public static TheoryData<string, string> Lines => new()
    {
        { "pipeline", "pipeline: p" }, { "device", "device: door-controller" }, { "ports", "ports: { strike: { normally: closed } }" },
        { "start", "    start: 2026-03-27T07:00:00+01:00" },
        { "from", "    from: rex" }, { "through", "    through: [ digital ]" },
        { "when", "    when: rex is active" }, { "if", "    if: tamper is inactive" }, { "unless", "    unless: alarm is active" },
        { "for", "    for: 1 s" }, { "cooldown", "    cooldown: 2 s" }, { "do", "    do: { log: x }" }, { "while", "    while: { activate: aux-1 }" },
        { "name", "    name: t" }, { "feed", "    feed: []" }, { "expect", "    expect: []" },
        { "silent", "    silent: 1 s..2 s" }, { "faults", "    faults: [ { at: 1 s, restart: 1 s } ]" },
    };

    [Fact]
    public void APipelineWithEveryKey_FitsBoth()
    {
        Assert.Empty(StandIns.Check(Whole));
        Assert.Empty(Schema.Problems(SchemaTests.Json(Whole)));
        foreach (KeySpec key in new[] { Keys.Pipeline.All, Keys.Signal.All, Keys.Latch.All, Keys.Counter.All, Keys.Input.All, Keys.Machine.All, Keys.MachineState.All, Keys.Transition.All, Keys.Timeout.All, Keys.Schedule.All, Keys.Rule.All, Keys.Test.All }.SelectMany(m => m.Keys).Except([Keys.Pipeline.Use, Keys.Pipeline.Include]))
            Assert.Contains($"{key.Name}:", Whole, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void AKeyLeftOut_IsMissedByBothOrByNeither(string key, string line)
    {
        string text = string.Join('\n', Whole.Split('\n').Where(l => l != line));
        Assert.NotEqual(Whole, text);
        bool missed = StandIns.Check(text).Any(d => d.Code == DiagnosticCodes.MissingKey);
        Assert.Equal(key is "pipeline" or "device" or "from" or "when" or "name" or "feed", missed);
        // of the ways to make a signal one must be there, whichever
        if (key != "from")
            Assert.Equal(missed, Schema.Problems(SchemaTests.Json(text)).Any(p => p.EndsWith($"'{key}' is missing", StringComparison.Ordinal)));
    }

    [Fact]
    public void ATestThatExpectsNothing_IsMissedByBoth()
    {
        string text = string.Join('\n', Whole.Split('\n').Where(l => l is not ("    expect: []" or "    silent: 1 s..2 s")));
        Assert.Equal("R0102", Assert.Single(StandIns.Check(text)).Code);
        Assert.NotEmpty(Schema.Problems(SchemaTests.Json(text)));
    }

    [Theory]
    [InlineData("feed: [ { at: 0 s, port.rex: [ 3.3 V, 0 V ] } ]", true)]
    [InlineData("feed: [ { at: 0 s, port.rex: [] } ]", false)]
    [InlineData("feed: [ { at: 0 s, port.rex: [ [ 0 V ] ] } ]", false)]
    [InlineData("feed: [ { at: 0 s, tamper: 0 3ms 1 } ]", true)]
    [InlineData("feed: []\n    silent: 1 s", true)]
    [InlineData("feed: []\n    silent: [ { at: 1 s..2 s, of: strike }, { at: 3 s, of: [ log, tamper ] }, { at: 4 s } ]", true)]
    [InlineData("feed: []\n    silent: 1", false)]
    [InlineData("feed: []\n    silent: [ { of: strike } ]", false)]
    [InlineData("feed: []\n    silent: [ { at: 1 s, off: strike } ]", false)]
    [InlineData("feed: []\n    silent: [ { at: 1 s, of: [] } ]", false)]
    [InlineData("feed: [ { at: 0 s, port.rex: cut } ]\n    faults: [ { at: 1 s, noise: port.rex, of: 3 V, for: 1 s, seed: 7 }, { at: 2 s, offline: rex }, { at: 3 s, short: rex }, { at: 4 s, restart: 0 s } ]", true)]
    [InlineData("feed: [ { at: 0 s, port.rex: cut 2s short } ]\n    faults: [ { at: 1 s, bounce: rex, for: 5 ms } ]", true)]
    [InlineData("feed: [ { at: 0 s, port.rex: cut 2s short } ]\n    faults: [ { at: 1 s, bounce: rex } ]", false)]
    [InlineData("feed: [ { at: 0 s, port.rex: cut } ]\n    faults: [ { at: 1 s, noise: rex } ]", false)]
    [InlineData("feed: [ { at: 0 s, port.rex: cut } ]\n    faults: [ { at: 1 s, cut: rex, seed: 7 } ]", false)]
    [InlineData("feed: [ { at: 0 s, port.rex: cut } ]\n    faults: [ { at: 1 s, cut: rex, short: rex } ]", false)]
    [InlineData("feed: [ { at: 0 s, port.rex: cut } ]\n    faults: [ { cut: rex } ]", false)]
    [InlineData("feed: []\n    faults: [ { at: 1 s } ]", false)]
    [InlineData("feed: []\n    silent: [ { at: 1 s, of: Strike } ]", false)]
    [InlineData("feed: []\n    faults: { at: 1 s, restart: 1 s }", false)]
    public void ATest_IsTakenByBothOrByNeither(string test, bool good)
    {
        string text = $"pipeline: p\ndevice: door-controller\nrules:\n  r: {{ when: tamper is active, do: {{ log: x }} }}\ntests:\n  - name: t\n    {test}\n    expect: []\n";
        Assert.Equal(good, StandIns.Check(text).IsEmpty);
        Assert.Equal(good, Schema.Problems(SchemaTests.Json(text)).Count == 0);
        string beside = text[text.IndexOf("tests:", StringComparison.Ordinal)..];
        Assert.Equal(good, new JsonSchema(DefinitionSchema.Tests()).Problems(SchemaTests.Json("for: p.yaml\n" + beside)).Count == 0);
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void AKeyMisspelt_IsRefusedByBoth(string key, string line)
    {
        string text = Whole.Replace(line, line.Replace(key + ":", key + "x:", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(StandIns.Check(text), d => d.Code == DiagnosticCodes.UnknownKey);
        Assert.Contains(Schema.Problems(SchemaTests.Json(text)), p => p.EndsWith($"'{key}x' is unknown", StringComparison.Ordinal));
    }

    [Fact]
    public void TheKeysOfEachMap_AreThePropertiesOfItsSchema()
    {
        JsonSchema profile = new(DefinitionSchema.Profile());
        string[][] properties = [.. Schema.All.Concat(profile.All).Select(s => s.Schema["properties"]).OfType<JsonObject>().Select(p => p.Select(m => m.Key).ToArray())];
        foreach (MapSpec map in new[] { Keys.Pipeline.All, Keys.Signal.All, Keys.Schedule.All, Keys.Rule.All, Keys.Test.All, Keys.Test.Fed, Keys.Test.Expected, Keys.Test.Silenced, Keys.Profile.All }.Concat(Keys.Fault.Kinds))
            Assert.Contains(properties, p => p.SequenceEqual(map.Names()));
    }

    [Fact]
    public void EveryParameter_TakesTheSameQuantitiesInBoth()
    {
        string[] numbers = ["5", "-5", "+5", "0.5", ".5", "5.", "1e3", "1e-3", "1 e", "1e", "1_0", "", "-", "1.2.3", "5 5"];
        string[] units = [.. Unit.All.SelectMany(u => u.Aliases.Append(u.Symbol)), "sec", "R", "KΩ", "Ms"];
        foreach (Dimension dimension in Enum.GetValues<Dimension>())
        {
            ParameterSpec spec = ParameterSpec.Of("p", "", null, null, null, false, dimension);
            JsonSchema schema = new(ParameterSchema.Of(spec));
            foreach (string text in numbers.SelectMany(n => units.SelectMany(u => new[] { $"{n} {u}", n + u, $" {n}  {u} " })))
                Assert.True(spec.TryRead(text, out _, out _, out _) == (schema.Problems(text).Count == 0), $"'{text}' as {dimension}");
        }
    }

    [Theory]
    [InlineData("short: ..100 Ω", true)]
    [InlineData("closed: 800..1500 Ω", true)]
    [InlineData("closed: 800 Ω .. 1.5 kΩ", true)]
    [InlineData("cut: 40 kΩ..", true)]
    [InlineData("closed: 800..1500", true)]
    [InlineData("closed: ..", false)]
    [InlineData("closed: 800 Ω", false)]
    [InlineData("closed: 800..1500 s", false)]
    [InlineData("shut: 800..1500 Ω", false)]
    public void ARange_IsTakenByBothOrByNeither(string range, bool good)
    {
        string text = $"pipeline: p\ndevice: door-controller\nsignals:\n  d: {{ from: rex, through: [ end-of-line: {{ bands: {{ {range} }} }} ] }}\n";
        Assert.Equal(good, StandIns.Check(text).IsEmpty);
        Assert.Equal(good, Schema.Problems(SchemaTests.Json(text)).Count == 0);
    }

    [Theory]
    [InlineData("{ 0: 0 V, 4095: 12 V }", true)]
    [InlineData("{ 0: 0 V }", false)]
    [InlineData("{ 0 s: 0 V, 1 s: 12 V }", false)]
    [InlineData("{ low: 0 V, high: 12 V }", false)]
    public void Points_AreTakenByBothOrByNeither(string points, bool good)
    {
        string text = $"pipeline: p\ndevice: door-controller\nsignals:\n  d: {{ from: rex, through: [ level: {{ points: {points} }} ] }}\n";
        Assert.Equal(good, StandIns.Check(text).IsEmpty);
        Assert.Equal(good, Schema.Problems(SchemaTests.Json(text)).Count == 0);
    }

    [Theory]
    [InlineData("door-1", true)]
    [InlineData("unknown", false)]
    [InlineData("unknown-1", true)]
    [InlineData("1-door", false)]
    [InlineData("Door", false)]
    [InlineData("a2345678901234567890123456789012345678901234567890123456789012345", false)]
    public void AName_IsTakenByBothOrByNeither(string name, bool good)
    {
        string text = $"pipeline: p\ndevice: door-controller\nrules:\n  {name}: {{ when: tamper is active, do: {{ log: x }} }}\n";
        Assert.Equal(good, StandIns.Check(text).IsEmpty);
        Assert.Equal(good, Schema.Problems(SchemaTests.Json(text)).Count == 0);
    }

    [Theory]
    [InlineData("{ from: 08:00, to: 17:00 }", true)]
    [InlineData("{ from: 08:00:30, to: 24:00 }", true)]
    [InlineData("{ from: 24:00, to: 08:00 }", false)]
    [InlineData("{ from: 8:00, to: 17:00 }", false)]
    [InlineData("{ from: 08:60, to: 17:00 }", false)]
    [InlineData("{ days: mon-fri }", true)]
    [InlineData("{ days: \"mon, wed-fri\" }", true)]
    [InlineData("{ days: [mon - wed, sun] }", true)]
    [InlineData("{ days: [] }", false)]
    [InlineData("{ days: monday }", false)]
    [InlineData("{ dates: 2026-12-24 }", true)]
    [InlineData("{ dates: \"2026-12-24 .. 2026-12-26, 2027-01-01\" }", true)]
    [InlineData("{ dates: 24.12.2026 }", false)]
    [InlineData("{ dates: 2026-13-01 }", false)]
    [InlineData("{ rrule: FREQ=DAILY;INTERVAL=2, starting: 2026-01-01, at: 02:00 }", true)]
    [InlineData("{ rrule: INTERVAL=1;FREQ=DAILY;COUNT=3, starting: 2026-01-01, at: 02:00 }", true)]
    [InlineData("{ rrule: every day, at: 02:00 }", false)]
    [InlineData("{ rrule: INTERVAL=2, starting: 2026-01-01, at: 02:00 }", false)]
    [InlineData("{ every: 5 min }", true)]
    [InlineData("{ every: 5 }", false)]
    [InlineData("[ { days: sat }, { days: sun, from: 10:00, for: 2 h } ]", true)]
    [InlineData("[]", false)]
    public void ASchedule_IsTakenByBothOrByNeither(string schedule, bool good)
    {
        string text = $"pipeline: p\ndevice: door-controller\ntime-zone: Europe/Stockholm\nschedules:\n  s: {schedule}\n";
        Assert.Equal(good, StandIns.Check(text).IsEmpty);
        Assert.Equal(good, Schema.Problems(SchemaTests.Json(text)).Count == 0);
    }
}
