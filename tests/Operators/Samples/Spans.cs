using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Reactive.Signals;

namespace Reactive.Operators.Tests.Samples;

/// <summary>The blocks that a kernel makes, a line each: the first index and the samples.</summary>
internal sealed class Spans : IEmit<SampleBlock>
{
    public List<string> Lines { get; } = [];

    public List<SignalTime> Times { get; } = [];

    public void Emit(in SampleBlock output)
    {
        SampleBlock block = output;
        IEnumerable<double> samples = Enumerable.Range(0, block.Count * block.Channels).Select(i => block.At(i / block.Channels, i % block.Channels));
        Lines.Add(string.Create(CultureInfo.InvariantCulture, $"{block.FirstIndex}: {string.Join(' ', samples.Select(s => ((float)s).ToString(CultureInfo.InvariantCulture)))}"));
        for (int i = 0; i < block.Count; i++)
            Times.Add(block.Clock.TimeOf(block.FirstIndex + i));
    }
}
