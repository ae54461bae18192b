using System.IO;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary>Recordings of banks.</summary>
public sealed class BankReplayTests(Workbench workbench) : IClassFixture<Workbench>
{
    [Fact]
    public void RecordedBank_ReplaysIdentical_AndIsExplainedByItsChannel()
    {
        string recording = workbench.PathOf("bank.mcap");
        Assert.Equal(0, Cli.Run("run", Path.Combine(Cli.Root, "pipelines", "expansion.yaml"), "--speed", "max", "--for", "25s", "--record", recording).Code);
        CliResult replayed = Cli.Run("replay", recording, "--json");
        Assert.Equal(0, replayed.Code);
        Assert.True(replayed.Summary.GetProperty("identical").GetBoolean());
        Assert.True(replayed.Summary.GetProperty("commands").GetInt64() > 4);
        Assert.Contains("zones, channel 17", Cli.Run("explain", recording, "--sink", "relays-5", "--at", "8.5s").Output, System.StringComparison.Ordinal);
    }

    [Fact]
    public void BankOfAnotherSize_IsForeignToTheRecording()
    {
        string recording = workbench.PathOf("size.mcap");
        Assert.Equal(0, Cli.Run("run", Path.Combine(Cli.Root, "pipelines", "expansion.yaml"), "--speed", "max", "--for", "1s", "--record", recording).Code);
        workbench.Write("small.yaml", """
            profile: small
            ports: { zones: { in: samples, channels: 4, rate: 1 kHz, unit: counts, front-end: { supply: 3.3 V, pull-up: 4.7 kΩ, adc-bits: 12, range: 3.3 V } } }
            outputs: { relay: { kind: relay } }
            """);
        string other = workbench.Write("other.yaml", """
            pipeline: other
            device: small.yaml
            signals: { zones: { from: zones, through: [ end-of-line: { wiring: serial-first, resistor: 4.7 kΩ }, debounce: 50 ms ] } }
            rules: { r: { when: zones-1 is closed, do: { log: closed } } }
            """);
        CliResult replayed = Cli.Run("replay", recording, "--pipeline", other, "--json");
        // 5 ms each, and the sample at 1 s
        Assert.Equal(201, replayed.Summary.GetProperty("foreign").GetInt64());
        Assert.Equal("", replayed.Error);
    }
}
