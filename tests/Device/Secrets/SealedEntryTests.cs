using System;
using System.IO;
using System.Text;
using Xunit;

namespace Reactive.Device.Tests.Secrets;

/// <summary>A run with an entry list at a sensitive reader: nobody finds a card, a name or a digest in the recording, and explanations keep what was presented to themselves.</summary>
public sealed class SealedEntryTests(Workbench bench) : IClassFixture<Workbench>
{
    private const string Pipeline = """
        pipeline: p
        device: door-controller
        ports: { reader: { sensitive: yes } }
        signals:
          frame: { from: reader, through: [ wiegand ] }
          card: { from: frame, through: [ card: H10301 ] }
          entry: { from: card, through: [ entry-list: people.csv ] }
        rules:
          unlock: { when: entry is granted, do: { pulse: strike, for: 1 s } }
        tests:
        - name: Anna
          feed: [ { at: 1 s, card: H10301 12:3456 } ]
          expect: [ { at: 1 s, strike: active, entry: { holder: Anna } }, { at: 2 s, strike: inactive } ]

        """;

    [Fact]
    public void WhatWasPresented_StandsNowhere()
    {
        bench.Write("people.csv", "first-name,format,facility,number,qr,uses\nAnna,H10301,12,3456,ticket 4711,3\n");
        string pipeline = bench.Write("entry.yaml", Pipeline), key = bench.PathOf("entry.pem"), recording = bench.PathOf("entry.mcap");
        Assert.Equal(0, Cli.Run("key", "new", key).Code);
        CliResult refused = Cli.Run("run", pipeline, "--speed", "max", "--record", recording);
        Assert.Equal(2, refused.Code);
        Assert.Contains("the table 'people.csv' tells of people", refused.Error, StringComparison.Ordinal);

        CliResult run = Cli.Run("run", pipeline, "--speed", "max", "--record", recording, "--owner-key", bench.PathOf("entry.pub.pem"), "--json", "--signals", "all");
        Assert.Equal(0, run.Code);
        Assert.Contains("\"outcome\":\"granted\",\"holder\":\"Anna\"", run.Output, StringComparison.Ordinal);
        Silent(run.Output);
        string bytes = Encoding.Latin1.GetString(File.ReadAllBytes(recording));
        Assert.DoesNotContain("Anna", bytes, StringComparison.Ordinal);
        Assert.DoesNotContain("ticket", bytes, StringComparison.Ordinal);
        Assert.DoesNotContain("3456", bytes, StringComparison.Ordinal);

        CliResult replay = Cli.Run("replay", recording, "--key", key, "--json", "--signals", "all");
        Assert.True(replay.Summary.GetProperty("identical").GetBoolean());
        Silent(replay.Output);
        foreach (string[] how in (string[][])[["--sink", "strike", "--at", "10s"], ["--command", "1"], ["--why-not", "unlock", "--at", "26.07s"], ["--sink", "strike", "--at", "10s", "--json"], ["--why-not", "unlock", "--at", "26.07s", "--json"]])
        {
            CliResult explained = Cli.Run(["explain", recording, "--key", key, .. how]);
            Assert.Equal(0, explained.Code);
            Silent(explained.Output);
        }

        Assert.Contains("card = card", Cli.Run("explain", recording, "--key", key, "--sink", "strike", "--at", "10s").Output, StringComparison.Ordinal);
    }

    private static void Silent(string output)
    {
        foreach (string told in (string[])["3456", "0181b01", "99:1", "ticket", "first-name"])
            Assert.DoesNotContain(told, output, StringComparison.OrdinalIgnoreCase);
    }
}
