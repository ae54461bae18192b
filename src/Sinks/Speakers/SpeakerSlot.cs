using System;
using System.Threading;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Sinks;

/// <summary>One speaker: the clips that wait, and the thread that plays them.</summary>
internal sealed class SpeakerSlot
{
    private readonly WaitingCommands<PlayedClip> _waiting;
    private readonly SpeakerSpec _spec;
    private readonly ISpeaker _speaker;
    private readonly ClipSource _clips;
    private readonly Action<string, Exception?>? _trouble;
    private readonly CancellationToken _stop;

    // the thread's own: whether the last clip was not played
    private bool _troubled;

    public SpeakerSlot(SpeakerSpec spec, ISpeaker speaker, ClipSource clips, OutcomeHandler report, Action<string, Exception?>? trouble, TimeProvider time, CancellationToken stop)
    {
        _spec = spec;
        _speaker = speaker;
        _clips = clips;
        _trouble = trouble;
        _stop = stop;
        _waiting = new WaitingCommands<PlayedClip>(SpeakerDriver.MostWaiting, SpeakerDriver.LongestWait, report, time);
        Thread = new Thread(Run) { Name = "speaker " + spec.Name, IsBackground = true };
    }

    public string Name => _spec.Name;

    public Thread Thread { get; }

    public void Take(in Command command)
    {
        bool isClip = PlayedClip.TryParse(command.Text, out PlayedClip clip);
        _waiting.Add(command.Number, clip, !isClip);
    }

    /// <summary>Takes no more, and lets what waits fail.</summary>
    public void Stop() => _waiting.Stop();

    private void Run()
    {
        while (_waiting.Next() is { } next)
        {
            Exception? failure = Play(next.Content);
            if (failure is not null || _troubled)
                _trouble?.Invoke(Name, failure);
            _troubled = failure is not null;
            _waiting.Answer(next.Command, failure is null && !_stop.IsCancellationRequested ? Outcome.Done : Outcome.Failed);
        }
    }

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
}
