using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Reactive.Device.Files;
using Reactive.Device.Output;
using Reactive.Device.Traces.Writing;
using Reactive.Signals;
using Reactive.Signals.Recording;
using Reactive.Signals.Recording.Mcap;

namespace Reactive.Device.Traces.Mcap;

/// <summary>What was written of a trace.</summary>
/// <param name="Samples">Samples of even channels, all channels together.</param>
/// <param name="Values">Values of the other channels.</param>
/// <param name="LeftOut">Channels that are not in the file, a sentence each.</param>
internal sealed record WrittenTrace(long Samples, long Values, ImmutableArray<string> LeftOut);

/// <summary>
/// Writes any trace as an MCAP file of ours, in the order of time: even channels of one clock as one topic of blocks, each
/// other one as a topic of values. Blocks go through one by one: memory depends on the number of channels only.
/// </summary>
internal sealed class McapTraceWriter : IDisposable
{
    private readonly Trace _trace;
    private readonly string _path;
    private readonly List<TracePump> _pumps;
    private readonly List<string> _leftOut = [];

    private McapTraceWriter(Trace trace, ImmutableArray<TraceChannel> channels, string path)
    {
        _trace = trace;
        _path = path;
        _leftOut.AddRange(channels.Where(c => c.Refusal is not null).Select(c => $"{c.Name} is left out: {c.Refusal}."));
        _pumps = [.. TracePump.All(trace, [.. channels.Where(c => c.Refusal is null)])];
    }

    /// <summary>Writes <paramref name="channels"/> of a trace into the file <paramref name="path"/>.</summary>
    /// <exception cref="CommandException">The trace is damaged, holds nothing, or the file cannot be written.</exception>
    public static WrittenTrace Write(Trace trace, ImmutableArray<TraceChannel> channels, string path)
    {
        OutputFile.Refuse("The output", path, [trace.Path]);
        using var writer = new McapTraceWriter(trace, channels, path);
        return writer.Write();
    }

    /// <inheritdoc/>
    public void Dispose() => _pumps.ForEach(p => p.Dispose());

    private WrittenTrace Write()
    {
        var order = new TimeOrder<TracePump>();
        var filled = new List<TracePump>();
        SignalTime earliest = SignalTime.Zero;
        foreach (TracePump pump in _pumps)
        {
            if (!pump.Advance())
            {
                _leftOut.AddRange(pump.Channels.Select(c => $"{c.Name} is left out: it holds no value."));
                continue;
            }

            filled.Add(pump);
            order.Add(pump, pump.Next);
            earliest = SignalTime.Min(earliest, pump.First);
        }

        if (filled.Count == 0)
            throw CommandException.Failure($"{_trace.Path} holds nothing that can be written to {_path}. {string.Join(" ", _leftOut)}".TrimEnd());
        // the output cuts back what it could not write whole, and so must know what was written
        WrittenFile.Write(_path, file => Write(file, filled, order, earliest), bufferBytes: 0);
        return new WrittenTrace(_pumps.Sum(p => p.Samples), _pumps.Sum(p => p.Values), [.. _leftOut]);
    }

    private void Write(Stream file, List<TracePump> filled, TimeOrder<TracePump> order, SignalTime earliest)
    {
        var output = new StreamMcapOutput(file);
        // a chunk a second would make a thousand small ones of a long trace; there is no power loss to be ready for
        var writer = new McapWriter(output, new McapWriterOptions { Profile = RecordingFormat.Profile, Library = "reactive", ChunkDuration = TimeSpan.Zero });
        var recorder = new TraceRecorder(writer, Path.GetFileName(_trace.Path), _trace.Format, earliest);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (TracePump pump in filled)
            pump.Declare(recorder, names);
        bool written = (_trace.WallNanoseconds is not { } wall || recorder.Anchor(wall)) && Write(recorder, order);
        if (!written || !recorder.Close() || writer.LostAttachmentsAndMetadata > 0)
            throw new IOException(output.Failure);
    }

    private static bool Write(TraceRecorder recorder, TimeOrder<TracePump> order)
    {
        bool written = true;
        while (written && order.TryPeek(out TracePump? pump))
        {
            written = pump.Write(recorder);
            bool more = pump.Advance();
            order.Move(more, more ? pump.Next : SignalTime.Never);
        }

        return written;
    }
}
