using Xunit;

namespace Reactive.Rules.Tests.Language;

/// <summary>Outputs that follow schedules of their own, and others while a connection is lost.</summary>
public sealed class OutputScheduleTests
{
    private const string Head =
        """
        time-zone: Europe/Stockholm
        start: 2026-03-02T06:59:50Z
        ports:
          strike: { schedule: office-hours }
          aux-1: { schedule: office-hours, fallback: evening, connection: controller }
        inputs: { controller: connection }
        schedules: { evening: { from: 07:30, to: "08:00:20" } }
        rules:
          quiet: { when: alarm is active, while: { deactivate: strike } }
          shut: { when: tamper is active, while: { lockdown: strike } }
        """;

    [Fact]
    public void AScheduleIsStrongerThanARule_AndWeakerThanLockdown() => Said.Passes(
        Head, "{ at: 0 s, alarm: active, tamper: inactive, controller: connected }, { at: 15 s, tamper: active }",
        "{ at: 10 s, aux-1: active }, { at: 10 s, strike: active }, { at: 15 s, strike: inactive }");

    [Fact]
    public void TheFallback_RulesWhileTheConnectionIsLost() => Said.Passes(
        Head, "{ at: 0 s, alarm: inactive, tamper: inactive, controller: lost }, { at: 13 s, controller: connected }, { at: 16 s, controller: offline }",
        "{ at: 0 s, aux-1: active }, { at: 10 s, strike: active }, { at: 30 s, aux-1: inactive }", until: "40 s");
}
