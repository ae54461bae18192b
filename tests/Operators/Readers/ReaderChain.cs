using System;
using System.Collections.Generic;
using System.Linq;
using Reactive.Signals;
using Reactive.Signals.Specs;
using Xunit;

namespace Reactive.Operators.Tests.Readers;

/// <summary>Operators of readers, one behind the other, written as in a definition.</summary>
internal sealed class ReaderChain
{
    public static readonly Flow Frames = new(FlowKind.Event, Record: RecordType.Frame);
    public static readonly Flow Cards = new(FlowKind.Event, Record: RecordType.Card);
    public static readonly Flow Keys = new(FlowKind.Event, SymbolType.Key);
    public static readonly Flow Pins = new(FlowKind.Event, Record: RecordType.Pin);

    private readonly List<Kernel<Stamped<Value>, Stamped<Value>>> _kernels = [];

    public ReaderChain(Flow input, params IEnumerable<string> operators)
    {
        foreach (string yaml in operators)
        {
            OperatorSpec spec = OperatorCatalog.All.Single(s => s.Name == yaml[..yaml.IndexOf(':', StringComparison.Ordinal)]);
            ParameterValues values = ExampleReader.Read(spec, yaml);
            Assert.Empty(spec.Check(values, input).Select(p => p.Message));
            OperatorForm form = spec.FormFor(input)!;
            _kernels.Add((Kernel<Stamped<Value>, Stamped<Value>>)form.CreateKernel(input, values));
            input = form.Output(input, values);
        }
    }

    /// <summary>What one operator's parameters are refused for.</summary>
    public static IEnumerable<string> Problems(OperatorSpec spec, string yaml, Flow input) => spec.Check(ExampleReader.Read(spec, yaml), input).Select(p => p.Message);

    /// <summary>What leaves the last operator, deadlines behind the last value included.</summary>
    public List<Stamped<Value>> Run(IEnumerable<Stamped<Value>> values)
    {
        List<Stamped<Value>> flowing = [.. values];
        foreach (Kernel<Stamped<Value>, Stamped<Value>> kernel in _kernels)
        {
            var transcript = new Transcript();
            foreach (Stamped<Value> value in flowing)
                Probe.Feed(kernel, value, transcript);
            Probe.RunOut(kernel, transcript);
            flowing = transcript.Values;
        }

        return flowing;
    }

    /// <summary>What becomes of values that come a second apart, without their times.</summary>
    public List<Value> Values(params IEnumerable<Value> values) => [.. Run(values.Select((v, i) => new Stamped<Value>(v, SignalTime.FromMilliseconds(1000 * (i + 1))))).Select(v => v.Value)];

    /// <summary>A frame of hexadecimal digits and the number of bits, <c>0x254008a/26</c>, or of binary digits.</summary>
    public static ReaderBits Bits(string text) => ReaderBits.TryParse(text, out ReaderBits bits, out string problem) ? bits : throw new ArgumentException(problem, nameof(text));

    /// <summary>A card: <c>H10301 12:3456</c>, with the numbers behind it that have no place there (<c>C15001 12:3456 oem 900</c>), or bits without a format.</summary>
    public static Value Card(string text)
    {
        string[] words = text.Split(' ');
        if (CardFormats.Find(words[0])?.Format is not { } format)
            return Value.Card(Bits(text), null);
        string[] pair = words[1].Split(':');
        var numbers = new CardNumbers(pair.Length == 2 ? ulong.Parse(pair[0]) : null, ulong.Parse(pair[^1]));
        for (int i = 2; i < words.Length; i += 2)
            numbers = numbers.With((CardField)CardNumbers.Names.IndexOf(words[i]), ulong.Parse(words[i + 1]));
        Assert.True(format.TryEncode(numbers, out ReaderBits frame, out string problem), problem);
        return Value.Card(frame, format);
    }
}
