using System.Collections.Generic;
using System.IO;
using System.Linq;
using Reactive.Device.Traces;
using Reactive.Operators;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Reactive.Testing;
using Xunit;

namespace Reactive.Device.Tests.Traces;

/// <summary>What the operators of sound make of recordings of speech, music and noise.</summary>
public sealed class SoundCorpusTests
{
    // two vowels, each held twice for as long as a busy tone, are all that is mistaken in 290 recordings; three times none is
    [Theory]
    [InlineData("2", 2)]
    [InlineData("3", 0)]
    public void Speech_HoldsNoAlarm_AndHardlyAToneOfTheTelephone(string repeats, int most)
    {
        IEnumerable<string> heard = from country in new[] { "us", "uk", "de", "es" }
                                    from file in Speech()
                                    from told in Told(file, CadenceOperator.Spec, ("country", country), ("repeats", repeats)).Where(v => v.Value.ToString() != "none")
                                    select $"{country} {Path.GetFileName(file)}: {told.Value} at {told.Stamp} s";
        Assert.True(heard.Count() <= most, string.Join(", ", heard));
        Assert.DoesNotContain(heard, h => h.Contains("temporal", System.StringComparison.Ordinal));
    }

    [Fact]
    public void Speech_HoldsHardlyATone() =>
        Assert.InRange(Speech().Sum(file => Told(file, ToneOperator.Spec, ("frequencies", "440 Hz")).Count), 0, 3);

    [Fact]
    public void LevelsOfSpeech_AreThoseOfSpeech()
    {
        foreach (string file in Speech())
        {
            double[] levels = [.. Told(file, LevelOperator.Spec).Select(v => v.Value.Number)];
            // the loudest eighth of a second of what somebody recorded to be heard
            bool isSilence = Path.GetFileName(Path.GetDirectoryName(file)) == "silence";
            Assert.True(levels.Length == 0 || isSilence || levels.Max() is > -45 and < 1, $"{file}: {levels.DefaultIfEmpty().Max()} dB");
            Assert.All(levels, level => Assert.InRange(level, -120, 3.02));
        }
    }

    [Fact]
    public void LevelOfDigits_IsThatOfTheirTones()
    {
        string file = Corpus.Require("dtmf/tino1b2be/complete-sequence-8kHz.wav");
        Assert.InRange(Told(file, LevelOperator.Spec).Max(v => v.Value.Number), -30, 3.02);
    }

    private static string[] Speech() => Directory.GetFiles(Corpus.Require("speech"), "*.wav", SearchOption.AllDirectories);

    private static List<Stamped<Value>> Told(string path, OperatorSpec spec, params (string Name, string Text)[] given)
    {
        using Trace trace = TraceFormats.Open(path);
        using SampleReader reader = trace.ReadSamples([trace.Channels[0]]);
        var flow = new Flow(FlowKind.Samples, null, Unit.Count, new SampleFlow(trace.Channels[0].Samples!.Clock.Rate, trace.Channels[0].Samples!.Format));
        var values = new ParameterValues(spec.Parameters);
        foreach ((string name, string text) in given)
        {
            Assert.True(spec.Parameters.Single(p => p.Name == name).TryRead(text, out object value, out string problem, out _), problem);
            values.Set(name, value);
        }

        var kernel = (Kernel<SampleBlock, Stamped<Value>>)spec.FormFor(flow)!.CreateKernel(flow, values);
        var told = new List<Stamped<Value>>();
        var output = new Kept(told);
        while (reader.TryRead(out SampleBlock block))
            kernel.Step(block, output);
        return told;
    }

    private sealed class Kept(List<Stamped<Value>> told) : IEmit<Stamped<Value>>
    {
        public void Emit(in Stamped<Value> output) => told.Add(output);
    }
}
