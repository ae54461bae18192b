using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Device.Plotting;
using Reactive.Device.Traces;
using Reactive.Device.Traces.Capture;
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
        RequireDrawable(trace, channels);
        return TracePlot.Of(SpanOf(trace, channels), channels, stage, WithSpectrogram);
    }

    /// <summary>Prepares one of a whole capture: who speaks in it, each with the keys that were pressed.</summary>
    /// <exception cref="CommandException">It would show what nobody is to see, or nothing.</exception>
    public TracePlot Begin(Trace capture, ImmutableArray<CaptureParty> all, string operatorName)
    {
        CaptureParty[] parties = [.. all.Where(p => p.Sound.Length + p.Digits.Length > 0)];
        if (parties.Length == 0)
            throw CommandException.Usage($"{capture.Path}: there is nothing to draw: {string.Join("; ", capture.Channels.Select(c => $"{c.Name} cannot be read, {c.Refusal}"))}.");
        // a stream may have several tracks, and all of them are drawn
        int shown = parties.Length;
        while (shown > 1 && parties.Take(shown).Sum(p => int.Max(p.Sound.Length, 1)) > TracePlot.MostChannels)
            shown--;
        ImmutableArray<CaptureParty> drawn = [.. parties.Take(shown)];
        ImmutableArray<TraceChannel> channels = [.. drawn.SelectMany(p => p.Sound.AddRange(p.Digits))];
        RequireDrawable(capture, channels);
        return TracePlot.OfParties(SpanOf(capture, channels), operatorName, drawn, parties.Length, WithSpectrogram);
    }

    /// <summary>Writes it.</summary>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public void Finish(TracePlot plot, Trace trace)
    {
        plot.End();
        WrittenFile.Write(Path, stream => TraceDrawing.Write(plot, $"{plot.Operator} of {System.IO.Path.GetFileName(trace.Path)}", stream));
        if (plot.LeftOut is { } leftOut)
            Console.Error.WriteLine($"{Path} shows {leftOut} of {trace.Path}: name others as {trace.Path}:CHANNEL.");
    }

    private void RequireDrawable(Trace trace, ImmutableArray<TraceChannel> channels)
    {
        OutputFile.Refuse("--plot", Path, [trace.Path]);
        if (System.IO.Path.GetExtension(Path) is { Length: > 0 } ending && !ending.Equals(".svg", StringComparison.OrdinalIgnoreCase))
            throw CommandException.Usage($"--plot draws SVG: name a file that ends in .svg, not {Path}.");
        if (channels.FirstOrDefault(c => c.IsSecretive) is { } secretive)
            throw CommandException.Usage($"{trace.Path}: '{secretive.Name}' comes from a sensitive port and says what somebody typed or holds: it is shown, and written into no picture.");
        if (WithSpectrogram && channels.All(c => c.Samples is null))
            throw CommandException.Usage($"{trace.Path}: --spectrogram takes even samples, and '{channels[0].Name}' has values at times of their own.");
    }

    private PlotSpan SpanOf(Trace trace, ImmutableArray<TraceChannel> channels)
    {
        (SignalTime first, SignalTime last) = PlotExtent.Of(trace, channels);
        SignalTime from = SignalTime.Max(From ?? first, first), to = SignalTime.Min(To ?? last, last);
        bool isEmpty = first == last && (From ?? first) <= first && (To ?? last) >= last;
        if (from >= to && !isEmpty)
            throw CommandException.Usage(string.Create(CultureInfo.InvariantCulture, $"{trace.Path} goes from {first} s to {last} s: there is nothing to draw between --from and --to."));
        return new PlotSpan(from, isEmpty ? from.AddNanoseconds(LeastNanoseconds) : to, TracePlot.Columns);
    }
}
