using System;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary>What <c>check</c> only notes: it is said, and nothing is wrong for it.</summary>
public sealed class CheckNoteTests(Workbench bench) : IClassFixture<Workbench>
{
    private const string Noted = "pipeline: p\ndevice: door-controller\nrules:\n  casing: { when: tamper is active, do: { log: open } }\n";

    [Fact]
    public void ANote_IsSaid_AndDenyWarningsLetsItPass()
    {
        string file = bench.Write("noted.yaml", Noted);
        CliResult check = Cli.Run("check", file, "--deny-warnings");
        Assert.Equal(0, check.Code);
        Assert.StartsWith($"{file}:4:19: note R0416: 'log' is also done at the start and behind an outage", check.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n1 file, nothing wrong, 1 note\n", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ANote_IsADiagnosticInJson()
    {
        CliResult check = Cli.Run("check", bench.Write("noted-json.yaml", Noted), "--json", "--deny-warnings");
        Assert.Equal((0, 1), (check.Code, check.Json.Count));
        Assert.Equal(("note", "R0416"), (check.Json[0].GetProperty("severity").GetString(), check.Json[0].GetProperty("code").GetString()));
    }

    [Fact]
    public void ANoteBesideAWarning_IsCountedOfItsOwn()
    {
        string file = bench.Write("both.yaml", Noted + "  a: { when: alarm is active, while: { activate: buzzer } }\n  b: { when: tamper is active, while: { deactivate: buzzer } }\n");
        CliResult check = Cli.Run("check", file);
        Assert.Equal(0, check.Code);
        Assert.EndsWith("\n0 errors, 1 warning, 1 note\n", check.Output, StringComparison.Ordinal);
    }
}
