using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Reactive.Device.Output;
using Reactive.Operators;
using Xunit;

namespace Reactive.Device.Tests;

public sealed class FormatsCommandTests
{
    [Fact]
    public void ReferenceInDocs_IsCurrent()
    {
        using var made = new StringWriter { NewLine = "\n" };
        FormatReference.Markdown(CardFormats.All, made);
        string written = File.ReadAllText(Path.Combine(Cli.Root, "docs", "card-formats.md"));
        Assert.True(made.ToString() == written, "docs/card-formats.md is stale: write it anew with 'reactive formats --markdown > docs/card-formats.md'");
    }

    [Fact]
    public void Table_NamesEveryFormat()
    {
        CliResult table = Cli.Run("formats");
        Assert.Equal(0, table.Code);
        foreach (CardFormatEntry entry in CardFormats.All)
            Assert.Contains(table.Output.Split('\n'), l => l.StartsWith(entry.Format.Name + " ", StringComparison.Ordinal));
    }

    [Fact]
    public void OneFormat_IsDrawn()
    {
        CliResult one = Cli.Run("formats", "wiegand26");
        Assert.Equal(0, one.Code);
        Assert.Contains(
            """
              0         1         2
              01234567890123456789012345
              EFFFFFFFFCCCCCCCCCCCCCCCCO

              F  facility  0 to 255, in bits 1-8
              C  card      0 to 65535, in bits 9-24
              E  bit 0     even with bits 1-12
              O  bit 25    odd with bits 13-24

            """, one.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void FixedFacility_IsDrawnAsItsBits()
    {
        using var text = new StringWriter { NewLine = "\n" };
        FormatReference.Full(CardFormats.Find("S12906b")!, text);
        Assert.Contains("\n  O11011001EECCCCCCCCCCCCCCCCCCCCCCCC.\n", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("\n  1  facility  always 217, in bits 1-8\n", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("\nNot verified: ", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Drawing_HasALetterABit() =>
        Assert.All(CardFormats.All, e => Assert.Equal(e.Format.Bits, FormatReference.Drawing(e.Format).Length));

    [Fact]
    public void Json_IsAnObjectAFormat()
    {
        CliResult json = Cli.Run("formats", "--json");
        Assert.Equal(CardFormats.All.Select(e => e.Format.Name), json.Json.Select(o => o.GetProperty("format").GetString()));
        JsonElement kastle = json.Json.Single(o => o.GetProperty("format").GetString() == "Kastle");
        Assert.Equal(32, kastle.GetProperty("bits").GetInt32());
        Assert.True(kastle.GetProperty("verified").GetBoolean());
        Assert.Equal("""[{"field":"issue","bits":"2-6","most":31,"bcd":false},{"field":"facility","bits":"7-14","most":255,"bcd":false},{"field":"card","bits":"15-30","most":65535,"bcd":false}]""", kastle.GetProperty("fields").GetRawText());
        Assert.Equal("""[{"bit":0,"parity":"even","over":"1-16"},{"bit":31,"parity":"odd","over":"14-30"}]""", kastle.GetProperty("parity").GetRawText());
        Assert.Equal("""[{"bits":"1","are":"1"}]""", kastle.GetProperty("fixed").GetRawText());
    }

    [Fact]
    public void UnknownFormat_IsWrongUseWithAHint()
    {
        CliResult unknown = Cli.Run("formats", "Corporate100");
        Assert.Equal(2, unknown.Code);
        Assert.Equal("reactive: There is no card format 'Corporate100'. Did you mean 'Corporate1000'?\n", unknown.Error);
    }
}
