using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Events;

public sealed class SequenceTests
{
    private static readonly Flow Digits = new(FlowKind.Event, Record: RecordType.Digit);
    private static readonly Flow Keys = new(FlowKind.Event, SymbolType.Key);
    private static readonly Flow Presses = new(FlowKind.Event, SymbolType.Press);

    // digits come a second apart; a dot is a second without one
    [Theory]
    [InlineData("open: 5, page: 9#", "5", "1: open since 1")]
    [InlineData("open: 5, page: 9#", "9#5", "2: page since 1, 3: open since 3")]
    [InlineData("open: 5, page: 9#", "99#", "3: page since 2")]
    [InlineData("code: 1234", "121234", "6: code since 3")]
    [InlineData("code: 112", "1112", "4: code since 2")]
    [InlineData("code: 1212", "121212", "4: code since 1")]
    [InlineData("code: 1234", "123512345", "8: code since 5")]
    [InlineData("code: 12", "1...2", "")]
    [InlineData("code: 12", "1..2", "")]
    [InlineData("code: 12", "1.2", "3: code since 1")]
    public void Sequences_AreToldWithTheirLastSymbol(string of, string typed, string told) => Assert.Equal(told, Type(of, typed));

    [Theory]
    [InlineData("one: 5, two: 55", "5", "4: one since 1")]
    [InlineData("one: 5, two: 55", "55", "2: two since 1")]
    [InlineData("one: 5, two: 55", "5.5", "3: two since 1")]
    [InlineData("one: 5, two: 55", "5...5", "4: one since 1, 8: one since 5")]
    [InlineData("one: 5, two: 55", "555", "2: two since 1, 6: one since 3")]
    [InlineData("one: 5, two: 55", "57", "2: one since 1")]
    [InlineData("one: 5, three: 553", "557", "3: one since 1, 3: one since 2")]
    [InlineData("one: 5, three: 553", "55", "5: one since 1, 5: one since 2")]
    [InlineData("one: 5, three: 553", "553", "3: three since 1")]
    public void TheShorterOfTwoThatBeginAlike_WaitsForTheTimeout_OrForAnotherSymbol(string of, string typed, string told) => Assert.Equal(told, Type(of, typed));

    // a sequence within another, or at the end of one, is told once the other cannot be meant
    [Theory]
    [InlineData("long: 1234, short: 23", "1234", "4: long since 1")]
    [InlineData("long: 1234, short: 23", "1235", "4: short since 2")]
    [InlineData("long: 1234, short: 23", "123", "6: short since 2")]
    [InlineData("long: 1234, short: 23", "23", "2: short since 1")]
    [InlineData("long: 123, short: 3", "123", "3: long since 1")]
    [InlineData("long: 123, short: 3", "13", "2: short since 2")]
    public void ASequenceInAnother_IsToldWhereTheOtherIsNotMeant(string of, string typed, string told) => Assert.Equal(told, Type(of, typed));

    [Theory]
    [InlineData("code: 1234", "1234", "within: 4 s", "4: code since 1")]
    [InlineData("code: 1234", "1234", "within: 3 s", "")]
    [InlineData("code: 1234, end: 34", "1234", "within: 3 s", "4: end since 3")]
    [InlineData("one: 5, four: 5678", "567.8", "within: 3 s", "4: one since 1")]
    public void Within_CountsFromTheFirstSymbolToTheLast_AndExactlyThenIsTooLate(string of, string typed, string within, string told) =>
        Assert.Equal(told, Type(of, typed, ", " + within));

    [Fact]
    public void EndsOfDigits_AreIgnored_AndFaultsPassAndTakeNothingBack()
    {
        Stamped<Value>[] input =
        [
            new(Value.Digit('1'), SignalTime.FromMilliseconds(1000), SignalTime.FromMilliseconds(960)),
            new(Value.DigitOver('1', 90_000_000), SignalTime.FromMilliseconds(1080), SignalTime.FromMilliseconds(1050)),
            new(Value.Fault("offline"), SignalTime.FromMilliseconds(1500)),
            new(Value.Digit('2', carrier: DigitCarrier.SipInfo), SignalTime.FromMilliseconds(2000), SignalTime.FromMilliseconds(1800)),
        ];
        Assert.Equal("1.5: fault offline since 1.5, 2: code since 0.96", Run("sequence: { of: { code: 12 } }", Digits, input));
    }

    [Fact]
    public void Keys_MayBeCharactersOrWords()
    {
        Stamped<Value>[] Typed(params string[] keys) => [.. keys.Select((k, i) => new Stamped<Value>(Value.Symbol(SymbolType.Key, k), SignalTime.FromMilliseconds(1000 * (i + 1))))];
        const string Yaml = "sequence: { of: { menu: F1, deep: \"F2 12#\", code: \"4 5\" } }";
        Assert.Equal("1: menu since 1, 5: deep since 2, 7: code since 6", Run(Yaml, Keys, Typed("F1", "F2", "1", "2", "#", "4", "5")));
    }

    [Fact]
    public void Gestures_AreWords()
    {
        Stamped<Value>[] gestures = [.. new[] { "single", "double", "long" }.Select((g, i) => new Stamped<Value>(Value.Symbol(SymbolType.Press, g), SignalTime.FromMilliseconds(1000 * (i + 1))))];
        Assert.Equal("3: all-off since 2", Run("sequence: { of: { all-off: \"double long\" } }", Presses, gestures));
    }

    [Theory]
    [InlineData("of: { open: 5x }", "'x' in the sequence 'open' is none of the DTMF digits: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, *, #, A, B, C or D", "")]
    [InlineData("of: { open: 5a }", "'a' in the sequence 'open' is none of the DTMF digits: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, *, #, A, B, C or D", "write 'A'")]
    [InlineData("of: { open: \" \" }", "the sequence 'open' is empty", "such as \"0\"")]
    [InlineData("of: { open: 555555555555555555555555555555555 }", "the sequence 'open' has 33 symbols, and 32 are possible", "")]
    [InlineData("of: { open: 5, page: 9, door: \"5\" }", "'door' can never be told: it is the same sequence as 'open'", "give one of them another")]
    [InlineData("of: { open: [5, 6, 5] }", "'open' has the same sequence twice", "remove one of them")]
    public void WrongSequences_AreRefused(string parameters, string message, string hint)
    {
        ParameterProblem problem = Assert.Single(SequenceOperator.Spec.Check(ExampleReader.Read(SequenceOperator.Spec, $"sequence: {{ {parameters} }}"), Digits));
        Assert.Equal((message, hint), (problem.Message, problem.Hint));
    }

    [Theory]
    [InlineData("singel", "did you mean 'single'?")]
    [InlineData("Long", "write 'long'")]
    public void AWordThatIsNearlyASymbol_IsHinted(string word, string hint)
    {
        ParameterProblem problem = Assert.Single(SequenceOperator.Spec.Check(ExampleReader.Read(SequenceOperator.Spec, $"sequence: {{ of: {{ off: \"double {word}\" }} }}"), Presses));
        Assert.Equal(("of.off", hint), (problem.Parameter, problem.Hint));
    }

    // whatever others there are: typed alone and followed by silence, each is told
    [Fact]
    public void EverySequence_CanBeTold()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            ImmutableSequences of = ImmutableSequences.Random(new Random(seed));
            foreach ((string name, string text) in of.All)
                Assert.Equal($"{name} since 1", Assert.Single(Type(of.Written, text).Split(", ")).Split(": ")[1]);
        }
    }

    [Fact]
    public void RandomSymbols_AreToldAsThePlainModelSays()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            ImmutableSequences of = ImmutableSequences.Random(random);
            long? within = random.Next(2) == 0 ? null : random.Next(1, 6) * 1000;
            List<(long At, char Symbol)> typed = [];
            for (long at = 1000; typed.Count < 60; at += random.Next(8) switch { 0 => 3000, 1 => 0, 2 => 2999, 3 => 4000, _ => 500 })
                typed.Add((at, "123"[random.Next(3)]));
            Stamped<Value>[] input = [.. typed.Select(t => new Stamped<Value>(Value.Digit(t.Symbol), SignalTime.FromMilliseconds(t.At)))];
            string yaml = $"sequence: {{ of: {{ {of.Written} }}{(within is { } w ? $", within: {w} ms" : "")} }}";
            Assert.Equal(PlainSequences.Told(of.All, typed, 3000, within), Run(yaml, Digits, input));
        }
    }

    [Fact]
    public void ByCode_WrongOptionsAreRefused()
    {
        var source = new System.Reactive.Subjects.Subject<Stamped<Value>>();
        var options = new SequenceOptions { Of = [new NamedText("open", "5"), new NamedText("page", "9x")] };
        Assert.Contains("'x'", Assert.Throws<ArgumentException>(() => source.Sequence(Digits, options, null)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => source.Sequence(Digits, options with { Of = [], Timeout = TimeSpan.Zero }, null));
        Assert.Throws<ArgumentException>(() => source.Sequence(new Flow(FlowKind.Event), options, null));
        source.Dispose();
    }

    private static string Type(string of, string typed, string more = "")
    {
        Stamped<Value>[] input = [.. typed.Select((c, i) => (c, i)).Where(t => t.c != '.').Select(t => new Stamped<Value>(Value.Digit(t.c), SignalTime.FromMilliseconds(1000 * (t.i + 1))))];
        return Run($"sequence: {{ of: {{ {of} }}{more} }}", Digits, input);
    }

    private static string Run(string yaml, Flow flow, Stamped<Value>[] input)
    {
        Kernel<Stamped<Value>, Stamped<Value>> kernel = Probe.Kernel<Stamped<Value>, Stamped<Value>>(SequenceOperator.Spec, yaml, flow);
        var transcript = new Transcript();
        foreach (Stamped<Value> one in input)
            Probe.Feed(kernel, one, transcript);
        Probe.RunOut(kernel, transcript);
        return string.Join(", ", transcript.Values.Select(v => $"{v.Stamp}: {v.Value} since {v.Since}"));
    }

    /// <summary>A few short sequences over three symbols, so that they begin, end and contain each other.</summary>
    private sealed record ImmutableSequences(List<(string Name, string Text)> All)
    {
        public string Written => string.Join(", ", All.Select(s => $"{s.Name}: {s.Text}"));

        public static ImmutableSequences Random(Random random)
        {
            IEnumerable<string> texts = Enumerable.Range(0, random.Next(1, 7)).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => "123"[random.Next(3)])));
            return new ImmutableSequences([.. texts.Distinct().Select((t, i) => ($"s{i}", t))]);
        }
    }
}
