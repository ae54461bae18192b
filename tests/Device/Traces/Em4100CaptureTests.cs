using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reactive.Subjects;
using System.Text.RegularExpressions;
using Reactive.Device.Traces;
using Reactive.Operators;
using Reactive.Signals;
using Reactive.Testing;
using Xunit;

namespace Reactive.Device.Tests.Traces;

/// <summary>Captures of real readers, against what sigrok publishes of them.</summary>
public sealed partial class Em4100CaptureTests
{
    public static TheoryData<string> Files()
    {
        var files = new TheoryData<string>();
        // one that says why it is skipped, where there is none
        string[] found = Corpus.Find("sigrok/rfid") is { } folder ? Directory.GetFiles(folder, "*.sr", SearchOption.AllDirectories) : ["absent.sr"];
        foreach (string file in found.Order(StringComparer.Ordinal))
            files.Add(Path.GetFileName(file));
        return files;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Capture_GivesTheTagsThatArePublished(string file)
    {
        string path = Directory.GetFiles(Corpus.Require("sigrok/rfid"), file, SearchOption.AllDirectories).Single();
        string name = Path.GetFileNameWithoutExtension(file);
        Annotation[] published = [.. Annotations(name)];
        Annotation[] tags = [.. published.Where(a => a.Class == "tag")];
        Assert.NotEmpty(tags);

        (List<Stamped<Value>> decoded, SampleClock clock) = Decode(path, ChannelOf(name));
        Stamped<Value>[] frames = [.. decoded.Where(v => v.Value.Kind == ValueKind.Text)];
        Assert.All(frames, f => Assert.Equal(name.Split('_')[1], f.Value.Text));

        // sigrok needs an edge before the header and one after the stop bit: it leaves out what the capture begins and ends with
        Annotation[] bits = [.. published.Where(a => a.Class == "bit")];
        long quarterBit = 16 * SignalTime.NanosecondsPerSecond / 125_000;
        if (clock.TimeOf(tags[0].First) - frames[0].Since > quarterBit)
            frames = frames[1..];
        if (frames[^1].Stamp > clock.TimeOf(bits[^1].End))
            frames = frames[..^1];
        Assert.Equal(tags.Length, frames.Length);
        for (int i = 0; i < tags.Length; i++)
        {
            // the same first sample, but where it lies before the first edge of the capture; decided in the middle of the
            // stop bit, which sigrok waits for the end of
            Assert.Equal(tags[i].Text, "Tag: " + frames[i].Value.Text!.ToUpperInvariant());
            Assert.InRange(clock.TimeOf(tags[i].First) - frames[i].Since, 0, tags[i].First == bits[1].First ? quarterBit : 0);
            Annotation stop = published.Last(a => a.Class == "bit" && a.End == tags[i].End);
            Assert.InRange(frames[i].Stamp.Nanoseconds, clock.TimeOf(stop.First + 1).Nanoseconds, clock.TimeOf(stop.End - 1).Nanoseconds);
            Assert.Equal(frames[i].Value.Text, Digits(published, tags[i]));
        }
    }

    [GeneratedRegex("""^(\d+)-(\d+) em4100: ([a-z-]+): "([^"]*)""")]
    private static partial Regex AnnotationLine();

    /// <summary>The fields of a frame that sigrok annotates one by one, each with its parity.</summary>
    private static string Digits(Annotation[] published, Annotation tag)
    {
        Annotation[] within = [.. published.Where(a => a.First >= tag.First && a.End <= tag.End && a.Class is not ("bit" or "tag"))];
        Assert.Equal("header", within[0].Class);
        Assert.Equal(10, within.Count(a => a.Class == "rowparity-ok"));
        Assert.Equal(4, within.Count(a => a.Class == "colparity-ok"));
        return string.Concat(within.Where(a => a.Class is "version-customer" or "data").Select(a => a.Text[^1])).ToLowerInvariant();
    }

    private static IEnumerable<Annotation> Annotations(string name)
    {
        foreach (string line in File.ReadLines(Corpus.Require($"sigrok/expected/em4100/{name}.output")))
        {
            Match match = AnnotationLine().Match(line);
            Assert.True(match.Success, line);
            yield return new Annotation(Number(match.Groups[1]), Number(match.Groups[2]), match.Groups[3].Value, match.Groups[4].Value);
        }

        static long Number(Group group) => long.Parse(group.ValueSpan, CultureInfo.InvariantCulture);
    }

    private static int ChannelOf(string name)
    {
        string conf = File.ReadAllText(Corpus.Require("sigrok/expected/em4100/test.conf"));
        Match match = Regex.Match(conf, $@"test {name}\s+protocol-decoder em4100 channel data=(\d+)");
        return int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
    }

    private static (List<Stamped<Value>> Values, SampleClock Clock) Decode(string path, int channel)
    {
        using Trace trace = TraceFormats.Open(path);
        // sigrok counts from 0, also the channels that were not recorded
        using SampleReader reader = trace.ReadSamples([trace.Channels[trace.Channels.Length == 1 ? 0 : channel]]);
        using var blocks = new Subject<SampleBlock>();
        var values = new List<Stamped<Value>>();
        using IDisposable subscription = blocks.Em4100(new Em4100Options()).Subscribe(values.Add);
        while (reader.TryRead(out SampleBlock block))
            blocks.OnNext(block);
        return (values, reader.Clock);
    }

    private sealed record Annotation(long First, long End, string Class, string Text);
}
