using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reactive.Subjects;
using Reactive.Operators;
using Reactive.Signals;
using Xunit;

namespace Reactive.Device.Tests;

/// <summary>What docs/cards.md says of a reader on a controller is what the operator does.</summary>
public sealed class CardPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Cli.Root, "docs", "cards.md")).Split("## As a reader on a controller\n")[1].Split("\n## ")[0];

    [Fact]
    public void Table_IsWhatIsSent()
    {
        CardFormat format = CardFormats.Find("Wiegand26")!.Format;
        string[][] rows = [.. Page.Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Skip(1).Select(l => l.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        Assert.Equal(6, rows.Length);
        foreach (string[] row in rows)
        {
            using var cards = new Subject<Stamped<Value>>();
            var said = new List<string>();
            foreach (FacilityOverride mode in Enum.GetValues<FacilityOverride>())
            {
                cards.ReaderOutput(new ReaderOutputOptions { Format = format, FacilityOverride = mode, Facility = 7 })
                    .Subscribe(v => said.Add(v.Value.Kind == ValueKind.Frame ? $"{format.Numbers(v.Value.Frame)}" : v.Value.Text!));
            }

            cards.OnNext(new Stamped<Value>(Card(row[0]), SignalTime.Zero));
            Assert.Equal(row[1..], said);
        }
    }

    [Fact]
    public void Snippet_IsRight()
    {
        string folder = Directory.CreateTempSubdirectory("reactive-").FullName;
        File.WriteAllText(Path.Combine(folder, "reader.yaml"), """
            profile: reader
            summary: a reader
            ports:
              reader: { in: samples, rate: 50 kHz, format: int16, unit: counts, channels: 2, summary: D0 and D1 }
            outputs:
              lock: { kind: relay, normally: open, summary: a lock }
            """);
        string pipeline = Path.Combine(folder, "sent.yaml");
        File.WriteAllText(pipeline, $$"""
            pipeline: sent
            device: reader.yaml
            signals:
              frame: { from: reader, through: [ wiegand ] }
            {{Page.Split("```yaml\nsignals:\n")[1].Split("```")[0]}}
            rules:
              told: { when: sent, do: { log: sent } }
            """);
        CliResult check = Cli.Run("check", pipeline);
        Directory.Delete(folder, recursive: true);
        Assert.Equal((0, "1 file, nothing wrong\n"), (check.Code, check.Output + check.Error));
    }

    // H10301 12:3456, C15001 12:3456 oem 900, or bits
    private static Value Card(string text)
    {
        string[] words = text.Split(' ');
        if (CardFormats.Find(words[0])?.Format is not { } format)
            return ReaderBits.TryParse(text, out ReaderBits bits, out string wrong) ? Value.Card(bits, null) : throw new FormatException(wrong);
        ulong[] pair = [.. words[1].Split(':').Select(ulong.Parse)];
        var numbers = new CardNumbers(pair.Length == 2 ? pair[0] : null, pair[^1], null, words.Length > 2 ? ulong.Parse(words[3]) : null);
        return format.TryEncode(numbers, out ReaderBits frame, out string problem) ? Value.Card(frame, format) : throw new FormatException(problem);
    }
}
