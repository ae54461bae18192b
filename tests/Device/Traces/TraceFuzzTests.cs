using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Reactive.Device.Output;
using Reactive.Device.Traces;
using Reactive.Device.Traces.Sigrok;
using Reactive.Device.Traces.Vcd;
using Reactive.Signals;
using Reactive.Testing;
using Xunit;

namespace Reactive.Device.Tests.Traces;

/// <summary>Whatever the bytes are: a trace, or a message; never more memory than stated.</summary>
public sealed class TraceFuzzTests(TraceFolder folder) : IClassFixture<TraceFolder>
{
    // the buffers of a few readers at once; a file must not add to it
    private const long MostBytes = 24 << 20;

    private const int MostValues = 2_000_000;

    private const string SmallVcd = "$timescale 10 ns $end $scope module a $end $var wire 1 ! b $end $var reg 8 \" c [7:0] $end $var real 64 # d $end $var event 1 $ e $end"
        + " $var string 1 % f $end $comment words-of % loop state $end $upscope $end $enddefinitions $end\n#0\n$dumpvars 0! bx \" r1.5 # sopen % $end\n#10 1! b1010 \" 1$\n#20.5 x! r-3e9 # sundefined %\n";

    [Fact]
    public void RandomBytes_BehindAMagicNumber()
    {
        var random = new Random(1);
        for (int i = 0; i < 400; i++)
        {
            byte[] bytes = new byte[random.Next(600)];
            random.NextBytes(bytes);
            byte[] start = i % 2 == 0 ? "PK\x03\x04"u8.ToArray() : "$var "u8.ToArray();
            start.AsSpan(0, Math.Min(start.Length, bytes.Length)).CopyTo(bytes);
            Try(bytes, i % 2 == 0);
        }
    }

    [Fact]
    public void SmallFiles_Mutated()
    {
        byte[] session = new SessionFile("[device 1]\ncapturefile=logic-1\ntotal probes=9\nsamplerate=1 MHz\nprobe1=a\nprobe9=b\nanalog10=c\nunitsize=2\n")
            .Add("logic-1-1", [.. Enumerable.Range(0, 300).Select(i => (byte)i)]).Add("logic-1-2", 1, 2).Add("analog-1-10-1", 0, 0, 128, 63).ToBytes();
        byte[] vcd = Encoding.ASCII.GetBytes(SmallVcd);
        Assert.True(Try(session, true) && Try(vcd, false));
        int read = 0;
        for (int seed = 0; seed < 1500; seed++)
            read += Try(Mutated(seed % 2 == 0 ? session : vcd, new Random(seed)), seed % 2 == 0) ? 1 : 0;
        // neither all nor none of them, or the mutations are of no use
        Assert.InRange(read, 150, 1350);
    }

    [Fact]
    public void RealFiles_Mutated()
    {
        string[] files = [.. Directory.GetFiles(Corpus.Require("vcd"), "*.vcd", SearchOption.AllDirectories), .. Directory.GetFiles(Corpus.Require("sigrok/rfid"), "*.sr", SearchOption.AllDirectories)];
        foreach (string file in files.Where(f => new FileInfo(f).Length < 20_000))
        {
            for (int seed = 0; seed < 6; seed++)
                Try(Mutated(File.ReadAllBytes(file), new Random(seed)), file.EndsWith(".sr", StringComparison.Ordinal));
        }
    }

    private static byte[] Mutated(byte[] original, Random random)
    {
        var bytes = new List<byte>(original);
        for (int i = random.Next(1, 6); i > 0 && bytes.Count > 0; i--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Whether the file was read to its end.</summary>
    private bool Try(byte[] bytes, bool isSession)
    {
        string path = Path.Combine(folder.Path, isSession ? "fuzz.sr" : "fuzz.vcd");
        File.WriteAllBytes(path, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using Trace trace = isSession ? SigrokTrace.Open(path, new TraceOptions()) : VcdTrace.Open(path, new TraceOptions());
            foreach (TraceChannel channel in trace.Channels.Take(3))
            {
                if (channel.Refusal is null)
                    ReadThrough(trace, channel);
            }

            return true;
        }
        catch (CommandException refused)
        {
            Assert.Contains(path, refused.Message, StringComparison.Ordinal);
            Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
            return false;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        }
    }

    private static void ReadThrough(Trace trace, TraceChannel channel)
    {
        using ValueReader reader = trace.ReadValues(channel);
        SignalTime last = new(long.MinValue);
        int count = 0;
        while (reader.TryRead(out Stamped<Value> value) && count++ < MostValues)
        {
            Assert.True(value.Stamp >= last);
            last = value.Stamp;
        }
    }
}
