using System;
using System.Collections.Generic;
using Reactive.Signals.Loop;

namespace Reactive.Signals.Recording;

/// <summary>Where a replay's commands first differ from the recorded ones.</summary>
/// <param name="Recorded">The recorded command, or null where the replay gave one more.</param>
/// <param name="Replayed">The replayed command, or null where it gave one less.</param>
public sealed record ReplayDifference(Command? Recorded, Command? Replayed);

/// <summary>
/// Drives an engine from a recording: the engine makes of it what the device made. Where the pipeline is the recorded one
/// its commands are compared with the recorded ones as they come; where it is another, recorded answers are dropped and a
/// <see cref="CommandModel"/> answers instead (counterfactual).
/// </summary>
public sealed class Replay : RunObserver
{
    private readonly RecordingReader _reader;
    private Engine _engine = null!;
    private readonly bool _counterfactual;
    private readonly Dictionary<string, int> _sources = new(StringComparer.Ordinal);
    private readonly Queue<Command> _recorded = new();
    private readonly Queue<Command> _replayed = new();
    private SignalTime _end = SignalTime.Zero;
    private uint _nextArrival;
    private uint _nextCommand;

    /// <summary>A replay of <paramref name="reader"/>. It watches the engine that it is to drive (<see cref="Into"/>), as its observer or one of them.</summary>
    public Replay(RecordingReader reader, bool counterfactual)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _reader = reader;
        _counterfactual = counterfactual;
    }

    /// <summary>Sets the engine it drives, which goes on from the state it is in.</summary>
    public Replay Into(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _engine = engine;
        if (_counterfactual)
            engine.Target = new CommandModel(engine);
        _nextArrival = (uint)(engine.ArrivalCount + 1);
        _nextCommand = (uint)(engine.CommandCount + 1);
        foreach (Source source in engine.Sources)
            _sources[source.Name] = source.Index;
        return this;
    }

    /// <summary>The first difference, or null so far.</summary>
    public ReplayDifference? Difference { get; private set; }

    /// <summary>The last instant that was replayed.</summary>
    public SignalTime End => _end;

    /// <summary>Commands recorded.</summary>
    public long RecordedCount { get; private set; }

    /// <summary>Arrivals of sources that the pipeline does not have, or has as something else.</summary>
    public long Foreign { get; private set; }

    /// <summary>Messages that the recorder lost where the replay had to end; 0 where it did not.</summary>
    public long Lost { get; private set; }

    /// <summary>
    /// Whether every recorded command came again, alike; null where that cannot be said (messages were lost and all before
    /// them is alike). A counterfactual replay compares what was done and when, not turns and causes.
    /// </summary>
    public bool? Identical
    {
        get
        {
            // a command that was recorded right behind a loss belongs to what was lost
            bool alike = Difference is null && (_recorded.Count == 0 || Lost > 0) && (_replayed.Count == 0 || _reader.Truncated || Lost > 0);
            return alike && Lost > 0 ? null : alike;
        }
    }

    /// <inheritdoc/>
    public override void OnCommand(in Command command)
    {
        _replayed.Enqueue(command);
        Compare();
    }

    /// <summary>Delivers the next message; false at the end, where all that is due up to the last recorded instant has run.</summary>
    /// <param name="until">Nothing after it is delivered.</param>
    public bool Step(SignalTime until)
    {
        if (_reader.TryRead(out RecordedMessage message))
        {
            if (message.Kind == RecordedMessageKind.Command)
            {
                if (message.Command.At > until || IsLoss(message.Number, ref _nextCommand))
                    return Finish(until);
                _end = SignalTime.Max(_end, message.Command.At);
                RecordedCount++;
                _recorded.Enqueue(message.Command);
                Compare();
                return true;
            }

            if (message.Arrival.Turn > until)
                return Finish(until);
            if (message.Kind == RecordedMessageKind.Fault)
                return true;
            if (message.Kind == RecordedMessageKind.Lost)
            {
                Lost = message.Lost;
                return Finish(until);
            }

            if (IsLoss(message.Number, ref _nextArrival))
                return Finish(until);
            _end = SignalTime.Max(_end, message.Arrival.Turn);
            Deliver(message);
            return true;
        }

        return Finish(until);
    }

    private void Deliver(in RecordedMessage message)
    {
        Arrival arrival = message.Arrival;
        if (_counterfactual && arrival.Kind == ArrivalKind.Feedback)
            return;
        int source = -1;
        if (message.Source.Length > 0 && !_sources.TryGetValue(message.Source, out source))
        {
            Foreign++;
            return;
        }

        if (!Fits(arrival, source < 0 ? null : _engine.Sources[source]))
        {
            Foreign++;
            return;
        }

        _engine.Deliver(arrival with { Source = source });
    }

    private static bool Fits(in Arrival arrival, Source? source) => arrival.Kind switch
    {
        ArrivalKind.Block => source?.Spec.Flow.Samples is { } samples && samples.Format == arrival.Block.Format && samples.Rate.Hertz == arrival.Block.Clock.Rate.Hertz && source.Spec.Flow.Channels == arrival.Block.Channels,
        ArrivalKind.Value => source is { IsDense: false },
        ArrivalKind.Reanchor => source is { IsDense: true },
        ArrivalKind.Offline or ArrivalKind.Stalled => source is not null,
        _ => true,
    };

    // Numbers go up one by one: where one is missing, the recorder lost a chunk, and what follows hangs in the air.
    private bool IsLoss(long number, ref uint next)
    {
        uint missing = (uint)number - next;
        next = (uint)number + 1;
        Lost += missing;
        return missing != 0;
    }

    // Commands of the last instants may stand in the file after the last arrival: what caused them is due.
    private bool Finish(SignalTime until)
    {
        _engine.RunThrough(SignalTime.Min(_end, until));
        return false;
    }

    private void Compare()
    {
        while (Difference is null && _recorded.Count > 0 && _replayed.Count > 0)
        {
            Command recorded = _recorded.Dequeue();
            Command replayed = _replayed.Dequeue();
            bool alike = _counterfactual
                ? (recorded.At, recorded.Sink, recorded.Verb, recorded.Text) == (replayed.At, replayed.Sink, replayed.Verb, replayed.Text)
                : recorded == replayed;
            if (!alike)
                Difference = new ReplayDifference(recorded, replayed);
        }
    }

    /// <summary>After the last step: a command that is missing or one too many is a difference too.</summary>
    public void Conclude()
    {
        if (Difference is not null)
            return;
        if (_recorded.Count > 0 && Lost == 0)
            Difference = new ReplayDifference(_recorded.Peek(), null);
        else if (_replayed.Count > 0 && !_reader.Truncated && Lost == 0)
            Difference = new ReplayDifference(null, _replayed.Peek());
    }
}
