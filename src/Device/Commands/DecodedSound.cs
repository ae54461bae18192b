using System;
using System.Collections.Immutable;
using System.IO;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Device.Traces;
using Reactive.Device.Traces.Writing;
using Reactive.Rules;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Device.Commands;

/// <summary><c>decode ... --out FILE.wav</c>: the samples that an operator gives, as the tracks of a WAV file.</summary>
/// <param name="Path">The file.</param>
internal sealed record DecodedSound(string Path)
{
    private const string Ending = ".wav";

    /// <summary>Refuses what cannot be written, before anything is.</summary>
    /// <exception cref="CommandException">The operator gives no samples, WAV does not know their rate, they are secret, or a file would be written over that is read.</exception>
    public void Require(Trace trace, ImmutableArray<TraceChannel> channels, StageDefinition stage)
    {
        if (!System.IO.Path.GetExtension(Path).Equals(Ending, StringComparison.OrdinalIgnoreCase))
            throw CommandException.Usage($"--out writes a WAV file: name it {Ending}, not '{Path}'.");
        if (stage.Output.Samples is not { } samples || stage.Output.Kind != FlowKind.Samples)
            throw CommandException.Usage($"--out writes samples, and '{stage.Spec.Name}' gives {stage.Output}.");
        foreach (TraceChannel channel in channels)
        {
            if (channel.IsSecretive)
                throw CommandException.Usage($"{trace.Path}: '{channel.Name}' comes from a sensitive port: it is written into no other file.");
        }

        WavTraceWriter.RefuseRate(trace.Path, samples.Rate);
        OutputFile.Refuse("--out", Path, [trace.Path]);
    }

    /// <summary>Writes what <paramref name="run"/> gives into the file, whole or not at all, and says so.</summary>
    public void Write(string source, Flow flow, Action<Action<SampleBlock>> run)
    {
        WrittenFile.Write(Path, output => Write(source, flow, run, output));
    }

    private void Write(string source, Flow flow, Action<Action<SampleBlock>> run, Stream output)
    {
        var tracks = new WavTracks(output, source, flow.Channels, new TraceSamples(new SampleClock(flow.Samples!.Rate), flow.Samples.Format, null));
        run(block => tracks.Add(block));
        tracks.End();
        string jumps = tracks.Jumps == 0 ? "" : $"; time jumps {Plural.Of(tracks.Jumps, "time")} there, which a WAV file cannot say";
        Console.Error.WriteLine($"{source}: {Plural.Of(tracks.Frames, "sample")} in {Plural.Of(flow.Channels, "track")} at {flow.Samples.Rate} -> {Path}{jumps}");
    }
}
