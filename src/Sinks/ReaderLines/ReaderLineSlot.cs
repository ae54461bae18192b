using System;
using System.Threading;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Sinks;

/// <summary>One reader line: the frames that wait, and the thread that sends them.</summary>
internal sealed class ReaderLineSlot
{
    private readonly WaitingCommands<ReaderBits> _waiting;
    private readonly ReaderLineSpec _spec;
    private readonly IReaderLine _line;
    private readonly Action<string, Exception?>? _trouble;

    // the thread's own: whether the hardware refuses
    private bool _troubled;

    public ReaderLineSlot(ReaderLineSpec spec, IReaderLine line, OutcomeHandler report, Action<string, Exception?>? trouble, TimeProvider time)
    {
        _spec = spec;
        _line = line;
        _trouble = trouble;
        _waiting = new WaitingCommands<ReaderBits>(ReaderLineDriver.MostWaiting, ReaderLineDriver.LongestWait, report, time);
        Thread = new Thread(Run, maxStackSize: 256 * 1024) { Name = "line " + spec.Name, IsBackground = true };
    }

    public string Name => _spec.Name;

    public Thread Thread { get; }

    public void Take(in Command command)
    {
        bool isFrame = ReaderBits.TryParse(command.Text, out ReaderBits bits, out _);
        _waiting.Add(command.Number, bits, !isFrame);
    }

    /// <summary>Takes no more, and lets what waits fail.</summary>
    public void Stop() => _waiting.Stop();

    private void Run()
    {
        while (_waiting.Next() is { } frame)
        {
            Exception? failure = Send(frame.Content);
            if (failure is null == _troubled)
                _trouble?.Invoke(Name, failure);
            _troubled = failure is not null;
            // resting begins before anybody is told that the frame has been sent
            _waiting.Rest(ReaderLineDriver.RestAfter(_spec.Spacing));
            _waiting.Answer(frame.Command, failure is null ? Outcome.Done : Outcome.Failed);
        }
    }

    private Exception? Send(in ReaderBits bits)
    {
        try
        {
            _line.Send(bits, _spec.Width, _spec.Spacing);
            return null;
        }
#pragma warning disable CA1031 // whatever the hardware throws: the frame counts as not sent, and is told as such
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return failure;
        }
    }
}
