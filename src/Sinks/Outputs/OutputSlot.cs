using System;
using System.Threading;
using Reactive.Signals;
using Reactive.Signals.Specs;

namespace Reactive.Sinks;

/// <summary>Why an output is released whatever was ordered.</summary>
[Flags]
internal enum OutputHold
{
    None = 0,
    Starting = 1,
    FailSafe = 2,
    Stopping = 4,
}

/// <summary>One output: what it was ordered, why it may be held released, and the thread that tells its port.</summary>
internal sealed class OutputSlot
{
    private const int FirstRetryMilliseconds = 100;
    private const int LongestRetryMilliseconds = 5_000;

    // Tries of the last release, a first retry apart: within OutputDriver.LongestStop.
    private const int LastTries = 5;

    private readonly object _gate = new();
    private readonly OutputSpec _spec;
    private readonly IOutputPort _port;
    private readonly OutcomeHandler _report;
    private readonly Action<string, Exception?>? _trouble;
    private OutputHold _hold = OutputHold.Starting;
    private bool _active;
    private long _pending;

    // Dirty from the start: nobody knows what the hardware was left at.
    private bool _dirty = true;

    // The last command failed: released until the next.
    private bool _failed;

    private long _orders;

    // The thread's own: when to try again, the last order that was begun, whether the hardware refuses.
    private int _retry;
    private long _begun;
    private bool _troubled;

    public OutputSlot(OutputSpec spec, IOutputPort port, OutcomeHandler report, Action<string, Exception?>? trouble)
    {
        _spec = spec;
        _port = port;
        _report = report;
        _trouble = trouble;
        Thread = new Thread(Run, maxStackSize: 256 * 1024) { Name = "output " + spec.Name, IsBackground = true };
    }

    public string Name => _spec.Name;

    public Thread Thread { get; }

    /// <summary>Takes an order and returns the number of the command that it overtakes, 0 for none.</summary>
    public long Take(long command, bool active)
    {
        lock (_gate)
        {
            long overtaken = _pending;
            _pending = command;
            _active = active;
            _failed = false;
            _orders++;
            Wake();
            return overtaken;
        }
    }

    public void Hold(OutputHold why, bool on)
    {
        lock (_gate)
        {
            OutputHold before = _hold;
            _hold = on ? _hold | why : _hold & ~why;
            if (_hold != before)
                Wake();
        }
    }

    private void Wake()
    {
        _dirty = true;
        Monitor.Pulse(_gate);
    }

    private void Run()
    {
        while (Next() is { } round)
        {
            bool carried = Drive(round.Driven);
            if (!carried)
                Refused(round);
            _begun = round.Orders;
            _retry = carried ? 0 : Math.Clamp(_retry * 2, FirstRetryMilliseconds, LongestRetryMilliseconds);
            if (round.Command != 0)
                _report(round.Command, carried && !round.Held ? Outcome.Done : Outcome.Failed, Readback());
        }

        for (int tries = 1; !Drive(false) && tries < LastTries; tries++)
            Thread.Sleep(FirstRetryMilliseconds);
    }

    // Waits until there is something to do: an order, a hold, or a refused position to be tried again. Null when it is time to stop.
    private Round? Next()
    {
        lock (_gate)
        {
            while (!_dirty && (_hold & OutputHold.Stopping) == 0)
            {
                if (_retry == 0)
                    Monitor.Wait(_gate);
                else if (!Monitor.Wait(_gate, _retry))
                    break;
            }

            if ((_hold & OutputHold.Stopping) != 0)
                return null;
            bool held = _hold != OutputHold.None;
            var round = new Round(_pending, _orders, held, !held && !_failed && (_active ^ _spec.NormallyClosed));
            _dirty = false;
            _pending = 0;
            return round;
        }
    }

    // An order that the hardware refused is over: the output stays released until the next one, which may have come
    // meanwhile. A normal position is only tried again.
    private void Refused(in Round round)
    {
        lock (_gate)
        {
            if (!round.Held && round.Orders != _begun && round.Orders == _orders)
                _failed = true;
        }

        if (round.Driven)
            Try(false);
    }

    // Tells the log where refusals begin and end, not of each try.
    private bool Drive(bool driven)
    {
        Exception? failure = Try(driven);
        if (failure is null == _troubled)
            _trouble?.Invoke(Name, failure);
        _troubled = failure is not null;
        return failure is null;
    }

    private Exception? Try(bool driven)
    {
        try
        {
            _port.Drive(driven);
            return null;
        }
#pragma warning disable CA1031 // whatever the hardware throws: the output counts as refused, and is told as such
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return failure;
        }
    }

    private Value Readback()
    {
        try
        {
            return _port.ReadBack() is { } driven ? Value.Contact(driven ^ _spec.NormallyClosed) : Value.Unknown(UnknownReason.Stale);
        }
#pragma warning disable CA1031 // hardware that cannot be read: the read-back says so
        catch (Exception)
#pragma warning restore CA1031
        {
            return Value.Unknown(UnknownReason.Fault);
        }
    }

    /// <summary>What the port is told next: for which command (0 for none), as of which order, whether it is held released, and the position.</summary>
    private readonly record struct Round(long Command, long Orders, bool Held, bool Driven);
}
