using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;
using Reactive.Device.Bench.Dtmf;
using Reactive.Device.Tests.Traces;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary>A code leads back to each of its digits, and each digit to what brought it.</summary>
public sealed class ExplainPartsTests(Workbench bench) : IClassFixture<Workbench>
{
    [Theory]
    [InlineData("heard: { from: call, through: [ dtmf: {} ] }\n  code: { from: heard, through: [ sequence: { of: { open: '5#' } } ] }", "heard")]
    [InlineData("code: { from: call, through: [ dtmf: {}, sequence: { of: { open: '5#' } } ] }", "code")]
    [InlineData("heard: { from: call, through: [ dtmf: { ends: reported } ] }\n  code: { from: [heard, call-events], through: [ merge-digits: {}, sequence: { of: { open: '5#' } } ] }", "code")]
    public void CodeOfDigits_LeadsToTheSamplesOfEach(string signals, string from)
    {
        JsonElement when = Explain(signals, "code is open");
        JsonElement[] parts = [.. when.GetProperty("reads")[0].GetProperty("parts").EnumerateArray()];
        Assert.Equal(["5", "#"], parts.Select(p => p.GetProperty("value").GetProperty("digit").GetString()));
        Assert.Equal([0.1, 0.6], parts.Select(p => double.Round(p.GetProperty("since").GetDouble(), 2)));
        Assert.All(parts, p => Assert.Equal((from, "sequence"), (p.GetProperty("signal").GetString(), p.GetProperty("into").GetString())));
        foreach (JsonElement part in parts)
        {
            JsonElement began = Assert.Single(part.GetProperty("arrival").GetProperty("samples").EnumerateArray(), s => s.TryGetProperty("began", out _));
            Assert.Equal(part.GetProperty("since").GetDouble(), began.GetProperty("at").GetDouble(), 0.0002);
        }
    }

    [Fact]
    public void DigitThatCameAlone_HasNoParts()
    {
        JsonElement when = Explain("heard: { from: call, through: [ dtmf: {} ] }\n  code: { from: heard, through: [ sequence: { of: { open: '#' } } ] }", "code is open");
        Assert.False(when.GetProperty("reads")[0].TryGetProperty("parts", out _));
        Assert.True(when.GetProperty("reads")[0].GetProperty("arrival").TryGetProperty("samples", out _));
    }

    private JsonElement Explain(string signals, string when)
    {
        string trace = bench.Write("code.wav", Wave([new('5', 100, 400), new('#', 100, 100)]));
        string file = bench.Write("code.yaml", $"pipeline: code\ndevice: i8307\nsignals:\n  {signals}\nrules:\n  gate: {{ when: {when}, do: {{ pulse: relay-1, for: 1 s }} }}\n");
        string recording = bench.PathOf("code.mcap");
        Assert.Equal(0, Cli.Run("run", file, "--feed", "call=" + trace, "--speed", "max", "--record", recording).Code);
        CliResult explained = Cli.Run("explain", recording, "--command", "1", "--json");
        Assert.Equal(0, explained.Code);
        return explained.Json[0].GetProperty("because").GetProperty("activation").GetProperty("when");
    }

    private static byte[] Wave(SentDigit[] digits) => SoundTests.Wav(1, 1, DtmfSignal.Rate, 16, [.. MemoryMarshal.AsBytes<short>(DtmfSignal.Render(digits, 1).Samples)]);
}
