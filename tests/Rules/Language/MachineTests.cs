using System.Linq;
using Xunit;

namespace Reactive.Rules.Tests.Language;

/// <summary>State machines, and inputs that no port gives.</summary>
public sealed class MachineTests
{
    private const string Lock =
        """
        inputs:
          grant: trigger
          blocking: contact
          mode: { is: [day, night, holiday], initially: night }
          controller: connection
        states:
          lock:
            starts: locked
            locked:
              on:
                - { when: grant, unless: blocking is active, go: unlocked }
              entry: { log: locked }
            unlocked:
              while: { activate: strike }
              on:
                - { when: grant, go: unlocked }
                - { when: tamper becomes active, go: locked }
              timeout:
                - { after: 5 s, if: mode is day, go: ajar }
                - { after: 5 s, go: locked }
              exit: { log: left }
            ajar:
              timeout: { after: 2 s, go: locked }
        rules:
          watch: { when: lock is ajar, do: { log: ajar } }
          fallback: { when: controller is lost for 10 s, while: { activate: led-red } }
        """;

    [Fact]
    public void AStateLasts_AndItsTimeoutLeadsOut() => Said.Passes(
        Lock, "{ at: 0 s, tamper: inactive, controller: connected }, { at: 1 s, grant: occurs }",
        "{ at: 1 s, strike: active }, { at: 6 s, log: left }, { at: 6 s, log: locked }, { at: 6 s, strike: inactive }");

    [Fact]
    public void ATransitionToItself_StartsTheTimeoutsAnew_AndIsNoExit() => Said.Passes(
        Lock, "{ at: 0 s, tamper: inactive, controller: connected }, { at: 1 s, grant: occurs }, { at: 4 s, grant: occurs }",
        "{ at: 1 s, strike: active }, { at: 9 s, strike: inactive }, { at: 9 s, log: left }, { at: 9 s, log: locked }");

    [Fact]
    public void TheFirstTimeoutThatIsAllowed_IsTaken() => Said.Passes(
        Lock, "{ at: 0 s, tamper: inactive, mode: day, controller: connected }, { at: 1 s, grant: occurs }",
        "{ at: 1 s, strike: active }, { at: 6 s, strike: inactive }, { at: 6 s, log: left }, { at: 6 s, log: ajar }, { at: 8 s, log: locked }");

    [Fact]
    public void AConditionMayForbidATransition() => Said.Passes(
        Lock, "{ at: 0 s, tamper: inactive, controller: connected, blocking: active }, { at: 1 s, grant: occurs }, { at: 2 s, blocking: inactive }, { at: 3 s, grant: occurs }, { at: 4 s, tamper: active }",
        "{ at: 3 s, strike: active }, { at: 4 s, strike: inactive }, { at: 4 s, log: left }, { at: 4 s, log: locked }");

    [Fact]
    public void AnInput_HasItsInitialValueFromTheStartOn() => Said.Passes(
        Lock, "{ at: 0 s, tamper: inactive }",
        "{ at: 10 s, led-red: active }");

    [Fact]
    public void AMachineIsAState_ThatOtherSignalsAreMadeFrom() => Said.Passes(
        Lock + "\n  late: { when: steady is unlocked, while: { activate: buzzer } }\nsignals:\n  steady: { from: lock, through: [ delay: 1 s ] }\n  open: { is: \"lock in [unlocked, ajar]\" }",
        "{ at: 0 s, tamper: inactive, controller: connected }, { at: 1 s, grant: occurs }",
        "{ at: 1 s, strike: active }, { at: 2 s, buzzer: active }, { at: 6 s, strike: inactive }, { at: 6 s, log: left }, { at: 6 s, log: locked }, { at: 7 s, buzzer: inactive }");

    [Theory]
    [InlineData("states: { m: { starts: x, a: { while: { activate: strik }, entry: { logg: x }, exit: { pulse: strike } } } }", "R0117 R0109 R0110 R0207")]
    [InlineData("states: { M: { starts: a, a: { on: { when: alarm is actve, go: b }, while: { activate: strik } } } }", "R0111 R0114 R0117 R0109")]
    public void AMachineWithAMistake_HidesNoneInWhatItDoes(string sections, string codes)
    {
        var (_, diagnostics) = PipelineReader.Read("a.yaml", $"pipeline: p\ndevice: door-controller\n{sections}\n", Said.Catalog);
        Assert.Equal(codes, string.Join(' ', diagnostics.Select(d => d.Code)));
    }

    [Theory]
    [InlineData("states: { m: { starts: a, a: { on: { when: alarm becomes active, go: b } } } }", DiagnosticCodes.UnknownState)]
    [InlineData("states: { m: { starts: x, a: } }", DiagnosticCodes.UnknownState)]
    [InlineData("states: { m: { a: } }", DiagnosticCodes.MissingKey)]
    [InlineData("states: { m: { starts: a, a: { on: { go: a } } } }", DiagnosticCodes.MissingKey)]
    [InlineData("states: { m: { starts: a, a: { on: { when: alarm becomes active } } } }", DiagnosticCodes.MissingKey)]
    [InlineData("states: { m: { starts: a, a: { timeout: { after: 5, go: a } } } }", DiagnosticCodes.MissingUnit)]
    [InlineData("states: { m: { starts: a, a: { timeout: { go: a } } } }", DiagnosticCodes.MissingKey)]
    [InlineData("states: { m: { starts: a, a: { entry: { activate: strike } } } }", DiagnosticCodes.WrongActionPlace)]
    [InlineData("states: { m: { starts: a, a: { enter: { log: x } } } }", DiagnosticCodes.UnknownKey)]
    [InlineData("states: { m: { starts: a, a:, b: { on: { when: m is a, go: a } } } }", DiagnosticCodes.Cycle)]
    [InlineData("states: { m: { starts: a, a:, is: } }", DiagnosticCodes.BadName)]
    [InlineData("states: { strike: { starts: a, a: } }", DiagnosticCodes.TakenName)]
    [InlineData("states: { m: [] }", DiagnosticCodes.WrongShape)]
    [InlineData("inputs: { a: contract }", DiagnosticCodes.WrongWord)]
    [InlineData("inputs: { a: { is: [day, day] } }", DiagnosticCodes.TakenName)]
    [InlineData("inputs: { a: { is: [day, night], initially: noon } }", DiagnosticCodes.UnknownValue)]
    [InlineData("inputs: { a: { is: trigger, initially: active } }", DiagnosticCodes.WrongSetting)]
    [InlineData("inputs: { tamper: contact }", DiagnosticCodes.TakenName)]
    [InlineData("inputs: { a: contact }\nsignals: { a: { is: always } }", DiagnosticCodes.TakenName)]
    public void AMistake_IsOneDiagnostic(string sections, string code)
    {
        var (_, diagnostics) = PipelineReader.Read("a.yaml", $"pipeline: p\ndevice: door-controller\n{sections}\n", Said.Catalog);
        Signals.Specs.Diagnostic one = Assert.Single(diagnostics);
        Assert.True(one.Code == code, one.ToString());
    }
}
