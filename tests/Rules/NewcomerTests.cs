using System.Collections.Immutable;
using System.Linq;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Rules.Tests;

/// <summary>The mistakes that everybody makes first: each gets one diagnostic, at the place, with the cure.</summary>
public sealed class NewcomerTests
{
    private const string Head = "pipeline: p\ndevice: door-controller\n";

    [Theory]
    // missing unit
    [InlineData("signals:\n  rex: { from: rex, through: [ digital, debounce: 20 ] }\n", 4, 51, "R0201", "write '20 ms'")]
    [InlineData("rules:\n  r:\n    when: tamper is active for 30\n    do: { log: x }\n", 5, 32, "R0201", "")]
    [InlineData("rules:\n  r: { when: tamper is active, do: { pulse: strike, for: 7 } }\n", 4, 58, "R0201", "7 s")]
    // a typo in a port, a signal, an operator, an output, an action, a value
    [InlineData("signals:\n  door: { from: door-montior, through: [ digital ] }\n", 4, 17, "R0105", "did you mean 'door-monitor'?")]
    [InlineData("rules:\n  r: { when: tampre is active, do: { log: x } }\n", 4, 14, "R0108", "did you mean 'tamper'?")]
    [InlineData("signals:\n  door: { from: door-monitor, through: [ digital, debuonce: 50 ms ] }\n", 4, 51, "R0106", "did you mean 'debounce'?")]
    [InlineData("rules:\n  r: { when: tamper is active, do: { pulse: stirke, for: 7 s } }\n", 4, 45, "R0109", "did you mean 'strike'?")]
    [InlineData("rules:\n  r: { when: tamper is active, do: { pules: strike, for: 7 s } }\n", 4, 38, "R0110", "did you mean 'pulse'?")]
    [InlineData("rules:\n  r: { when: tamper is actve, do: { log: x } }\n", 4, 24, "R0114", "did you mean 'active'?")]
    // = for is
    [InlineData("rules:\n  r: { when: tamper = active, do: { log: x } }\n", 4, 21, "R0403", "write 'tamper is active'")]
    [InlineData("rules:\n  r: { when: tamper == active, do: { log: x } }\n", 4, 21, "R0403", "write 'tamper is active'")]
    // wrong indentation
    [InlineData("rules:\n  r:\n    when: tamper is active\n     do: { log: x }\n", 6, 6, "R0008", "indent it like the line above")]
    [InlineData("rules:\n    r:\n      when: tamper is active\n     do: { log: x }\n", 6, 6, "R0008", "indent it by 6 to stand beside 'when', or by 4 to stand beside 'r'")]
    // a tab
    [InlineData("rules:\n\tr: { when: tamper is active, do: { log: x } }\n", 4, 1, "R0007", "indent with spaces")]
    [InlineData("rules:\n  r:\n  \twhen: tamper is active\n\tdo: { log: x }\n", 5, 3, "R0007", "indent with spaces")]
    // unquoted #
    [InlineData("rules:\n  r:\n    when: tamper is active\n    do:\n      log: door #1 opened\n", 7, 17, "R0016", "double quotes")]
    [InlineData("rules:\n  r:\n    when: tamper is #active\n    do: { log: x }\n", 5, 20, "R0401", "comment")]
    // a list where a map belongs, and the other way round
    [InlineData("rules:\n  - r: { when: tamper is active, do: { log: x } }\n", 4, 3, "R0020", "leave out the '- '")]
    [InlineData("signals:\n  rex: { from: rex, through: { digital: { normally: open } } }\n", 4, 30, "R0020", "through: [")]
    [InlineData("tests:\n  name: x\n", 4, 3, "R0020", "a list")]
    // an event where a state is needed
    [InlineData("rules:\n  r: { when: tamper is active, if: alarm becomes active, do: { log: x } }\n", 4, 36, "R0402", "write 'alarm is active'")]
    // seconds where ohms belong, and the other way round
    [InlineData("signals:\n  door: { from: door-monitor, through: [ end-of-line: { resistor: 4.7 s } ] }\n", 4, 67, "R0202", "")]
    [InlineData("signals:\n  rex: { from: rex, through: [ digital, debounce: 20 kΩ ] }\n", 4, 51, "R0202", "")]
    // two rules of one name
    [InlineData("rules:\n  r: { when: tamper is active, do: { log: x } }\n  r: { when: alarm is active, do: { log: y } }\n", 5, 3, "R0012", "another name")]
    // yes and no, on and off
    [InlineData("rules:\n  r: { when: tamper is on, do: { log: x } }\n", 4, 24, "R0114", "no true or false")]
    [InlineData("signals:\n  rex: { from: rex, through: [ digital: { normally: no } ] }\n", 4, 53, "R0205", "")]
    // indentation that is YAML, but not what was meant
    [InlineData("rules:\n  r:\n  when: tamper is active\n  do: { log: x }\n", 5, 3, "R0020", "indent it two blanks deeper")]
    [InlineData("signals:\n  rex:\n  from: rex\n  through: [ digital ]\n", 5, 3, "R0020", "indent it two blanks deeper")]
    [InlineData("rules:\nr:\n  when: tamper is active\n  do: { log: x }\n", 4, 1, "R0101", "indent it if it belongs to 'rules'")]
    // quotes and brackets
    [InlineData("rules:\n  r:\n    when: 'tamper' is active\n    do: { log: x }\n", 5, 20, "R0008", "leave the quotes out")]
    [InlineData("rules:\n  r:\n    when: tamper is active\n    do: { log: door: open }\n", 6, 20, "R0008", "double quotes")]
    [InlineData("rules:\n  r:\n    when: tamper is active\n    do: { log: {door} open }\n", 6, 16, "R0020", "double quotes")]
    [InlineData("rules:\n  r:\n    when: tamper is active\n    do: - log: x\n", 6, 9, "R0008", "next line")]
    [InlineData("rules:\n  r:\n    when:\n      - tamper is active\n      - alarm is active\n    do: { log: x }\n", 6, 7, "R0020", "write 'tamper is active and alarm is active' where both must hold")]
    // words of other languages
    [InlineData("rules:\n  r: { when: tamper is active, then: { log: x } }\n", 4, 32, "R0101", "did you mean 'do'?")]
    [InlineData("rules:\n  r: { when: if tamper is active, do: { log: x } }\n", 4, 14, "R0401", "")]
    // true and false for the values of a type
    [InlineData("rules:\n  r: { when: tamper = true, do: { log: x } }\n", 4, 21, "R0403", "write 'tamper is active'")]
    [InlineData("rules:\n  r: { when: tamper == on, do: { log: x } }\n", 4, 21, "R0403", "write 'tamper is active'")]
    [InlineData("rules:\n  r: { when: tamper = 1, do: { log: x } }\n", 4, 21, "R0403", "write 'tamper is active'")]
    [InlineData("rules:\n  r: { when: tamper != false, do: { log: x } }\n", 4, 21, "R0403", "write 'tamper is not inactive'")]
    [InlineData("rules:\n  r: { when: tamper is 0, do: { log: x } }\n", 4, 24, "R0114", "write 'tamper is inactive'")]
    [InlineData("signals:\n  door: { from: door-monitor, through: [ digital ] }\nrules:\n  r: { when: door is true, do: { log: x } }\n", 6, 22, "R0114", "write 'door is active'")]
    [InlineData("inputs:\n  link: connection\nrules:\n  r: { when: link = no, do: { log: x } }\n", 6, 19, "R0403", "write 'link is lost'")]
    [InlineData("inputs:\n  mode: [day, night]\nrules:\n  r: { when: mode = true, do: { log: x } }\n", 6, 19, "R0403", "write 'mode is' and one of day or night")]
    [InlineData("rules:\n  r: { when: tamper becomes active, enabled: false, do: { log: x } }\n", 4, 46, "R0205", "write 'enabled: off'")]
    [InlineData("rules:\n  r: { when: tamper becomes active, enabled: yes, do: { log: x } }\n", 4, 46, "R0205", "write 'enabled: on'")]
    // the verb of everyday speech
    [InlineData("inputs:\n  gate: [shut, raised]\nrules:\n  r: { when: gate raises, do: { log: x } }\n", 6, 19, "R0401", "write 'gate becomes raised'")]
    // words of other tools
    [InlineData("signals:\n  rex: { from: rex, thru: [ digital ] }\n", 4, 21, "R0101", "did you mean 'through'?")]
    [InlineData("time-zone: Europe/Stockholm\nschedules:\n  s: { days: weekdays, from: 08:00, to: 18:00 }\n", 5, 14, "R0605", "write mon-fri")]
    [InlineData("time-zone: Europe/Stockholm\nschedules:\n  s: { days: weekends, from: 08:00, to: 18:00 }\n", 5, 14, "R0605", "write sat-sun")]
    [InlineData("time-zone: Europe/Stockholm\nschedules:\n  s: { cron: \"0 8 * * 1-5\" }\n", 5, 8, "R0101", "{ days: mon-fri, at: 08:00 }")]
    [InlineData("time-zone: Europe/Stockholm\nschedules:\n  s: { dates: 2026-02-30 }\n", 5, 15, "R0604", "there is no such day (February 2026 has 28 days)")]
    [InlineData("time-zone: Europe/Stockholm\nschedules:\n  s: { dates: 2026-13-01 }\n", 5, 15, "R0604", "write YEAR-MONTH-DAY")]
    [InlineData("time-zone: Europe/Stockholm\nports:\n  strike: { schedule: office-hours, fallback: office-hours, connection: link }\n", 5, 73, "R0108", "declare it: inputs: { link: connection }")]
    // an expression that a comment cuts short
    [InlineData("rules:\n  r:\n    when: tamper becomes active #and alarm is active\n    do: { log: x }\n", 5, 33, "R0016", "the expression ends before this '#'")]
    // what is kept for later
    [InlineData("sinks: { log: file }\n", 3, 1, "R0116", "'sinks' is reserved")]
    // a unit as in prose
    [InlineData("rules:\n  r: { when: tamper is active for 30 sec, do: { log: x } }\n", 4, 35, "R0203", "write '30 s'")]
    public void AMistake_HasOneAnswer(string text, int line, int column, string code, string cure)
    {
        ImmutableArray<Diagnostic> diagnostics = StandIns.Check(Head + text);
        Diagnostic diagnostic = Assert.Single(diagnostics);
        Assert.Equal((line, column, code), (diagnostic.Position.Line, diagnostic.Position.Column, diagnostic.Code));
        Assert.Contains(cure, diagnostic.ToString(), System.StringComparison.Ordinal);
    }

    [Fact]
    public void ManyMistakes_AreAllReportedInOrder()
    {
        string text = """
            pipeline: Front Door
            device: door-controler
            singals: {}
            signals:
              door: { from: nowhere, through: [ debuonce: 5 ] }
            rules:
              r:
                when: door is open
                cooldown: 2
              s: { when: nothing is known, do: { pulse: strike, for: 99 d } }
            tests:
              - { name: t, feed: [ { at: 2 s, door: open }, { at: 1 s, door: open } ], expect: [] }
            """;
        ImmutableArray<Diagnostic> diagnostics = StandIns.Check(text);
        Assert.Equal(
            ["1:11 R0111", "2:9 R0103", "3:1 R0101", "5:37 R0106", "7:3 R0407", "9:15 R0201", "10:58 R0204", "12:55 R0501"],
            diagnostics.Select(d => $"{d.Position.Line}:{d.Position.Column} {d.Code}"));
    }

    [Fact]
    public void ABrokenSignal_DoesNotSpoilTheRulesThatUseIt()
    {
        ImmutableArray<Diagnostic> diagnostics = StandIns.Check(Head + "signals:\n  door: { from: door-montior, through: [ digital ] }\nrules:\n  r: { when: door is open, do: { log: x } }\ntests:\n  - { name: t, feed: [ { at: 1 s, door: open } ], expect: [] }\n");
        Assert.Equal("R0105", Assert.Single(diagnostics).Code);
    }
}
