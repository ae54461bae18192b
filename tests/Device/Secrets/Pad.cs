using System.Globalization;
using System.Text;

namespace Reactive.Device.Tests.Secrets;

/// <summary>A door with a keypad: the digits 2, 7, 5, 9 are typed, and a card of facility 12 is shown.</summary>
internal static class Pad
{
    /// <summary>What no output may hold.</summary>
    public static readonly string[] Told = ["\"5\"", "\"7\"", "\"9\"", "0x7", "0x9", "0x2190e0f", "34567", "2759"];

    /// <summary>The pipeline; <paramref name="ports"/> is its section of that name.</summary>
    public static string Pipeline(string ports = "ports: { reader: { sensitive: yes } }") => $$"""
        pipeline: pad
        device: door-controller
        {{ports}}
        signals:
          frame: { from: reader, through: [ wiegand ] }
          key: { from: frame, through: [ keypad ] }
          pin: { from: key, through: [ pin: { length: 4, timeout: 5 s } ] }
          card: { from: frame, through: [ card: H10301 ] }
        rules:
          typed: { when: pin, do: { pulse: strike, for: 100 ms } }
          seen: { when: card.facility is 12, do: { pulse: buzzer, for: 100 ms } }
          unseen: { when: card.facility is 13, do: { log: of another site } }

        """;

    /// <summary>The lines of its reader as a table.</summary>
    public static string Feed()
    {
        var table = new StringBuilder("time (us),reader\n0,idle\n");
        int at = 100_000;
        foreach (string frame in new[] { "0010", "0111", "0101", "1001", "10000110010000111000001111" })
        {
            foreach (char bit in frame)
            {
                table.Append(CultureInfo.InvariantCulture, $"{at},{(bit == '1' ? "d1" : "d0")}\n{at + 50},idle\n");
                at += 2000;
            }

            at += 300_000;
        }

        return table.Append(CultureInfo.InvariantCulture, $"{at + 500_000},idle\n").ToString();
    }

    /// <summary>Writes it all, makes a key, and records a run sealed to it.</summary>
    public static (string Pipeline, string Feed, string Key, string Recording) Record(Workbench bench)
    {
        string pipeline = bench.Write("pad.yaml", Pipeline()), feed = bench.Write("pad.csv", Feed()), key = bench.PathOf("owner.pem"), recording = bench.PathOf("pad.mcap");
        if (!System.IO.File.Exists(key))
        {
            Xunit.Assert.Equal(0, Cli.Run("key", "new", key).Code);
            CliResult run = Cli.Run("run", pipeline, "--speed", "max", "--feed", $"reader={feed}", "--record", recording, "--owner-key", bench.PathOf("owner.pub.pem"), "--json", "--signals", "all");
            Xunit.Assert.Equal((0, 4L), (run.Code, run.Summary.GetProperty("commands").GetInt64()));
            Silent(run);
        }

        return (pipeline, feed, key, recording);
    }

    /// <summary>Nothing of what was typed or shown stands in what a command printed.</summary>
    public static void Silent(CliResult result) => Xunit.Assert.DoesNotContain(Told, told => (result.Output + result.Error).Contains(told, System.StringComparison.Ordinal));
}
