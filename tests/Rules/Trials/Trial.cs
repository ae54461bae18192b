using System.Collections.Immutable;
using System.Linq;
using Reactive.Rules.Testing;
using Reactive.Rules.Tests.Language;

namespace Reactive.Rules.Tests.Trials;

/// <summary>Runs tests as their authors write them, on a small front door.</summary>
internal static class Trial
{
    // the rule unlock stands in line 11, alarm in 12, held in 13
    private const string FrontDoor =
        """
        signals:
          door:
            from: door-monitor
            through: [ end-of-line: { wiring: parallel-first, parallel: 22 kΩ, series: 4.7 kΩ }, debounce: 50 ms ]
          rex: { from: rex, through: [ digital, debounce: 20 ms ] }
          press: { from: rex, through: [ edge: { to: active } ] }
          level: { from: door-monitor, through: [ deadband: 0.1 V ] }
        rules:
          unlock: { when: rex becomes active, if: door is known and door is not cut, do: { pulse: strike, for: 7 s }, cooldown: 2 s }
          alarm: { when: tamper becomes active, do: { log: "tamper" } }
          held: { when: door is open for 30 s, while: { activate: aux-1 } }

        """;

    /// <summary>What a test says that consists of these lines; nothing where it passes.</summary>
    public static string Failures(string test) => string.Join("\n", Run(test).Failures.Select(f => f.Message));

    /// <summary>The outcome of a test of these lines: the name stands in line 15.</summary>
    public static TestOutcome Run(string test)
    {
        PipelineDefinition pipeline = Read(test);
        return PipelineTest.Run(pipeline, pipeline.Tests[0]);
    }

    /// <summary>The pipeline with tests of these lines each.</summary>
    public static PipelineDefinition Read(params ImmutableArray<string> tests) =>
        Said.Read(FrontDoor + "tests:\n" + string.Concat(tests.Select((t, i) => $"  - name: t{i}\n    {t.Replace("\n", "\n    ", System.StringComparison.Ordinal)}\n")));
}
