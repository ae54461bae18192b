using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using Reactive.Signals;
using Reactive.Signals.Loop;
using Reactive.Signals.Specs;

namespace Reactive.Sinks;

/// <summary>The hardware behind one output: a GPIO line, a relay coil. Called on the output driver's thread only.</summary>
public interface IOutputPort
{
    /// <summary>Drives the output (coil energised, line grounded) or releases it.</summary>
    /// <exception cref="System.IO.IOException">The hardware refused.</exception>
    void Drive(bool driven);

    /// <summary>Whether the hardware says that it is driven; null where it cannot tell.</summary>
    bool? ReadBack();
}

/// <summary>Takes the outcome of a command; called on the driver's thread.</summary>
/// <param name="command">Its number.</param>
/// <param name="outcome">Done, failed or expired.</param>
/// <param name="readback">The logical state that the hardware reads back, or unknown.</param>
public delegate void OutcomeHandler(long command, Value outcome, Value readback);

/// <summary>
/// Carries out commands to relays and outputs on a thread of its own. Each output has one slot for the latest command: the
/// last state wins, nothing queues, and a command that is overtaken before it was carried out expires. An output is
/// driven when its logical state is active XOR it is normally closed; while the driver is not running, or has been told to
/// fail safe, every output is released, whatever its normal state.
/// </summary>
public sealed class OutputDriver : IDisposable
{
    private static readonly Value Done = Value.Symbol(SymbolType.Outcome, "done");
    private static readonly Value Failed = Value.Symbol(SymbolType.Outcome, "failed");
    private static readonly Value Expired = Value.Symbol(SymbolType.Outcome, "expired");

    private readonly object _gate = new();
    private readonly Dictionary<string, Slot> _slots = new(StringComparer.Ordinal);
    private readonly ImmutableArray<Slot> _order;
    private readonly OutcomeHandler _report;
    private readonly Thread _thread;
    private bool _stop;
    private bool _failSafe;

    /// <summary>Takes over <paramref name="outputs"/>: they go to their normal position, which is set-up and no command.</summary>
    public OutputDriver(IEnumerable<(OutputSpec Spec, IOutputPort Port)> outputs, OutcomeHandler report)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        _report = report;
        foreach ((OutputSpec spec, IOutputPort port) in outputs)
            _slots[spec.Name] = new Slot(spec, port);
        _order = [.. _slots.Values];
        _thread = new Thread(Run) { Name = "outputs", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Takes a command. Never waits for the hardware.</summary>
    public void Carry(in Command command)
    {
        long overtaken;
        lock (_gate)
        {
            Slot slot = _slots[command.Sink];
            overtaken = slot.Pending;
            slot.Pending = command.Number;
            slot.Active = command.Verb == "activate";
            slot.Dirty = true;
            Monitor.Pulse(_gate);
        }

        if (overtaken != 0)
            _report(overtaken, Expired, Value.Unknown(UnknownReason.Stale));
    }

    /// <summary>Releases every output (true), or lets them follow their commands again (false).</summary>
    public void FailSafe(bool failSafe)
    {
        lock (_gate)
        {
            _failSafe = failSafe;
            foreach (Slot slot in _order)
                slot.Dirty = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Releases every output and stops.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stop = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
    }

    private void Run()
    {
        while (true)
        {
            Slot? next = null;
            long command = 0;
            bool driven = false;
            lock (_gate)
            {
                while (!_stop && (next = NextDirty()) is null)
                    Monitor.Wait(_gate);
                if (_stop)
                    break;
                next!.Dirty = false;
                command = next.Pending;
                next.Pending = 0;
                driven = !_failSafe && (next.Active ^ next.Spec.NormallyClosed);
            }

            bool carried = next.Drive(driven);
            if (command != 0)
                _report(command, carried ? Done : Failed, next.Readback());
        }

        foreach (Slot slot in _order)
            slot.Drive(driven: false);
    }

    private Slot? NextDirty()
    {
        foreach (Slot slot in _order)
        {
            if (slot.Dirty)
                return slot;
        }

        return null;
    }

    private sealed class Slot(OutputSpec spec, IOutputPort port)
    {
        public OutputSpec Spec => spec;

        public bool Active { get; set; }

        // Dirty from the start: the normal position is taken when the driver begins.
        public bool Dirty { get; set; } = true;

        /// <summary>The number of the command that waits, 0 for none.</summary>
        public long Pending { get; set; }

        public bool Drive(bool driven)
        {
            try
            {
                port.Drive(driven);
                return true;
            }
            catch (System.IO.IOException)
            {
                return false;
            }
        }

        public Value Readback()
        {
            try
            {
                return port.ReadBack() is { } driven ? Value.Contact(driven ^ spec.NormallyClosed) : Value.Unknown(UnknownReason.Stale);
            }
            catch (System.IO.IOException)
            {
                return Value.Unknown(UnknownReason.Fault);
            }
        }
    }
}
