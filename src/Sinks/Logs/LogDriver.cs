using System;
using System.Threading;
using System.Threading.Channels;
using Reactive.Signals;
using Reactive.Signals.Loop;

namespace Reactive.Sinks;

/// <summary>
/// Writes what rules log, on a thread of its own, through a bounded queue: where that is full the command fails, and the
/// loop goes on.
/// </summary>
public sealed class LogDriver : IDisposable
{
    /// <summary>How long <see cref="Dispose"/> waits for what is still to be written.</summary>
    public static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(1);

    private readonly Channel<Command> _queue;
    private readonly Action<Command> _write;
    private readonly OutcomeHandler _report;
    private readonly Thread _thread;
    private volatile bool _abandoned;

    /// <summary>A driver that writes with <paramref name="write"/>.</summary>
    /// <param name="write">Writes one line; called on the driver's thread. Whatever it throws fails the command.</param>
    /// <param name="report">Takes outcomes: on the driver's thread, or on the caller's where the queue is full.</param>
    /// <param name="capacity">Lines that may wait.</param>
    public LogDriver(Action<Command> write, OutcomeHandler report, int capacity = 256)
    {
        _write = write;
        _report = report;
        _queue = Channel.CreateBounded<Command>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _thread = new Thread(Run) { Name = "log", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Takes a command. Never waits.</summary>
    public void Carry(in Command command)
    {
        if (!_queue.Writer.TryWrite(command))
            _report(command.Number, Outcome.Failed, Value.Unknown(UnknownReason.Stale));
    }

    /// <summary>Writes what waits, for <see cref="LongestStop"/> at most, and stops.</summary>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _abandoned = !ThreadJoin.Within(LongestStop, _thread);
    }

    private void Run()
    {
        while (!_abandoned && _queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (!_abandoned && _queue.Reader.TryRead(out Command command))
                _report(command.Number, Write(command) ? Outcome.Done : Outcome.Failed, Value.Unknown(UnknownReason.Stale));
        }
    }

    private bool Write(in Command command)
    {
        try
        {
            _write(command);
            return true;
        }
#pragma warning disable CA1031 // whatever the destination throws: the command fails, the device goes on
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
