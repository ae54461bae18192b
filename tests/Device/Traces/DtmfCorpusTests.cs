using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Reactive.Device.Traces;
using Reactive.Operators;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Reactive.Testing;
using Xunit;

namespace Reactive.Device.Tests.Traces;

/// <summary>Recordings and clips that others made, with and without digits.</summary>
public sealed class DtmfCorpusTests
{
    // what does not fit the label, and why
    private static readonly Dictionary<string, string> Others = new()
    {
        // the label is a guess: nobody says which digits they are
        ["dtmf/bert2/short_dtmf_sequence.mp3"] = "ACAB",
        // each channel has its own: see StereoTones
        ["dtmf/bert2/stereo_dtmf_tones.wav"] = "135790",
        // noise as strong as the tones
        ["dtmf/tino1b2be/complete-sequence-8kHz.wav"] = "",
        // the first digit lies over a dial tone
        ["dtmf/tino1b2be/dial.wav"] = "5702340003",
    };

    public static TheoryData<string, string> Labelled()
    {
        var rows = new TheoryData<string, string>();
        if (Corpus.Find("dtmf/labels.csv") is not { } labels)
            return new() { { "dtmf/labels.csv", "" } };
        foreach (string line in File.ReadLines(labels).Skip(1))
        {
            string[] cells = Cells(line);
            string truth = cells[5] == "(none)" ? "" : cells[5];
            if (cells[5].Length > 0 && Corpus.Find(cells[0]) is not null)
                rows.Add(cells[0], Others.GetValueOrDefault(cells[0], truth.Split(' ')[0]));
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Labelled))]
    public void LabelledClip_GivesItsDigits(string file, string digits) => Assert.Equal(digits, Digits(Corpus.Require(file), 0));

    [Fact]
    public void StereoTones_AreFoundOnTheirOwnChannel() => Assert.Equal("2468", Digits(Corpus.Require("dtmf/bert2/stereo_dtmf_tones.wav"), 1));

    [Fact]
    public void SingleTones_AreTheDigitOfTheirFolder()
    {
        string[] files = Directory.GetFiles(Corpus.Require("dtmf/knn_dataset/clean"), "*.wav", SearchOption.AllDirectories);
        Assert.Equal(128, files.Length);
        foreach (string file in files)
        {
            string[] tones = Path.GetFileName(Path.GetDirectoryName(file)!).Split('+');
            int low = Array.IndexOf(["697", "770", "852", "941"], tones[0]), high = Array.IndexOf(["1209", "1336", "1477", "1633"], tones[1]);
            Assert.Equal("123A456B789C*0#D".Substring((low * 4) + high, 1), Digits(file, 0));
        }
    }

    [Fact]
    public void SpeechMusicAndNoise_HoldNoDigit()
    {
        string[] files = Directory.GetFiles(Corpus.Require("speech"), "*.wav", SearchOption.AllDirectories);
        Assert.True(files.Length > 250, $"only {files.Length} files");
        Assert.All(files, file => Assert.Equal("", Digits(file, 0)));
    }

    private static string Digits(string path, int channel)
    {
        using Trace trace = Open(path);
        using SampleReader reader = trace.ReadSamples([trace.Channels[channel]]);
        SampleFlow samples = new(trace.Channels[channel].Samples!.Clock.Rate, trace.Channels[channel].Samples!.Format);
        var flow = new Flow(FlowKind.Samples, null, Unit.Count, samples);
        var kernel = (Kernel<SampleBlock, Stamped<Value>>)DtmfOperator.Spec.FormFor(flow)!.CreateKernel(flow, new ParameterValues(DtmfOperator.Spec.Parameters));
        var found = new Found();
        while (reader.TryRead(out SampleBlock block))
            kernel.Step(block, found);
        return string.Concat(found.Digits);
    }

    private static Trace Open(string path)
    {
        // WAV needs no library
        if (!path.EndsWith(".wav", StringComparison.Ordinal) && !NativeLibrary.TryLoad("libsndfile.so.1", out _))
            Assert.Skip("libsndfile is not installed.");
        return TraceFormats.Open(path);
    }

    // a cell may be quoted
    private static string[] Cells(string line)
    {
        string[] quoted = line.Split('"');
        return [.. quoted.SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(',').Where((cell, at) => !(cell.Length == 0 && ((i > 0 && at == 0) || (i < quoted.Length - 1 && at == part.Split(',').Length - 1)))))];
    }

    private sealed class Found : IEmit<Stamped<Value>>
    {
        public List<char> Digits { get; } = [];

        public void Emit(in Stamped<Value> output) => Digits.Add(output.Value.DigitCharacter!.Value);
    }
}
