using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Reactive.Device.Output;
using Reactive.Device.Traces;
using Reactive.Signals;
using Reactive.Testing;
using Xunit;

namespace Reactive.Device.Tests.Traces;

public sealed class VcdTraceTests(TraceFolder folder) : IClassFixture<TraceFolder>
{
    private const string Header = """
        $date today $end
        $timescale 1 us $end
        $scope module top $end
        $scope module uart $end
        $var wire 1 ! tx $end
        $var reg 8 " shift [7:0] $end
        $upscope $end
        $var real 64 # level $end
        $var event 1 % done $end
        $var wire 1 ! line $end
        $var string 1 & state $end
        $var wire 64 ' wide [63:0] $end
        $upscope $end
        $enddefinitions $end

        """;

    /// <summary>What is refused among the files of many simulators, and why; all others open and every channel of theirs is read.</summary>
    private static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        // cut off in the middle of its definitions
        ["VCD_file_with_errors.vcd"] = "the file ends within its definitions",
        // made to show it
        ["wellen_issue_5.vcd"] = ":10: time runs backwards, from 4 to 1",
    };

    public static TheoryData<string> Files()
    {
        // one that says why it is skipped, where there is none
        string[] found = Corpus.Find("vcd") is { } folder ? Directory.GetFiles(folder, "*.vcd", SearchOption.AllDirectories) : ["absent.vcd"];
        return [.. found.Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryFile_IsReadOrRefusedForAReason(string file)
    {
        string path = Directory.GetFiles(Corpus.Require("vcd"), file, SearchOption.AllDirectories).Single();
        if (Refused.TryGetValue(file, out string? reason))
        {
            string message = Assert.Throws<CommandException>(() => ReadAll(path)).Message;
            Assert.Matches(@"\.vcd:\d+: ", message);
            Assert.Contains(reason, message, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(DeclaredIn(path), ReadAll(path));
    }

    [Fact]
    public void Names_AreScopesAndBitRange_AndAliasesAreChannelsOfTheirOwn()
    {
        using Trace trace = Open(Header);
        Assert.Equal(["top.uart.tx", "top.uart.shift[7:0]", "top.level", "top.done", "top.line", "top.state", "top.wide[63:0]"], trace.Channels.Select(c => c.Name));
        Assert.Equal([true, false, false, false, true, false, false], trace.Channels.Select(c => c.IsLogic));
        Assert.All(trace.Channels, c => Assert.Equal((1000L, null), (c.LeastStepNanoseconds, c.Samples)));
    }

    [Fact]
    public void Bits_AreZeroOneAndUnknown_AndRestUntilTheEnd()
    {
        const string Changes = "#5\n1!\nb1010 \"\n#7\n0!\n#9\nx!\n#12\n1!\n#20\n";
        Assert.Equal(["5000 1", "7000 0", "9000 unknown (fault)", "12000 1", "20000 1"], Read(Header + Changes, "top.uart.tx"));
        Assert.Equal(Read(Header + Changes, "top.uart.tx"), Read(Header + Changes, "top.line"));
    }

    [Fact]
    public void Vectors_AreCounts_UnknownWhereABitIs() =>
        Assert.Equal(["0 10", "1000 255", "2000 unknown (fault)", "3000 unknown (fault)", "4000 1"], Read(Header + "#0 b1010 \"\n#1 B11111111 \"\n#2 b1x0 \"\n#3 bz \"\n#4 b00000001 \"\n", "top.uart.shift[7:0]"));

    [Fact]
    public void Reals_AreNumbers() =>
        Assert.Equal(["0 3.14", "1000 -1E-08", "2000 Infinity", "3000 unknown (fault)"], Read(Header + "#0 r3.14 #\n#1 r-1e-08 #\n#2 rinf #\n#3 rnan #\n", "top.level"));

    [Fact]
    public void Events_ArePulses_ButNotThoseOfADump() =>
        Assert.Equal(["3000 pulse", "3000 pulse", "9000 pulse"], Read(Header + "#0\n$dumpvars\n1%\n$end\n#3\n1%\n1%\n#9\n1%\n#20\n", "top.done"));

    [Fact]
    public void SignalAndItsTimeOnOneLine_AndABlankBeforeTheIdentifier_AreRead() =>
        Assert.Equal(["0 0", "2000 1", "3000 0"], Read(Header + "#0 0! b0 \"\n#2 1 !\n#3\r\n0!\r\n", "1"));

    [Fact]
    public void DumpsAndComments_ArePassedOver() =>
        Assert.Equal(
            ["0 1", "4000 unknown (fault)", "5000 0", "6000 0"],
            Read(Header + "$comment 0! #9 $end\n#0\n$dumpvars 1! $end\n#4\n$dumpoff x! $end\n#5\n$dumpon\n0!\n$end\n#6\n$dumpall 0! $end", "1"));

    [Fact]
    public void HeaderWithoutTimescaleOrEnd_IsReadWithWarnings()
    {
        using Trace trace = Open("$var wire 1 ! a $end\n$dumpvars\n1!\n$end\n#3.25\n0!\n");
        Assert.Equal(["0 1", "3 0"], Read(trace, "a"));
        Assert.Equal(2, trace.Warnings.Length);
        Assert.Contains("no $timescale", trace.Warnings[0], StringComparison.Ordinal);
        Assert.Contains(":2: values begin without $enddefinitions", trace.Warnings[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1fs", "1500000", 1, 1)]
    [InlineData("10 ps", "199", 1, 1)]
    [InlineData("244 ns", "2", 488, 244)]
    [InlineData("100us", "3", 300_000, 100_000)]
    [InlineData("1 s", "2", 2_000_000_000, 1_000_000_000)]
    [InlineData("1ns", "3.999", 3, 1)]
    [InlineData("1us", "3.9999", 3999, 1000)]
    [InlineData("1ns", "-5", -5, 1)]
    [InlineData("1ps", "-1", -1, 1)]
    public void Time_IsRoundedDownToNanoseconds(string timescale, string time, long nanoseconds, long step)
    {
        using Trace trace = Open($"$timescale {timescale} $end $var wire 1 ! a $end $enddefinitions $end\n#{time} 1!\n");
        Assert.Equal([$"{nanoseconds} 1"], Read(trace, "a"));
        Assert.Equal(step, trace.Channels[0].LeastStepNanoseconds);
    }

    [Theory]
    [InlineData("top.state", "it holds text, which is no signal")]
    [InlineData("top.wide[63:0]", "it has 64 bits, and numbers hold 53 exactly")]
    public void WhatIsNoSignal_IsRefusedOnlyWhereItIsChosen(string channel, string expected)
    {
        using Trace trace = Open(Header + "#0 0! sIDLE & b1 '\n");
        CommandException refused = Assert.Throws<CommandException>(() => trace.ReadValues(trace.Choose(channel)[0]));
        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.Equal($"{trace.Path}: '{channel}' cannot be read: {expected}.", refused.Message);
        Assert.Equal(expected, trace.Choose(channel)[0].Refusal);
        Assert.Equal(["0 0"], Read(trace, "top.uart.tx"));
    }

    [Fact]
    public void FileCutWithinAChange_GivesWhatIsBefore_WithAWarning()
    {
        using Trace trace = Open(Header + "#5\n1!\n#9\nb10");
        Assert.Equal(["5000 1", "9000 1"], Read(trace, "1"));
        Assert.Contains(":18: the file ends within a value change", Assert.Single(trace.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", ":1: the file ends within its definitions")]
    [InlineData("$timescale 1 ns $end\nhello", ":2: 'hello' stands among the definitions")]
    [InlineData("$timescale 1 fortnight $end", ":1: '1fortnight' is no timescale")]
    [InlineData("$timescale 1 ns $end $timescale 1 ns $end", ":1: a second $timescale")]
    [InlineData("$upscope $end", ":1: $upscope without a $scope")]
    [InlineData("$scope module\n top", ":2: the file ends where $end of $scope should be")]
    [InlineData("$var wire one ! a $end", ":1: 'one' is no size of a $var")]
    [InlineData("$var wire 1 ! $end", ":1: the variable '!' has no name")]
    [InlineData("$comment\n\n never", ":3: the file ends within $comment of line 1, which has no $end")]
    [InlineData("$enddefinitions $end\n#0", ":1: no variable is declared")]
    [InlineData("$dumpvars", ":1: values begin, but no variable was declared")]
    [InlineData("$var wire 1 ! a\0 $end", ":1: a byte 0")]
    public void BrokenDefinitions_AreRefusedWithTheirLine(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<CommandException>(() => Open(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("#5 1!\n#4 0!\n", ":16: time runs backwards, from 5 to 4")]
    [InlineData("#x 1!\n", ":15: 'x' is no time")]
    [InlineData("#99999999999999999999 1!\n", ":15: '99999999999999999999' is no time")]
    [InlineData("#9223372036854775807 1!\n", ":15: the time 9223372036854775807 lies beyond 292 years")]
    [InlineData("#1 1!\ngarbage\n", ":16: 'garbage' is no value change")]
    [InlineData("#1 pD 6 6 <0\n", ":15: a value of a port: extended VCD is not read")]
    [InlineData("#1 b12 !\n", ":15: 'b12' for 'top.uart.tx' is no row of at most 53 bits")]
    [InlineData("#1 rpi !\n", ":15: 'rpi' for 'top.uart.tx' is no real number")]
    [InlineData("#1 sup !\n", ":15: 'sup' for 'top.uart.tx' is text, and no signal")]
    [InlineData("$comment 1!", ":15: the file ends within $comment")]
    public void BrokenChanges_AreFailuresWithTheirLine(string changes, string expected)
    {
        using Trace trace = Open(Header + changes);
        CommandException broken = Assert.Throws<CommandException>(() => Read(trace, "1"));
        Assert.Equal(ExitCode.Failure, broken.Code);
        Assert.StartsWith(trace.Path + expected, broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TextInAReal_IsUnknown_WithOneWarning()
    {
        using Trace trace = Open("$timescale 1 ns $end\n$var real 1 ! state $end\n$enddefinitions $end\n#0 r1.5 !\n#1 sidle !\n#2 sbusy !\n#3 r2 !\n");
        using ValueReader reader = trace.ReadValues(trace.Channels[0]);
        var values = new List<Value>();
        while (reader.TryRead(out Stamped<Value> value))
            values.Add(value.Value);
        Value unknown = Value.Unknown(UnknownReason.Fault);
        Assert.Equal([Value.Of(1.5, Unit.Count), unknown, unknown, Value.Of(2, Unit.Count)], values);
        Assert.Equal($"{trace.Path}:5: 'idle' for 'state' is text, and no signal: it is unknown while its value is text.", Assert.Single(trace.Warnings));
    }

    [Fact]
    public void WordsAcrossTheBuffersEnd_AreWhole_AndLinesStayRight()
    {
        var text = new StringBuilder(Header);
        var expected = new List<string>();
        var random = new Random(6);
        for (int i = 1; i <= 100_000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"#{i}\nb{new string('1', random.Next(1, 9))}{new string('0', random.Next(0, 300) / 150)} '\n");
            text.Append(CultureInfo.InvariantCulture, $"b{Convert.ToString(i % 256, 2)} \"\n");
            expected.Add($"{i * 1000} {i % 256}");
        }

        text.Append("oops");
        using Trace trace = Open(text.ToString());
        using ValueReader reader = trace.ReadValues(trace.Choose("top.uart.shift[7:0]")[0]);
        foreach (string change in expected)
        {
            Assert.True(reader.TryRead(out Stamped<Value> value));
            Assert.Equal(change, Line(value));
        }

        string message = Assert.Throws<CommandException>(() => reader.TryRead(out _)).Message;
        Assert.Contains($":{15 + 300_000}: 'oops'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void EndlessWord_IsRefusedWithItsLine()
    {
        using Trace trace = Open(Header + "#1\nb" + new string('1', 1 << 20) + " !\n");
        Assert.Contains(":16: a word of more than 65536 bytes", Assert.Throws<CommandException>(() => Read(trace, "1")).Message, StringComparison.Ordinal);
    }

    private static string Line(in Stamped<Value> value) => $"{value.Stamp.Nanoseconds} {value.Value}";

    private static List<string> Read(Trace trace, string channel)
    {
        var lines = new List<string>();
        using ValueReader reader = trace.ReadValues(trace.Choose(channel)[0]);
        while (reader.TryRead(out Stamped<Value> value))
            lines.Add(Line(value));
        Assert.False(reader.TryRead(out _));
        return lines;
    }

    /// <summary>How many variables there are, counted without the reader.</summary>
    private static int DeclaredIn(string path) => File.ReadAllText(path, Encoding.Latin1).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Count(w => w == "$var");

    private static int ReadAll(string path)
    {
        using Trace trace = TraceFormats.Open(path);
        Assert.Equal("VCD", trace.Format);
        foreach (TraceChannel channel in trace.Channels.Take(60))
        {
            if (channel.Refusal is not null)
                continue;
            using ValueReader reader = trace.ReadValues(channel);
            ReadThrough(reader);
        }

        return trace.Channels.Length;
    }

    private static void ReadThrough(ValueReader reader)
    {
        SignalTime last = new(long.MinValue);
        while (reader.TryRead(out Stamped<Value> value))
        {
            Assert.True(value.Stamp >= last);
            last = value.Stamp;
        }
    }

    private List<string> Read(string text, string channel)
    {
        using Trace trace = Open(text);
        return Read(trace, channel);
    }

    private Trace Open(string text)
    {
        string path = Path.Combine(folder.Path, Guid.NewGuid().ToString("N") + ".vcd");
        File.WriteAllText(path, text);
        return TraceFormats.Open(path);
    }
}
