using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Reactive.Device.Commands;
using Xunit;

namespace Reactive.Device.Tests;

public sealed class CardCommandTests
{
    private const string Card = "10010101000000000010001010"; // facility 42, card 69

    [Fact]
    public void Decode_GivesAnObjectAMatch()
    {
        CliResult decoded = Cli.Run("card", "decode", Card, "0x2f623ae/26", "--format", "H10301", "--json");
        Assert.Equal(0, decoded.Code);
        Assert.Equal(
            """
            {"input":"10010101000000000010001010","format":"H10301","facility":42,"card":69,"bits":26,"raw":"0x254008a","parity":true}
            {"input":"0x2f623ae/26","format":"H10301","facility":123,"card":4567,"bits":26,"raw":"0x2f623ae","parity":true}

            """, decoded.Output);
    }

    [Fact]
    public void Decode_WithoutAFormat_GivesAllThatFit()
    {
        CliResult decoded = Cli.Run("card", "decode", Card, "--json");
        Assert.Equal(["H10301", "ind26"], Formats(decoded));
        Assert.Equal(0, decoded.Code);
    }

    [Fact]
    public void Decode_TriesTheFormatsAskedForInTheirOrder()
    {
        Assert.Equal(["ind26"], Formats(Cli.Run("card", "decode", Card, "--format", "H10302", "--format", "ind26", "--format", "Wiegand26", "--json")));
        Assert.Equal(["H10301"], Formats(Cli.Run("card", "decode", Card, "--format", "wiegand26", "--format", "ind26", "--json")));
    }

    [Fact]
    public void Decode_OfWrongParity_IsNoMatch_ButToldWithAll()
    {
        string wrong = Card[..^1] + "1";
        CliResult none = Cli.Run("card", "decode", wrong, "--json");
        Assert.Equal(1, none.Code);
        Assert.Equal("{\"input\":\"" + wrong + "\",\"format\":null,\"bits\":26,\"raw\":\"0x254008b\"}\n", none.Output);
        CliResult all = Cli.Run("card", "decode", wrong, "--json", "--all");
        Assert.Equal(1, all.Code);
        Assert.Equal(["H10301", "ind26"], Formats(all));
        Assert.All(all.Json, o => Assert.False(o.GetProperty("parity").GetBoolean()));
    }

    [Fact]
    public void Decode_OfAFormatWithoutParity_SaysNull()
    {
        CliResult decoded = Cli.Run("card", "decode", "0x1234567/27", "--format", "ind27", "--json");
        Assert.Equal("""{"input":"0x1234567/27","format":"ind27","facility":1165,"card":1383,"bits":27,"raw":"0x1234567","parity":null}""" + "\n", decoded.Output);
    }

    [Fact]
    public void Decode_ForPeople_AlignsWhatItFinds()
    {
        CliResult decoded = Cli.Run("card", "decode", Card, "01", "--all");
        Assert.Equal(1, decoded.Code);
        Assert.Equal(
            """
            10010101000000000010001010  (26 bits, 0x254008a)
              H10301  facility 42   card 69  parity right
              ind26   facility 672  card 69  parity right
            01  (2 bits, 0x1)
              no format matches

            """, decoded.Output);
    }

    [Fact]
    public void Decode_OfNoBits_TellsAllThatIsWrong_AndDecodesNothing()
    {
        CliResult wrong = Cli.Run("card", "decode", Card, "12", "0x12", "\u001b[2J");
        Assert.Equal(2, wrong.Code);
        Assert.Equal("", wrong.Output);
        string[] lines = wrong.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Equal("reactive: '12': '2' is neither 0 nor 1 (hexadecimal digits begin with 0x).", lines[0]);
        Assert.DoesNotContain('\u001b', wrong.Error);
    }

    [Fact]
    public void Lines_ThatAreNoBits_AreToldByNumber_AndTheRestDecoded()
    {
        CliResult decoded = Cli.Feed(Encoding.UTF8.GetBytes($"{Card}\nfoo\n\n{Card}\r\n{new string('1', 5000)}\n{Card}"), "card", "decode", "-", "--format", "H10301", "--json");
        Assert.Equal(1, decoded.Code);
        Assert.Equal([42, 42, 42], decoded.Json.Select(o => o.GetProperty("facility").GetInt32()));
        Assert.All(decoded.Json, o => Assert.Equal(Card, o.GetProperty("input").GetString()));
        Assert.Equal(
            """
            reactive: line 2: 'f' is neither 0 nor 1 (hexadecimal digits begin with 0x).
            reactive: line 5: it is longer than 1024 characters.

            """, decoded.Error);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("\n \n", 0)]
    [InlineData(Card, 0)]
    [InlineData(Card + "\n01\n", 1)]
    public void Lines_EndWithOneWhereAnyDoesNotMatch(string input, int code) =>
        Assert.Equal(code, Cli.Feed(Encoding.UTF8.GetBytes(input), "card", "decode", "-").Code);

    [Fact]
    public void RandomBytes_OnStandardInput_AreToldLineByLine()
    {
        byte[] bytes = new byte[200_000];
        new Random(26).NextBytes(bytes);
        CliResult result = Cli.Feed(bytes, "card", "decode", "-", "--json");
        Assert.Equal(1, result.Code);
        Assert.All(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), l => Assert.StartsWith("reactive: line ", l, StringComparison.Ordinal));
        Assert.DoesNotContain(result.Error, c => char.IsControl(c) && c != '\n');
        Assert.All(result.Json, o => Assert.InRange(o.GetProperty("bits").GetInt32(), 1, 128));
    }

    [Fact]
    public void BoundedLines_AreThoseOfTheText_HoweverItArrives()
    {
        const string Letters = "01ab\r\n\n\u00e9";
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            string text = string.Concat(Enumerable.Range(0, random.Next(200)).Select(_ => Letters[random.Next(Letters.Length)]));
            var lines = new BoundedLines(new Trickle(text, random), 12, () => { });
            var read = new List<string>();
            while (lines.Next(out string line, out bool whole))
                read.Add(whole ? line : line + "…");
            string[] expected = text.Length == 0 ? [] : (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
            Assert.Equal(expected.Select(l => l.Length > 12 ? l[..12] + "…" : l.EndsWith('\r') ? l[..^1] : l), read);
            Assert.Equal(expected.Length, lines.Number);
        }
    }

    [Fact]
    public void Encode_GivesTheBits()
    {
        CliResult encoded = Cli.Run("card", "encode", "--format", "H10301", "--facility", "12", "--card", "3456", "--json");
        Assert.Equal(0, encoded.Code);
        Assert.Equal("""{"format":"H10301","bits":"00000110000001101100000001","raw":"0x0181b01"}""" + "\n", encoded.Output);
    }

    [Fact]
    public void Encode_ForPeople_DrawsTheBits()
    {
        CliResult encoded = Cli.Run("card", "encode", "--format", "S12906", "--facility", "1", "--card", "2", "--issue", "3");
        Assert.Equal(
            """
            S12906  facility 1  card 2  issue 3
              000000001110000000000000000000000100
              OFFFFFFFFIICCCCCCCCCCCCCCCCCCCCCCCCO
              0x00e000004/36

            """, encoded.Output);
    }

    [Fact]
    public void Encode_OfWhatDoesNotFit_TellsAllThatIsWrong()
    {
        CliResult wrong = Cli.Run("card", "encode", "--format", "H10301", "--facility", "256", "--card", "65536", "--issue", "0", "--oem", "-3");
        Assert.Equal(2, wrong.Code);
        Assert.Equal("", wrong.Output);
        Assert.Equal(
            """
            reactive: 'facility' of H10301 is 0 to 255, not 256.
            reactive: 'card' of H10301 is 0 to 65535, not 65536.
            reactive: H10301 has no 'issue'.
            reactive: --oem takes a whole number, not '-3'.

            """, wrong.Error);
    }

    [Theory]
    [InlineData("encode --format H1030", "reactive: There is no card format 'H1030'. Did you mean 'H10301'?")]
    [InlineData("encode --card 3", "reactive: Option '--format' is required.\nTry 'reactive card encode --help'.")]
    [InlineData("decode --formt H10301 01", "reactive: there is no option --formt. Did you mean '--format'?\nTry 'reactive card decode --help'.")]
    [InlineData("", "reactive: Required command was not provided.\nTry 'reactive card --help'.")]
    public void WrongUse_SaysWhatIsMissing(string arguments, string error)
    {
        CliResult wrong = Cli.Run(["card", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal(2, wrong.Code);
        Assert.Equal(error + "\n", wrong.Error);
    }

    [Fact]
    public void ExamplesOfThePage_AreWhatTheProgramSays()
    {
        string page = File.ReadAllText(Path.Combine(Cli.Root, "docs", "cards.md"));
        string[] examples = [.. page.Split("```console\n").Skip(1).SelectMany(b => b.Split("```")[0].Split("$ ./reactive ").Skip(1))];
        Assert.Equal(3, examples.Length);
        foreach (string example in examples)
        {
            int end = example.IndexOf('\n', StringComparison.Ordinal);
            Assert.Equal(example[(end + 1)..], Cli.Run(example[..end].Split(' ')).Output);
        }
    }

    private static IEnumerable<string?> Formats(CliResult result) => result.Json.Select(o => o.GetProperty("format").GetString());

    // gives a few characters at a time
    private sealed class Trickle(string text, Random random) : TextReader
    {
        private int _at;

        public override int Read(char[] buffer, int index, int count)
        {
            int given = Math.Min(random.Next(1, 6), text.Length - _at);
            text.CopyTo(_at, buffer, index, given);
            _at += given;
            return given;
        }

        public override int Read(Span<char> buffer)
        {
            int given = Math.Min(random.Next(1, 6), text.Length - _at);
            text.AsSpan(_at, given).CopyTo(buffer);
            _at += given;
            return given;
        }
    }
}
