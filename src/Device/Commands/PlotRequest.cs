using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Device.Plotting;
using Reactive.Device.Traces;
using Reactive.Device.Traces.Writing;
using Reactive.Rules;
using Reactive.Signals;

namespace Reactive.Device.Commands;

/// <summary>A picture that is wanted of a decoding.</summary>
/// <param name="Path">The file it is written to.</param>
/// <param name="WithSpectrogram">Whether frequencies are shown.</param>
/// <param name="From">Where it begins; null for where the trace does.</param>
/// <param name="To">Where it ends; null for where the trace does.</param>
internal sealed record PlotRequest(string Path, bool WithSpectrogram, SignalTime? From, SignalTime? To)
{
    // what has no length is shown within a second
    private const long LeastNanoseconds = 1_000_000_000;

    /// <summary>Prepares it.</summary>
    /// <exception cref="CommandException">It would show what nobody is to see, or nothing.</exception>
    public TracePlot Begin(Trace trace, ImmutableArray<TraceChannel> channels, StageDefinition stage)
    {
        OutputFile.Refuse("--plot", Path, [trace.Path]);
        if (channels.FirstOrDefault(c => c.IsSecretive) is { } secretive)
            throw CommandException.Usage($"{trace.Path}: '{secretive.Name}' comes from a sensitive port and says what somebody typed or holds: it is shown, and written into no picture.");
        if (WithSpectrogram && channels.All(c => c.Samples is null))
            throw CommandException.Usage($"{trace.Path}: --spectrogram takes even samples, and '{channels[0].Name}' has values at times of their own.");
        (SignalTime first, SignalTime last) = PlotExtent.Of(trace, channels);
        SignalTime from = SignalTime.Max(From ?? first, first), to = SignalTime.Min(To ?? last, last);
        bool isEmpty = first == last && (From ?? first) <= first && (To ?? last) >= last;
        if (from >= to && !isEmpty)
            throw CommandException.Usage(string.Create(CultureInfo.InvariantCulture, $"{trace.Path} goes from {first} s to {last} s: there is nothing to draw between --from and --to."));
        return new TracePlot(new PlotSpan(from, isEmpty ? from.AddNanoseconds(LeastNanoseconds) : to, TracePlot.Columns), channels, stage, WithSpectrogram);
    }

    /// <summary>Writes it.</summary>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public void Finish(TracePlot plot, Trace trace)
    {
        plot.End();
        WrittenFile.Write(Path, stream => TraceDrawing.Write(plot, $"{plot.Operator} of {System.IO.Path.GetFileName(trace.Path)}", stream));
    }
}
