using System;
using System.Collections.Generic;
using System.Threading;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Sinks;

/// <summary>One speaker: the clips that wait, and the thread that plays them. Each command leaves the queue once, and whoever takes it out answers it.</summary>
internal sealed class SpeakerSlot
{
    private readonly object _gate = new();
    private readonly Queue<Waiting> _waiting = new();
    private readonly SpeakerSpec _spec;
    private readonly ISpeaker _speaker;
    private readonly ClipSource _clips;
    private readonly OutcomeHandler _report;
    private readonly Action<string, Exception?>? _trouble;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;
    private readonly ITimer _expiry;
    private bool _stops;

    // the thread's own: whether the last clip was not played
    private bool _troubled;

    public SpeakerSlot(SpeakerSpec spec, ISpeaker speaker, ClipSource clips, OutcomeHandler report, Action<string, Exception?>? trouble, TimeProvider time, CancellationToken stop)
    {
        _spec = spec;
        _speaker = speaker;
        _clips = clips;
        _report = report;
        _trouble = trouble;
        _time = time;
        _stop = stop;
        _expiry = time.CreateTimer(_ => Expire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Thread = new Thread(Run) { Name = "speaker " + spec.Name, IsBackground = true };
    }

    public string Name => _spec.Name;

    public Thread Thread { get; }

    public void Take(in Command command)
    {
        bool taken = PlayedClip.TryParse(command.Text, out PlayedClip clip);
        lock (_gate)
        {
            taken &= !_stops && _waiting.Count < SpeakerDriver.MostWaiting;
            if (taken)
            {
                _waiting.Enqueue(new Waiting(command.Number, clip, _time.GetTimestamp()));
                if (_waiting.Count == 1)
                    _expiry.Change(SpeakerDriver.LongestWait, Timeout.InfiniteTimeSpan);
                Monitor.Pulse(_gate);
            }
        }

        if (!taken)
            Answer(command.Number, Outcome.Failed);
    }

    /// <summary>Takes no more, and lets what waits fail.</summary>
    public void Stop()
    {
        Waiting[] left;
        lock (_gate)
        {
            _stops = true;
            left = [.. _waiting];
            _waiting.Clear();
            Monitor.Pulse(_gate);
        }

        _expiry.Dispose();
        foreach (Waiting clip in left)
            Answer(clip.Command, Outcome.Failed);
    }

    private void Run()
    {
        while (Next() is { } next)
        {
            Exception? failure = Play(next.Clip);
            if (failure is not null || _troubled)
                _trouble?.Invoke(Name, failure);
            _troubled = failure is not null;
            Answer(next.Command, failure is null && !_stop.IsCancellationRequested ? Outcome.Done : Outcome.Failed);
        }
    }

    // Waits for a clip that is still to be played. Null when it is time to stop.
    private Waiting? Next()
    {
        lock (_gate)
        {
            while (!_stops && _waiting.Count == 0)
                Monitor.Wait(_gate);
            if (_stops)
                return null;
            Waiting next = _waiting.Dequeue();
            WatchFirst();
            return next;
        }
    }

    // A long clip keeps the thread: so it is not the thread that lets clips expire.
    private void Expire()
    {
        List<Waiting> expired = [];
        lock (_gate)
        {
            while (_waiting.TryPeek(out Waiting first) && Left(first) <= TimeSpan.Zero)
                expired.Add(_waiting.Dequeue());
            WatchFirst();
        }

        foreach (Waiting clip in expired)
            Answer(clip.Command, Outcome.Expired);
    }

    private void WatchFirst()
    {
        if (!_stops)
            _expiry.Change(_waiting.TryPeek(out Waiting first) && Left(first) is var left ? left > TimeSpan.Zero ? left : TimeSpan.Zero : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Left(in Waiting clip) => SpeakerDriver.LongestWait - _time.GetElapsedTime(clip.Since);

    private Exception? Play(in PlayedClip clip)
    {
        try
        {
            ReadOnlyMemory<float> sound = _clips(clip, _spec);
            for (int i = 0; i < clip.Repeat && !_stop.IsCancellationRequested; i++)
                _speaker.Play(sound, _stop);
            return null;
        }
#pragma warning disable CA1031 // whatever the file or the hardware throws: the clip counts as not played, and is told as such
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return failure;
        }
    }

    private void Answer(long command, Value outcome) => _report(command, outcome, Value.Unknown(UnknownReason.Stale));

    /// <summary>A clip that waits: for which command, how it is played, and since when.</summary>
    private readonly record struct Waiting(long Command, PlayedClip Clip, long Since);
}
