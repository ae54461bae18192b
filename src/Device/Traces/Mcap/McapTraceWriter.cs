using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Reactive.Device.Files;
using Reactive.Device.Output;
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

    /// <summary>Writes <paramref name="channels"/> of a trace into the file <paramref name="path"/>, made anew.</summary>
    /// <exception cref="CommandException">The trace is damaged, holds nothing, or the file cannot be written; what is there of it is then cut short, and readers say so.</exception>
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
        var queue = new PriorityQueue<TracePump, (SignalTime Next, int Order)>();
        SignalTime earliest = SignalTime.Never;
        foreach (TracePump pump in _pumps)
        {
            if (!pump.Advance())
            {
                _leftOut.AddRange(pump.Channels.Select(c => $"{c.Name} is left out: it holds no value."));
                continue;
            }

            queue.Enqueue(pump, (pump.Next, queue.Count));
            earliest = SignalTime.Min(earliest, pump.First);
        }

        if (queue.Count == 0)
            throw CommandException.Failure($"{_trace.Path} holds nothing that can be written to {_path}. {string.Join(" ", _leftOut)}".TrimEnd());
        using FileStream file = Create();
        var output = new StreamMcapOutput(file);
        // a chunk a second would make a thousand small ones of a long trace; there is no power loss to be ready for
        var writer = new McapWriter(output, new McapWriterOptions { Profile = RecordingFormat.Profile, Library = "reactive", ChunkDuration = TimeSpan.Zero });
        var recorder = new TraceRecorder(writer, Path.GetFileName(_trace.Path), _trace.Format, SignalTime.Min(earliest, SignalTime.Zero));
        bool written = Write(recorder, queue) && recorder.Close() && writer.LostAttachmentsAndMetadata == 0;
        if (!written)
            throw CommandException.Failure($"{_path} could not be written: {output.Failure}. What is there of it is cut short: delete it.");
        return new WrittenTrace(_pumps.Sum(p => p.Samples), _pumps.Sum(p => p.Values), [.. _leftOut]);
    }

    private bool Write(TraceRecorder recorder, PriorityQueue<TracePump, (SignalTime Next, int Order)> queue)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (TracePump pump in queue.UnorderedItems.OrderBy(i => i.Priority.Order).Select(i => i.Element))
            pump.Declare(recorder, names);
        bool written = _trace.WallNanoseconds is not { } wall || recorder.Anchor(wall);
        while (written && queue.TryPeek(out TracePump? pump, out (SignalTime, int Order) place))
        {
            written = pump.Write(recorder);
            if (Advance(pump))
                queue.DequeueEnqueue(pump, (pump.Next, place.Order));
            else
                queue.Dequeue();
        }

        return written;
    }

    private bool Advance(TracePump pump)
    {
        try
        {
            return pump.Advance();
        }
        catch (CommandException damage)
        {
            throw new CommandException(damage.Code, $"{damage.Message} What was written to {_path} before is cut short: delete it.", damage);
        }
    }

    private FileStream Create()
    {
        try
        {
            return new FileStream(_path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage($"{_path} cannot be written: {failure.Message}");
        }
    }
}
